"use client";

import type { ChannelName } from "#contract/channels/channel.ts";
import { useCallback } from "react";
import type { InboxState } from "#contract/live/inbox-state.ts";
import { useChannelNames } from "#components/live/queries/use-directory.ts";
import { useInbox } from "#components/live/stores/live-context.ts";

/** A conversation's channel: its abilities and limits. Undefined until it is known: nothing may be written before. */
export function useThreadChannel(threadId: string): ChannelName | undefined {
  const { data } = useChannelNames();
  const channelId = useInbox(
    useCallback(
      (state: InboxState) => state.threads[threadId]?.thread.channelId,
      [threadId],
    ),
  );
  return data?.find(({ id }) => id === channelId);
}
