import { z } from "zod";
import { idSchema, requestTimeSchema, timeSchema } from "#contract/base/ids.ts";
import { pageOf } from "#contract/base/page.ts";
import type { NotificationKind } from "#contract/notifications/notification.ts";
import type { Role } from "#contract/people/agent.ts";
import { isSupervising } from "#contract/people/roles.ts";
import { exactTextSchema } from "#contract/text/text-schema.ts";

const MAX_ENDPOINT = 2_000;
const MAX_KEY = 200;
const BASE64URL = /^[\w-]+=*$/;

/** As the browser's `PushSubscription.toJSON()` gives it (W3C Push API). */
export const pushSubscriptionRequestSchema = z.object({
  endpoint: z.url({ protocol: /^https?$/ }).max(MAX_ENDPOINT),
  keys: z.object({
    p256dh: exactTextSchema({ max: MAX_KEY }).regex(BASE64URL),
    auth: exactTextSchema({ max: MAX_KEY }).regex(BASE64URL),
  }),
});
export type PushSubscriptionRequest = z.infer<
  typeof pushSubscriptionRequestSchema
>;

/** The device that has this address at its push service. */
export const endPushSubscriptionSchema = pushSubscriptionRequestSchema.pick({
  endpoint: true,
});

/** all: every kind that the agent wants on devices · mine: of those, what concerns the agent alone. */
export const DEVICE_WANTS = ["all", "mine"] as const;
export type DeviceWants = (typeof DEVICE_WANTS)[number];

/** The kinds about conversations that others answer, too: a device for `mine` gets none of them. */
export const KINDS_OF_OTHERS = [
  "reply",
  "group",
  "digest",
] as const satisfies NotificationKind[];

/** The choice of a new device. People who supervise are added to many conversations and groups. Pure. */
export function firstWants(role: Role): DeviceWants {
  return isSupervising(role) ? "mine" : "all";
}

/** A device that gets push notifications. Its keys never come back. */
export const pushSubscriptionSchema = z.object({
  id: idSchema,
  endpoint: z.string(),
  /** The User-Agent header of its browser. */
  userAgent: z.string().nullable(),
  /** "Chrome"; null: unknown. */
  browser: z.string().nullable(),
  /** "Windows 11"; null: unknown. */
  system: z.string().nullable(),
  wants: z.enum(DEVICE_WANTS),
  /** It gets nothing before this; null: it is not muted. */
  mutedUntil: timeSchema.nullable(),
  createdAt: timeSchema,
  /** When its push service last took a notification; null: never. */
  lastAcceptedAt: timeSchema.nullable(),
  /** The refusal of its push service to the last notification; null: the service took it. */
  error: z.string().nullable(),
});
export type PushSubscriptionRecord = z.infer<typeof pushSubscriptionSchema>;

export const updatePushSubscriptionSchema = z.object({
  wants: z.enum(DEVICE_WANTS).optional(),
  mutedUntil: requestTimeSchema.nullable().optional(),
});
export type UpdatePushSubscription = z.infer<
  typeof updatePushSubscriptionSchema
>;

export const pushSubscriptionsSchema = pageOf(pushSubscriptionSchema).extend({
  /** The installation's VAPID key, for `PushManager.subscribe` (RFC 8292). */
  publicKey: z.string(),
});
export type PushSubscriptions = z.infer<typeof pushSubscriptionsSchema>;

/** Either a device, or the caller's own address. */
export const testNotificationRequestSchema = z
  .object({
    subscriptionId: idSchema.optional(),
    mail: z.literal(true).optional(),
  })
  .refine(
    ({ subscriptionId, mail }) => (subscriptionId === undefined) === !!mail,
    { message: "Give subscriptionId, or mail.", path: ["subscriptionId"] },
  );

export const testNotificationSchema = z.object({
  /** The service worker names it once it has shown the notification. */
  id: idSchema,
  /**
   * accepted: the push service took it · gone: it does not know the device any more, which is removed ·
   * refused: it said no · unreachable: there was no answer · forbidden: its address is not public.
   * The same of the mail server; no_server: none is set up.
   */
  outcome: z.enum([
    "accepted",
    "gone",
    "refused",
    "unreachable",
    "forbidden",
    "no_server",
  ]),
  status: z.number().int().nullable(),
  detail: z.string().nullable(),
});
export type TestNotification = z.infer<typeof testNotificationSchema>;

/** The payload that a service worker decrypts. */
export type PushPayload = {
  id: string;
  title: string;
  body: string;
  /** A path of the console. */
  url: string;
  /** A newer notification of the same tag replaces an older one on the device. */
  tag: string;
  /** The number for the icon of the installed app: the threads that wait for the agent's reply. Absent: unchanged. */
  badge?: number;
};
