"use client";

import { useEffect } from "react";
import { playRing } from "#components/page/tones.ts";
import { usePreferences } from "#components/live/stores/preferences.ts";

const RING_EVERY_MS = 3_500;
const LOCK = "parley.ring";

/**
 * Rings as long as something waits for an answer, also while another window is
 * in front. Of several tabs one rings: the first that may make a sound.
 */
export function useRinging(isRinging: boolean): void {
  const { ring } = usePreferences();
  const wanted = isRinging && ring;
  useEffect(() => {
    if (!wanted) return;
    const stopping = new AbortController();
    // Only on https and localhost; elsewhere each tab rings for itself.
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
  // A browser lets no page make a sound before it was clicked: the lock is another tab's.
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
