"use client";

import { useEffect, useState } from "react";
import { serverNow } from "#components/page/server-clock.ts";

const SECOND_MS = 1_000;

/** Whole seconds until a time of the server, moving every second; 0 once it is over, null without a time. */
export function useSecondsLeft(iso: string | null): number | null {
  const [, tick] = useState(0);
  const end = iso === null ? null : Date.parse(iso);
  useEffect(() => {
    if (end === null) return;
    const timer = setInterval(() => {
      tick((count) => count + 1);
      if (end <= serverNow()) clearInterval(timer);
    }, SECOND_MS);
    return () => clearInterval(timer);
  }, [end]);
  if (end === null) return null;
  return Math.max(0, Math.ceil((end - serverNow()) / SECOND_MS));
}

/** "0:42", "12:05". */
export function countdownText(seconds: number): string {
  const rest = String(seconds % 60).padStart(2, "0");
  return `${Math.floor(seconds / 60)}:${rest}`;
}
