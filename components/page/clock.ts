"use client";

import { useLayoutEffect } from "react";
import { createStore, useStore } from "zustand";

/**
 * A time that moves, with one timer for all components that show it. It stands
 * still while none does.
 * @returns the hook that reads it and keeps it going
 */
export function createClock(everyMs: number, read: () => number): () => number {
  const clock = createStore<{ time: number }>()(() => ({ time: read() }));
  const tick = () => clock.setState({ time: read() });
  let shown = 0;
  let timer: ReturnType<typeof setInterval> | undefined;
  return function useClock() {
    // Before the first paint: the kept time may be old.
    useLayoutEffect(() => {
      shown += 1;
      if (shown === 1) {
        tick();
        timer = setInterval(tick, everyMs);
      }
      return () => {
        shown -= 1;
        if (shown === 0) clearInterval(timer);
      };
    }, []);
    return useStore(clock, ({ time }) => time);
  };
}
