"use client";

import { useSyncExternalStore } from "react";

/** What a person sets for this browser alone. */
export type Preferences = { sound: boolean; customerPane: boolean };

const KEY = "parley.preferences";
const DEFAULTS: Preferences = { sound: false, customerPane: true };
const listeners = new Set<() => void>();
let held: Preferences | null = null;

export function getPreferences(): Preferences {
  held ??= { ...DEFAULTS, ...readStored(KEY) };
  return held;
}

export function setPreference<Name extends keyof Preferences>(
  name: Name,
  value: Preferences[Name],
): void {
  held = { ...getPreferences(), [name]: value };
  writeStored(KEY, held);
  for (const listener of listeners) listener();
}

export function usePreferences(): Preferences {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    getPreferences,
    () => DEFAULTS,
  );
}

/** Storage may be full, forbidden or hold another release's shape: then there is nothing. */
export function readStored(key: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(key) ?? "null");
    return typeof value === "object" && value !== null
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}

/** Null removes it. Where it cannot be kept, it lives as long as the tab. */
export function writeStored(key: string, value: unknown): void {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, JSON.stringify(value));
  } catch {
    return;
  }
}
