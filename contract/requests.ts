import { z } from "zod";
import {
  channelTextsSchema,
  waitMessageSchema,
} from "#contract/channel-texts.ts";
import { foldEmail } from "#contract/fold.ts";
import { holidaySchema, hoursSchema } from "#contract/hours.ts";
import { idSchema, requestTimeSchema } from "#contract/ids.ts";
import { LABEL_COLORS } from "#contract/label-colors.ts";
import { serviceRequestSchema } from "#contract/routing-service.ts";
import { routeRulesSchema } from "#contract/route-rules.ts";
import {
  MAX_REPLY_CHARACTERS,
  MAX_REPLY_FILES,
} from "#contract/reply-limits.ts";
import {
  destinationSchema,
  presenceSchema,
  queueSchema,
  ringGroupSchema,
  roleSchema,
  shiftEndsSchema,
  threadSchema,
  threadStatusSchema,
  apiCapabilitiesSchema,
} from "#contract/shapes.ts";
import {
  exactTextSchema,
  keptJsonSchema,
  lineSchema,
  messageTextSchema,
  paragraphsSchema,
  pastedSecretSchema,
  soughtTextSchema,
} from "#contract/text-schema.ts";
import { isVisible } from "#contract/text.ts";
import {
  MAX_OUTCOME_CHARACTERS,
  wrapUpFormRequestSchema,
} from "#contract/wrap-up-form.ts";

/** What callers send. The same schemas check the console's forms and the API's bodies. */

export const pageQuerySchema = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(50),
  cursor: exactTextSchema({ max: 500 }).optional(),
});
export type PageQuery = z.infer<typeof pageQuerySchema>;

const emailSchema = exactTextSchema({ max: 254 })
  .overwrite(foldEmail)
  .pipe(z.email());
export const passwordSchema = exactTextSchema({ min: 8, max: 200 });
const nameSchema = lineSchema({ min: 1, max: 120 });
const noteSchema = paragraphsSchema({ max: 2000 });

export const signInSchema = z.object({
  email: emailSchema,
  password: exactTextSchema({ min: 1, max: 200 }),
});
export const firstOwnerSchema = z.object({
  name: nameSchema,
  email: emailSchema,
  password: passwordSchema,
});
export type FirstOwner = z.infer<typeof firstOwnerSchema>;
export const acceptInvitationSchema = z.object({
  token: exactTextSchema({ min: 1, max: 200 }),
  name: nameSchema.optional(),
  password: passwordSchema,
});

export const createAgentSchema = z.object({
  email: emailSchema,
  name: nameSchema,
  role: roleSchema.default("agent"),
  departmentIds: z.array(idSchema).max(100).optional(),
  /** A supervisor of the whole company. */
  allDepartments: z.boolean().optional(),
  /** The one channel that a reviewer sees. Required for reviewers, refused for other roles. */
  reviewChannelId: idSchema.nullable().optional(),
  /** When the access of a reviewer ends; 30 days from now unless given. Refused for other roles. */
  expiresAt: requestTimeSchema.nullable().optional(),
  capacity: z.number().int().min(1).max(1000).optional(),
  shift: hoursSchema.nullable().optional(),
  shiftEnds: shiftEndsSchema.optional(),
  /** Without one the answer carries an invitation link. */
  password: passwordSchema.optional(),
});
export type CreateAgent = z.infer<typeof createAgentSchema>;
export const updateAgentSchema = z.object({
  email: emailSchema.optional(),
  name: nameSchema.optional(),
  role: roleSchema.optional(),
  departmentIds: z.array(idSchema).max(100).optional(),
  /** A supervisor of the whole company. */
  allDepartments: z.boolean().optional(),
  /** The one channel that a reviewer sees. Required for reviewers, refused for other roles. */
  reviewChannelId: idSchema.nullable().optional(),
  /** When the access of a reviewer ends; 30 days from now unless given. Refused for other roles. */
  expiresAt: requestTimeSchema.nullable().optional(),
  capacity: z.number().int().min(1).max(1000).optional(),
  shift: hoursSchema.nullable().optional(),
  shiftEnds: shiftEndsSchema.optional(),
  password: passwordSchema.optional(),
  /** Their API tokens stop working too. */
  endTokens: z.boolean().optional(),
  disabled: z.boolean().optional(),
});
export type UpdateAgent = z.infer<typeof updateAgentSchema>;

export const changePasswordSchema = z.object({
  current: exactTextSchema({ min: 1, max: 200 }),
  password: passwordSchema,
  /** One's API tokens stop working too. */
  endTokens: z.boolean().default(false),
});
export type ChangePassword = z.infer<typeof changePasswordSchema>;

