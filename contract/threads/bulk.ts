import { z } from "zod";
import { idSchema, requestTimeSchema } from "#contract/base/ids.ts";
import { MAX_BULK_THREADS } from "#contract/threads/bulk-limit.ts";
import { prioritySchema } from "#contract/threads/priority.ts";
import {
  closeSchema,
  transferSchema,
} from "#contract/threads/thread-requests.ts";

const { outcome, note, scheduled } = closeSchema.shape;

/** One act on many threads; each has the fields of the act on one thread. */
export const bulkActionSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("read") }),
  z.object({ type: z.literal("unread") }),
  z.object({ type: z.literal("close"), outcome, note, scheduled }),
  z.object({ type: z.literal("reopen") }),
  z.object({ type: z.literal("take") }),
  z.object({ type: z.literal("no_reply_needed") }),
  /** Undoes the former, as the act on one thread does. */
  z.object({ type: z.literal("undo_no_reply_needed") }),
  z.object({ type: z.literal("archive") }),
  z.object({ type: z.literal("unarchive") }),
  z.object({ type: z.literal("spam") }),
  z.object({ type: z.literal("not_spam") }),
  z.object({
    type: z.literal("snooze"),
    until: requestTimeSchema,
    /** As in the snooze of one. */
    wakesOnReply: z.boolean().optional(),
    note,
  }),
  z.object({ type: z.literal("label"), labelId: idSchema }),
  z.object({ type: z.literal("unlabel"), labelId: idSchema }),
  z.object({ type: z.literal("release"), scheduled }),
  z.object({ type: z.literal("priority"), priority: prioritySchema }),
  transferSchema
    .omit({ seenMessageId: true })
    .extend({ type: z.literal("transfer") }),
]);
export type BulkAction = z.infer<typeof bulkActionSchema>;

export const bulkSchema = z.object({
  ids: z.array(idSchema).min(1).max(MAX_BULK_THREADS),
  action: bulkActionSchema,
  /**
   * By thread, the newest message that the author has seen. A thread to which
   * the customer has written since fails with newer_message.
   */
  seen: z.record(idSchema, idSchema).optional(),
});
export type Bulk = z.infer<typeof bulkSchema>;

export const bulkAnswerSchema = z.object({
  done: z.array(idSchema),
  failed: z.array(
    z.object({
      id: idSchema,
      /** As of the single act: owned_by_other, newer_message, not_found, … */
      code: z.string(),
      /** The code of a wrong value: outcome_required, label_gone, … */
      reason: z.string().optional(),
      /** One sentence for people. */
      message: z.string(),
    }),
  ),
});
export type BulkAnswer = z.infer<typeof bulkAnswerSchema>;
