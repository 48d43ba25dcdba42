import { z } from "zod";
import { idSchema, timeSchema } from "#contract/base/ids.ts";
import { customerSchema } from "#contract/customers/customer.ts";
import { labelSchema } from "#contract/customers/label.ts";
import { destinationSchema } from "#contract/routing/destination.ts";
import { messageSchema } from "#contract/threads/message.ts";

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
