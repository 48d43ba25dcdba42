import { z } from "zod";
import { idSchema, requestTimeSchema } from "#contract/base/ids.ts";
import { pageQuerySchema } from "#contract/base/page.ts";
import { destinationSchema } from "#contract/routing/destination.ts";
import { MAX_OUTCOME_CHARACTERS } from "#contract/routing/wrap-up-form.ts";
import { noteSchema } from "#contract/text/fields.ts";
import { lineSchema, soughtTextSchema } from "#contract/text/text-schema.ts";
import { prioritySchema } from "#contract/threads/priority.ts";
import { threadFilterSchema } from "#contract/threads/thread-filter.ts";
import { BUILT_IN_VIEW_KEYS } from "#contract/threads/built-in-views.ts";

export const threadQuerySchema = pageQuerySchema.extend({
  ...threadFilterSchema.shape,
  q: soughtTextSchema.optional(),
  /** A saved view's id or the key of a built-in one. The other filters narrow it. */
  view: z.union([z.enum(BUILT_IN_VIEW_KEYS), idSchema]).optional(),
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

/** Whether the thread’s scheduled messages are kept or canceled. */
export const scheduledChoiceSchema = z.enum(["keep", "cancel"]);
export type ScheduledChoice = z.infer<typeof scheduledChoiceSchema>;

/** Left out: they are kept, and go with the thread. */
const handoverShape = { scheduled: scheduledChoiceSchema.optional() };

export const releaseSchema = z.object({ ...asOfShape, ...handoverShape });
export type Release = z.infer<typeof releaseSchema>;

export const transferSchema = z.object({
  to: destinationSchema,
  /** To an agent: ask (default), or transfer at once, for supervisors. */
  mode: z.enum(["ask", "force"]).optional(),
  note: noteSchema.optional(),
  /** With force: also to an agent who is offline, or beyond their capacity. */
  confirm: z.boolean().optional(),
  /** Whether its scheduled messages are kept or canceled: a kept one is sent at its time, as a reply of the owner of that time. */
  ...handoverShape,
  /**
   * The caller's unsent reply, as it is saved: `pass` makes it the draft of the next owner, once there
   * is one; `note` makes it a note. Left out: it stays the caller's.
   */
  draft: z.enum(["pass", "note"]).optional(),
  ...asOfShape,
});
export type Transfer = z.infer<typeof transferSchema>;

export const declineOfferSchema = z.object({
  /** Why, for the agent who asked: a note of the thread. Of other offers it is not kept. */
  note: noteSchema.optional(),
});

/** The values of the queue's wrap-up form; empty where there is none. */
export const closeSchema = z.object({
  outcome: lineSchema({ max: MAX_OUTCOME_CHARACTERS }).nullable().optional(),
  note: noteSchema.nullable().optional(),
  /** What becomes of its scheduled messages. Left out: they are canceled. A kept one opens the thread again. */
  scheduled: scheduledChoiceSchema.optional(),
  ...asOfShape,
});
export type CloseThread = z.infer<typeof closeSchema>;

export const snoozeSchema = z.object({
  until: requestTimeSchema,
  /** false: it stays snoozed until then even if the customer writes. Left out: a message of the customer ends it. */
  wakesOnReply: z.boolean().optional(),
  /** For the owner when it is back: a note in the thread, pinned until they answer. */
  note: noteSchema.nullable().optional(),
  ...asOfShape,
});

export const updateThreadSchema = z.object({
  priority: prioritySchema.optional(),
});
