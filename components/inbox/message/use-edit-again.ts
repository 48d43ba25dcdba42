"use client";

import { useCallback } from "react";
import type { Draft } from "#components/live/actions/use-reply.ts";
import { useChangeDraft } from "#components/live/stores/draft-store.ts";
import { getCurrentThread } from "#components/thread/current-thread.ts";

/** Puts what was not sent into the composer, in front of what is written there. */
export function useEditAgain(
  threadId: string,
): (sent: Pick<Draft, "kind" | "text" | "attachments" | "replyTo">) => void {
  const change = useChangeDraft(threadId);
  return useCallback(
    ({ kind, text, attachments, replyTo }) => {
      const field = kind === "note" ? "note" : "text";
      change((held) => ({
        kind,
        [field]: [text, held[field]].filter(Boolean).join("\n"),
        attachments: [...attachments, ...held.attachments],
        replyTo: held.replyTo ?? replyTo,
      }));
      getCurrentThread()?.write(kind);
    },
    [change],
  );
}
