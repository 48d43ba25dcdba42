"use client";

import { useCallback, useSyncExternalStore } from "react";
import type { Attachment, Message } from "#contract/shapes.ts";
import { isVisible } from "#contract/text.ts";
import { useMe } from "./live-context.ts";
import { readStored, writeStored } from "./preferences.ts";

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

const drafts = new Map<string, ThreadDraft>();
const unsaved = new Map<string, ReturnType<typeof setTimeout>>();
const listeners = new Set<() => void>();

function keyOf(agentId: string, threadId: string): string {
  return `parley.draft.${agentId}.${threadId}`;
}

function read(key: string): ThreadDraft {
  const held = drafts.get(key);
  if (held) return held;
  const stored = readStored(key) as Partial<ThreadDraft> | null;
  const draft = stored ? { ...emptyDraft, ...stored } : emptyDraft;
  drafts.set(key, draft);
  return draft;
}

function write(key: string, draft: ThreadDraft): void {
  drafts.set(key, draft);
  clearTimeout(unsaved.get(key));
  unsaved.set(
    key,
    setTimeout(() => save(key), SAVE_AFTER_MS),
  );
  for (const listener of listeners) listener();
}

function save(key: string): void {
  clearTimeout(unsaved.get(key));
  unsaved.delete(key);
  const draft = drafts.get(key);
  writeStored(key, draft && !isEmptyDraft(draft) ? draft : null);
}

// A closed tab or a phone's sleep must not cost the last words.
if (typeof window !== "undefined") {
  const saveAll = () => [...unsaved.keys()].forEach(save);
  window.addEventListener("pagehide", saveAll);
  document.addEventListener("visibilitychange", saveAll);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
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

/** Writes the draft of this agent in this thread; survives reload and crash. */
export function useChangeDraft(
  threadId: string,
): (change: DraftChange) => void {
  const key = keyOf(useMe().id, threadId);
  return useCallback(
    (change: DraftChange) => {
      const held = read(key);
      const fields = typeof change === "function" ? change(held) : change;
      write(key, { ...held, ...fields });
    },
    [key],
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
  return useSyncExternalStore(
    subscribe,
    () => select(read(key)),
    () => select(emptyDraft),
  );
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
