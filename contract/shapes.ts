import { CHANNEL_KINDS } from "#contract/channel-rules.ts";
import type { ChannelRules } from "#contract/channels/rules.ts";
import { z } from "zod";
import { destinationSchema, type Destination } from "#contract/destination.ts";
import { hoursSchema } from "#contract/hours.ts";
import { idSchema, timeSchema } from "#contract/ids.ts";
import {
  channelTextsSchema,
  waitMessageSchema,
} from "#contract/channel-texts.ts";
import { ownerOfflineSchema } from "#contract/owner-offline.ts";
import { routeRulesSchema } from "#contract/route-rules.ts";
import { wrapUpFormSchema } from "#contract/wrap-up-form.ts";

/**
 * The shapes of REST answers and socket payloads. The server validates and
 * documents with these very schemas; the console takes its types from them.
 * One list, longer than most files: the shapes hold each other, and a change
 * of the contract is looked for here.
 */

export { destinationSchema, type Destination };

export const roleSchema = z.enum([
  "owner",
  "admin",
  "supervisor",
  "agent",
  "reviewer",
]);
export type Role = z.infer<typeof roleSchema>;

export const presenceSchema = z.enum([
  "available",
  "away",
  "dnd",
  "transfer_only",
  "offline",
]);
export type Presence = z.infer<typeof presenceSchema>;

/** What somebody is outside their working hours. */
export const shiftEndsSchema = presenceSchema.extract([
  "away",
  "transfer_only",
  "dnd",
]);
export type ShiftEnds = z.infer<typeof shiftEndsSchema>;

export const problemSchema = z.object({
  code: z.string(),
  message: z.string(),
  fix: z.string(),
  /** When it was found, or for a warning of Meta's, when it came. */
  since: timeSchema,
});

export const channelRulesSchema = z.object({
  textLimit: z.number(),
  attachments: z.boolean(),
  maxBytes: z.object({
    image: z.number(),
    video: z.number(),
    audio: z.number(),
    file: z.number(),
  }),
  standardWindowHours: z.number().nullable(),
  humanAgentWindowHours: z.number().nullable(),
  outboundFirst: z.boolean(),
  typing: z.boolean(),
  seen: z.boolean(),
  reactions: z.boolean(),
  replies: z.boolean(),
  receipts: z.boolean(),
}) satisfies z.ZodType<ChannelRules>;

/** What a home-made channel says of itself; left out: as GET /channel-kinds has it. */
export const apiCapabilitiesSchema = z.object({
  attachments: z.boolean().optional(),
  replies: z.boolean().optional(),
  receipts: z.boolean().optional(),
  outboundFirst: z.boolean().optional(),
  textLimit: z.number().int().min(1).max(20_000).optional(),
  windowHours: z.number().int().min(1).max(8760).nullable().optional(),
});

export const channelSchema = z.object({
  id: idSchema,
  type: z.enum(CHANNEL_KINDS),
  name: z.string(),
  /** What the vendor calls the account. */
  accountId: z.string(),
  /** Of messenger: the page; null for other kinds. */
  pageId: z.string().nullable(),
  /** Of messenger: Meta's id of the app; null for other kinds. */
  appId: z.string().nullable(),
  /** Of kind api: where our messages go, and what it says it can. */
  callbackUrl: z.string().nullable(),
  capabilities: apiCapabilitiesSchema.nullable(),
  /** What can be done with its conversations, and the limits. */
  rules: channelRulesSchema,
  enabled: z.boolean(),
  health: z.enum(["ok", "degraded", "broken"]),
  problems: z.array(problemSchema),
  /** Where it delivers to; of kind api: the inbound address. */
  webhookUrl: z.string(),
  /** What the vendor repeats when it checks the address; empty: it does not. */
  verifyToken: z.string(),
  departmentId: idSchema.nullable(),
  route: z.object({
    open: destinationSchema.nullable(),
    /** Null: as when open. */
    closed: destinationSchema.nullable(),
    closedMessage: z.string().nullable(),
    break: destinationSchema.nullable(),
    breakMessage: z.string().nullable(),
    holiday: destinationSchema.nullable(),
    holidayMessage: z.string().nullable(),
    /** Null: the department's; none there either: always open. */
    hours: hoursSchema.nullable(),
    /** Asked in order before the destinations. */
    rules: routeRulesSchema,
    /** What the page says by itself, by language; goes before the messages above. */
    texts: channelTextsSchema,
  }),
  /** What one thread counts of an agent's capacity. */
  weight: z.number(),
  /** Threads of this channel one agent may have. */
  agentLimit: z.number().nullable(),
  /** Meta has granted the Human Agent feature: a person may reply for seven days. */
  humanAgent: z.boolean(),
  /** Hours after "dealt with" in which a customer goes on with the same conversation: its last owner is asked first. 0: never. */
  reopenHours: z.number(),
  pictureUrl: z.string().nullable(),
  webhookVerifiedAt: timeSchema.nullable(),
  lastEventAt: timeSchema.nullable(),
  checkedAt: timeSchema.nullable(),
  createdAt: timeSchema,
});
export type Channel = z.infer<typeof channelSchema>;

