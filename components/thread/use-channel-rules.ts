"use client";

import { useCallback } from "react";
import { channelRules } from "#contract/channels/channel-rules.ts";
import type { ChannelRules } from "#contract/channels/rules.ts";
import type { InboxState } from "#contract/live/inbox-state.ts";
import { useChannelNames } from "#components/live/queries/use-directory.ts";
import { useInbox } from "#components/live/stores/live-context.ts";

/** What a conversation's channel can, and its limits; Messenger's until they are known. */
export function useChannelRules(threadId: string): ChannelRules {
  const { data } = useChannelNames();
  const channelId = useInbox(
    useCallback(
      (state: InboxState) => state.threads[threadId]?.thread.channelId,
      [threadId],
    ),
  );
  const channel = data?.find(({ id }) => id === channelId);
  return channel?.rules ?? channelRules.messenger;
}
