"use client";

import { useEffect, useState } from "react";
import type { Thread } from "#contract/shapes.ts";
import { useThreadActions } from "#components/live/use-thread-actions.ts";

/**
 * Read is what somebody can have seen: the thread's end is on the screen, and
 * the window in front. What waits for whoever takes it is only looked at: it
 * stays unread until it is somebody's.
 */
export function useMarkRead(thread: Thread, isEndShown: boolean): void {
  const { read } = useThreadActions(thread.id);
  const isLooking = useIsLooking();
  const isPreview = thread.owner === null && thread.status === "waiting";
  const isRead = thread.unread > 0 && isEndShown && isLooking && !isPreview;
  useEffect(() => {
    if (isRead) void read();
  }, [isRead, thread.unread, read]);
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
