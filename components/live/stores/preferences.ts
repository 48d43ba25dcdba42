"use client";

import { useSyncExternalStore } from "react";

/** What a person sets for this browser alone. */
export type Preferences = {
  /** A tone for a customer's message. */
  sound: boolean;
  /** Rings while a conversation is offered. */
  ring: boolean;
  customerPane: boolean;
  listPane: boolean;
  /** Pixels; null: as wide as the design says. */
  listWidth: number | null;
  customerWidth: number | null;
};

/** The panes beside the thread, in pixels. */
export const PANES = {
  list: { min: 260, max: 560, usual: 320, side: "start" },
  customer: { min: 240, max: 520, usual: 304, side: "end" },
} as const;
export type Pane = keyof typeof PANES;

const KEY = "parley.preferences";
const DEFAULTS: Preferences = {
  sound: false,
  ring: true,
  customerPane: true,
  listPane: true,
  listWidth: null,
  customerWidth: null,
};
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
  showPanes(held);
  for (const listener of listeners) listener();
}

/** Null: as wide as the design says. */
export function setPaneWidth(pane: Pane, width: number | null): void {
  const { min, max } = PANES[pane];
  setPreference(
    `${pane}Width`,
    width === null ? null : Math.round(Math.min(max, Math.max(min, width))),
  );
}

function showPanes(preferences: Preferences): void {
  const { style, dataset } = document.documentElement;
  for (const pane of ["list", "customer"] as const) {
    const width = preferences[`${pane}Width`];
    if (width === null) style.removeProperty(`--${pane}-width`);
    else style.setProperty(`--${pane}-width`, `${width}px`);
    if (preferences[`${pane}Pane`]) delete dataset[`${pane}Pane`];
    else dataset[`${pane}Pane`] = "off";
  }
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
