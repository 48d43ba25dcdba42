"use client";

import { useEffect } from "react";
import { useLive } from "#components/live/stores/live-context.ts";

/** Calls `act` when threads change, at most once in `everyMs`. Events come far more often than what hangs on them is read. */
export function useOnThreadChanges(everyMs: number, act: () => void): void {
  const { signals } = useLive();
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let actedAt = 0;
    const run = () => {
      timer = undefined;
      actedAt = Date.now();
      act();
    };
    const changed = () => {
      timer ??= setTimeout(run, Math.max(0, actedAt + everyMs - Date.now()));
    };
    const stops = [
      signals.on("thread.updated", changed),
      signals.on("message.created", changed),
      signals.on("thread.removed", changed),
    ];
    return () => {
      clearTimeout(timer);
      for (const stop of stops) stop();
    };
  }, [signals, everyMs, act]);
}
