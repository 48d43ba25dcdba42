"use client";

import { useEffect, useRef, type RefObject } from "react";

/** The precision of the time; the element's state is read as often. */
const TICK_MS = 500;

/**
 * Calls `end` once the element has been shown for `ms`; null: never. The time
 * stops while the tab is hidden, while the pointer is over the element, and
 * while the focus is inside it.
 */
export function useShownFor(
  element: RefObject<HTMLElement | null>,
  ms: number | null,
  end: () => void,
): void {
  const latest = useRef(end);
  useEffect(() => {
    latest.current = end;
  });
  useEffect(() => {
    if (ms === null) return;
    let leftMs = ms;
    const timer = setInterval(() => {
      const shown = element.current;
      if (!shown || document.visibilityState !== "visible") return;
      if (shown.matches(":hover, :focus-within")) return;
      leftMs -= TICK_MS;
      if (leftMs > 0) return;
      clearInterval(timer);
      latest.current();
    }, TICK_MS);
    return () => clearInterval(timer);
  }, [element, ms]);
}
