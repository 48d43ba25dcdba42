import { z } from "zod";
import { idSchema } from "#contract/base/ids.ts";
import { languageTagSchema } from "#contract/text/language-tag.ts";
import { switchSchema } from "#contract/base/switch.ts";
import { prioritySchema } from "#contract/threads/priority.ts";
import { threadSchema, threadStatusSchema } from "#contract/threads/thread.ts";

/**
 * Statuses that a list can ask for beside a thread's own. active: waiting or
 * open · waiting_on_us: active, and a customer's message has no answer ·
 * waiting_on_customer: active, and every message has one.
 */
export const LISTED_STATUSES = [
  "active",
  "waiting_on_us",
  "waiting_on_customer",
] as const;

export const sortSchema = z.enum([
  "newest",
  "oldest",
  "waiting",
  "target",
  "unread",
]);

const filterShape = {
  status: z.union([threadStatusSchema, z.enum(LISTED_STATUSES)]).optional(),
  /** none: no offer; queued and offered: an agent is being found or asked. */
  routing: threadSchema.shape.routing.optional(),
  /** me, none or an agent's id. Of closed threads, where they alone are wanted: the last owner. */
  owner: z.union([z.enum(["me", "none"]), idSchema]).optional(),
  /** me or the id of an agent who is a participant. */
  participant: z.union([z.literal("me"), idSchema]).optional(),
  /** me: a note mentions the reader. */
  mention: z.literal("me").optional(),
  /** mine: any queue that the caller is a member of. */
  queue: z.union([z.literal("mine"), idSchema]).optional(),
  channel: idSchema.optional(),
  customer: idSchema.optional(),
  label: idSchema.optional(),
  /** A language of the customer as a tag: "zh" takes every Chinese, "zh-Hant" the traditional one. */
  language: languageTagSchema.optional(),
  /** The stage of the customer. */
  stage: idSchema.optional(),
  priority: prioritySchema.optional(),
  /** true: a message of the customer has no answer; false: all have one. */
  waiting: switchSchema.optional(),
  /** true: the caller has not read all messages; false: they have. */
  unread: switchSchema.optional(),
  /** true: archived threads alone. Left out: none of them, unless a text or a customer is sought. */
  archived: switchSchema.optional(),
  /**
   * newest: last message first (default); oldest; waiting: longest wait first; target: the reply target that runs out
   * first, then those without one, newest first; unread: the caller's unread ones first, newest first, see `maySortByUnread`.
   */
  sort: sortSchema.optional(),
} as const;

/** The threads that a list shows, and their order. "me" and "mine" are the reader, whoever saved the filter. */
export const threadFilterSchema = z.object(filterShape);
export type ThreadFilter = z.infer<typeof threadFilterSchema>;
