import { z } from "zod";
import { idSchema, timeSchema } from "#contract/base/ids.ts";
import { CHANNEL_KINDS } from "#contract/channels/channel-rules.ts";
import { lightSchema } from "#contract/channels/lights.ts";
import type { ChannelRules } from "#contract/channels/rules.ts";
import { hoursSchema } from "#contract/hours/hours.ts";
import { destinationSchema } from "#contract/routing/destination.ts";
import { routeRulesSchema } from "#contract/routing/route-rules.ts";
import { channelTextsSchema } from "#contract/text/channel-texts.ts";

export const problemSchema = z.object({
  code: z.string(),
  message: z.string(),
  fix: z.string(),
  /** What the other side said, in its own words. */
  detail: z.string().nullable(),
  /** When it was found, or for a warning of Meta's, when it came. */
  since: timeSchema,
});

export const channelRulesSchema = z.object({
  textLimit: z.number(),
  /** What is counted of a text: UTF-16 units, code points, or bytes of UTF-8. */
  textUnit: z.enum(["utf16", "characters", "bytes"]),
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

/** What a channel says of itself, where its kind leaves that open; left out: as GET /channel-kinds has it. */
export const capabilitiesSchema = z.object({
  attachments: z.boolean().optional(),
  replies: z.boolean().optional(),
  receipts: z.boolean().optional(),
  outboundFirst: z.boolean().optional(),
  textLimit: z.number().int().min(2).max(20_000).optional(),
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
  capabilities: capabilitiesSchema.nullable(),
  /** What can be done with its conversations, and the limits. */
  rules: channelRulesSchema,
  enabled: z.boolean(),
  health: z.enum(["ok", "degraded", "broken"]),
  problems: z.array(problemSchema),
  lights: z.array(lightSchema),
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
  /** When a message of ours was last accepted; exact to some seconds. */
  lastSentAt: timeSchema.nullable(),
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

/** What was renewed; shown once. */
export const renewedSecretSchema = connectedChannelSchema.pick({
  token: true,
  signingSecret: true,
});
export type RenewedSecret = z.infer<typeof renewedSecretSchema>;

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
