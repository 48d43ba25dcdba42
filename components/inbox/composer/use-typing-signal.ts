"use client";

import { useCallback, useEffect, useRef } from "react";
import { api } from "#components/live/transport/api.ts";

// Messenger shows the dots for a while; more calls would only cost.
const MIN_GAP_MS = 3_000;

/** Sends that the agent is typing, at most once in 3 s, and when they stop. Lost calls do no harm. */
export function useTypingSignal(threadId: string) {
  const lastOnAt = useRef(0);
  const send = useCallback(
    (on: boolean) => {
      api(`/threads/${threadId}/typing`, {
        method: "POST",
        body: { on },
      }).catch(() => undefined);
    },
    [threadId],
  );
  const on = useCallback(() => {
    const now = Date.now();
    if (now - lastOnAt.current < MIN_GAP_MS) return;
    lastOnAt.current = now;
    send(true);
  }, [send]);
  const off = useCallback(() => {
    if (lastOnAt.current === 0) return;
    lastOnAt.current = 0;
    send(false);
  }, [send]);
  useEffect(() => off, [off]);
  return { on, off };
}
