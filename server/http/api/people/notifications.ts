import {
  notificationSettingsSchema,
  updateNotificationSettingsSchema,
} from "#contract/notifications/notification-settings.ts";
import {
  notificationPageSchema,
  notificationQuerySchema,
  readNotificationsSchema,
} from "#contract/notifications/notification.ts";
import {
  endPushSubscriptionSchema,
  pushSubscriptionRequestSchema,
  pushSubscriptionSchema,
  updatePushSubscriptionSchema,
  pushSubscriptionsSchema,
  testNotificationRequestSchema,
  testNotificationSchema,
} from "#contract/notifications/push.ts";
import {
  getNotificationSettings,
  updateNotificationSettings,
} from "#server/domain/notifications/notification-settings.ts";
import {
  listNotifications,
  readNotifications,
} from "#server/domain/notifications/notifications.ts";
import {
  listPushSubscriptions,
  removePushEndpoint,
  removePushSubscription,
  savePushSubscription,
  updatePushSubscription,
} from "#server/domain/notifications/push-subscriptions.ts";
import { testOwnMail } from "#server/pipeline/mail/test-mail.ts";
import { testPush } from "#server/pipeline/push/test-push.ts";
import { endpoint, type Api } from "#server/http/edge/endpoint.ts";

const tag = "Notifications";

/** Routes of the caller's notifications, their choice of kinds, and their devices. */
export function notificationRoutes(api: Api): void {
  endpoint(
    api,
    {
      method: "get",
      tag,
      path: "/notifications",
      name: "listNotifications",
      reviewers: "own",
      summary: "List your notifications",
      description: "Of the last 30 days, newest first.",
      query: notificationQuerySchema,
      answer: notificationPageSchema,
    },
    ({ context, actor, query }) => listNotifications(context, actor, query),
  );
  endpoint(
    api,
    {
      method: "post",
      tag,
      path: "/notifications/read",
      name: "readNotifications",
      summary: "Mark your notifications as read",
      description: "For all your devices.",
      body: readNotificationsSchema,
    },
    ({ context, actor, body }) => readNotifications(context, actor, body),
  );
  endpoint(
    api,
    {
      method: "get",
      tag,
      path: "/me/notifications",
      name: "getNotificationSettings",
      summary: "Get your notification settings",
      answer: notificationSettingsSchema,
    },
    ({ context, actor }) => getNotificationSettings(context, actor),
  );
  endpoint(
    api,
    {
      method: "patch",
      tag,
      path: "/me/notifications",
      name: "updateNotificationSettings",
      summary: "Update your notification settings",
      description: "Changes the given members and leaves the others.",
      body: updateNotificationSettingsSchema,
      answer: notificationSettingsSchema,
    },
    ({ context, actor, body }) =>
      updateNotificationSettings(context, actor, body),
  );
  pushRoutes(api);
}

function pushRoutes(api: Api): void {
  endpoint(
    api,
    {
      method: "get",
      tag,
      path: "/me/push-subscriptions",
      name: "listPushSubscriptions",
      summary: "List your devices for push notifications",
      answer: pushSubscriptionsSchema,
    },
    ({ context, actor }) => listPushSubscriptions(context, actor),
  );
  endpoint(
    api,
    {
      method: "post",
      tag,
      path: "/me/push-subscriptions",
      name: "createPushSubscription",
      summary: "Turn on push notifications for a device",
      description:
        "Takes what the browser’s `PushSubscription.toJSON()` returns. Safe to repeat. The end of the session ends it, too.",
      body: pushSubscriptionRequestSchema,
      answer: pushSubscriptionSchema,
      status: 201,
    },
    ({ context, actor, body, call }) =>
      savePushSubscription(context, actor, body, {
        sessionId: call.get("sessionId") ?? null,
        userAgent: call.req.header("user-agent") ?? null,
      }),
  );
  endpoint(
    api,
    {
      method: "delete",
      tag,
      path: "/me/push-subscriptions",
      name: "endPushSubscription",
      summary: "Turn off push notifications for the device with an endpoint",
      description: "For a browser that knows its `PushSubscription` alone.",
      body: endPushSubscriptionSchema,
    },
    ({ context, actor, body }) =>
      removePushEndpoint(context, actor, body.endpoint),
  );
  endpoint(
    api,
    {
      method: "patch",
      tag,
      path: "/me/push-subscriptions/{id}",
      name: "updatePushSubscription",
      summary: "Choose what a device gets",
      description:
        "`wants`: all kinds that you want on devices, or only what concerns you alone (`mine`: no messages in conversations you follow or of your ring groups). Nothing comes before `mutedUntil`. A new device of someone who supervises begins with `mine`, any other with `all`.",
      body: updatePushSubscriptionSchema,
      answer: pushSubscriptionSchema,
    },
    ({ context, actor, id, body }) =>
      updatePushSubscription(context, actor, id, body),
  );
  endpoint(
    api,
    {
      method: "delete",
      tag,
      path: "/me/push-subscriptions/{id}",
      name: "deletePushSubscription",
      summary: "Turn off push notifications for a device",
    },
    ({ context, actor, id }) => removePushSubscription(context, actor, id),
  );
  endpoint(
    api,
    {
      method: "post",
      tag,
      path: "/me/notifications/test",
      name: "testNotifications",
      summary: "Send a test notification to a device or by email",
      description:
        "Returns what the push service answered, or with `mail` the mail server. The service worker names the `id` once it has shown the notification. The email goes to your own address.",
      body: testNotificationRequestSchema,
      answer: testNotificationSchema,
    },
    ({ context, actor, body: { subscriptionId } }) =>
      subscriptionId === undefined
        ? testOwnMail(context, actor)
        : testPush(context, actor, subscriptionId),
  );
}