export const endSessionsQuerySchema = z.object({
  /** The agent's API tokens stop working too. */
  tokens: z.stringbool().default(false),
});

/** Vendor ids are text; people paste them with spaces around. */
const vendorIdSchema = z.coerce
  .string()
  .trim()
  // Without words of its own: a form says it in the language of whoever fills it in.
  .regex(/^\d{1,30}$/);
const pageTextSchema = noteSchema.nullable().optional();
const routeSchema = z.object({
  open: destinationSchema.nullable().optional(),
  closed: destinationSchema.nullable().optional(),
  closedMessage: pageTextSchema,
  break: destinationSchema.nullable().optional(),
  breakMessage: pageTextSchema,
  holiday: destinationSchema.nullable().optional(),
  holidayMessage: pageTextSchema,
  hours: hoursSchema.nullable().optional(),
  rules: routeRulesSchema.optional(),
  texts: channelTextsSchema.optional(),
});
const weightSchema = z.number().int().min(1).max(100).optional();
const agentLimitSchema = z
  .number()
  .int()
  .min(1)
  .max(1000)
  .nullable()
  .optional();
const reopenHoursSchema = z.number().int().min(0).max(8760).optional();

const channelLimits = {
  departmentId: idSchema.nullable().optional(),
  route: routeSchema.optional(),
  weight: weightSchema,
  agentLimit: agentLimitSchema,
  reopenHours: reopenHoursSchema,
};

/** An address that we call: https and public unless OUTBOUND_PRIVATE says otherwise, which is seen when it is called. */
const callbackUrlSchema = lineSchema({ min: 1, max: 2000 })
  .refine((text) => URL.canParse(text), "This is not a web address.")
  .refine(
    (text) =>
      /^https?:$/.test(URL.canParse(text) ? new URL(text).protocol : ""),
    "Use an address that begins with https://.",
  );

export const createMessengerSchema = z.object({
  /** May be left out. */
  type: z.literal("messenger").optional(),
  name: nameSchema.optional(),
  pageId: vendorIdSchema,
  pageToken: pastedSecretSchema({ min: 1, max: 2000 }),
  appId: vendorIdSchema,
  /** May be left out when this app is connected already. */
  appSecret: pastedSecretSchema({ min: 1, max: 200 }).optional(),
  humanAgent: z.boolean().optional(),
  ...channelLimits,
});

export const createApiChannelSchema = z.object({
  type: z.literal("api"),
  name: nameSchema,
  /** Where our messages are posted to. */
  callbackUrl: callbackUrlSchema,
  capabilities: apiCapabilitiesSchema.optional(),
  ...channelLimits,
});

export const createChannelSchema = z.discriminatedUnion("type", [
  createMessengerSchema,
  createApiChannelSchema,
]);
export type CreateMessenger = z.infer<typeof createMessengerSchema>;
export type CreateApiChannel = z.infer<typeof createApiChannelSchema>;
export type CreateChannel = z.infer<typeof createChannelSchema>;
export const updateChannelSchema = z.object({
  name: nameSchema.optional(),
  pageToken: pastedSecretSchema({ min: 1, max: 2000 }).optional(),
  appSecret: pastedSecretSchema({ min: 1, max: 200 }).optional(),
  /** Of kind api. */
  callbackUrl: callbackUrlSchema.optional(),
  capabilities: apiCapabilitiesSchema.optional(),
  enabled: z.boolean().optional(),
  departmentId: idSchema.nullable().optional(),
  route: routeSchema.optional(),
  weight: weightSchema,
  agentLimit: agentLimitSchema,
  reopenHours: reopenHoursSchema,
  humanAgent: z.boolean().optional(),
});
export type UpdateChannel = z.infer<typeof updateChannelSchema>;

export const createQueueSchema = z.object({
  name: nameSchema,
  departmentId: idSchema.nullable().optional(),
  memberIds: z.array(idSchema).max(500).optional(),
  /** As memberIds, with what each may have beside the place in the list; goes before it. */
  members: z
    .array(
      z.object({
        agentId: idSchema,
        skillGroup: z.number().int().min(1).max(99).optional(),
        manager: z.boolean().optional(),
      }),
    )
    .max(500)
    .optional(),
  priority: z.number().int().min(-100).max(100).optional(),
  noteRequired: z.boolean().optional(),
  autoAccept: z.boolean().optional(),
  agentLimit: agentLimitSchema,
  handleHours: z.number().int().min(1).max(720).optional(),
  resetSchedule: queueSchema.shape.resetSchedule.optional(),
  offerSeconds: z.number().int().min(5).max(3600).optional(),
  widenSeconds: z.number().int().min(5).max(86_400).nullable().optional(),
  maxWaitSeconds: z.number().int().min(10).max(604_800).nullable().optional(),
  maxWaiting: z.number().int().min(0).max(100_000).nullable().optional(),
  wrapUpSeconds: z.number().int().min(0).max(600).optional(),
  overflow: destinationSchema.nullable().optional(),
  schedule: hoursSchema.nullable().optional(),
  waitMessage: waitMessageSchema.optional(),
  wrapUpForm: wrapUpFormRequestSchema.optional(),
  service: serviceRequestSchema.nullable().optional(),
  strategy: queueSchema.shape.strategy.optional(),
  ownership: queueSchema.shape.ownership.optional(),
  visibility: queueSchema.shape.visibility.optional(),
  ownerOffline: queueSchema.shape.ownerOffline.optional(),
});
export type CreateQueue = z.infer<typeof createQueueSchema>;
export const updateQueueSchema = createQueueSchema.partial();
export type UpdateQueue = z.infer<typeof updateQueueSchema>;

