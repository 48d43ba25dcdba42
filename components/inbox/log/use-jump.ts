"use client";

import { useEffect, useRef, useState } from "react";
import { useSearchParams } from "next/navigation";
import { fetchUntil } from "#components/live/queries/fetching.ts";
import { useLive } from "#components/live/stores/live-context.ts";
import {
  endJump,
  requestJump,
  useJumpTarget,
  type JumpTarget,
} from "#components/navigation/jump-target.ts";

const SHOWN_MS = 1_800;

/**
 * Brings the asked-for message onto the screen: at once when it is loaded, else
 * after as many earlier pages as it takes (bounded). `?message=` in the address
 * asks too. Answers whether it is still looking.
 */
export function useJump({
  threadId,
  isReady,
  version,
  onMissing,
}: {
  threadId: string;
  isReady: boolean;
  /** Another one whenever the thread shows other messages. */
  version: unknown;
  onMissing: () => void;
}): boolean {
  const { store } = useLive();
  const linked = useSearchParams().get("message");
  const wanted = useJumpTarget();
  const [isLooking, setLooking] = useState(false);
  const looked = useRef<JumpTarget | null>(null);

  useEffect(() => {
    if (linked) requestJump(threadId, linked);
  }, [linked, threadId]);

  useEffect(() => {
    if (wanted?.threadId !== threadId || !isReady) return;
    const { messageId } = wanted;
    if (showMessage(messageId)) {
      endJump(wanted);
      return;
    }
    if (looked.current === wanted) return; // on its way
    looked.current = wanted;
    setLooking(true);
    void fetchUntil(store, threadId, messageId)
      .catch(() => false)
      .then((isFound) => {
        setLooking(false);
        if (!isFound && endJump(wanted)) onMissing();
      });
  }, [wanted, isReady, version, store, threadId, onMissing]);
  return isLooking;
}

/** Shows a loaded message and lights it up for a moment; false when it is not on the page. */
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
