"use client";

import { useEffect, useState } from "react";
import type { Thread } from "#contract/shapes.ts";
import { useThreadActions } from "#components/live/use-thread-actions.ts";

/** Read is what somebody can have seen: the thread's end is on the screen, and the window in front. */
export function useMarkRead(thread: Thread, isEndShown: boolean): void {
  const { read } = useThreadActions(thread.id);
  const isLooking = useIsLooking();
  const { unread } = thread;
  useEffect(() => {
    if (unread > 0 && isEndShown && isLooking) void read();
  }, [unread, isEndShown, isLooking, read]);
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
