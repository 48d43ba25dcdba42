"use client";

import { create } from "zustand";
import { persist } from "zustand/middleware";
import { keptHere } from "./stored.ts";

/** Settings of a person for this browser alone. */
export type Preferences = {
  /** A tone for a customer's message. */
  sound: boolean;
  /** Rings while a conversation is offered. */
  ring: boolean;
  customerPane: boolean;
  listPane: boolean;
  /** Pixels; null: the design's width. */
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

const usePreferenceStore = create<Preferences>()(
  persist(() => DEFAULTS, { name: KEY, storage: keptHere() }),
);

export function getPreferences(): Preferences {
  return usePreferenceStore.getState();
}

export function setPreference<Name extends keyof Preferences>(
  name: Name,
  value: Preferences[Name],
): void {
  usePreferenceStore.setState((held) => ({ ...held, [name]: value }));
  showPanes(getPreferences());
}

/** Null: the design's width. */
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
  return usePreferenceStore();
}
