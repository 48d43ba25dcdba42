"use client";

import {
  useQuery,
  useQueryClient,
  type UseQueryResult,
} from "@tanstack/react-query";
import { useEffect } from "react";
import { isTeammate } from "#contract/people/roles.ts";
import type { SavedView, ViewCounts } from "#contract/threads/view.ts";
import { api } from "#components/live/transport/api.ts";
import { fetchAll } from "#components/live/transport/fetch-all.ts";
import { useLive, useMe } from "#components/live/stores/live-context.ts";
import { liveKey } from "./live-keys.ts";

/** The views that the agent saved, and those that are shared with them. Reviewers have none. */
export function useSavedViews(): UseQueryResult<SavedView[]> {
  return useQuery({
    enabled: isTeammate(useMe().role),
    queryKey: liveKey("views"),
    queryFn: ({ signal }) => fetchAll<SavedView>("/views", signal),
  });
}

/**
 * The number of conversations in each view, by its key or id. Events come far
 * more often than numbers are read, so a count follows them at most this often.
 */
const COUNT_EVERY_MS = 3_000;

export function useViewCounts(): ViewCounts | undefined {
  const { signals } = useLive();
  const queryClient = useQueryClient();
  const { data } = useQuery({
    queryKey: liveKey("view-counts"),
    queryFn: ({ signal }) => api<ViewCounts>("/views/counts", { signal }),
  });
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let countedAt = 0;
    const count = () => {
      timer = undefined;
      countedAt = Date.now();
      void queryClient.invalidateQueries({ queryKey: liveKey("view-counts") });
    };
    const changed = () => {
      timer ??= setTimeout(
        count,
        Math.max(0, countedAt + COUNT_EVERY_MS - Date.now()),
      );
    };
    const stops = [
      signals.on("thread.updated", changed),
      signals.on("message.created", changed),
      signals.on("thread.removed", changed),
    ];
    return () => {
      clearTimeout(timer);
      for (const stop of stops) stop();
    };
  }, [signals, queryClient]);
  return data;
}
