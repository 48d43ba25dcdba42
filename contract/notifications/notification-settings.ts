import { z } from "zod";
import {
  NOTIFICATION_KINDS,
  type NotificationKind,
} from "#contract/notifications/notification.ts";

/** The ways in which an agent is notified of one kind. */
export const notificationWaysSchema = z.object({
  /** In the console's list of notifications. */
  app: z.boolean(),
  /** On the devices that are turned on, while no tab of theirs is in sight. */
  push: z.boolean(),
  /** By email. Only of the kinds in `MAILED_KINDS`. */
  mail: z.boolean().optional(),
});
export type NotificationWays = z.infer<typeof notificationWaysSchema>;

/** The kinds that come by email once the agent has seen them nowhere for some minutes. */
export const MAILED_UNSEEN = [
  "assigned",
  "transferred",
  "transfer_answer",
  "mention",
  "note",
  "invited",
  "reply",
  "message",
  "snooze_woke",
  "send_failed",
  "reminder",
  "reply_due",
] as const satisfies NotificationKind[];

/** The kinds that can come by email. A lead that is assigned to the agent comes at once, and so does a digest. */
export const MAILED_KINDS: readonly NotificationKind[] = [
  ...MAILED_UNSEEN,
  "lead",
  "digest",
];

/** The kinds that are listed in the console whatever an agent chooses: a page that takes no messages concerns every admin. */
export const ALWAYS_LISTED: readonly NotificationKind[] = ["channel_problem"];

/** An agent is not looked for longer than a day before the email. */
const MAX_MAIL_AFTER_MINUTES = 1_440;
export const DEFAULT_MAIL_AFTER_MINUTES = 10;
const MAX_DIGEST_AFTER_HOURS = 168;
export const DEFAULT_DIGEST_AFTER_HOURS = 8;

const ofEachKind = <Value extends z.ZodType>(value: Value) =>
  z.object(
    Object.fromEntries(
      NOTIFICATION_KINDS.map((kind) => [kind, value]),
    ) as Record<NotificationKind, Value>,
  );

export const notificationSettingsSchema = z.object({
  kinds: ofEachKind(notificationWaysSchema),
  /** Whether a push shows names and the first words. */
  pushText: z.boolean(),
  /** Whether nothing is pushed or emailed outside of the agent's working hours. */
  quietOffShift: z.boolean(),
  /** The minutes after which what the agent has seen nowhere comes by email. */
  mailAfterMinutes: z.number().int().min(1).max(MAX_MAIL_AFTER_MINUTES),
  /** Whether an email has the first words of messages and notes. Names are always in it. */
  mailText: z.boolean(),
  /** The hours of absence after which the agent gets a digest. */
  digestAfterHours: z.number().int().min(1).max(MAX_DIGEST_AFTER_HOURS),
});
export type NotificationSettings = z.infer<typeof notificationSettingsSchema>;

export const updateNotificationSettingsSchema = z.object({
  kinds: ofEachKind(notificationWaysSchema.partial().optional())
    .refine(
      (kinds) =>
        NOTIFICATION_KINDS.every(
          (kind) =>
            MAILED_KINDS.includes(kind) || kinds[kind]?.mail === undefined,
        ),
      `Only these kinds are sent by email: ${MAILED_KINDS.join(", ")}.`,
    )
    .refine(
      (kinds) => ALWAYS_LISTED.every((kind) => kinds[kind]?.app !== false),
      `These kinds are always listed: ${ALWAYS_LISTED.join(", ")}.`,
    )
    .optional(),
  ...notificationSettingsSchema.omit({ kinds: true }).partial().shape,
});
export type UpdateNotificationSettings = z.infer<
  typeof updateNotificationSettingsSchema
>;
