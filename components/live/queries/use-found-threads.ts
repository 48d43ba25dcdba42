"use client";

import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";
import type { InboxState } from "#contract/live/inbox-state.ts";
import type { ThreadFilter } from "#contract/threads/thread-filter.ts";
import type { Thread } from "#contract/threads/thread.ts";
import {
  isSameList,
  useInbox,
  useLive,
} from "#components/live/stores/live-context.ts";
import { api, type Page } from "#components/live/transport/api.ts";
import { liveKey } from "./live-keys.ts";
import { useOnThreadChanges } from "./use-on-thread-changes.ts";
import type { ThreadList } from "./use-threads.ts";

const PAGE = 50;
/** A text is sought at most this often while threads change. */
const SEEK_EVERY_MS = 10_000;
const NONE: readonly string[] = [];

export type FoundQuery = ThreadFilter & { view: string };

/**
 * The threads of a view that seeks words. A screen cannot tell which threads
 * have them, so the list is fetched again at a limited pace; its rows are live.
 * Null: no such view is open.
 */
export function useFoundThreads(query: FoundQuery | null): ThreadList {
  const { store } = useLive();
  const queryClient = useQueryClient();
  const isOpen = query !== null;
  const { data, error, isError, ...rest } = useInfiniteQuery({
    enabled: isOpen,
    queryKey: liveKey("found-threads", query),
    queryFn: async ({ pageParam, signal }) => {
      const { seq: startedSeq } = store.getState();
      const page = await api<Page<Thread>>("/threads", {
        query: { ...query, limit: PAGE, cursor: pageParam },
        signal,
      });
      for (const thread of page.items)
        store.dispatch({ type: "thread.fetched", thread, startedSeq });
      return {
        ids: page.items.map(({ id }) => id),
        nextCursor: page.nextCursor,
      };
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
  });
  useOnThreadChanges(
    SEEK_EVERY_MS,
    useCallback(() => {
      if (isOpen)
        void queryClient.invalidateQueries({
          queryKey: liveKey("found-threads"),
        });
    }, [isOpen, queryClient]),
  );
  // A thread that moved up between two pages is in both.
  const ids = useMemo(
    () => data && [...new Set(data.pages.flatMap((page) => page.ids))],
    [data],
  );
  const threads = useInbox(
    useCallback(
      (state: InboxState) =>
        (ids ?? NONE).flatMap((id) => state.threads[id]?.thread ?? []),
      [ids],
    ),
    isSameList,
  );
  return {
    threads,
    state: data ? "ready" : isError ? "failed" : "loading",
    error,
    hasMore: rest.hasNextPage,
    isLoadingMore: rest.isFetchingNextPage,
    loadMore: () => {
      if (!rest.isFetchingNextPage) void rest.fetchNextPage();
    },
    retry: () => void rest.refetch(),
  };
}
