"use client";

import {
  keyFor,
  shownKey,
  type KeyedAction,
} from "#components/live/stores/key-actions.ts";
import { useKeymap } from "#components/live/stores/keymap.ts";

/** The key of an action, where it has one. */
export function useKeysOf(): (action: KeyedAction) => { keys?: string } {
  const keymap = useKeymap();
  return (action) => {
    const key = keyFor(keymap, action);
    return key === "" ? {} : { keys: shownKey(key) };
  };
}
