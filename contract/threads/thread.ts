import { z } from "zod";
import { idSchema, timeSchema } from "#contract/base/ids.ts";
import { customerSchema } from "#contract/customers/customer.ts";
import { labelSchema } from "#contract/customers/label.ts";
import { destinationSchema } from "#contract/routing/destination.ts";
import { messageSchema } from "#contract/threads/message.ts";
import { prioritySchema } from "#contract/threads/priority.ts";

export const replyWindowSchema = z.object({
  /** Any author may reply until then. */
  standardUntil: timeSchema,
  /** A person may reply until then, as a human agent. Null: not granted to this page. */
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

/** Stands for the id of an app that the vendor does not name. */
export const SOME_OTHER_APP = "unknown";

export const threadSchema = z.object({
  id: idSchema,
  /** For people: /c/{number} opens it, and a search for #{number} finds it. Null: of a thread that is older than numbers, for a while. */
  number: z.number().int().nullable(),
  channelId: idSchema,
  customer: customerSchema,
  /** True for a test message: it counts in no figure, and replies to it stay in Parley. */
  test: z.boolean(),
  status: threadStatusSchema,
  routing: z.enum(["none", "queued", "offered", "owned"]),
  owner: z.object({ id: idSchema, name: z.string() }).nullable(),
  routedTo: destinationSchema.nullable(),
  departmentId: idSchema.nullable(),
  /** As an agent has set it. Part of the place in line. */
  priority: prioritySchema,
  queuedAt: timeSchema.nullable(),
  /** A request to an agent who has not answered yet; the owner stays owner. */
  pendingTransfer: z
    .object({
      to: personSchema,
      from: personSchema.nullable(),
      expiresAt: timeSchema,
    })
    .nullable(),
  /** The agents with an open offer; null: there are none. */
  ringing: z
    .object({
      count: z.number(),
      /** The first of them, in the order in which they were asked. */
      agents: z.array(personSchema),
    })
    .nullable(),
  /**
   * The note of the last transfer, its refusal, or snooze. For the current owner, until they
   * answer the customer or dismiss it, or the thread is closed.
   */
  handoverNote: z
    .object({
      messageId: idSchema,
      /** The act that it came with. */
      why: z.enum(["transfer", "snooze", "decline"]),
      text: z.string(),
      from: personSchema,
      at: timeSchema,
    })
    .nullable(),
  labels: z.array(labelSchema),
  /** Participants: they read it and write notes. In the order in which they were added. */
  participants: z.array(personSchema),
  /** The ids of agents whom a note mentions. */
  mentioned: z.array(idSchema),
  /** The reader sees it only as a participant: they may read it and write notes. */
  readOnly: z.boolean(),
  unread: z.number(),
  lastMessage: messageSchema.nullable(),
  lastMessageAt: timeSchema,
  waitingSince: timeSchema.nullable(),
  /** When the reply target of the queue runs out, while the customer waits. Null: no target, or no wait. */
  replyDueAt: timeSchema.nullable(),
  snoozedUntil: timeSchema.nullable(),
  /** False: the snooze holds even if the customer writes. */
  wakesOnReply: z.boolean(),
  /** The end of its snooze, by its time (due) or a message of the customer, until its owner acts on it. Null: nothing of the kind. */
  back: z.enum(["due", "reply"]).nullable(),
  /** The id of the earlier owner; null: there was none. A closed thread has no owner, and lists by owner use this one. */
  lastOwnerId: idSchema.nullable(),
  /** Only of a closed thread: it is in no list but the archive, until the customer writes. */
  archivedAt: timeSchema.nullable(),
  replyWindow: replyWindowSchema.nullable(),
  /** The id of another app that answers on this thread, or SOME_OTHER_APP; ours may not send. */
  controlledBy: z.string().nullable(),
  /** When the customer withdrew the consent to be written to, if they have not written here since: no message can be sent. */
  optedOutAt: timeSchema.nullable(),
  createdAt: timeSchema,
  /** Raised by every change; a screen keeps the higher one. */
  version: z.number(),
});
export type Thread = z.infer<typeof threadSchema>;
