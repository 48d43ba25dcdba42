"use client";

import { useSyncExternalStore } from "react";

const TICK_MS = 15_000;

let now = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;
const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(tick, TICK_MS);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

function tick(): void {
  now = Date.now();
  for (const listener of listeners) listener();
}

function read(): number {
  // Without a running timer the kept time may be from long ago.
  if (!timer) now = Date.now();
  return now;
}

/** The time, moving every quarter of a minute; one clock for the whole page. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, read, read);
}
