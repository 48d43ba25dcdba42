"use client";

import { useEffect, type RefObject } from "react";
import type { Thread } from "#contract/threads/thread.ts";
import { setListOrder } from "#components/thread/current-thread.ts";
import {
  getSelectedThread,
  useOpenThread,
} from "#components/navigation/selection.ts";
import {
  clearPicked,
  hasPicked,
  togglePicked,
} from "#components/inbox/bulk/picked.ts";
import { isTeammate } from "#contract/people/roles.ts";
import {
  actionFor,
  type KeyedAction,
} from "#components/live/stores/key-actions.ts";
import { getKeymap } from "#components/live/stores/keymap.ts";
import { useMe } from "#components/live/stores/live-context.ts";
import { isKeyElsewhere } from "#components/page/typing-place.ts";

const ARROWS: Partial<Record<string, 1 | -1>> = { ArrowDown: 1, ArrowUp: -1 };
const STEPS: Partial<Record<KeyedAction, 1 | -1>> = { next: 1, previous: -1 };

/**
 * The keys of the list: they (or the arrows) move through it, pick for one act on many and search; Escape leaves the
 * thread. Inactive while the agent types.
 */
export function useListKeys(
  threads: readonly Thread[],
  searchField: RefObject<HTMLInputElement | null>,
): void {
  const openThread = useOpenThread();
  const canPick = isTeammate(useMe().role);
  useEffect(() => setListOrder(threads.map(({ id }) => id)), [threads]);
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || isKeyElsewhere(event)) return;
      // A second quick step begins where the first one ended, even if that is not drawn yet.
      const selected = getSelectedThread();
      const action = actionFor(getKeymap(), event.key);
      if (action === "search") {
        event.preventDefault();
        searchField.current?.focus();
        return;
      }
      if (event.key === "Escape" && hasPicked()) {
        clearPicked();
        return;
      }
      if (action === "pick" && canPick) {
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
      const isOpening = action === "open" || event.key === "Enter";
      if (isOpening && !selected && event.target === document.body) {
        const [first] = threads;
        if (first) openThread(first.id);
        return;
      }
      const step = ARROWS[event.key] ?? (action && STEPS[action]);
      if (!step || threads.length === 0) return;
      const at = threads.findIndex(({ id }) => id === selected);
      const next = threads[at === -1 ? 0 : at + step];
      if (!next) return;
      event.preventDefault();
      openThread(next.id, { isWalking: true });
    };
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, [threads, openThread, searchField, canPick]);
}
