"use client";

import { useCallback } from "react";
import { COMPOSER_FIELD_ID } from "#components/inbox/composer/message-field.tsx";
import type { Draft } from "#components/live/actions/use-reply.ts";
import { useChangeDraft } from "#components/live/stores/draft-store.ts";

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
      // The field has to change its kind before it gets the focus.
      requestAnimationFrame(() =>
        document.getElementById(COMPOSER_FIELD_ID)?.focus(),
      );
    },
    [change],
  );
}
