"use client";

import {
  useQuery,
  useQueryClient,
  type UseQueryResult,
} from "@tanstack/react-query";
import { useCallback } from "react";
import { isTeammate } from "#contract/people/roles.ts";
import type { SavedView, ViewCounts } from "#contract/threads/view.ts";
import { api } from "#components/live/transport/api.ts";
import { fetchAll } from "#components/live/transport/fetch-all.ts";
import { useMe } from "#components/live/stores/live-context.ts";
import { liveKey } from "./live-keys.ts";
import { useOnThreadChanges } from "./use-on-thread-changes.ts";

const COUNT_EVERY_MS = 3_000;

/** The views that the agent saved, and those that are shared with them. Reviewers have none. */
export function useSavedViews(): UseQueryResult<SavedView[]> {
  return useQuery({
    enabled: isTeammate(useMe().role),
    queryKey: liveKey("views"),
    queryFn: ({ signal }) => fetchAll<SavedView>("/views", signal),
  });
}

/** The number of conversations in each view, by its key or id. */
export function useViewCounts(): ViewCounts | undefined {
  const queryClient = useQueryClient();
  const { data } = useQuery({
    queryKey: liveKey("view-counts"),
    queryFn: ({ signal }) => api<ViewCounts>("/views/counts", { signal }),
  });
  useOnThreadChanges(
    COUNT_EVERY_MS,
    useCallback(
      () =>
        void queryClient.invalidateQueries({
          queryKey: liveKey("view-counts"),
        }),
      [queryClient],
    ),
  );
  return data;
}
