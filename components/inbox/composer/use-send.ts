"use client";

import { useTranslations } from "next-intl";
import { useCallback } from "react";
import type { ApiError } from "#components/live/transport/api.ts";
import {
  emptyDraft,
  textOf,
  useReadDraft,
  type DraftChange,
  type ThreadDraft,
} from "#components/live/stores/draft-store.ts";
import { useReply, type Draft } from "#components/live/actions/use-reply.ts";
import { useSuggestCanned } from "#components/inbox/composer/canned/use-suggest-canned.ts";
import { mentionedIn } from "#components/inbox/text/find-mentions.ts";
import { useMentionable } from "#components/inbox/composer/mentions/use-mentions.ts";
import type { TextRules } from "#contract/channels/rules/split-text.ts";
import { askOverfull, overfullOf } from "#components/thread/offers/overfull.ts";
import { joinSentences } from "#components/words/sentences.ts";
import { spanOf } from "#components/words/times.ts";
import { useThreadKind } from "#components/thread/channel/use-thread-kind.ts";
import {
  useErrorWords,
  useSendErrorWords,
} from "#components/words/use-error-words.ts";
import { useSpan } from "#components/words/use-times.ts";
import { serverNow } from "#components/page/server-clock.ts";

const MINUTE_MS = 60_000;
const SECOND_MS = 1_000;

type Taken = { owner?: { name: string } | null; since?: string | null };

/**
 * Sends the draft and clears the field. A draft that is refused for good returns to the field, with the
 * reason. `isUrgent`: it cannot be taken back. True: the server has the reply.
 */
export function useSend({
  threadId,
  rules,
  change,
  onReturned,
}: {
  threadId: string;
  /** Text rules of the thread's channel. */
  rules: TextRules;
  change: (change: DraftChange) => void;
  onReturned: (reason: string) => void;
}): (isUrgent?: boolean) => Promise<boolean> {
  const reply = useReply();
  const readDraft = useReadDraft(threadId);
  const reasonOf = useReturnReason(threadId);
  const people = useMentionable();
  const suggestCanned = useSuggestCanned();
  const send = useCallback(
    (force: boolean, isUrgent: boolean) => {
      const draft = readDraft();
      const { kind } = draft;
      const sent: Draft = {
        kind,
        text: textOf(draft).trim(),
        attachments: draft.attachments,
        replyTo: kind === "note" ? null : draft.replyTo,
        mentions: kind === "note" ? mentionedIn(textOf(draft), people) : [],
        ...(force ? { force } : {}),
        isUrgent,
      };
      change(
        kind === "note"
          ? { note: "", attachments: [], notice: null }
          : { text: "", attachments: [], replyTo: null, notice: null },
      );
      return reply.send(threadId, sent, rules).then((outcome) => {
        if (outcome.kind === "accepted" && kind === "message")
          suggestCanned(sent.text);
        if (outcome.kind !== "returned")
          return { isAccepted: outcome.kind === "accepted", overfull: null };
        change((held) => giveBack(held, sent));
        const overfull = overfullOf(outcome.error);
        if (overfull === null) onReturned(reasonOf(outcome.error));
        return { isAccepted: false, overfull };
      });
    },
    [
      readDraft,
      change,
      reply,
      threadId,
      rules,
      people,
      onReturned,
      reasonOf,
      suggestCanned,
    ],
  );
  // The text stays in the field while the capacity question is open, and after a no.
  return useCallback(
    async (isUrgent = false) => {
      const { isAccepted, overfull } = await send(false, isUrgent);
      if (!overfull || !(await askOverfull(overfull))) return isAccepted;
      return (await send(true, isUrgent)).isAccepted;
    },
    [send],
  );
}

/** Puts the refused text in front of newer text. */
function giveBack(held: ThreadDraft, sent: Draft): Partial<ThreadDraft> {
  const field = sent.kind === "note" ? "note" : "text";
  return {
    kind: sent.kind,
    [field]: [sent.text, held[field]].filter(Boolean).join("\n"),
    attachments: [...sent.attachments, ...held.attachments],
    replyTo: held.replyTo ?? sent.replyTo ?? emptyDraft.replyTo,
  };
}

function useReturnReason(threadId: string): (error: ApiError) => string {
  const t = useTranslations("composer");
  const words = useErrorWords();
  const sendWords = useSendErrorWords(useThreadKind(threadId));
  const spanWords = useSpan();
  return useCallback(
    (error) => {
      const { owner, since } = (error.current ?? {}) as Taken;
      if (error.code === "owned_by_other" && owner && since) {
        const age = serverNow() - Date.parse(since);
        const name = owner.name;
        return age < MINUTE_MS
          ? t("takenSeconds", {
              name,
              seconds: Math.max(1, Math.round(age / SECOND_MS)),
            })
          : t("takenAgo", { name, span: spanWords(spanOf(age)) });
      }
      const { message, fix } = sendWords({
        code: error.code,
        message: words(error),
      });
      return joinSentences(message, fix);
    },
    [t, words, sendWords, spanWords],
  );
}
