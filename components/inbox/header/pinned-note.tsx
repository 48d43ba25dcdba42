"use client";

import { Pin, X } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import type { Thread } from "#contract/threads/thread.ts";
import { COMPOSER_FIELD_ID } from "#components/inbox/composer/message-field.tsx";
import { requestJump } from "#components/navigation/jump-target.ts";
import { useMe } from "#components/live/stores/live-context.ts";
import { useThreadActions } from "#components/live/actions/use-thread-actions.ts";
import { Button } from "#components/ui/controls/button.tsx";
import { IconButton } from "#components/ui/controls/icon-button.tsx";
import { toast } from "#components/page/toast.ts";
import { dateAndTime } from "#components/words/times.ts";
import { useErrorWords } from "#components/words/use-error-words.ts";

/** The pinned note of a transfer, its refusal, or a snooze, until the owner answers the customer or dismisses it. */
export function PinnedNote({ thread }: { thread: Thread }) {
  const t = useTranslations("thread.pinnedNote");
  const locale = useLocale();
  const me = useMe();
  const words = useErrorWords();
  const { dismissNote } = useThreadActions(thread.id);
  const [isBusy, setBusy] = useState(false);
  const { owner, handoverNote: note } = thread;
  if (!note || owner?.id !== me.id) return null;
  const isOwn = note.from.id === me.id;
  // The agent wrote it to another agent, who has returned the thread.
  if (isOwn && note.why !== "snooze") return null;
  const { name } = note.from;
  const label = {
    snooze: t(isOwn ? "ownSnooze" : "snooze", { name }),
    decline: t("decline", { name }),
    transfer: t("label", { name }),
  }[note.why];
  const dismiss = () => {
    setBusy(true);
    dismissNote().then(
      // The removed button had the focus.
      () => document.getElementById(COMPOSER_FIELD_ID)?.focus(),
      (error: unknown) => {
        setBusy(false);
        toast.error(words(error));
      },
    );
  };
  return (
    <div className="mx-auto w-full max-w-3xl px-3 pb-2">
      <article
        aria-label={label}
        className="relative flex gap-2 rounded-md border border-note-border bg-note py-2 ps-3 pe-10 text-sm text-note-foreground"
      >
        <Pin aria-hidden className="mt-0.5 size-4 shrink-0" />
        <div className="min-w-0 flex-1">
          <p className="flex flex-wrap items-baseline gap-x-2">
            <span className="font-medium">{label}</span>
            <time dateTime={note.at} className="text-xs tabular-nums">
              {dateAndTime(locale, note.at)}
            </time>
          </p>
          <p className="bidi mt-0.5 line-clamp-3 break-words whitespace-pre-line">
            {note.text}
          </p>
          <Button
            variant="link"
            size="sm"
            className="text-note-foreground underline"
            onClick={() => requestJump(thread.id, note.messageId)}
          >
            {t("show")}
          </Button>
        </div>
        <IconButton
          label={t("dismiss")}
          size="icon-sm"
          className="absolute end-1.5 top-1.5"
          disabled={isBusy}
          onClick={dismiss}
        >
          <X />
        </IconButton>
      </article>
    </div>
  );
}
