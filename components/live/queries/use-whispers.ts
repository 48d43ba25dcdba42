"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo } from "react";
import type { InboxState } from "#contract/live/inbox-state.ts";
import type { Alert } from "#contract/supervision/alert.ts";
import { api, type Page } from "#components/live/transport/api.ts";
import {
  isSameList,
  useInbox,
  useLive,
} from "#components/live/stores/live-context.ts";
import { serverNow } from "#components/page/server-clock.ts";
import { liveKey } from "./live-keys.ts";
import { useWhispersSeen } from "#components/live/stores/whispers-seen.ts";

/** A teammate's note on my conversation or that mentions me, or a transfer that I did not make. */
export type Whisper = {
  id: string;
  kind: (typeof KINDS)[number];
  threadId: string;
  /** The current owner, or the place it was sent to; null: its queue. */
  to: { id: string; name: string } | null;
  queue: string | null;
  /** Why the product itself took it back. */
  reason: string | null;
  /** For a transfer: the customer of the conversation; the name is null until it is known. */
  customer: { name: string | null; externalId: string } | null;
  by: string;
  /** Its first words; null: only files. */
  text: string | null;
};

const KINDS = ["whisper", "mention", "taken_from_you", "given_to_you"] as const;
const KEY = liveKey("whispers");
const MAX_SHOWN = 3;
/** A note that came while the agent was away still shows a card; an older one is read in the thread. */
const FRESH_MS = 8 * 3_600_000;
/** A hand-over and a mention are shown also after a weekend. */
const UNTOLD_FRESH_MS = 4 * 24 * 3_600_000;

/** Notes on my conversations and mentions of me that I have not put away, the newest first. */
export function useWhispers(): readonly Whisper[] {
  const { signals, me } = useLive();
  const queryClient = useQueryClient();
  const { data } = useQuery({
    queryKey: KEY,
    queryFn: async ({ signal }) =>
      (
        await api<Page<Alert>>("/alerts", { query: { mine: "true" }, signal })
      ).items.filter(isWhisper),
  });
  useEffect(
    () =>
      signals.on("alert.created", ({ alert }) => {
        if (!isWhisper(alert) || alert.agentId !== me.id) return;
        queryClient.setQueryData<Alert[]>(KEY, (held = []) =>
          held.some(({ id }) => id === alert.id) ? held : [alert, ...held],
        );
      }),
    [signals, queryClient, me.id],
  );
  const seen = useWhispersSeen();
  // Not the threads themselves: each message would render every card again.
  const alerts = useInbox(
    useCallback(
      ({ threads }: InboxState) =>
        (data ?? []).filter(({ id, kind, at, threadId }) => {
          const held = threads[threadId ?? ""]?.thread;
          // A note is for the owner; a transfer is for the agents it names.
          const isMine =
            kind !== "whisper" || !held || held.owner?.id === me.id;
          return (
            isMine &&
            !seen.includes(id) &&
            serverNow() - Date.parse(at) <
              (kind === "whisper" ? FRESH_MS : UNTOLD_FRESH_MS)
          );
        }),
      [data, seen, me.id],
    ),
    isSameList,
  );
  return useMemo(() => alerts.slice(0, MAX_SHOWN).map(toWhisper), [alerts]);
}

function isWhisper({ kind, threadId }: Alert): boolean {
  return kind === "whisper" || kind === "mention"
    ? threadId !== null
    : KINDS.some((each) => each === kind);
}

function toWhisper({ id, kind, threadId, detail }: Alert): Whisper {
  const {
    by,
    text,
    to,
    queue,
    reason,
    customer,
    threadId: of,
  } = detail as {
    by?: { name?: string } | null;
    text?: string | null;
    to?: { id: string; name: string } | null;
    queue?: { name?: string };
    reason?: string;
    customer?: Whisper["customer"];
    threadId?: string;
  };
  return {
    id,
    kind: KINDS.find((each) => each === kind) ?? "whisper",
    to: to ?? null,
    queue: queue?.name ?? null,
    reason: reason ?? null,
    customer: customer ?? null,
    threadId: threadId ?? of ?? "",
    by: by?.name ?? "",
    text: text ?? null,
  };
}
