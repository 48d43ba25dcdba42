"use client";

import { useEffect } from "react";
import { useStore } from "zustand";
import type { ThreadViewer } from "#contract/threads/viewing.ts";
import { useLive } from "#components/live/stores/live-context.ts";

const NOBODY: readonly ThreadViewer[] = [];

/** The teammates who have the thread of a row on their screen or open in another tab. */
export function useRowViewers(threadId: string): readonly ThreadViewer[] {
  return useStore(useLive().rows, (held) => held[threadId]) ?? NOBODY;
}

/** Has the server tell who has the threads of these rows open. */
export function useWatchRows(threadIds: readonly string[]): void {
  const { rows } = useLive();
  useEffect(() => rows.watch(threadIds));
  useEffect(() => () => rows.watch([]), [rows]);
}
