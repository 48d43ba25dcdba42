"use client";

import type { Destination } from "#contract/routing/destination.ts";
import type { Priority } from "#contract/threads/priority-levels.ts";
import type { Thread } from "#contract/threads/thread.ts";
import type { SnoozeChoice } from "#components/live/actions/use-thread-actions.ts";
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
  /** Asks why and until when. */
  openBlock: () => void;
  unblock: () => void;
  /** Shows why it cannot be taken; null: there is nothing to show. */
  tellWhyNot: (() => void) | null;
  /** Shows why it is where it is. */
  showTrace: () => void;
  write: (kind: "message" | "note") => void;
};

type Waiting = {
  threadId: string;
  /** A time of `performance.now()`: what is drawn later than that was not what the key meant. */
  until: number;
  act: (current: CurrentThread) => void;
};

// Longer than a conversation takes to open, shorter than a key is remembered.
const WAITING_MS = 2_000;

let current: CurrentThread | null = null;
let waiting: Waiting[] = [];
let order: readonly string[] = [];

export function setCurrentThread(thread: CurrentThread | null): void {
  current = thread;
  if (!thread || waiting.length === 0) return;
  const now = performance.now();
  const fresh = waiting.filter(({ until }) => now <= until);
  const isDue = ({ threadId }: Waiting) => threadId === thread.thread.id;
  // The conversation before may be drawn once more before the one that is waited for.
  waiting = fresh.filter((one) => !isDue(one));
  for (const { act } of fresh.filter(isDue)) act(thread);
}

/** Acts on a thread that is not on the screen yet as soon as it is, for keys that are faster; forgotten if it does not come in time. */
export function whenCurrent(threadId: string, act: Waiting["act"]): void {
  const until = performance.now() + WAITING_MS;
  waiting.push({ threadId, until, act });
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
