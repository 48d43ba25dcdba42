"use client";

import { Undo2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { useCallback, useEffect, useState } from "react";
import type { Message } from "#contract/threads/message.ts";
import { AttachmentView } from "#components/inbox/attachments/attachment-view.tsx";
import { RichText } from "#components/inbox/text/rich-text.tsx";
import { useMe } from "#components/live/stores/live-context.ts";
import { useScheduleActions } from "#components/live/queries/use-scheduled.ts";
import { ApiError } from "#components/live/transport/api.ts";
import { serverNow } from "#components/page/server-clock.ts";
import { createClock } from "#components/page/clock.ts";
import { offerUndo, toast } from "#components/page/toast.ts";
import { Button } from "#components/ui/controls/button.tsx";
import { cn } from "#components/ui/class-names.ts";
import { useErrorWords } from "#components/words/use-error-words.ts";
import { bubbleClasses } from "./bubble-content.tsx";
import { Tick } from "./tick.tsx";
import { useEditAgain } from "./use-edit-again.ts";

const TICK_MS = 250;
const SECOND_MS = 1_000;
const useServerTime = createClock(TICK_MS, serverNow);

/** A reply that waits some seconds before it is sent. Its author can take it back into the composer. */
export function HeldRow({ message }: { message: Message }) {
  const t = useTranslations("undoSend");
  const me = useMe();
  const now = useServerTime();
  const isMine = message.author.id === me.id;
  const { takeBack, isBusy } = useTakeBack(message, isMine);
  const leftMs = Date.parse(message.sentAt) - now;
  const seconds = Math.ceil(leftMs / SECOND_MS);
  return (
    <article className="relative flex flex-row-reverse pt-2">
      <div className="flex max-w-[min(34rem,82%)] min-w-0 flex-col items-end gap-0.5">
        {message.attachments.map((attachment) => (
          <AttachmentView key={attachment.id} attachment={attachment} />
        ))}
        {message.text !== null && (
          <div className="flex max-w-full flex-row-reverse items-end gap-1">
            <div className="flex w-4 shrink-0 justify-center pb-1 text-subtle">
              <Tick status="sending" />
            </div>
            <div
              className={cn(
                bubbleClasses({
                  isOut: true,
                  isNote: false,
                  place: { isFirst: true, isLast: true },
                }),
                "opacity-90",
              )}
            >
              <RichText text={message.text} />
            </div>
          </div>
        )}
        <div className="me-5 flex min-h-6 items-center gap-2 text-xs text-muted-foreground tabular-nums">
          {/* The seconds are not read out one by one. */}
          <span aria-hidden>
            {seconds > 0 ? t("sendsIn", { seconds }) : t("sending")}
          </span>
          {isMine && leftMs > 0 && (
            <Button
              size="sm"
              variant="outline"
              busy={isBusy}
              aria-keyshortcuts="Z Control+Z"
              onClick={() => void takeBack()}
            >
              <Undo2 aria-hidden />
              {t("undo")}
            </Button>
          )}
        </div>
      </div>
    </article>
  );
}

function useTakeBack(message: Message, isMine: boolean) {
  const t = useTranslations("undoSend");
  const words = useErrorWords();
  const { cancel } = useScheduleActions(message.threadId);
  const editAgain = useEditAgain(message.threadId);
  const [isBusy, setBusy] = useState(false);
  const takeBack = useCallback(async () => {
    setBusy(true);
    try {
      await cancel(message.id);
    } catch (error) {
      const isTooLate = error instanceof ApiError && error.code === "not_found";
      toast.error(isTooLate ? t("tooLate") : words(error));
      setBusy(false);
      return;
    }
    const { text, attachments, replyTo } = message;
    editAgain({ kind: "message", text: text ?? "", attachments, replyTo });
  }, [message, cancel, editAgain, t, words]);
  useEffect(() => {
    if (!isMine) return;
    const leftMs = Date.parse(message.sentAt) - serverNow();
    if (leftMs > 0)
      offerUndo({ undo: () => void takeBack(), until: Date.now() + leftMs });
  }, [isMine, message.sentAt, takeBack]);
  return { takeBack, isBusy };
}
