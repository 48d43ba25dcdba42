"use client";

import { useCallback } from "react";
import { toast } from "#components/page/toast.ts";
import type { Message } from "#contract/threads/message.ts";
import { useThreadActions } from "#components/live/actions/use-thread-actions.ts";
import { useErrorWords } from "#components/words/use-error-words.ts";

/** Sets the channel's reaction to a message; null removes it. */
export function useReact(message: Message): (emoji: string | null) => void {
  const { react } = useThreadActions(message.threadId);
  const words = useErrorWords();
  return useCallback(
    (emoji) => {
      react(message.id, emoji).catch((error: unknown) =>
        toast.error(words(error)),
      );
    },
    [react, message.id, words],
  );
}