export const createRingGroupSchema = z.object({
  name: nameSchema,
  departmentId: idSchema.nullable().optional(),
  strategy: ringGroupSchema.shape.strategy.optional(),
  memberIds: z.array(idSchema).max(500).optional(),
  ringSeconds: z.number().int().min(5).max(600).optional(),
  ownerOffline: ringGroupSchema.shape.ownerOffline.optional(),
  noAnswer: destinationSchema.nullable().optional(),
  closed: destinationSchema.nullable().optional(),
  break: destinationSchema.nullable().optional(),
  holiday: destinationSchema.nullable().optional(),
});
export type CreateRingGroup = z.infer<typeof createRingGroupSchema>;
export const updateRingGroupSchema = createRingGroupSchema.partial();
export type UpdateRingGroup = z.infer<typeof updateRingGroupSchema>;

export const createDepartmentSchema = z.object({
  name: nameSchema,
  memberIds: z.array(idSchema).max(500).optional(),
  schedule: hoursSchema.nullable().optional(),
});
export type CreateDepartment = z.infer<typeof createDepartmentSchema>;
export const updateDepartmentSchema = createDepartmentSchema.partial();
export type UpdateDepartment = z.infer<typeof updateDepartmentSchema>;

export const createLabelSchema = z.object({
  name: lineSchema({ min: 1, max: 40 }),
  color: z.enum(LABEL_COLORS).default("slate"),
  description: lineSchema({ max: 200 }).default(""),
});
export type CreateLabel = z.infer<typeof createLabelSchema>;
export const updateLabelSchema = z.object({
  name: createLabelSchema.shape.name.optional(),
  color: z.enum(LABEL_COLORS).optional(),
  description: lineSchema({ max: 200 }).optional(),
});
export type UpdateLabel = z.infer<typeof updateLabelSchema>;
export const wearLabelSchema = z.object({ labelId: idSchema });

export const threadQuerySchema = pageQuerySchema.extend({
  status: threadStatusSchema.optional(),
  /** none: nothing rings; queued and offered: somebody is looked for or asked. */
  routing: threadSchema.shape.routing.optional(),
  /** me, none or an agent's id. */
  owner: z.union([z.enum(["me", "none"]), idSchema]).optional(),
  /** me or an agent's id: takes part in it. */
  participant: z.union([z.literal("me"), idSchema]).optional(),
  queue: idSchema.optional(),
  channel: idSchema.optional(),
  customer: idSchema.optional(),
  label: idSchema.optional(),
  q: soughtTextSchema.optional(),
  /** newest: last message first; oldest; waiting: who has waited longest first. */
  sort: z.enum(["newest", "oldest", "waiting"]).default("newest"),
});
export type ThreadQuery = z.infer<typeof threadQuerySchema>;

export const postMessageSchema = z
  .object({
    text: messageTextSchema({ max: MAX_REPLY_CHARACTERS }).optional(),
    /** Files uploaded before with POST /files. */
    attachments: z
      .array(z.object({ id: idSchema }))
      .max(MAX_REPLY_FILES)
      .optional(),
    kind: z.enum(["message", "note"]).default("message"),
    /** Id of the message this answers. */
    replyTo: idSchema.nullable().optional(),
    /** Made by the caller; the same one again gives the same message. */
    clientId: exactTextSchema({ min: 1, max: 100 }),
    /** Of a thread that nobody owns: yes, beyond my capacity. */
    force: z.boolean().optional(),
  })
  .refine(
    (value) =>
      isVisible(value.text ?? "") || (value.attachments?.length ?? 0) > 0,
    { path: ["text"], message: "Write something or add a file." },
  );
export type PostMessage = z.infer<typeof postMessageSchema>;

