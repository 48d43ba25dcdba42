"use client";

import { readStored, writeStored } from "./stored.ts";

// More than the palette shows, since some may be out of sight by then.
const KEPT = 12;

function keyOf(agentId: string): string {
  return `parley.recent.${agentId}`;
}

/** The threads that this agent opened last in this browser, the newest first. */
export function recentThreads(agentId: string): readonly string[] {
  const ids = readStored(keyOf(agentId))?.["ids"];
  return Array.isArray(ids)
    ? ids.filter((id): id is string => typeof id === "string")
    : [];
}

/** Notes that the agent has opened the thread. */
export function noteOpened(agentId: string, threadId: string): void {
  const others = recentThreads(agentId).filter((id) => id !== threadId);
  writeStored(keyOf(agentId), { ids: [threadId, ...others].slice(0, KEPT) });
}
