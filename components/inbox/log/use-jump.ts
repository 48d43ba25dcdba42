"use client";

import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { useSearchParams } from "next/navigation";
import { fetchAround } from "#components/live/queries/fetching.ts";
import { useLive } from "#components/live/stores/live-context.ts";
import {
  endJump,
  requestJump,
  useJumpTarget,
  type JumpTarget,
} from "#components/navigation/jump-target.ts";
import { getSelectedThread } from "#components/navigation/selection.ts";

const SHOWN_MS = 1_800;

/**
 * Scrolls to the requested message: at once when it is loaded, else after loading the messages around it.
 * `?message=` in the URL requests one too.
 * @returns whether the search is still running.
 */
export function useJump({
  threadId,
  isReady,
  version,
  onMissing,
}: {
  threadId: string;
  isReady: boolean;
  /** A value that changes whenever the thread shows other messages. */
  version: unknown;
  onMissing: () => void;
}): boolean {
  const { store } = useLive();
  const linked = useLinkedMessage(threadId);
  const wanted = useJumpTarget();
  const [isLooking, setLooking] = useState(false);
  const looked = useRef<JumpTarget | null>(null);

  useEffect(() => {
    if (linked) requestJump(threadId, linked);
  }, [linked, threadId]);

  // Before the log looks whether its end is near: at the place of before it often is, and more would be loaded.
  useLayoutEffect(() => {
    if (wanted?.threadId !== threadId || !isReady) return;
    const { messageId } = wanted;
    if (showMessage(messageId)) {
      endJump(wanted);
      return;
    }
    if (looked.current === wanted) return; // already loading
    looked.current = wanted;
    setLooking(true);
    void fetchAround(store, threadId, messageId)
      .catch(() => false)
      .then((isFound) => {
        setLooking(false);
        if (!isFound && endJump(wanted)) onMissing();
      });
  }, [wanted, isReady, version, store, threadId, onMissing]);
  return isLooking;
}

/** The message in the address, if the address is this thread's: the router may still tell of the one before. */
function useLinkedMessage(threadId: string): string | null {
  useSearchParams();
  return getSelectedThread() === threadId
    ? new URLSearchParams(window.location.search).get("message")
    : null;
}

/** Scrolls to a loaded message and highlights it for a moment; false: it is not in the document. */
function showMessage(messageId: string): boolean {
  const element = document.getElementById(`message-${messageId}`);
  if (!element) return false;
  element.scrollIntoView({ block: "center" });
  element.animate(
    [
      { backgroundColor: "var(--primary-soft)", offset: 0 },
      { backgroundColor: "var(--primary-soft)", offset: 0.4 },
      { backgroundColor: "transparent", offset: 1 },
    ],
    { duration: SHOWN_MS, easing: "ease-out" },
  );
  return true;
}