export const inviteSchema = z.object({ agentId: idSchema });
export const reactSchema = z.object({
  /** Null takes the page's reaction back. */
  emoji: exactTextSchema({ min: 1, max: 16 }).nullable(),
});
/** `force`: the supervisor's take-over; of what nobody owns: yes, beyond my capacity. */
export const takeSchema = z.object({ force: z.boolean().default(false) });
/**
 * The newest message that the author has seen. A command that ends or defers
 * attention is refused (newer_message) if the customer has written since.
 * Left out: nothing is compared.
 */
const asOfShape = { seenMessageId: idSchema.optional() };
export const asOfSchema = z.object(asOfShape);
export type AsOf = z.infer<typeof asOfSchema>;
export const transferSchema = z.object({
  to: destinationSchema,
  /** To an agent: ask (default), or hand over at once, for supervisors. */
  mode: z.enum(["ask", "force"]).optional(),
  note: noteSchema.optional(),
  /** With force: also to somebody who is offline, or beyond their capacity. */
  confirm: z.boolean().optional(),
  ...asOfShape,
});
export type Transfer = z.infer<typeof transferSchema>;
/** What the queue's wrap-up form asks for; nothing where there is none. */
export const closeSchema = z.object({
  outcome: lineSchema({ max: MAX_OUTCOME_CHARACTERS }).nullable().optional(),
  note: noteSchema.nullable().optional(),
  ...asOfShape,
});
export const snoozeSchema = z.object({
  until: requestTimeSchema,
  ...asOfShape,
});
export const typingSchema = z.object({ on: z.boolean().default(true) });
export const presenceRequestSchema = z.object({
  presence: presenceSchema,
  /** A name of one's own for it: "Lunch". */
  text: lineSchema({ max: 60 }).nullable().optional(),
  /** For colleagues: "back at two". */
  message: lineSchema({ max: 200 }).nullable().optional(),
  /** Then available again. */
  until: requestTimeSchema.nullable().optional(),
  /** Queues that go on ringing whatever it counts as, but for offline. */
  ringingQueueIds: z.array(idSchema).max(200).optional(),
});
export type PresenceRequest = z.infer<typeof presenceRequestSchema>;
/** Why a supervisor does it; whom it concerns reads it. */
const whySchema = lineSchema({ max: 200 }).nullable().optional();
export const presenceOfRequestSchema = presenceRequestSchema.extend({
  reason: whySchema,
});
export type PresenceOfRequest = z.infer<typeof presenceOfRequestSchema>;
/** return: everything back to where it was routed; keep: it waits for me; policy: as each queue says. */
export const leaveSchema = z.object({
  threads: z.enum(["return", "keep", "policy"]).default("policy"),
});
export type Leave = z.infer<typeof leaveSchema>;
export const pauseQueueSchema = z.object({
  until: requestTimeSchema.nullable().optional(),
  /** To customers who come meanwhile. */
  message: pageTextSchema,
});
export type PauseQueue = z.infer<typeof pauseQueueSchema>;
export const reassignSchema = z.object({
  threadIds: z.array(idSchema).min(1).max(200),
  to: destinationSchema,
  note: noteSchema.optional(),
  confirm: z.boolean().optional(),
});
export type Reassign = z.infer<typeof reassignSchema>;
export const holidayCalendarRequestSchema = z.object({
  name: nameSchema,
  days: z.array(holidaySchema).max(400),
});
export type HolidayCalendarRequest = z.infer<
  typeof holidayCalendarRequestSchema
>;
const factSchema = lineSchema({ max: 200 }).nullable().optional();
export const whatIfSchema = z.object({
  channelId: idSchema,
  /** Left out: now. */
  at: requestTimeSchema.optional(),
  /** A customer we know; what is said below goes before what they are. */
  customerId: idSchema.optional(),
  language: factSchema,
  referral: factSchema,
  adId: factSchema,
  formId: factSchema,
  labelIds: z.array(idSchema).max(100).optional(),
  returning: z.boolean().optional(),
  /** As if these were so, and connected; everybody else as they are. */
  presence: z.record(idSchema, presenceSchema).optional(),
  /** Rules that are not saved yet, instead of the channel's. */
  rules: routeRulesSchema.optional(),
});
export type WhatIf = z.infer<typeof whatIfSchema>;
export const queueLoginSchema = z.object({ loggedIn: z.boolean() });
export const queueLoginOfSchema = queueLoginSchema.extend({
  reason: whySchema,
});
export type QueueLoginOf = z.infer<typeof queueLoginOfSchema>;
export const updateCustomerSchema = z.object({
  name: nameSchema.optional(),
  fields: z.record(lineSchema({ max: 60 }), keptJsonSchema).optional(),
  accountOwnerId: idSchema.nullable().optional(),
});
export type UpdateCustomer = z.infer<typeof updateCustomerSchema>;
