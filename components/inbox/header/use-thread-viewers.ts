"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import {
  VIEWING_EVERY_MS,
  type ThreadViewer,
  type ViewingState,
} from "#contract/threads/viewing.ts";
import { liveKey } from "#components/live/queries/live-keys.ts";
import { api } from "#components/live/transport/api.ts";
import { useLive } from "#components/live/stores/live-context.ts";
import { useHasStayed } from "#components/page/has-stayed.tsx";

type Viewers = { items: ThreadViewer[] };

/**
 * The teammates who have the thread open. While this page has it, the server
 * is told, and whether its tab is in sight.
 */
export function useThreadViewers(threadId: string): readonly ThreadViewer[] {
  const { signals, me } = useLive();
  const queryClient = useQueryClient();
  const hasStayed = useHasStayed();
  const { data } = useQuery({
    enabled: hasStayed,
    queryKey: liveKey("viewers", threadId),
    queryFn: ({ signal }) =>
      api<Viewers>(`/threads/${threadId}/viewers`, { signal }),
    gcTime: 0,
  });
  useEffect(
    () =>
      signals.on("viewers.updated", (event) => {
        if (event.threadId !== threadId) return;
        queryClient.setQueryData<Viewers>(liveKey("viewers", threadId), {
          items: event.viewers,
        });
      }),
    [signals, queryClient, threadId],
  );
  const isSeen = me.seenBy !== null;
  useEffect(() => {
    if (isSeen || !hasStayed) return;
    const tell = (state: ViewingState) => {
      // Lost calls do no harm: the next one repeats it, and a viewer who is silent is forgotten.
      api(`/threads/${threadId}/viewing`, {
        method: "POST",
        body: { state },
        keepalive: state !== "viewing",
      }).catch(() => undefined);
    };
    const look = () =>
      tell(document.visibilityState === "visible" ? "viewing" : "open");
    const leave = () => tell("left");
    look();
    const timer = setInterval(look, VIEWING_EVERY_MS);
    document.addEventListener("visibilitychange", look);
    window.addEventListener("pagehide", leave);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", look);
      window.removeEventListener("pagehide", leave);
      leave();
    };
  }, [threadId, isSeen, hasStayed]);
  return (data?.items ?? []).filter(({ id }) => id !== me.id);
}