/** As it is answered once, to whoever connects it: what of kind api is shown once. */
export const connectedChannelSchema = channelSchema.extend({
  /** Of kind api: where to post events. */
  inboundUrl: z.string().optional(),
  /** Of kind api: Authorization: Bearer … of what is posted there. */
  token: z.string().optional(),
  /** Of kind api: what our messages are signed with (Standard Webhooks). */
  signingSecret: z.string().optional(),
});
export type ConnectedChannel = z.infer<typeof connectedChannelSchema>;

/** What everybody may know of a page. */
export const channelNameSchema = channelSchema.pick({
  id: true,
  type: true,
  name: true,
  enabled: true,
  health: true,
  pictureUrl: true,
  rules: true,
});

export const labelSchema = z.object({
  id: idSchema,
  name: z.string(),
  color: z.string(),
});
export type Label = z.infer<typeof labelSchema>;

export const customerSchema = z.object({
  id: idSchema,
  /** What to show. While the profile is unknown: "Guest 4821". */
  name: z.string(),
  /** False while `name` is only the neutral stand-in. */
  nameKnown: z.boolean(),
  firstName: z.string().nullable(),
  lastName: z.string().nullable(),
  avatarUrl: z.string().nullable(),
  locale: z.string().nullable(),
  /** Who looks after them; is asked first when they write. */
  accountOwnerId: idSchema.nullable(),
  /** Hours from UTC, as Meta tells it. */
  timezone: z.number().nullable(),
  identities: z.array(
    z.object({ channelId: idSchema, externalId: z.string() }),
  ),
  labels: z.array(labelSchema),
  fields: z.record(z.string(), z.unknown()),
  createdAt: timeSchema,
});
export type Customer = z.infer<typeof customerSchema>;

export const attachmentSchema = z.object({
  id: idSchema,
  type: z.enum([
    "image",
    "video",
    "audio",
    "file",
    "location",
    "template",
    "sticker",
    "share",
    "unsupported",
  ]),
  /** Ours, signed in; null while it is fetched or when there is no file. */
  url: z.string().nullable(),
  name: z.string().nullable(),
  mimeType: z.string().nullable(),
  /** Bytes. */
  size: z.number().nullable(),
  width: z.number().nullable(),
  height: z.number().nullable(),
  /** `pending`: being fetched; `failed`: could not be kept. */
  state: z.enum(["none", "pending", "stored", "failed"]),
  /** What a location, template, share or sticker says beside its file:
   *  {title, subtitle, link, coordinates: {lat, long}, stickerId, elements, buttons, …}. */
  meta: z.record(z.string(), z.unknown()).nullable(),
});
export type Attachment = z.infer<typeof attachmentSchema>;

export const messageStatusSchema = z.enum([
  "received",
  "queued",
  "sending",
  "sent",
  "delivered",
  "read",
  "failed",
]);
export type MessageStatus = z.infer<typeof messageStatusSchema>;

export const sendErrorSchema = z.object({
  code: z.string(),
  message: z.string(),
  fix: z.string(),
  retryable: z.boolean(),
  /** The receiver's own words, where it is the one who refused. */
  detail: z.string().nullable().optional(),
});
export type SendError = z.infer<typeof sendErrorSchema>;

/** What an event line tells, or what comes along with a message. Unknown types are shown by their `text`. */
export const messageEventSchema = z.looseObject({ type: z.string() });
export type MessageEvent = z.infer<typeof messageEventSchema>;

