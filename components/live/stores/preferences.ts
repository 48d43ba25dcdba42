"use client";

import { create } from "zustand";
import { persist } from "zustand/middleware";
import type { UndoSeconds } from "#contract/people/preferences.ts";
import type { Keymap } from "./key-actions.ts";
import { keptHere } from "./stored.ts";

/**
 * The kinds of sound, apart from an offer, which rings: a customer's message in my conversation, in one without an
 * owner, in one that I follow; a mention or note; an assignment or transfer.
 */
export const SOUND_KINDS = [
  "message",
  "waiting",
  "reply",
  "mention",
  "assigned",
] as const;
export type SoundKind = (typeof SOUND_KINDS)[number];
/** hidden: only while no tab of Parley in this browser is in sight. */
export const SOUND_TIMES = ["on", "hidden", "off"] as const;
export type SoundTime = (typeof SOUND_TIMES)[number];

/** The screen that follows when a person closes a conversation. */
export const AFTER_CLOSE = ["stay", "next", "list"] as const;
export type AfterClose = (typeof AFTER_CLOSE)[number];

/** Settings of a person for this browser alone. */
export type Preferences = {
  /** The chosen times; `soundOf` knows those that were never chosen. */
  sounds: Partial<Record<SoundKind, SoundTime>>;
  /** 0 to 1. */
  volume: number;
  /** The one choice of an earlier release: a tone for every customer's message. */
  sound: boolean;
  /** Rings while a conversation is offered. */
  ring: boolean;
  afterClose: AfterClose;
  customerPane: boolean;
  listPane: boolean;
  /** Pixels; null: the design's width. */
  listWidth: number | null;
  customerWidth: number | null;
  /** Kept with the account; this copy is for the first paint. */
  keys: Keymap;
  /** The person whose keys these are; null: of a release that did not know. */
  keysOf: string | null;
  /** Kept with the account. */
  undoSeconds: UndoSeconds;
};

/** The panes beside the thread, in pixels. */
export const PANES = {
  list: { min: 260, max: 560, usual: 320, side: "start" },
  customer: { min: 240, max: 520, usual: 304, side: "end" },
} as const;
export type Pane = keyof typeof PANES;

const KEY = "parley.preferences";
const SOUND_DEFAULTS: Record<SoundKind, SoundTime> = {
  message: "hidden",
  waiting: "off",
  reply: "off",
  mention: "hidden",
  assigned: "on",
};
const DEFAULTS: Preferences = {
  sounds: {},
  volume: 0.6,
  sound: false,
  ring: true,
  afterClose: "stay",
  customerPane: true,
  listPane: true,
  listWidth: null,
  customerWidth: null,
  keys: {},
  keysOf: null,
  undoSeconds: 0,
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

/** When a kind sounds. Pure. */
export function soundOf(
  { sounds, sound }: Preferences,
  kind: SoundKind,
): SoundTime {
  const isMessage =
    kind === "message" || kind === "waiting" || kind === "reply";
  return sounds[kind] ?? (sound && isMessage ? "on" : SOUND_DEFAULTS[kind]);
}

export function setSound(kind: SoundKind, time: SoundTime): void {
  setPreference("sounds", { ...getPreferences().sounds, [kind]: time });
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

/** @returns a function that stops listening */
export function subscribePreferences(
  listener: (preferences: Preferences) => void,
): () => void {
  return usePreferenceStore.subscribe(listener);
}

export function usePreferences(): Preferences {
  return usePreferenceStore();
}
