"use client";

import { useEffect, type RefObject } from "react";
import type { Thread } from "#contract/threads/thread.ts";
import { setListOrder } from "#components/thread/current-thread.ts";
import {
  useOpenThread,
  useSelectedThread,
} from "#components/navigation/selection.ts";
import {
  clearPicked,
  hasPicked,
  togglePicked,
} from "#components/inbox/bulk/picked.ts";
import { isTeammate } from "#contract/people/roles.ts";
import { useMe } from "#components/live/stores/live-context.ts";
import { isKeyElsewhere } from "#components/page/typing-place.ts";

const STEPS: Record<string, 1 | -1> = {
  j: 1,
  ArrowDown: 1,
  k: -1,
  ArrowUp: -1,
};

/**
 * j and k (or the arrows) move, ⇧X picks for one act on many, through the list, / searches, Escape leaves the thread. Inactive while the
 * agent types.
 */
export function useListKeys(
  threads: readonly Thread[],
  searchField: RefObject<HTMLInputElement | null>,
): void {
  const selected = useSelectedThread();
  const openThread = useOpenThread();
  const canPick = isTeammate(useMe().role);
  useEffect(() => setListOrder(threads.map(({ id }) => id)), [threads]);
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || isKeyElsewhere(event)) return;
      if (event.key === "/") {
        event.preventDefault();
        searchField.current?.focus();
        return;
      }
      if (event.key === "Escape" && hasPicked()) {
        clearPicked();
        return;
      }
      if (event.key === "X" && canPick) {
        const [first] = threads;
        const id = selected ?? first?.id;
        if (id) togglePicked(id);
        event.preventDefault();
        return;
      }
      if (event.key === "Escape" && selected) {
        openThread(null);
        return;
      }
      // The arrows scroll the conversation while it has the focus.
      const isReading =
        event.target instanceof Element && event.target.closest("[role=log]");
      if (isReading && event.key.startsWith("Arrow")) return;
      const isOpening = event.key === "o" || event.key === "Enter";
      if (isOpening && !selected && event.target === document.body) {
        const [first] = threads;
        if (first) openThread(first.id);
        return;
      }
      const step = STEPS[event.key];
      if (!step || threads.length === 0) return;
      const at = threads.findIndex(({ id }) => id === selected);
      const next = threads[at === -1 ? 0 : at + step];
      if (!next) return;
      event.preventDefault();
      openThread(next.id, { isWalking: true });
    };
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, [threads, selected, openThread, searchField, canPick]);
}
