"use client";

import {
  useQuery,
  useQueryClient,
  type QueryClient,
} from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";
import type { InboxState } from "#contract/live/inbox-state.ts";
import type { PendingReply, Room } from "#contract/live/room-state.ts";
import type { Thread } from "#contract/threads/thread.ts";
import {
  fetchLatest,
  fetchNewer,
  fetchOlder,
  fetchRoom,
  fetchThread,
} from "./fetching.ts";
import type { InboxStore } from "#components/live/stores/inbox-store.ts";
import {
  isSameList,
  useInbox,
  useLive,
} from "#components/live/stores/live-context.ts";
import { liveKey } from "./live-keys.ts";

export type OpenThread = {
  thread: Thread | null;
  /** gone: it does not exist, or is not visible (any more). */
  state: "loading" | "ready" | "gone" | "failed";
  retry(): void;
};

/** One thread, live, wherever its address came from. */
export function useThread(threadId: string): OpenThread {
  const { store } = useLive();
  const thread = useInbox(
    useCallback(
      (state: InboxState) => state.threads[threadId]?.thread ?? null,
      [threadId],
    ),
  );
  const isRemoved = useInbox(
    useCallback(
      (state: InboxState) => state.removed[threadId] !== undefined,
      [threadId],
    ),
  );
  const { isError, isSuccess, isFetching, refetch } = useQuery({
    queryKey: liveKey("thread", threadId),
    queryFn: ({ signal }) => fetchThread(store, threadId, signal),
  });
  // A list may have dropped it because our copy was old: fetch the new one.
  const isLost = isSuccess && !isFetching && thread === null && !isRemoved;
  useEffect(() => {
    if (isLost) void refetch();
  }, [isLost, refetch]);

  const state = thread
    ? "ready"
    : isRemoved
      ? "gone"
      : isError
        ? "failed"
        : "loading";
  return { thread, state, retry: () => void refetch() };
}

export type RoomView = {
  room: Room | null;
  state: "loading" | "ready" | "failed";
  hasOlder: boolean;
  isLoadingOlder: boolean;
  loadOlder(): void;
  /** After a jump or a way far back: the log does not reach up to now. */
  hasNewer: boolean;
  isLoadingNewer: boolean;
  loadNewer(): void;
  /** Loads the newest messages instead. */
  loadLatest(): Promise<void>;
  /** Drops all but the first or the last `count` messages; they load again like others. */
  keep(kept: "oldest" | "newest", count: number): void;
  retry(): void;
};

/** A thread's messages, live. */
export function useRoom(threadId: string): RoomView {
  const { store } = useLive();
  const { isError, refetch } = useQuery(roomQuery(store, threadId));
  const room = useInbox(
    useCallback(
      (state: InboxState) => state.rooms[threadId] ?? null,
      [threadId],
    ),
  );
  useForgetFarBack(store, threadId);
  const [loadOlder, isLoadingOlder] = usePaging(fetchOlder, store, threadId);
  const [loadNewer, isLoadingNewer] = usePaging(fetchNewer, store, threadId);
  return {
    room,
    state: room?.loaded ? "ready" : isError ? "failed" : "loading",
    hasOlder: room?.cursor != null,
    isLoadingOlder,
    loadOlder,
    hasNewer: room?.newerCursor != null,
    isLoadingNewer,
    loadNewer,
    loadLatest: useCallback(
      () => fetchLatest(store, threadId),
      [store, threadId],
    ),
    keep: useCallback(
      (kept: "oldest" | "newest", count: number) =>
        store.dispatch({ type: "room.trimmed", threadId, kept, count }),
      [store, threadId],
    ),
    retry: () => void refetch(),
  };
}

/** Forgets messages far back when the thread is left, so that it opens at its end again. */
function useForgetFarBack(store: InboxStore, threadId: string): void {
  const queryClient = useQueryClient();
  useEffect(
    () => () => {
      if (store.getState().rooms[threadId]?.newerCursor == null) return;
      store.dispatch({ type: "room.forgotten", threadId });
      void queryClient.resetQueries({
        queryKey: liveKey("room", threadId),
        exact: true,
      });
    },
    [store, threadId, queryClient],
  );
}

/** Loads one page at a time. A page that did not come is asked for again by the next scroll. */
function usePaging(
  fetchPage: (store: InboxStore, threadId: string) => Promise<void>,
  store: InboxStore,
  threadId: string,
): [load: () => void, isLoading: boolean] {
  const [isLoading, setLoading] = useState(false);
  const loading = useRef(false);
  const load = useCallback(() => {
    if (loading.current) return;
    loading.current = true;
    setLoading(true);
    void Promise.allSettled([fetchPage(store, threadId)]).then(() => {
      loading.current = false;
      setLoading(false);
    });
  }, [fetchPage, store, threadId]);
  return [load, isLoading];
}

/** The replies of a thread that are still on their way, oldest first. */
export function usePendingReplies(threadId: string): readonly PendingReply[] {
  return useInbox(
    useCallback(
      (state: InboxState) =>
        Object.values(state.pending)
          .filter((reply) => reply.threadId === threadId)
          .sort((a, b) => (a.createdAt < b.createdAt ? -1 : 1)),
      [threadId],
    ),
    isSameList,
  );
}

/** Fetches a thread's messages before it is opened, so that opening shows them at once. */
export function usePrefetchRoom(): (threadId: string) => void {
  const { store } = useLive();
  const queryClient: QueryClient = useQueryClient();
  return useCallback(
    (threadId) => void queryClient.prefetchQuery(roomQuery(store, threadId)),
    [queryClient, store],
  );
}

function roomQuery(store: InboxStore, threadId: string) {
  return {
    queryKey: liveKey("room", threadId),
    queryFn: ({ signal }: { signal: AbortSignal }) =>
      fetchRoom(store, threadId, signal),
  };
}