export const messageSchema = z.object({
  id: idSchema,
  threadId: idSchema,
  direction: z.enum(["in", "out"]),
  kind: z.enum(["message", "note", "event"]),
  author: z.object({
    type: z.enum(["customer", "agent", "page", "system"]),
    id: idSchema.nullable(),
    name: z.string(),
  }),
  text: z.string().nullable(),
  attachments: z.array(attachmentSchema),
  /** The message this answers, if we hold it; `text` is a short quotation. */
  replyTo: z
    .object({
      id: idSchema.nullable(),
      authorName: z.string().nullable(),
      /** Null: not known, like its name. */
      authorType: z.enum(["customer", "agent", "page", "system"]).nullable(),
      text: z.string().nullable(),
    })
    .nullable(),
  reactions: z.array(
    z.object({ emoji: z.string(), by: z.enum(["customer", "page"]) }),
  ),
  status: messageStatusSchema,
  error: sendErrorSchema.nullable(),
  externalId: z.string().nullable(),
  /** The composer's key; equal for all bubbles of one composer message. */
  clientId: z.string().nullable(),
  part: z.number(),
  event: messageEventSchema.nullable(),
  sentAt: timeSchema,
  editedAt: timeSchema.nullable(),
  deletedAt: timeSchema.nullable(),
  /**
   * Customer messages that had arrived in the thread when this one did, itself
   * included. Of two messages the one with the higher number arrived later,
   * whatever `sentAt` says.
   */
  inboundCount: z.number(),
  /** Raised by every change; a screen keeps the higher one. */
  version: z.number(),
});
export type Message = z.infer<typeof messageSchema>;

export const replyWindowSchema = z.object({
  /** Until then anybody may reply. */
  standardUntil: timeSchema,
  /** Until then a person may reply, as a human agent. Null: not granted to this page. */
  humanAgentUntil: timeSchema.nullable(),
});
export type ReplyWindow = z.infer<typeof replyWindowSchema>;

export const threadStatusSchema = z.enum([
  "waiting",
  "open",
  "snoozed",
  "closed",
]);
export type ThreadStatus = z.infer<typeof threadStatusSchema>;

const personSchema = z.object({ id: idSchema, name: z.string() });

export const threadSchema = z.object({
  id: idSchema,
  channelId: idSchema,
  customer: customerSchema,
  status: threadStatusSchema,
  routing: z.enum(["none", "queued", "offered", "owned"]),
  owner: z.object({ id: idSchema, name: z.string() }).nullable(),
  routedTo: destinationSchema.nullable(),
  departmentId: idSchema.nullable(),
  priority: z.number(),
  queuedAt: timeSchema.nullable(),
  /** Asked of somebody who has not answered yet; the owner stays owner. */
  pendingTransfer: z
    .object({
      to: personSchema,
      from: personSchema.nullable(),
      expiresAt: timeSchema,
    })
    .nullable(),
  /** At whom it rings now; null: at nobody. */
  ringing: z
    .object({
      count: z.number(),
      /** The first of them, in the order they were asked. */
      agents: z.array(personSchema),
    })
    .nullable(),
  /**
   * What the last transfer was sent with. For whoever has it now, until they
   * answer the customer or put it away, or it is closed.
   */
  handoverNote: z
    .object({
      messageId: idSchema,
      text: z.string(),
      from: personSchema,
      at: timeSchema,
    })
    .nullable(),
  labels: z.array(labelSchema),
  /** Asked along: they read it and write notes. In the order they came. */
  participants: z.array(personSchema),
  /** The reader sees it by taking part alone: they may read it and write notes. */
  readOnly: z.boolean(),
  unread: z.number(),
  lastMessage: messageSchema.nullable(),
  lastMessageAt: timeSchema,
  waitingSince: timeSchema.nullable(),
  snoozedUntil: timeSchema.nullable(),
  replyWindow: replyWindowSchema.nullable(),
  /** Another app answers on this thread; ours may not send. Its app id. */
  controlledBy: z.string().nullable(),
  createdAt: timeSchema,
  /** Raised by every change; a screen keeps the higher one. */
  version: z.number(),
});
export type Thread = z.infer<typeof threadSchema>;

