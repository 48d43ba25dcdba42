"use client";

import { useEffect, useLayoutEffect, useRef } from "react";

/** A dialog that has not come by then is out of reach: the page has its keys again. */
const HELD_MS = 5_000;

/**
 * In place of a dialog that is still being fetched. Keys are held meanwhile, as in the dialog itself: what a fast hand
 * types for it must not run commands on the conversation behind it. `onType` gets the typed text. With the focus
 * elsewhere, keys are not held.
 */
export function Opening({
  onType,
}: {
  onType?: ((text: string) => void) | undefined;
}) {
  const held = useRef({ text: "", onType });
  useEffect(() => {
    held.current.onType = onType;
  });
  useLayoutEffect(() => {
    const focused = document.activeElement;
    const onKeyDown = (event: KeyboardEvent) => {
      if (document.activeElement !== focused) return release();
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const { current } = held;
      if ([...event.key].length === 1) current.text += event.key;
      else if (event.key === "Backspace")
        current.text = current.text.slice(0, -1);
      else if (event.key !== "Enter") return;
      event.preventDefault();
      event.stopImmediatePropagation();
      current.onType?.(current.text);
    };
    // Captured, so that it comes before every other key of the page.
    window.addEventListener("keydown", onKeyDown, true);
    const release = () =>
      window.removeEventListener("keydown", onKeyDown, true);
    const timer = setTimeout(release, HELD_MS);
    return () => {
      clearTimeout(timer);
      release();
    };
  }, []);
  return null;
}
