import { z } from "zod";
import { CHANNEL_KINDS } from "#contract/channel-rules.ts";
import { idSchema, timeSchema } from "#contract/ids.ts";
import {
  agentSchema,
  channelRulesSchema,
  customerSchema,
  destinationSchema,
  labelSchema,
  messageSchema,
  threadSchema,
} from "#contract/shapes.ts";
import {
  exactTextSchema,
  lineSchema,
  soughtTextSchema,
} from "#contract/text-schema.ts";

/** Shapes beside the core ones: what is read now and then, and told once. */

/** One page of a list; `nextCursor` null: that was all. */
export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable() });
}

export const meSchema = agentSchema.extend({
  /** Queues the caller is a member of; logged out ones ring nothing. */
  queues: z.array(
    z.object({
      id: idSchema,
      name: z.string(),
      loggedIn: z.boolean(),
      /** Though their status is not available, as long as it lasts. */
      keepsRinging: z.boolean(),
      /** After a conversation: nothing rings until then. */
      wrapUpUntil: timeSchema.nullable(),
      manager: z.boolean(),
    }),
  ),
});
export type Me = z.infer<typeof meSchema>;

/** `invitationUrl`: shown this once; null when a password was given. */
export const createdAgentSchema = agentSchema.extend({
  invitationUrl: z.string().nullable(),
});

export const apiTokenSchema = z.object({
  id: idSchema,
  agentId: idSchema,
  name: z.string(),
  createdAt: timeSchema,
  lastUsedAt: timeSchema.nullable(),
});
export const createTokenSchema = z.object({
  name: lineSchema({ max: 120 }).optional(),
  /** The caller's own. May be left out with a token, and within ten minutes of signing in. */
  password: exactTextSchema({ max: 200 }).optional(),
});

export const offerSchema = z.object({
  threadId: idSchema,
  thread: threadSchema,
  kind: z.enum(["ring", "transfer"]),
  from: z.object({ id: idSchema, name: z.string() }).nullable(),
  note: z.string().nullable(),
  /** By which queue or ring group it rings. */
  via: destinationSchema.nullable(),
  /** Since when it rings: with `expiresAt`, how much of its time is left. */
  createdAt: timeSchema,
  expiresAt: timeSchema,
});
export type Offer = z.infer<typeof offerSchema>;

/** One thing that happened to a thread: for a file that outlives the screen. */
export const trailEntrySchema = z.object({
  at: timeSchema,
  kind: z.enum(["message", "note", "event", "read", "decision"]),
  /** received, sent, noted, read, the type of an event, the step of a decision. */
  what: z.string(),
  byId: idSchema.nullable(),
  by: z.string().nullable(),
  detail: z.record(z.string(), z.unknown()),
});
export type TrailEntry = z.infer<typeof trailEntrySchema>;

export const traceEntrySchema = z.object({
  id: idSchema,
  at: timeSchema,
  step: z.string(),
  detail: z.unknown(),
});

export const foundSchema = z.object({
  messages: z.array(messageSchema),
  customers: z.array(customerSchema),
  threads: z.array(threadSchema),
});

export const leadSchema = z.object({
  id: idSchema,
  pageId: z.string(),
  formId: z.string(),
  leadgenId: z.string(),
  status: z.string(),
  sourceId: z.string().nullable(),
  assignedTo: idSchema.nullable(),
  fields: z.record(z.string(), z.unknown()),
  customerId: idSchema.nullable(),
  createdTime: timeSchema,
});

export const auditEntrySchema = z.object({
  id: idSchema,
  at: timeSchema,
  actor: z.object({ id: idSchema.nullable(), name: z.string() }),
  action: z.string(),
  target: z.object({ type: z.string(), id: z.string() }),
  detail: z.record(z.string(), z.unknown()),
});

export const labelRecordSchema = labelSchema.extend({
  /** When to use it. */
  description: z.string(),
});
export type LabelRecord = z.infer<typeof labelRecordSchema>;

export const labelUseSchema = z.object({
  threads: z.number(),
  customers: z.number(),
  /** Rules of channels that ask for it, by name. */
  rules: z.array(z.object({ channel: z.string(), rule: z.string() })),
});
export type LabelUse = z.infer<typeof labelUseSchema>;

export const searchQuerySchema = z.object({
  q: soughtTextSchema.min(1),
  /** Of each kind. */
  limit: z.coerce.number().int().min(1).max(50).default(20),
});

/** One kind of channel: how it is set up, and what can be done with its conversations. */
export const channelKindSchema = z.object({
  kind: z.enum(CHANNEL_KINDS),
  /** What is asked for when one is connected, beside its name and route. */
  fields: z.array(
    z.object({
      name: z.string(),
      required: z.boolean(),
      /** Write-only: it never comes back. */
      secret: z.boolean(),
    }),
  ),
  /** Which of the rules a channel of this kind declares itself. */
  declares: z.array(z.string()),
  rules: channelRulesSchema,
});
export type ChannelKindRecord = z.infer<typeof channelKindSchema>;
