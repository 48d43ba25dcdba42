"use client";

import { useEffect } from "react";
import { maySound, playRing } from "#components/page/tones.ts";
import {
  getPreferences,
  usePreferences,
} from "#components/live/stores/preferences.ts";
import { useTellBlocked } from "#components/shell/use-sounds.ts";

const RING_EVERY_MS = 3_500;
const LOCK = "parley.ring";

/**
 * Rings while an offer waits for an answer, even behind another window. Of several tabs only one rings: the
 * first that may make a sound. A tab that may not says so once, because a conversation that rings unheard is missed.
 */
export function useRinging(isRinging: boolean): void {
  const { ring } = usePreferences();
  const wanted = isRinging && ring;
  const tellBlocked = useTellBlocked();
  useEffect(() => {
    if (!wanted) return;
    const stopping = new AbortController();
    // Locks exist only on https and localhost; elsewhere each tab rings.
    const { locks } = navigator as { locks?: LockManager };
    const ringing = () => ringUntil(stopping.signal, tellBlocked);
    if (locks)
      locks
        .request(LOCK, { signal: stopping.signal }, ringing)
        .catch(() => undefined);
    else void ringing();
    return () => stopping.abort();
  }, [wanted, tellBlocked]);
}

function ringUntil(signal: AbortSignal, onBlocked: () => void): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  // Browsers allow no sound before the first click, so the lock goes to another tab.
  if (!maySound()) {
    onBlocked();
    return Promise.resolve();
  }
  const ring = () => playRing(getPreferences().volume);
  ring();
  const timer = setInterval(ring, RING_EVERY_MS);
  return new Promise((resolve) => {
    signal.addEventListener("abort", () => {
      clearInterval(timer);
      resolve();
    });
  });
}
