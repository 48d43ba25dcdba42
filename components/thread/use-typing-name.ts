"use client";

import { useStore } from "zustand";
import { useLive } from "#components/live/stores/live-context.ts";
import { useAgents } from "#components/live/queries/use-directory.ts";

/** The teammate who is writing in the thread right now, if any. */
export function useTypingName(threadId: string): string | null {
  const { typing } = useLive();
  const agents = useAgents().data;
  const agentId = useStore(typing, (writing) => writing[threadId] ?? null);
  if (agentId === null) return null;
  return agents?.find(({ id }) => id === agentId)?.name ?? null;
}
