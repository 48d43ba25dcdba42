"use client";

import {
  CalendarClock,
  Paperclip,
  Pencil,
  SendHorizontal,
  TriangleAlert,
  X,
} from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { Suspense, useState } from "react";
import type { Message } from "#contract/threads/message.ts";
import type { Thread } from "#contract/threads/thread.ts";
import {
  canTakeBack,
  useScheduleActions,
  useScheduled,
} from "#components/live/queries/use-scheduled.ts";
import { useMe } from "#components/live/stores/live-context.ts";
import { lazily } from "#components/page/lazily.ts";
import { toast } from "#components/page/toast.ts";
import { useThreadKind } from "#components/thread/channel/use-thread-kind.ts";
import { abilitiesOf } from "#components/thread/rights/abilities.ts";
import { useThreadManager } from "#components/thread/rights/use-thread-manager.ts";
import { IconButton } from "#components/ui/controls/icon-button.tsx";
import { cn } from "#components/ui/class-names.ts";
import { joinSentences } from "#components/words/sentences.ts";
import { planTime } from "#components/words/times.ts";
import {
  useErrorWords,
  useSendErrorWords,
} from "#components/words/use-error-words.ts";
import { serverDate } from "#components/page/server-clock.ts";

const EditScheduled = lazily(
  () => import("#components/inbox/composer/scheduled/edit-scheduled.tsx"),
);

/** The replies that are to be sent later, above the composer. Everyone who sees the thread sees it. */
export function ScheduledList({ thread }: { thread: Thread }) {
  const t = useTranslations("scheduled");
  const messages = useScheduled(thread.id).filter(
    (message) => !canTakeBack(message),
  );
  const [editing, setEditing] = useState<Message | null>(null);
  if (messages.length === 0) return null;
  return (
    <section
      aria-label={t("list")}
      className="mx-auto w-full max-w-3xl px-3 pb-2"
    >
      <ul className="flex max-h-40 flex-col gap-1 overflow-y-auto">
        {messages.map((message) => (
          <ScheduledItem
            key={message.id}
            message={message}
            thread={thread}
            onEdit={() => setEditing(message)}
          />
        ))}
      </ul>
      {editing && (
        <Suspense>
          <EditScheduled
            thread={thread}
            message={editing}
            onClose={() => setEditing(null)}
          />
        </Suspense>
      )}
    </section>
  );
}

function ScheduledItem({
  message,
  thread,
  onEdit,
}: {
  message: Message;
  thread: Thread;
  onEdit: () => void;
}) {
  const t = useTranslations("scheduled");
  const locale = useLocale();
  const me = useMe();
  const words = useErrorWords();
  const sendWords = useSendErrorWords(useThreadKind(thread.id));
  const { send, cancel } = useScheduleActions(thread.id);
  const [isBusy, setBusy] = useState(false);
  const { author, schedule, error } = message;
  const isMine = author.id === me.id;
  const manager = useThreadManager();
  const mayReply =
    !thread.readOnly && (thread.owner === null || thread.owner.id === me.id);
  const mayCancel = mayReply || isMine || abilitiesOf(thread, manager).takeOver;
  const isHeld = schedule?.isHeld ?? false;
  const run = async (act: () => Promise<void>, done: string) => {
    setBusy(true);
    try {
      await act();
      toast(done);
    } catch (caught) {
      setBusy(false);
      const code = (caught as { code?: string }).code ?? "unknown";
      const { message: what, fix } = sendWords({
        code,
        message: words(caught),
      });
      toast.error(joinSentences(what, fix));
    }
  };
  const reason = error && sendWords(error);
  const time = planTime(locale, new Date(message.sentAt), serverDate());
  return (
    <li
      className={cn(
        "flex items-start gap-2 rounded-md border border-dashed bg-muted/50 py-1.5 ps-3 pe-1.5 text-sm",
        isHeld && "border-solid border-warning/50 bg-warning-soft",
      )}
    >
      {isHeld ? (
        <TriangleAlert
          aria-hidden
          className="mt-0.5 size-4 shrink-0 text-warning"
        />
      ) : (
        <CalendarClock
          aria-hidden
          className="mt-0.5 size-4 shrink-0 text-muted-foreground"
        />
      )}
      <div className="min-w-0 flex-1">
        <p className="text-xs text-muted-foreground">
          {t(stateOf(message, isMine), {
            time,
            name: author.name,
          })}
          {schedule?.unlessCustomerWrites && !isHeld && ` · ${t("unless")}`}
        </p>
        {reason && (
          <p className="text-xs">{joinSentences(reason.message, reason.fix)}</p>
        )}
        <p className="bidi line-clamp-2 break-words whitespace-pre-line">
          {message.text}
          {message.attachments.length > 0 && (
            <span className="ms-1 inline-flex items-center gap-1 text-muted-foreground">
              <Paperclip aria-hidden className="size-3.5" />
              {t("files", { count: message.attachments.length })}
            </span>
          )}
        </p>
      </div>
      {mayReply && (
        <>
          <IconButton
            label={t("edit")}
            size="icon-sm"
            disabled={isBusy}
            onClick={onEdit}
          >
            <Pencil />
          </IconButton>
          <IconButton
            label={t("sendNow")}
            size="icon-sm"
            disabled={isBusy}
            onClick={() => void run(() => send(message.id), t("sent"))}
          >
            <SendHorizontal />
          </IconButton>
        </>
      )}
      {mayCancel && (
        <IconButton
          label={t("cancel")}
          size="icon-sm"
          disabled={isBusy}
          onClick={() => void run(() => cancel(message.id), t("canceled"))}
        >
          <X />
        </IconButton>
      )}
    </li>
  );
}

/** Its state in words. Pure. */
function stateOf(
  { schedule }: Message,
  isMine: boolean,
): "held" | "at" | "atBy" | "atAsOwner" {
  if (schedule?.isHeld) return "held";
  if (isMine) return "at";
  return schedule?.asOwner ? "atAsOwner" : "atBy";
}
