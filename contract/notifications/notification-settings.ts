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
  /** By email. Only of kinds that can be sent by email: lead, for one that is assigned to the agent. */
  mail: z.boolean().optional(),
});
export type NotificationWays = z.infer<typeof notificationWaysSchema>;

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
  /** Whether nothing is pushed outside of the agent's working hours. */
  quietOffShift: z.boolean(),
});
export type NotificationSettings = z.infer<typeof notificationSettingsSchema>;

export const updateNotificationSettingsSchema = z.object({
  kinds: ofEachKind(notificationWaysSchema.partial().optional())
    .refine(
      (kinds) =>
        NOTIFICATION_KINDS.every(
          (kind) => kind === "lead" || kinds[kind]?.mail === undefined,
        ),
      "Only leads are sent by email.",
    )
    .optional(),
  pushText: z.boolean().optional(),
  quietOffShift: z.boolean().optional(),
});
export type UpdateNotificationSettings = z.infer<
  typeof updateNotificationSettingsSchema
>;
