"use client";

import { useEffect, useRef } from "react";
import {
  actionFor,
  type KeyAction,
} from "#components/live/stores/key-actions.ts";
import { getKeymap } from "#components/live/stores/keymap.ts";
import {
  isKeyElsewhere,
  isTypedElsewhere,
} from "#components/page/typing-place.ts";

/** By action, what its key does while threads are picked; null: nothing. */
type BulkActs = Partial<Record<KeyAction, (() => void) | null>>;

/** Takes these keys from the open thread as long as it is mounted. While the bar is busy they do nothing. */
export function useBulkKeys(isBusy: boolean, acts: BulkActs): void {
  const held = useRef({ isBusy, acts });
  useEffect(() => {
    held.current = { isBusy, acts };
  });
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || isKeyElsewhere(event)) return;
      const action = actionFor(getKeymap(), event.key);
      if (action === undefined || !(action in held.current.acts)) return;
      event.preventDefault();
      if (!held.current.isBusy) held.current.acts[action as KeyAction]?.();
    };
    // Captured, so that it comes before the keys of the open thread.
    window.addEventListener("keydown", onKeyDown, true);
    return () => window.removeEventListener("keydown", onKeyDown, true);
  }, []);
}

/** Ctrl A, or ⌘ A, outside a field picks every thread of the list instead of the page's text. */
export function useSelectAllKey(pickAll: () => void): void {
  const held = useRef(pickAll);
  useEffect(() => {
    held.current = pickAll;
  });
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== "a" || event.altKey) return;
      if (!(event.ctrlKey || event.metaKey) || isTypedElsewhere(event)) return;
      event.preventDefault();
      held.current();
    };
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, []);
}