export const agentSchema = z.object({
  id: idSchema,
  email: z.string(),
  name: z.string(),
  role: roleSchema,
  departmentIds: z.array(idSchema),
  /** Of a supervisor: the whole company, whatever their departments. */
  allDepartments: z.boolean(),
  /** The one channel that a reviewer sees; null for other roles. */
  reviewChannelId: idSchema.nullable(),
  /** When the access of a reviewer ends; null for other roles. */
  expiresAt: timeSchema.nullable(),
  presence: presenceSchema,
  presenceSince: timeSchema,
  /** A name of their own for it: "Lunch". */
  presenceText: z.string().nullable(),
  /** For colleagues: "back at two". */
  presenceMessage: z.string().nullable(),
  /** Then available again. */
  presenceUntil: timeSchema.nullable(),
  /** Why, when it was not their own choice: lost, idle, missed_offers, supervisor, shift, … */
  presenceReason: z.string().nullable(),
  /** Working hours; null: none, their status is theirs alone. */
  shift: hoursSchema.nullable(),
  shiftEnds: shiftEndsSchema,
  capacity: z.number(),
  /** What counts of the capacity now, weighted. */
  load: z.number(),
  openThreads: z.number(),
  /** Theirs as well, and asleep. */
  snoozedThreads: z.number(),
  disabled: z.boolean(),
});
export type Agent = z.infer<typeof agentSchema>;

export const queueStrategySchema = z.enum([
  "manual",
  "ring_all",
  "hunt",
  "hunt_random_start",
  "round_robin",
  "longest_waiting",
  "least_handle_time",
  "fewest_answered",
  "hunt_by_threes",
  "first_three",
  "skill_ring_all",
  "skill_hunt_random_start",
  "skill_round_robin",
  "skill_fewest_answered",
  "balanced",
]);

export const queueSchema = z.object({
  id: idSchema,
  name: z.string(),
  departmentId: idSchema.nullable(),
  memberIds: z.array(idSchema),
  offerSeconds: z.number(),
  /** Of strategies by skill: so long each group that is here but busy is waited for before the next is asked as well. Null: not at all. */
  widenSeconds: z.number().nullable(),
  maxWaitSeconds: z.number().nullable(),
  maxWaiting: z.number().nullable(),
  wrapUpSeconds: z.number(),
  overflow: destinationSchema.nullable(),
  schedule: hoursSchema.nullable(),
  /** In the order of the list. */
  members: z.array(
    z.object({
      agentId: idSchema,
      loggedIn: z.boolean(),
      skillGroup: z.number(),
      manager: z.boolean(),
    }),
  ),
  priority: z.number(),
  noteRequired: z.boolean(),
  autoAccept: z.boolean(),
  agentLimit: z.number().nullable(),
  /** Window of least_handle_time. */
  handleHours: z.number(),
  resetSchedule: z.enum(["never", "daily", "weekly", "monthly"]),
  /** Gives nothing out; null: it works. */
  paused: z
    .object({
      since: timeSchema,
      until: timeSchema.nullable(),
      message: z.string().nullable(),
    })
    .nullable(),
  /** Asked whom to offer to; its secret is never told. Null: the strategy alone. */
  service: z.object({ url: z.string() }).nullable(),
  waitMessage: waitMessageSchema,
  /** Asked of whoever closes one of its threads. */
  wrapUpForm: wrapUpFormSchema,
  strategy: queueStrategySchema,
  ownership: z.enum(["take_manually", "auto_assign"]),
  visibility: z.enum(["owner_only", "queue_read", "department_read"]),
  ownerOffline: ownerOfflineSchema,
});
export type Queue = z.infer<typeof queueSchema>;

export const ringGroupSchema = z.object({
  id: idSchema,
  name: z.string(),
  departmentId: idSchema.nullable(),
  strategy: z.enum(["ring_all", "hunt", "notify"]),
  memberIds: z.array(idSchema),
  ringSeconds: z.number(),
  /** What came by it and whose owner has gone offline. */
  ownerOffline: ownerOfflineSchema,
  noAnswer: destinationSchema.nullable(),
  /** When its department is not at work; null: as without an answer. */
  closed: destinationSchema.nullable(),
  break: destinationSchema.nullable(),
  holiday: destinationSchema.nullable(),
});
export type RingGroup = z.infer<typeof ringGroupSchema>;

export const departmentSchema = z.object({
  id: idSchema,
  name: z.string(),
  memberIds: z.array(idSchema),
  /** Office hours of its queues, ring groups and channels that have none of their own. */
  schedule: hoursSchema.nullable(),
});
export type Department = z.infer<typeof departmentSchema>;

/** RFC 9457, `application/problem+json`. `code` is the stable key of the error. */
export const problemDetailsSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number(),
  detail: z.string(),
  code: z.string(),
  errors: z
    .array(
      z.object({
        path: z.string(),
        message: z.string(),
        /** The stable key of the message, where it has one. */
        code: z.string().optional(),
      }),
    )
    .optional(),
  /** 409: how things stand now. */
  current: z.unknown().optional(),
});
export type ProblemDetails = z.infer<typeof problemDetailsSchema>;
