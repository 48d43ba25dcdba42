"use client";

import { useEffect } from "react";
import { playRing } from "#components/page/tones.ts";
import { usePreferences } from "#components/live/stores/preferences.ts";

const RING_EVERY_MS = 3_500;
const LOCK = "parley.ring";

/**
 * Rings while an offer waits for an answer, even behind another window. Of several tabs only one rings: the
 * first that may make a sound.
 */
export function useRinging(isRinging: boolean): void {
  const { ring } = usePreferences();
  const wanted = isRinging && ring;
  useEffect(() => {
    if (!wanted) return;
    const stopping = new AbortController();
    // Locks exist only on https and localhost; elsewhere each tab rings.
    const { locks } = navigator as { locks?: LockManager };
    const ringing = () => ringUntil(stopping.signal);
    if (locks)
      locks
        .request(LOCK, { signal: stopping.signal }, ringing)
        .catch(() => undefined);
    else void ringing();
    return () => stopping.abort();
  }, [wanted]);
}

function ringUntil(signal: AbortSignal): Promise<void> {
  // Browsers allow no sound before the first click, so the lock goes to another tab.
  if (signal.aborted || !mayRing()) return Promise.resolve();
  playRing();
  const timer = setInterval(playRing, RING_EVERY_MS);
  return new Promise((resolve) => {
    signal.addEventListener("abort", () => {
      clearInterval(timer);
      resolve();
    });
  });
}

function mayRing(): boolean {
  const { userActivation } = navigator as { userActivation?: UserActivation };
  return userActivation?.hasBeenActive ?? true;
}
