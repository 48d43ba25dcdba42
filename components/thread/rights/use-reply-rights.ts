"use client";

import type { ChannelName } from "#contract/channels/channel.ts";
import type { Thread } from "#contract/threads/thread.ts";
import { replyRights, type ReplyRights } from "./reply-rights.ts";
import { useMe } from "#components/live/stores/live-context.ts";
import { useOffer } from "#components/live/queries/use-offers.ts";
import { useQueues } from "#components/live/queries/use-directory.ts";
import { useNow } from "#components/page/use-now.ts";

/**
 * @param channel the thread's
 * @param at left out: now
 */
export function useReplyRights(
  thread: Thread,
  channel: ChannelName,
  at?: number,
): ReplyRights {
  const me = useMe();
  const queues = useQueues().data;
  const isOffered = useOffer(thread.id) !== null;
  const now = useNow();
  const { routedTo } = thread;
  return replyRights({
    thread,
    meId: me.id,
    isOffered,
    queue:
      routedTo?.type === "queue"
        ? queues?.find(({ id }) => id === routedTo.id)
        : undefined,
    channel,
    now: at ?? now,
  });
}
