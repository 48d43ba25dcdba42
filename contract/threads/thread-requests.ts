import { z } from "zod";
import { idSchema, requestTimeSchema } from "#contract/base/ids.ts";
import { pageQuerySchema } from "#contract/base/page.ts";
import { destinationSchema } from "#contract/routing/destination.ts";
import { MAX_OUTCOME_CHARACTERS } from "#contract/routing/wrap-up-form.ts";
import { noteSchema } from "#contract/text/fields.ts";
import { lineSchema, soughtTextSchema } from "#contract/text/text-schema.ts";
import { threadSchema, threadStatusSchema } from "#contract/threads/thread.ts";

export const threadQuerySchema = pageQuerySchema.extend({
  status: threadStatusSchema.optional(),
  /** none: no offer; queued and offered: an agent is being found or asked. */
  routing: threadSchema.shape.routing.optional(),
  /** me, none or an agent's id. */
  owner: z.union([z.enum(["me", "none"]), idSchema]).optional(),
  /** me or the id of an agent who is a participant. */
  participant: z.union([z.literal("me"), idSchema]).optional(),
  queue: idSchema.optional(),
  channel: idSchema.optional(),
  customer: idSchema.optional(),
  label: idSchema.optional(),
  q: soughtTextSchema.optional(),
  /** newest: last message first; oldest; waiting: longest wait first. */
  sort: z.enum(["newest", "oldest", "waiting"]).default("newest"),
});
export type ThreadQuery = z.infer<typeof threadQuerySchema>;

export const inviteSchema = z.object({ agentId: idSchema });

/** `force`: a supervisor's take-over; for a thread without an owner: the agent agrees to exceed their capacity. */
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
  /** To an agent: ask (default), or transfer at once, for supervisors. */
  mode: z.enum(["ask", "force"]).optional(),
  note: noteSchema.optional(),
  /** With force: also to an agent who is offline, or beyond their capacity. */
  confirm: z.boolean().optional(),
  ...asOfShape,
});
export type Transfer = z.infer<typeof transferSchema>;

/** The values of the queue's wrap-up form; empty where there is none. */
export const closeSchema = z.object({
  outcome: lineSchema({ max: MAX_OUTCOME_CHARACTERS }).nullable().optional(),
  note: noteSchema.nullable().optional(),
  ...asOfShape,
});

export const snoozeSchema = z.object({
  until: requestTimeSchema,
  ...asOfShape,
});
