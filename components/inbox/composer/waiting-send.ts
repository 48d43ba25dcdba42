"use client";

import { create } from "zustand";

/** A reply or note that is sent once its files are uploaded. */
type WaitingSend = {
  send: () => void;
  /** A file could not be uploaded: nothing is sent. */
  onFailed: (fileName: string) => void;
};

/** By thread id. */
const useAll = create<Readonly<Record<string, WaitingSend | undefined>>>()(
  () => ({}),
);

/** Sends once the thread's uploads have ended, also while the agent looks at another thread. */
export function sendOnceUploaded(threadId: string, waiting: WaitingSend): void {
  useAll.setState({ [threadId]: waiting });
}

/** Forgets what waits; its text and files stay in the composer. @returns whether something waited */
export function cancelWaiting(threadId: string): boolean {
  const isWaiting = useAll.getState()[threadId] !== undefined;
  if (isWaiting) useAll.setState({ [threadId]: undefined });
  return isWaiting;
}

export function useIsWaiting(threadId: string): boolean {
  return useAll((all) => all[threadId] !== undefined);
}

/** Decides about what waits, each time that one of the thread's uploads ends, fails or is removed. */
export function settleWaiting(
  threadId: string,
  uploads: readonly { name: string; error: unknown }[],
): void {
  const waiting = useAll.getState()[threadId];
  if (!waiting) return;
  const failed = uploads.find(({ error }) => error !== null);
  if (!failed && uploads.length > 0) return;
  cancelWaiting(threadId);
  if (failed) waiting.onFailed(failed.name);
  else waiting.send();
}
