"use client";

import {
  keyFor,
  shownKey,
  withKey,
  type KeyAction,
  type KeyedAction,
  type Keymap,
} from "./key-actions.ts";
import {
  getPreferences,
  setPreference,
  usePreferences,
} from "./preferences.ts";

export function getKeymap(): Keymap {
  return getPreferences().keys;
}

export function setKey(action: KeyedAction, key: string): void {
  setPreference("keys", withKey(getKeymap(), action, key));
}

export function resetKeys(): void {
  setPreference("keys", {});
}

export function useKeymap(): Keymap {
  return usePreferences().keys;
}

/** The key of an action as it is shown; undefined: it has none. */
export function useShownKey(action: KeyAction): string | undefined {
  const key = keyFor(useKeymap(), action);
  return key === "" ? undefined : shownKey(key);
}
