import { z } from "zod";
import { contact } from "#contract/base/contact-data.ts";
import { idSchema, timeSchema } from "#contract/base/ids.ts";
import { pageOf, pageQuerySchema } from "#contract/base/page.ts";

/**
 * assigned (a thread is the agent's now) · transferred (it was theirs) · transfer_answer (a transfer of theirs was
 * declined or not answered) · mention · note (a note on their thread) · invited (to take part) · reply (the customer
 * wrote in a thread in which they take part) · message (a customer wrote in their thread) · ring (a thread is offered) · snooze_woke · send_failed (a message of theirs) · reminder (their
 * customer waits) · reply_due (the target of a queue is near) · group (their ring group is told of a message) · lead · channel_problem (to admins and owners)
 * · digest (what waits for an agent who was away).
 */
export const NOTIFICATION_KINDS = [
  "assigned",
  "transferred",
  "transfer_answer",
  "mention",
  "note",
  "invited",
  "reply",
  "message",
  "ring",
  "snooze_woke",
  "send_failed",
  "reminder",
  "reply_due",
  "group",
  "lead",
  "channel_problem",
  "digest",
] as const;

export const notificationKindSchema = z.enum(NOTIFICATION_KINDS);
export type NotificationKind = z.infer<typeof notificationKindSchema>;

export const notificationSchema = z.object({
  id: idSchema,
  kind: notificationKindSchema,
  /** The kind of the alert that it comes from, which is more exact; otherwise the same as `kind`. */
  event: z.string(),
  /** Null: about no thread, or about one that the agent may not see any more. */
  threadId: idSchema.nullable(),
  alertId: idSchema.nullable(),
  /** The thread's customer; `name` null: not known yet. */
  customer: z
    .object({
      name: z.string().nullable(),
      externalId: contact("id", z.string()),
    })
    .nullable(),
  /** As in the alert of this kind: `by`, `to`, `text`, `messageId`, `leadId`, … */
  detail: contact("ids", z.record(z.string(), z.unknown())),
  at: timeSchema,
  readAt: timeSchema.nullable(),
});
export type Notification = z.infer<typeof notificationSchema>;

/** The counts of the work that waits for the agent; the detail of `digest`. Test threads and leads do not count. */
export const digestSchema = z.object({
  /** Their own open threads whose customers wait for a reply. */
  waiting: z.number().int(),
  /** The threads with mentions that they have not seen. */
  mentions: z.number().int(),
  /** Their own open leads without a first contact. */
  leads: z.number().int(),
});
export type Digest = z.infer<typeof digestSchema>;

/** Beyond this number of unread notifications nothing is counted. */
export const MAX_UNREAD_COUNTED = 100;

export const notificationQuerySchema = pageQuerySchema.extend({
  /** Only unread ones. */
  unread: z.stringbool().default(false),
});

export const notificationPageSchema = pageOf(notificationSchema).extend({
  /** The number of unread ones, at most 100. */
  unread: z.number().int(),
});
export type NotificationPage = z.infer<typeof notificationPageSchema>;

const MAX_IDS = 200;

export const readNotificationsSchema = z
  .object({
    ids: z.array(idSchema).max(MAX_IDS).optional(),
    /** All of them, also those that no page has shown. */
    all: z.boolean().optional(),
  })
  .refine(({ ids, all }) => ids !== undefined || all === true, {
    message: "Give ids, or all.",
    path: ["ids"],
  });
export type ReadNotifications = z.infer<typeof readNotificationsSchema>;
