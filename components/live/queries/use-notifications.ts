"use client";

import {
  useQuery,
  useQueryClient,
  type QueryClient,
} from "@tanstack/react-query";
import { useCallback, useEffect } from "react";
import type {
  Notification,
  NotificationPage,
} from "#contract/notifications/notification.ts";
import { isStaff } from "#contract/people/roles.ts";
import { useLive } from "#components/live/stores/live-context.ts";
import { dismissWhispers } from "#components/live/stores/whispers-seen.ts";
import { api } from "#components/live/transport/api.ts";
import { liveKey } from "./live-keys.ts";

const KEY = liveKey("notifications");
/** As many as the list shows at first. */
const FIRST_PAGE = 50;
const MAX_KEPT = 200;
/** The list keeps only the newest of these kinds for each conversation, as the server does. */
const REPLACED: ReadonlySet<Notification["kind"]> = new Set([
  "reply",
  "reminder",
  "reply_due",
  "digest",
]);

/** The newest notifications of the actor and the number of unread ones. */
export function useNotifications(): NotificationPage | undefined {
  const { signals, me } = useLive();
  const queryClient = useQueryClient();
  const { data } = useQuery({
    enabled: isStaff(me.role),
    queryKey: KEY,
    queryFn: ({ signal }) =>
      api<NotificationPage>("/notifications", {
        query: { limit: FIRST_PAGE },
        signal,
      }),
  });
  useEffect(() => {
    const stops = [
      signals.on("notification.created", ({ notification }) =>
        change(queryClient, (held) => add(held, notification)),
      ),
      signals.on("notification.read", ({ ids }) => markRead(queryClient, ids)),
    ];
    return () => stops.forEach((stop) => stop());
  }, [signals, queryClient]);
  return data;
}

/** Marks notifications as read, here at once and on the other devices by the server. */
export function useReadNotifications(): (
  which: { ids: readonly string[] } | "all",
) => void {
  const queryClient = useQueryClient();
  return useCallback(
    (which) => {
      const held = queryClient.getQueryData<NotificationPage>(KEY);
      const unread = (held?.items ?? []).filter(
        ({ readAt }) => readAt === null,
      );
      const ids = which === "all" ? unread.map(({ id }) => id) : [...which.ids];
      if (which !== "all" && ids.length === 0) return;
      markRead(queryClient, ids);
      void api("/notifications/read", {
        method: "POST",
        body: which === "all" ? { all: true } : { ids },
      })
        // Beyond the loaded page there may have been unread ones.
        .then(() =>
          which === "all"
            ? change(queryClient, (page) => ({ ...page, unread: 0 }))
            : undefined,
        )
        .catch(() => queryClient.invalidateQueries({ queryKey: KEY }));
    },
    [queryClient],
  );
}

/** Marks the notification of an alert as read: its card was opened or dismissed. */
export function useReadAlert(): (alertId: string) => void {
  const queryClient = useQueryClient();
  const read = useReadNotifications();
  return useCallback(
    (alertId) => {
      const held = queryClient.getQueryData<NotificationPage>(KEY);
      read({
        ids: (held?.items ?? [])
          .filter((one) => one.alertId === alertId && one.readAt === null)
          .map(({ id }) => id),
      });
    },
    [queryClient, read],
  );
}

function change(
  queryClient: QueryClient,
  how: (held: NotificationPage) => NotificationPage,
): void {
  queryClient.setQueryData<NotificationPage>(KEY, (held) => held && how(held));
}

function add(held: NotificationPage, fresh: Notification): NotificationPage {
  if (held.items.some(({ id }) => id === fresh.id)) return held;
  const isReplaced = (one: Notification) =>
    REPLACED.has(fresh.kind) &&
    one.kind === fresh.kind &&
    one.threadId === fresh.threadId &&
    one.readAt === null;
  const kept = held.items.filter((one) => !isReplaced(one));
  return {
    ...held,
    items: [fresh, ...kept].slice(0, MAX_KEPT),
    unread: held.unread + 1 - (held.items.length - kept.length),
  };
}

function markRead(queryClient: QueryClient, ids: readonly string[]): void {
  const readAt = new Date().toISOString();
  change(queryClient, (held) => {
    const isFresh = (one: Notification) =>
      one.readAt === null && ids.includes(one.id);
    const fresh = held.items.filter(isFresh);
    if (fresh.length === 0) return held;
    // Their cards leave the screens of the other devices, too.
    dismissWhispers(fresh.flatMap(({ alertId }) => alertId ?? []));
    return {
      ...held,
      items: held.items.map((one) => (isFresh(one) ? { ...one, readAt } : one)),
      unread: Math.max(0, held.unread - fresh.length),
    };
  });
}
