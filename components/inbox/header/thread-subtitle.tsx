"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import type { Thread } from "#contract/threads/thread.ts";
import { useChannelName } from "#components/thread/channel/use-place-name.ts";
import { useWhoseWords } from "#components/thread/offers/use-whose-words.ts";
import { useMe } from "#components/live/stores/live-context.ts";
import { useOffer } from "#components/live/queries/use-offers.ts";
import { useThreadActions } from "#components/live/actions/use-thread-actions.ts";
import { toast } from "#components/page/toast.ts";
import { useErrorWords } from "#components/words/use-error-words.ts";
import {
  countdownText,
  useSecondsLeft,
} from "#components/words/use-seconds-left.ts";

/** The thread's channel and owner, or its transfer request or ringing offer. */
export function ThreadSubtitle({ thread }: { thread: Thread }) {
  const channel = useChannelName(thread.channelId);
  const offer = useOffer(thread.id);
  const { pendingTransfer } = thread;
  return (
    <p className="flex items-baseline gap-1 text-xs text-muted-foreground">
      {channel && !pendingTransfer && !offer && (
        // In a narrow header only one of the two fits: the avatar carries the channel's mark.
        <span className="flex max-w-1/2 shrink-0 gap-1 @max-3xs:sr-only">
          <span className="truncate">{channel}</span>
          <span>·</span>
        </span>
      )}
      {pendingTransfer ? (
        <Asked thread={thread} pending={pendingTransfer} />
      ) : offer ? (
        <RingsAtMe expiresAt={offer.expiresAt} />
      ) : (
        <Whose thread={thread} />
      )}
    </p>
  );
}

function Whose({ thread }: { thread: Thread }) {
  const t = useTranslations("thread");
  const me = useMe();
  const words = useWhoseWords(thread);
  const { owner, participants } = thread;
  const others = participants
    .filter(({ id }) => id !== owner?.id)
    .map(({ id, name }) => (id === me.id ? t("ringsYou") : name));
  const [name = "", other = ""] = others;
  return (
    <span className="truncate">
      {words}
      {others.length === 1 && ` · ${t("withOne", { name })}`}
      {others.length === 2 && ` · ${t("withTwo", { name, other })}`}
      {others.length > 2 &&
        ` · ${t("withMany", { name, count: others.length - 1 })}`}
    </span>
  );
}

function RingsAtMe({ expiresAt }: { expiresAt: string }) {
  const t = useTranslations("thread");
  const seconds = useSecondsLeft(expiresAt) ?? 0;
  return (
    <>
      <span className="truncate font-medium text-foreground">
        {t("ringsAtYou")}
      </span>
      <Countdown seconds={seconds} />
    </>
  );
}

/** "Asked Mei · 0:42 · Cancel". The agent who asked and the owner can cancel it. */
function Asked({
  thread,
  pending: { to, from, expiresAt },
}: {
  thread: Thread;
  pending: NonNullable<Thread["pendingTransfer"]>;
}) {
  const t = useTranslations("thread");
  const me = useMe();
  const words = useErrorWords();
  const seconds = useSecondsLeft(expiresAt) ?? 0;
  const { cancelTransfer } = useThreadActions(thread.id);
  const [isBusy, setBusy] = useState(false);
  const isMine = thread.owner?.id === me.id || from?.id === me.id;
  const text =
    to.id === me.id
      ? from
        ? t("askedByOther", { name: from.name })
        : t("ringsAtYou")
      : from && from.id !== me.id
        ? t("askedBy", { from: from.name, name: to.name })
        : t("asked", { name: to.name });
  const cancel = () => {
    setBusy(true);
    cancelTransfer()
      .catch((error: unknown) => toast.error(words(error)))
      .finally(() => setBusy(false));
  };
  return (
    <>
      <span className="truncate font-medium text-foreground">{text}</span>
      <Countdown seconds={seconds} />
      {isMine && (
        <button
          type="button"
          disabled={isBusy}
          onClick={cancel}
          className="-my-1 shrink-0 rounded-sm px-1 py-1 font-medium text-primary hover:underline disabled:opacity-50 touch:-my-3 touch:py-3"
        >
          {t("cancelAsk")}
        </button>
      )}
    </>
  );
}

function Countdown({ seconds }: { seconds: number }) {
  const t = useTranslations("offers");
  return (
    <span
      role="timer"
      aria-label={t("left", { seconds })}
      className="shrink-0 tabular-nums"
    >
      {countdownText(seconds)}
    </span>
  );
}
