"use client";

import { useLayoutEffect } from "react";
import { createStore, useStore } from "zustand";
import { onServerTime } from "./server-clock.ts";

/**
 * A time that moves, with one timer for all components that show it. It stands
 * still while none does.
 * @returns the hook that reads it and keeps it going
 */
export function createClock(everyMs: number, read: () => number): () => number {
  const clock = createStore<{ time: number }>()(() => ({ time: read() }));
  const tick = () => clock.setState({ time: read() });
  let shown = 0;
  let stop = () => {};
  return function useClock() {
    // Before the first paint: the kept time may be old.
    useLayoutEffect(() => {
      shown += 1;
      if (shown === 1) {
        tick();
        const timer = setInterval(tick, everyMs);
        const unsubscribe = onServerTime(tick);
        stop = () => {
          clearInterval(timer);
          unsubscribe();
        };
      }
      return () => {
        shown -= 1;
        if (shown === 0) stop();
      };
    }, []);
    return useStore(clock, ({ time }) => time);
  };
}
