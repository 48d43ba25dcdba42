"use client";

import { useEffect } from "react";
import { api } from "#components/live/transport/api.ts";

// Shorter than a ring, so that whoever moves while it rings is known to be there.
const EVERY_MS = 20_000;
const SIGNS = ["pointerdown", "pointermove", "keydown", "wheel"] as const;

/** Tells the server that somebody sits here, at most three times a minute and only when something moves. */
export function ActivitySignal() {
  useEffect(() => {
    let toldAt = 0;
    const note = () => {
      const now = Date.now();
      if (now - toldAt < EVERY_MS) return;
      toldAt = now;
      // The next signal repeats a lost one.
      void api("/me/activity", { method: "POST", body: {} }).catch(
        () => undefined,
      );
    };
    for (const sign of SIGNS)
      window.addEventListener(sign, note, { passive: true });
    return () => {
      for (const sign of SIGNS) window.removeEventListener(sign, note);
    };
  }, []);
  return null;
}
