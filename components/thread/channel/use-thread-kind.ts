"use client";

import { useCallback } from "react";
import type { InboxState } from "#contract/live/inbox-state.ts";
import { useInbox } from "#components/live/stores/live-context.ts";
import { useChannel } from "#components/thread/channel/use-place-name.ts";

/** The kind of the thread's channel; undefined while it is not loaded. */
export function useThreadKind(threadId: string): string | undefined {
  const channelId = useInbox(
    useCallback(
      ({ threads }: InboxState) => threads[threadId]?.thread.channelId,
      [threadId],
    ),
  );
  return useChannel(channelId ?? "")?.type;
}
