"use client";

import { useCallback } from "react";
import { create } from "zustand";
import { persist, type PersistStorage } from "zustand/middleware";
import type { Attachment, Message } from "#contract/threads/message.ts";
import { isVisible } from "#contract/text/text.ts";
import type { Draft, DraftKind } from "#contract/threads/draft.ts";
import { useMe } from "./live-context.ts";
import { readStored, storedKeys, writeStored } from "./stored.ts";

/** The texts in progress of one thread: the reply and the note each keep their own. */
export type ThreadDraft = {
  kind: "message" | "note";
  text: string;
  note: string;
  attachments: Attachment[];
  replyTo: Message["replyTo"];
  /** Why what was sent came back. */
  notice: string | null;
  /** The kinds whose text the server does not have yet. */
  unsaved: readonly DraftKind[];
};

export const emptyDraft: ThreadDraft = {
  kind: "message",
  text: "",
  note: "",
  attachments: [],
  replyTo: null,
  notice: null,
  unsaved: [],
};

const BOTH: readonly DraftKind[] = ["message", "note"];

type ServerDraft = Pick<
  Draft,
  "threadId" | "kind" | "text" | "attachments" | "replyTo"
>;

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
      // A draft from before the server kept drafts is not there yet.
      {
        ...emptyDraft,
        unsaved: BOTH,
        ...(readStored(key) as Partial<ThreadDraft> | null),
      },
    ]),
  );
}

function save(): void {
  clearTimeout(timer);
  for (const [key, draft] of Object.entries(unsaved))
    if (draft !== saved[key])
      writeStored(`${KEY}.${key}`, isGone(draft) ? null : draft);
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

/** Empty here and on the server. */
function isGone(draft: ThreadDraft): boolean {
  return isEmptyDraft(draft) && draft.unsaved.length === 0;
}

export function isEmptyDraft(draft: ThreadDraft): boolean {
  return (
    draft.text.trim() === "" &&
    draft.note.trim() === "" &&
    draft.attachments.length === 0
  );
}

/** The text in the field now. */
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
  const next = { ...held, ...fields };
  useDrafts.setState({
    [key]: { ...next, unsaved: touchedBy(held, next) },
  });
}

/** The kinds that differ from what the server has, after this change. */
function touchedBy(held: ThreadDraft, next: ThreadDraft): DraftKind[] {
  const touched = new Set(held.unsaved);
  // The server keeps no draft without text and files, whatever it answers.
  const repliesElsewhere =
    held.replyTo !== next.replyTo &&
    !isEmptyContent(contentOf(next, "message"));
  if (held.text !== next.text || repliesElsewhere) touched.add("message");
  if (held.note !== next.note) touched.add("note");
  // Files go with the kind that is chosen.
  const filesMoved = held.kind !== next.kind && next.attachments.length > 0;
  if (held.attachments !== next.attachments || filesMoved) {
    touched.add(held.kind);
    touched.add(next.kind);
  }
  return [...touched];
}

/** The part of a draft that is one of the server's. */
export type DraftContent = Pick<
  ThreadDraft,
  "text" | "attachments" | "replyTo"
>;

export function contentOf(draft: ThreadDraft, kind: DraftKind): DraftContent {
  return {
    text: kind === "note" ? draft.note : draft.text,
    attachments: draft.kind === kind ? draft.attachments : [],
    replyTo: kind === "note" ? null : draft.replyTo,
  };
}

export function isEmptyContent({ text, attachments }: DraftContent): boolean {
  return text.trim() === "" && attachments.length === 0;
}

/** This agent's drafts that the server does not have yet. `isEmpty`: it still has one that is gone here. */
export function unsavedDrafts(
  agentId: string,
): { threadId: string; kind: DraftKind; isEmpty: boolean }[] {
  const own = `${agentId}.`;
  return Object.entries(useDrafts.getState()).flatMap(([key, draft]) =>
    key.startsWith(own)
      ? draft.unsaved.map((kind) => ({
          threadId: key.slice(own.length),
          kind,
          isEmpty: isEmptyContent(contentOf(draft, kind)),
        }))
      : [],
  );
}

/** The server has this content now; what was written meanwhile is still unsaved. */
export function markSaved(
  agentId: string,
  threadId: string,
  kind: DraftKind,
  content: DraftContent,
): void {
  const key = keyOf(agentId, threadId);
  const held = read(key);
  const now = contentOf(held, kind);
  const isSame =
    now.text === content.text &&
    now.replyTo === content.replyTo &&
    now.attachments.length === content.attachments.length &&
    now.attachments.every(({ id }, at) => id === content.attachments[at]?.id);
  if (!isSame) return;
  const unsaved = held.unsaved.filter((each) => each !== kind);
  useDrafts.setState({ [key]: { ...held, unsaved } });
}

/** Takes over a draft of the server, unless this browser has a newer one. */
export function keepServerDraft(agentId: string, draft: ServerDraft): void {
  const { threadId, kind, text, attachments, replyTo } = draft;
  const key = keyOf(agentId, threadId);
  const held = read(key);
  if (held.unsaved.includes(kind)) return;
  const now = contentOf(held, kind);
  // Only this browser knows which message an empty field answers.
  if (isEmptyContent(draft) && isEmptyContent(now)) return;
  const isSame =
    now.text === text &&
    now.replyTo?.id === replyTo?.id &&
    now.attachments.length === attachments.length &&
    now.attachments.every(({ id }, at) => id === attachments[at]?.id);
  if (isSame) return;
  // An empty field takes the kind of the draft that comes.
  const chosen = isEmptyDraft(held) ? kind : held.kind;
  useDrafts.setState({
    [key]: {
      ...held,
      kind: chosen,
      ...(kind === "note" ? { note: text } : { text, replyTo }),
      ...(chosen === kind ? { attachments } : {}),
    },
  });
}

/**
 * Takes over all drafts of the server; a saved one that it no longer has was
 * sent or deleted elsewhere. `takes` says by `thread/kind` which drafts the list
 * speaks of.
 */
export function keepServerDrafts(
  agentId: string,
  drafts: readonly ServerDraft[],
  takes: (key: string) => boolean,
): void {
  const there = new Set(
    drafts.map(({ threadId, kind }) => `${threadId}/${kind}`),
  );
  const own = `${agentId}.`;
  const gone = Object.keys(useDrafts.getState())
    .filter((key) => key.startsWith(own))
    .flatMap((key) =>
      BOTH.map((kind) => ({ threadId: key.slice(own.length), kind })),
    )
    .filter(({ threadId, kind }) => !there.has(`${threadId}/${kind}`))
    .map((at) => ({ ...at, text: "", attachments: [], replyTo: null }));
  for (const draft of [...gone, ...drafts])
    if (takes(`${draft.threadId}/${draft.kind}`))
      keepServerDraft(agentId, draft);
}

/** Calls back after every change of a draft. Returns what ends it. */
export function watchDrafts(onChange: () => void): () => void {
  return useDrafts.subscribe(onChange);
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
 * The part of the draft that `select` takes. Other changes render nothing:
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
