"use client";

import { useEffect, useRef, useState } from "react";
import type { Message } from "#contract/threads/message.ts";
import type { Thread } from "#contract/threads/thread.ts";
import { useLive } from "#components/live/stores/live-context.ts";
import { useThreadActions } from "#components/live/actions/use-thread-actions.ts";

/**
 * Marks messages as read that the agent can have seen: the end of the thread is on the screen and the window
 * has the focus. A waiting thread without an owner stays unread until an agent owns it. Only rendered
 * messages count: one that the list knows and the thread does not show yet stays unread.
 */
export function useMarkRead(
  thread: Thread,
  messages: readonly Message[],
  isEndShown: boolean,
): void {
  const { seen, me } = useLive();
  const readTill = useRef<string | null>(null);
  const { read } = useThreadActions(thread.id);
  const isLooking = useIsLooking();
  const isPreview = thread.owner === null && thread.status === "waiting";
  const isRead =
    thread.unread > 0 &&
    isEndShown &&
    isLooking &&
    !isPreview &&
    me.seenBy === null;
  useEffect(() => {
    seen.note(thread.id, messages);
    const newest = seen.newest(thread.id);
    if (!isRead || newest === readTill.current) return;
    readTill.current = newest;
    void read().then((isHeard) => {
      if (!isHeard && readTill.current === newest) readTill.current = null;
    });
  }, [isRead, thread.id, thread.unread, messages, seen, read]);
}

function useIsLooking(): boolean {
  const [isLooking, setLooking] = useState(false);
  useEffect(() => {
    const look = () =>
      setLooking(document.visibilityState === "visible" && document.hasFocus());
    look();
    window.addEventListener("focus", look);
    window.addEventListener("blur", look);
    document.addEventListener("visibilitychange", look);
    return () => {
      window.removeEventListener("focus", look);
      window.removeEventListener("blur", look);
      document.removeEventListener("visibilitychange", look);
    };
  }, []);
  return isLooking;
}
