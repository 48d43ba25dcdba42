"use client";

import type { Destination } from "#contract/routing/destination.ts";
import type { Priority } from "#contract/threads/priority-levels.ts";
import type { Thread } from "#contract/threads/thread.ts";
import type { Abilities } from "./rights/abilities.ts";

export type Command =
  | "take"
  | "takeOver"
  | "release"
  | "close"
  | "reopen"
  | "snooze"
  | "noReply"
  | "unread"
  | "archive"
  | "spam"
  | "delete"
  | "unarchive";

/** The end of a snooze, and whether a message of the customer ends it before. */
export type SnoozeChoice = { until: Date; wakesOnReply: boolean };
export type RunCommand = (command: Command, snooze?: SnoozeChoice) => void;

/** Closes the thread, and goes on to `then`; if its queue has a wrap-up form, after that. */
export type CloseThread = (then?: () => void) => Promise<void>;

/** The thread on the screen and its actions, for keys and the palette. */
export type CurrentThread = {
  thread: Thread;
  can: Abilities;
  run: RunCommand;
  close: CloseThread;
  /** Opens the dialog; with a destination, transfers at once. */
  transfer: (to?: Destination) => void;
  openSnooze: () => void;
  /** Opens the list of labels. */
  openLabels: () => void;
  /** Opens the list of priorities. */
  openPriority: () => void;
  prioritize: (priority: Priority) => void;
  /** Opens the list of participants. */
  openPeople: () => void;
  /** Opens the macros, with one of them chosen already. */
  openMacros: (id?: string) => void;
  leave: () => void;
  /** Shows why it cannot be taken; null: there is nothing to show. */
  tellWhyNot: (() => void) | null;
  /** Shows why it is where it is. */
  showTrace: () => void;
  write: (kind: "message" | "note") => void;
};

let current: CurrentThread | null = null;
let order: readonly string[] = [];

export function setCurrentThread(thread: CurrentThread | null): void {
  current = thread;
}

export function getCurrentThread(): CurrentThread | null {
  return current;
}

/** The list's order, so that "close and next" knows the next thread. */
export function setListOrder(threadIds: readonly string[]): void {
  order = threadIds;
}

export function getListOrder(): readonly string[] {
  return order;
}

/** The thread after this one; at the end the one before it. */
export function nextInList(threadId: string): string | null {
  const at = order.indexOf(threadId);
  return order[at + 1] ?? order[at - 1] ?? null;
}
