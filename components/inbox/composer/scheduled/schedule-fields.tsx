"use client";

import { useTranslations } from "next-intl";
import type { Thread } from "#contract/threads/thread.ts";
import type { ChannelName } from "#contract/channels/channel.ts";
import { useThreadKind } from "#components/thread/channel/use-thread-kind.ts";
import { useReplyRights } from "#components/thread/rights/use-reply-rights.ts";
import { TimePicker } from "#components/thread/time-picker.tsx";
import { Notice } from "#components/ui/marks/notice.tsx";
import { joinSentences } from "#components/words/sentences.ts";
import { useSendErrorWords } from "#components/words/use-error-words.ts";

/** The time of a scheduled message, and what the channel's rules say about it. */
export function ScheduleFields({
  at,
  onAt,
  unlessCustomerWrites,
  onUnless,
  problem,
}: {
  at: Date | null;
  onAt: (at: Date | null) => void;
  unlessCustomerWrites: boolean;
  onUnless: (on: boolean) => void;
  /** Why this time is refused; see `useTimeProblem`. */
  problem: string | null;
}) {
  const t = useTranslations("scheduled");
  return (
    <>
      <TimePicker at={at} onChange={onAt} />
      <label className="flex items-start gap-2 text-sm">
        <input
          type="checkbox"
          className="mt-0.5 size-4 shrink-0 accent-primary"
          checked={unlessCustomerWrites}
          onChange={({ target }) => onUnless(target.checked)}
        />
        {t("unlessCustomerWrites")}
      </label>
      {problem && (
        <Notice tone="warning" role="alert">
          {problem}
        </Notice>
      )}
    </>
  );
}

/** Why a message could not be sent at that time, as far as is known now; null: it could. */
export function useTimeProblem(
  thread: Thread,
  channel: ChannelName,
  at: Date | null,
): string | null {
  const t = useTranslations("scheduled");
  const sendWords = useSendErrorWords(useThreadKind(thread.id));
  const rights = useReplyRights(thread, channel, at?.getTime());
  if (at === null || rights.kind !== "blocked") return null;
  if (
    rights.reason === "window_closed" ||
    rights.reason === "human_agent_not_granted"
  )
    return t("windowClosed");
  const { message, fix } = sendWords({ code: rights.reason });
  return joinSentences(message, fix);
}
