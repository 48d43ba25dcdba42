"use client";

import { useCallback } from "react";
import type { InboxState } from "#contract/live/inbox-state.ts";
import { SOME_OTHER_APP } from "#contract/threads/thread.ts";
import { useInbox } from "#components/live/stores/live-context.ts";

/**
 * The id of the app that controls the conversation; null: ours. Where the
 * vendor only tells that it is another one, the app of the newest message
 * from outside is taken for it.
 */
export function useController(threadId: string): string | null {
  return useInbox(
    useCallback(
      ({ threads, rooms }: InboxState) => {
        const controlledBy = threads[threadId]?.thread.controlledBy ?? null;
        if (controlledBy !== SOME_OTHER_APP) return controlledBy;
        const event = rooms[threadId]?.messages.findLast(
          ({ event }) => event?.["by"] === "app" || event?.["by"] === "inbox",
        )?.event;
        const appId = event?.["appId"];
        return typeof appId === "string" ? appId : controlledBy;
      },
      [threadId],
    ),
  );
}
