"use client";

import { useSyncExternalStore } from "react";

/**
 * Whether the page is in full screen, and a switch. The whole page and not a
 * part of it: dialogs and menus stand beside the board, and would be behind
 * it.
 */
export function useFullScreen(): [boolean, () => void] {
  const isFull = useSyncExternalStore(
    subscribe,
    () => document.fullscreenElement !== null,
    () => false,
  );
  const toggle = () =>
    void (
      isFull
        ? document.exitFullscreen()
        : document.documentElement.requestFullscreen()
    ).catch(() => undefined); // the browser does not allow it: it stays as it is
  return [isFull, toggle];
}

function subscribe(changed: () => void): () => void {
  document.addEventListener("fullscreenchange", changed);
  return () => document.removeEventListener("fullscreenchange", changed);
}
