import { z } from "zod";
import { idSchema, timeSchema } from "#contract/base/ids.ts";
import { CHANNEL_KINDS } from "#contract/channels/rules/channel-rules.ts";
import { lightSchema } from "#contract/channels/health/lights.ts";
import {
  MAX_DECLARED_TEXT,
  type ChannelRules,
} from "#contract/channels/rules/rules.ts";
import { hoursSchema } from "#contract/hours/hours.ts";
import { destinationSchema } from "#contract/routing/destination.ts";
import { routeRulesSchema } from "#contract/routing/route-rules.ts";
import { channelTextsSchema } from "#contract/text/channel-texts.ts";

export const problemSchema = z.object({
  code: z.string(),
  message: z.string(),
  fix: z.string(),
  /** The other side's own text. */
  detail: z.string().nullable(),
  /** When it was found, or for a warning of Meta's, when it came. */
  since: timeSchema,
});

export const channelRulesSchema = z.object({
  textLimit: z.number(),
  /** The unit of a text's length: UTF-16 units, code points, or bytes of UTF-8. */
  textUnit: z.enum(["utf16", "characters", "bytes"]),
  attachments: z.boolean(),
  maxBytes: z.object({
    image: z.number(),
    video: z.number(),
    audio: z.number(),
    file: z.number(),
  }),
  /** The formats of voice notes that it plays, the preferred one first. */
  voiceFormats: z.array(z.enum(["ogg", "wav"])).readonly(),
  standardWindowHours: z.number().nullable(),
  humanAgentWindowHours: z.number().nullable(),
  outboundFirst: z.boolean(),
  typing: z.boolean(),
  seen: z.boolean(),
  reactions: z.boolean(),
  replies: z.boolean(),
  receipts: z.boolean(),
}) satisfies z.ZodType<ChannelRules>;

/** The channel's own values, where its kind leaves that open; left out: as in GET /channel-kinds. */
export const capabilitiesSchema = z.object({
  attachments: z.boolean().optional(),
  replies: z.boolean().optional(),
  receipts: z.boolean().optional(),
  outboundFirst: z.boolean().optional(),
  textLimit: z.number().int().min(2).max(MAX_DECLARED_TEXT).optional(),
  windowHours: z.number().int().min(1).max(8760).nullable().optional(),
});

export const channelSchema = z.object({
  id: idSchema,
  type: z.enum(CHANNEL_KINDS),
  name: z.string(),
  /** The vendor's id of the account. */
  accountId: z.string(),
  /** For messenger: the page's id; null for other kinds. */
  pageId: z.string().nullable(),
  /** For messenger: Meta's id of the app; null for other kinds. */
  appId: z.string().nullable(),
  /** The last four characters of the saved token and of the app's secret, to tell which ones they are; null: the kind has none, or they are too short to show a part of. */
  tokenLast4: z.string().nullable(),
  secretLast4: z.string().nullable(),
  /** For kind api: the address that our messages go to, and its declared capabilities. */
  callbackUrl: z.string().nullable(),
  capabilities: capabilitiesSchema.nullable(),
  /** The limits of its conversations and the features they support. */
  rules: channelRulesSchema,
  enabled: z.boolean(),
  health: z.enum(["ok", "degraded", "broken"]),
  problems: z.array(problemSchema),
  lights: z.array(lightSchema),
  /** The address that it delivers to; for kind api: the inbound address. */
  webhookUrl: z.string(),
  /** The text that the vendor repeats when it checks the address; empty: it does not. */
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
    /** Evaluated in order before the destinations. */
    rules: routeRulesSchema,
    /** Automatic messages by language; they take precedence over the messages above. */
    texts: channelTextsSchema,
  }),
  /** The share of an agent's capacity that one thread uses. */
  weight: z.number(),
  /** The most threads of this channel that one agent may have. */
  agentLimit: z.number().nullable(),
  /** Meta has granted the Human Agent feature: a person may reply for seven days. */
  humanAgent: z.boolean(),
  /** Hours after closing in which a customer continues the same conversation: its last owner is asked first. 0: never. */
  reopenHours: z.number(),
  /** The names of other apps that may answer its customers, by the vendor's ids. */
  otherApps: z.record(z.string(), z.string()),
  pictureUrl: z.string().nullable(),
  webhookVerifiedAt: timeSchema.nullable(),
  lastEventAt: timeSchema.nullable(),
  /** When our last message was accepted; exact to a few seconds. */
  lastSentAt: timeSchema.nullable(),
  checkedAt: timeSchema.nullable(),
  createdAt: timeSchema,
});
export type Channel = z.infer<typeof channelSchema>;

/** The response to connecting a channel: it contains the values of kind api that are shown once. */
export const connectedChannelSchema = channelSchema.extend({
  /** With `import`: the job that brings the past conversations in. */
  importJobId: idSchema.optional(),
  /** For kind api: the address to post events to. */
  inboundUrl: z.string().optional(),
  /** For kind api: the token for Authorization: Bearer … of these posts. */
  token: z.string().optional(),
  /** For kind api: the secret that signs our messages (Standard Webhooks). */
  signingSecret: z.string().optional(),
});
export type ConnectedChannel = z.infer<typeof connectedChannelSchema>;

/** The renewed value; shown once. */
export const renewedSecretSchema = connectedChannelSchema.pick({
  token: true,
  signingSecret: true,
});
export type RenewedSecret = z.infer<typeof renewedSecretSchema>;

/** The part of a channel that every agent may know. */
export const channelNameSchema = channelSchema
  .pick({
    id: true,
    type: true,
    name: true,
    enabled: true,
    health: true,
    pictureUrl: true,
    otherApps: true,
    rules: true,
  })
  .extend({
    /** Its own office hours, by which waits are counted; the whole channel has them in its route. */
    hours: hoursSchema.nullable().optional(),
  });
export type ChannelName = z.infer<typeof channelNameSchema>;
