"use client";

import { useQueryClient, type QueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import type { PendingReply } from "#contract/live/room-state.ts";
import {
  splitReply,
  type TextRules,
} from "#contract/channels/rules/split-text.ts";
import type { Attachment, Message } from "#contract/threads/message.ts";
import { isVisible } from "#contract/text/text.ts";
import { liveKey } from "#components/live/queries/live-keys.ts";
import { getPreferences } from "#components/live/stores/preferences.ts";
import { api, ApiError, type Page } from "#components/live/transport/api.ts";
import { newClientId } from "#components/live/transport/client-id.ts";
import { useLive, type Live } from "#components/live/stores/live-context.ts";
import { fetchRoom } from "#components/live/queries/fetching.ts";

export type Draft = {
  kind: "message" | "note";
  text: string;
  attachments: Attachment[];
  replyTo: Message["replyTo"];
  /** Ids of the teammates that a note mentions. */
  mentions?: readonly string[];
  /** The agent agreed to exceed their capacity. */
  force?: boolean;
  /** It is sent at once, whatever the agent prefers. */
  isUrgent?: boolean;
};

/** The outcome of a reply. returned: refused for good; its text goes back into the composer. */
export type ReplyOutcome =
  | { kind: "accepted" }
  | { kind: "waiting" }
  | { kind: "returned"; error: ApiError };

const TOO_MANY_REQUESTS = 429;
/** Error codes that are about the connection and not the reply itself. */
const LINE_ERRORS = new Set(["network", "unavailable"]);
// After this time the conversation may have gone on: then the agent decides, by Retry.
const RESEND_WITHIN_MS = 60 * 60_000;
// The other bubbles of the reply come by events; if they do not, they are fetched.
const PARTS_ARRIVE_WITHIN_MS = 3_000;

/** Sends a reply and shows its bubble at once. The same client id travels with every attempt, so nothing is sent twice. */
export function useReply() {
  const live = useLive();
  const queryClient = useQueryClient();
  return useMemo(
    () => ({
      /** @param rules of the conversation's channel */
      send(
        threadId: string,
        draft: Draft,
        rules: TextRules,
      ): Promise<ReplyOutcome> {
        const { isUrgent = false, ...written } = draft;
        const reply = toPending(threadId, written, rules);
        return post(live, reply, isUrgent ? null : queryClient);
      },
      retry(reply: PendingReply): Promise<ReplyOutcome> {
        return post(live, reply);
      },
      discard(clientId: string): void {
        live.store.dispatch({ type: "reply.dropped", clientId });
      },
    }),
    [live, queryClient],
  );
}

/**
 * Sends replies that only a missing connection kept from the server, in the
 * order they were written; called once the connection is back and the state is
 * current. A refused reply stays as failed, with the reason: its composer may
 * show another thread. Repeating it sends nothing twice.
 */
export async function resendUnsent(live: Live): Promise<void> {
  const { store } = live;
  const unsent = Object.values(store.getState().pending)
    .filter(isUnsent)
    .sort((a, b) => Date.parse(a.createdAt) - Date.parse(b.createdAt));
  for (const reply of unsent) {
    const outcome = await post(live, reply);
    if (outcome.kind === "waiting") return; // the connection is gone again
    if (outcome.kind === "accepted") continue;
    const { code, detail } = outcome.error;
    store.dispatch({ type: "reply.pending", reply });
    const { clientId } = reply;
    store.dispatch({ type: "reply.failed", clientId, code, detail });
  }
}

function isUnsent({ state, error, createdAt }: PendingReply): boolean {
  const age = Date.now() - Date.parse(createdAt);
  return (
    state === "failed" &&
    error !== null &&
    LINE_ERRORS.has(error.code) &&
    age < RESEND_WITHIN_MS
  );
}

function toPending(
  threadId: string,
  draft: Draft,
  rules: TextRules,
): PendingReply {
  const parts =
    draft.kind === "note"
      ? [{ text: draft.text || null, attachment: null }]
      : splitReply({ text: draft.text, files: draft.attachments }, rules).map(
          (part) =>
            part.kind === "text"
              ? { text: part.text, attachment: null }
              : { text: null, attachment: part.file },
        );
  return {
    ...draft,
    parts,
    threadId,
    clientId: newClientId(),
    createdAt: new Date().toISOString(),
    state: "sending",
    error: null,
  };
}

/** @param undoIn where a reply that can be taken back is shown; null: it is sent at once */
async function post(
  { store, offers }: Live,
  reply: PendingReply,
  undoIn: QueryClient | null = null,
): Promise<ReplyOutcome> {
  const { clientId, threadId } = reply;
  const { undoSeconds } = getPreferences();
  const canUndo =
    undoIn !== null && reply.kind === "message" && undoSeconds > 0;
  // A reply to the customer accepts the offer, and it happens in this tab.
  if (reply.kind === "message") offers.answered(threadId);
  store.dispatch({ type: "reply.pending", reply });
  try {
    const message = await api<Message>(`/threads/${threadId}/messages`, {
      method: "POST",
      body: {
        kind: reply.kind,
        clientId,
        ...(isVisible(reply.text) ? { text: reply.text } : {}),
        ...(reply.attachments.length > 0
          ? { attachments: reply.attachments.map(({ id }) => ({ id })) }
          : {}),
        ...(reply.replyTo?.id ? { replyTo: reply.replyTo.id } : {}),
        ...(reply.mentions?.length ? { mentions: reply.mentions } : {}),
        ...(reply.force ? { force: true } : {}),
        ...(canUndo ? { undoSeconds } : {}),
      },
    });
    if (message.schedule && undoIn) {
      showHeld(undoIn, message);
      store.dispatch({ type: "reply.dropped", clientId });
      return { kind: "accepted" };
    }
    store.dispatch({ type: "message.fetched", message });
    store.dispatch({ type: "reply.accepted", clientId });
    fetchMissingParts({ store }, reply);
    return { kind: "accepted" };
  } catch (error) {
    if (error instanceof ApiError && isFinal(error)) {
      store.dispatch({ type: "reply.dropped", clientId });
      return { kind: "returned", error };
    }
    const isRefusal = error instanceof ApiError;
    store.dispatch({
      type: "reply.failed",
      clientId,
      code: isRefusal ? error.code : "network",
      detail: isRefusal ? error.detail : "",
    });
    return { kind: "waiting" };
  }
}

/** Shows it before the server's event does, or its bubble would be gone for a moment. */
function showHeld(queryClient: QueryClient, message: Message): void {
  queryClient.setQueryData<Page<Message>>(
    liveKey("scheduled", message.threadId),
    (page) => {
      const others = page?.items.filter(({ id }) => id !== message.id) ?? [];
      return { items: [...others, message], nextCursor: null };
    },
  );
}

function isFinal({ status }: ApiError): boolean {
  return status < 500 && status !== TOO_MANY_REQUESTS;
}

function fetchMissingParts(
  { store }: Pick<Live, "store">,
  { clientId, threadId }: PendingReply,
): void {
  if (!store.getState().pending[clientId]) return;
  setTimeout(() => {
    if (!store.getState().pending[clientId]) return;
    void Promise.allSettled([fetchRoom(store, threadId)]).then(() =>
      store.dispatch({ type: "reply.dropped", clientId }),
    );
  }, PARTS_ARRIVE_WITHIN_MS);
}
