"use client";

import { useQueries } from "@tanstack/react-query";
import { useCallback, useMemo, useRef, useState } from "react";
import type { InboxState } from "#contract/live/inbox-state.ts";
import { threadsOf } from "#contract/live/listed-threads.ts";
import type { Thread } from "#contract/threads/thread.ts";
import { keyOf, type ListQuery } from "#contract/live/thread-list.ts";
import { fetchList, fetchMoreOfList } from "./fetching.ts";
import {
  isSameList,
  useInbox,
  useLive,
  useMe,
} from "#components/live/stores/live-context.ts";
import { liveKey } from "./live-keys.ts";
import { mayDo } from "#contract/people/policy.ts";

export type ThreadList = {
  threads: readonly Thread[];
  state: "loading" | "failed" | "ready";
  error: unknown;
  hasMore: boolean;
  isLoadingMore: boolean;
  loadMore(): void;
  retry(): void;
};

/**
 * A view's threads, live. A view may be several of the server's lists, merged.
 * @param openId the open thread: with the unread ones first it keeps its place while it is read
 */
export function useThreads(
  queries: readonly ListQuery[],
  openId: string | null = null,
): ThreadList {
  const { store } = useLive();
  const enabled = mayDo(useMe().role, "threads.read");
  const [isLoadingMore, setLoadingMore] = useState(false);
  const loading = useRef(false);
  const results = useQueries({
    queries: queries.map((query) => ({
      queryKey: liveKey("list", keyOf(query)),
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        fetchList(store, query, signal),
      enabled,
      gcTime: Infinity,
    })),
  });
  const key = queries.map(keyOf).join();
  // The queries are new objects at every render; their keys show whether they differ.
  const stable = useMemo(() => queries, [key]);
  const keptId = useMemo(() => {
    const entry = openId === null ? null : store.getState().threads[openId];
    return entry && entry.thread.unread > 0 ? openId : null;
    // As it is when it is opened: to be read must not move it from under the pointer.
  }, [openId, stable, store]);
  const select = useCallback(
    (state: InboxState) => threadsOf(state, stable, keptId),
    [stable, keptId],
  );
  const threads = useInbox(select, isSameList);
  const isLoaded = useInbox(
    useCallback(
      (state: InboxState) =>
        stable.every((query) => state.lists[keyOf(query)]?.loaded),
      [stable],
    ),
  );
  const hasMore = useInbox(
    useCallback(
      (state: InboxState) =>
        stable.some((query) => state.lists[keyOf(query)]?.cursor),
      [stable],
    ),
  );
  const failed = results.find(({ isError }) => isError);

  const loadMore = useCallback(() => {
    if (loading.current) return;
    loading.current = true;
    setLoadingMore(true);
    void Promise.allSettled(
      stable.map((query) => fetchMoreOfList(store, query)),
    ).then(() => {
      loading.current = false;
      setLoadingMore(false);
    });
  }, [stable, store]);

  return {
    threads,
    state: isLoaded ? "ready" : failed ? "failed" : "loading",
    error: failed?.error,
    hasMore,
    isLoadingMore,
    loadMore,
    retry: () => results.forEach((result) => void result.refetch()),
  };
}
