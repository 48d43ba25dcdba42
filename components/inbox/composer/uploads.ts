"use client";

import { useCallback } from "react";
import { create } from "zustand";
import type {
  ChannelRules,
  OutgoingAttachmentType,
} from "#contract/channels/rules/rules.ts";
import type { Attachment } from "#contract/threads/message.ts";
import { newClientId } from "#components/live/transport/client-id.ts";
import { uploadFile } from "#components/live/transport/upload.ts";
import { settleWaiting } from "./waiting-send.ts";

/** A running or failed upload. A finished one moves into the draft as an attachment. */
export type Upload = {
  key: string;
  name: string;
  type: OutgoingAttachmentType;
  size: number;
  /** Object URL of an image's preview; revoked when the upload is removed. */
  previewUrl: string | null;
  /** From 0 to 1. */
  progress: number;
  error: unknown;
};

/** A file that was refused before its upload. */
export type TooLarge = { name: string; maxBytes: number };

/** Uploads by thread id. */
const useAll = create<Readonly<Record<string, readonly Upload[]>>>()(
  () => ({}),
);
const aborts = new Map<string, AbortController>();
const NONE: readonly Upload[] = [];

function uploadsOf(threadId: string): readonly Upload[] {
  return useAll.getState()[threadId] ?? NONE;
}

function set(threadId: string, next: readonly Upload[]): void {
  useAll.setState({ [threadId]: next });
}

function patch(threadId: string, key: string, change: Partial<Upload>): void {
  set(
    threadId,
    uploadsOf(threadId).map((upload) =>
      upload.key === key ? { ...upload, ...change } : upload,
    ),
  );
}

function drop(threadId: string, key: string): void {
  const held = uploadsOf(threadId);
  const gone = held.find((upload) => upload.key === key);
  if (gone?.previewUrl) URL.revokeObjectURL(gone.previewUrl);
  aborts.get(key)?.abort();
  aborts.delete(key);
  set(
    threadId,
    held.filter((upload) => upload.key !== key),
  );
  settleWaiting(threadId, uploadsOf(threadId));
}

/** Is a file of the thread on its way now? */
export function isUploading(threadId: string): boolean {
  return uploadsOf(threadId).some(({ error }) => error === null);
}

export function outgoingType(mimeType: string): OutgoingAttachmentType {
  const [kind] = mimeType.split("/");
  return kind === "image" || kind === "video" || kind === "audio"
    ? kind
    : "file";
}

/** Manages a thread's uploads. They continue while the agent looks at another thread. */
export function useUploads(
  threadId: string,
  { maxBytes: limits }: Pick<ChannelRules, "maxBytes">,
  onDone: (attachment: Attachment) => void,
) {
  const items = useAll((uploads) => uploads[threadId] ?? NONE);
  const add = useCallback(
    (files: readonly File[]): TooLarge[] => {
      const refused: TooLarge[] = [];
      for (const file of files) {
        const type = outgoingType(file.type);
        const maxBytes = limits[type];
        if (file.size > maxBytes) refused.push({ name: file.name, maxBytes });
        else void start(threadId, file, type, onDone);
      }
      return refused;
    },
    [threadId, limits, onDone],
  );
  const remove = useCallback((key: string) => drop(threadId, key), [threadId]);
  return { items, add, remove };
}

async function start(
  threadId: string,
  file: File,
  type: OutgoingAttachmentType,
  onDone: (attachment: Attachment) => void,
): Promise<void> {
  const key = newClientId();
  const abort = new AbortController();
  aborts.set(key, abort);
  const upload: Upload = {
    key,
    name: file.name,
    type,
    size: file.size,
    previewUrl: type === "image" ? URL.createObjectURL(file) : null,
    progress: 0,
    error: null,
  };
  set(threadId, [...uploadsOf(threadId), upload]);
  try {
    const attachment = await uploadFile(
      file,
      (progress) => patch(threadId, key, { progress }),
      abort.signal,
    );
    onDone(attachment);
    drop(threadId, key);
  } catch (error) {
    if (abort.signal.aborted) return;
    patch(threadId, key, { error });
    settleWaiting(threadId, uploadsOf(threadId));
  }
}
