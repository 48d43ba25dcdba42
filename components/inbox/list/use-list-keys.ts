"use client";

import { useEffect, type RefObject } from "react";
import type { Thread } from "#contract/shapes.ts";
import {
  useOpenThread,
  useSelectedThread,
} from "#components/inbox/selection.ts";

const STEPS: Record<string, 1 | -1> = {
  j: 1,
  ArrowDown: 1,
  k: -1,
  ArrowUp: -1,
};

/** j and k (or the arrows) walk the list, / searches, Escape leaves the thread. Never while somebody writes. */
export function useListKeys(
  threads: readonly Thread[],
  searchField: RefObject<HTMLInputElement | null>,
): void {
  const selected = useSelectedThread();
  const openThread = useOpenThread();
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || isElsewhere(event)) return;
      if (event.key === "/") {
        event.preventDefault();
        searchField.current?.focus();
        return;
      }
      if (event.key === "Escape" && selected) {
        openThread(null);
        return;
      }
      const step = STEPS[event.key];
      if (!step || threads.length === 0) return;
      const at = threads.findIndex(({ id }) => id === selected);
      const next = threads[at === -1 ? 0 : at + step];
      if (!next) return;
      event.preventDefault();
      openThread(next.id);
    };
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, [threads, selected, openThread, searchField]);
}

/** Writing, choosing in a menu, answering a dialog, playing a video: keys belong there. */
function isElsewhere(event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey) return true;
  if (event.isComposing || !(event.target instanceof Element)) return true;
  return (
    event.target.closest(
      "input, textarea, select, video, audio, [contenteditable], [role=menu], [role=dialog], [role=alertdialog], [role=listbox], [role=log]",
    ) !== null || document.querySelector("[role=dialog]") !== null
  );
}
