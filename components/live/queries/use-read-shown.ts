"use client";

import { useEffect } from "react";
import type { Notification } from "#contract/notifications/notification.ts";
import { useNotifications, useReadNotifications } from "./use-notifications.ts";

/** Marks notifications as read while what they are about is shown in a tab that is in sight. */
export function useReadShown(
  /** Stable, or it looks again with each render. */
  isShown: (notification: Notification) => boolean,
): void {
  const held = useNotifications();
  const read = useReadNotifications();
  useEffect(() => {
    if (!held) return;
    const ids = held.items
      .filter((one) => one.readAt === null && isShown(one))
      .map(({ id }) => id);
    if (ids.length === 0) return;
    const look = () => {
      if (document.visibilityState === "visible") read({ ids });
    };
    look();
    document.addEventListener("visibilitychange", look);
    return () => document.removeEventListener("visibilitychange", look);
  }, [held, isShown, read]);
}
