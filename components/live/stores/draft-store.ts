"use client";

import { useCallback } from "react";
import { create } from "zustand";
import { persist, type PersistStorage } from "zustand/middleware";
import type { Attachment, Message } from "#contract/threads/message.ts";
import { isVisible } from "#contract/text/text.ts";
import { useMe } from "./live-context.ts";
import { readStored, storedKeys, writeStored } from "./stored.ts";

/** What is being written in one thread: the reply and the note each keep their own text. */
export type ThreadDraft = {
  kind: "message" | "note";
  text: string;
  note: string;
  attachments: Attachment[];
  replyTo: Message["replyTo"];
  /** Why what was sent came back. */
  notice: string | null;
};

export const emptyDraft: ThreadDraft = {
  kind: "message",
  text: "",
  note: "",
  attachments: [],
  replyTo: null,
  notice: null,
};

const SAVE_AFTER_MS = 300;
const KEY = "parley.draft";

/** By agent and thread. */
type Drafts = Readonly<Record<string, ThreadDraft>>;

let saved: Drafts = {};
let unsaved: Drafts = saved;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Each draft under a key of its own: a key that is pressed writes one, and soon, not at once. */
const eachApart: PersistStorage<Drafts> = {
  getItem: () => {
    saved = unsaved = readAll();
    return { state: saved };
  },
  setItem: (_name, { state }) => {
    unsaved = state;
    clearTimeout(timer);
    timer = setTimeout(save, SAVE_AFTER_MS);
  },
  removeItem: () => undefined,
};

const useDrafts = create<Drafts>()(
  persist((): Drafts => ({}), { name: KEY, storage: eachApart }),
);

function readAll(): Drafts {
  const keys = storedKeys().filter((key) => key.startsWith(`${KEY}.`));
  return Object.fromEntries(
    keys.map((key) => [
      key.slice(KEY.length + 1),
      { ...emptyDraft, ...(readStored(key) as Partial<ThreadDraft> | null) },
    ]),
  );
}

function save(): void {
  clearTimeout(timer);
  for (const [key, draft] of Object.entries(unsaved))
    if (draft !== saved[key])
      writeStored(`${KEY}.${key}`, isEmptyDraft(draft) ? null : draft);
  saved = unsaved;
}

// A closed tab or a phone's sleep must not cost the last words.
if (typeof window !== "undefined") {
  window.addEventListener("pagehide", save);
  document.addEventListener("visibilitychange", save);
}

function keyOf(agentId: string, threadId: string): string {
  return `${agentId}.${threadId}`;
}

function read(key: string): ThreadDraft {
  return useDrafts.getState()[key] ?? emptyDraft;
}

export function isEmptyDraft(draft: ThreadDraft): boolean {
  return (
    draft.text.trim() === "" &&
    draft.note.trim() === "" &&
    draft.attachments.length === 0
  );
}

/** What stands in the field now. */
export function textOf(draft: ThreadDraft): string {
  return draft.kind === "note" ? draft.note : draft.text;
}

/** Is there something to send, of the kind that is chosen? */
export function hasReply(draft: ThreadDraft): boolean {
  return isVisible(textOf(draft)) || draft.attachments.length > 0;
}

export type DraftChange =
  Partial<ThreadDraft> | ((draft: ThreadDraft) => Partial<ThreadDraft>);

/** Writes the draft of this agent in a thread; it survives reload and crash. */
export function changeDraft(
  agentId: string,
  threadId: string,
  change: DraftChange,
): void {
  const key = keyOf(agentId, threadId);
  const held = read(key);
  const fields = typeof change === "function" ? change(held) : change;
  useDrafts.setState({ [key]: { ...held, ...fields } });
}

export function useChangeDraft(
  threadId: string,
): (change: DraftChange) => void {
  const { id } = useMe();
  return useCallback(
    (change: DraftChange) => changeDraft(id, threadId, change),
    [id, threadId],
  );
}

/**
 * What `select` takes of the draft, and nothing is drawn again for the rest:
 * every key that is pressed changes the draft. It answers a held or a plain
 * value, never a new object.
 */
export function useDraftValue<Value>(
  threadId: string,
  select: (draft: ThreadDraft) => Value,
): Value {
  const key = keyOf(useMe().id, threadId);
  return useDrafts((drafts) => select(drafts[key] ?? emptyDraft));
}

/** The draft at the moment of asking; draws nothing. */
export function useReadDraft(threadId: string): () => ThreadDraft {
  const key = keyOf(useMe().id, threadId);
  return useCallback(() => read(key), [key]);
}

/** The same outside a thread's own screen. */
export function readDraft(agentId: string, threadId: string): ThreadDraft {
  return read(keyOf(agentId, threadId));
}
