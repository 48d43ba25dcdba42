"use client";

import { useCallback } from "react";
import type { Draft } from "#contract/threads/draft.ts";
import {
  contentOf,
  isEmptyContent,
  markSaved,
  useChangeDraft,
  useDraftValue,
  useReadDraft,
} from "#components/live/stores/draft-store.ts";
import { useMe } from "#components/live/stores/live-context.ts";
import { api } from "#components/live/transport/api.ts";

/** The agent's unsent reply in a thread that they are about to transfer. */
export function useUnsentReply(threadId: string): {
  hasUnsent: boolean;
  /** Brings the server what is in the field now. */
  saveReply: () => Promise<void>;
  /** Empties the field: the reply is a note now, or another agent's. */
  forget: () => void;
} {
  const { id: agentId } = useMe();
  const change = useChangeDraft(threadId);
  const readDraft = useReadDraft(threadId);
  const hasUnsent = useDraftValue(
    threadId,
    (draft) => !isEmptyContent(contentOf(draft, "message")),
  );
  const saveReply = useCallback(async () => {
    const content = contentOf(readDraft(), "message");
    await api<Draft>(`/threads/${threadId}/draft`, {
      method: "PUT",
      body: {
        kind: "message",
        text: content.text,
        replyTo: content.replyTo?.id ?? null,
        attachmentIds: content.attachments.map(({ id }) => id),
      },
    });
    markSaved(agentId, threadId, "message", content);
  }, [agentId, threadId, readDraft]);
  const forget = useCallback(
    () =>
      change((held) => ({
        text: "",
        replyTo: null,
        ...(held.kind === "message" ? { attachments: [] } : {}),
      })),
    [change],
  );
  return { hasUnsent, saveReply, forget };
}
