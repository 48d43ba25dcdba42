"use client";

import type { MacroRun } from "#contract/macros/macro.ts";
import { changeDraft } from "#components/live/stores/draft-store.ts";

/** Puts texts of a macro behind what the agent has begun to write. */
export function insertIntoDrafts(
  agentId: string,
  inserts: MacroRun["inserts"],
): void {
  for (const { threadId, text, attachments } of inserts)
    changeDraft(agentId, threadId, (held) => ({
      kind: "message",
      text: held.text === "" ? text : `${held.text}\n${text}`,
      attachments: [...held.attachments, ...attachments],
    }));
}
