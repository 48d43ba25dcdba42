"use client";

import { useLocale, useTranslations } from "next-intl";
import { useState, type FormEvent } from "react";
import type { Thread } from "#contract/threads/thread.ts";
import {
  ScheduleFields,
  useTimeProblem,
} from "#components/inbox/composer/scheduled/schedule-fields.tsx";
import type { ChannelName } from "#contract/channels/channel.ts";
import { useScheduleActions } from "#components/live/queries/use-scheduled.ts";
import {
  useChangeDraft,
  useReadDraft,
} from "#components/live/stores/draft-store.ts";
import { newClientId } from "#components/live/transport/client-id.ts";
import { toast } from "#components/page/toast.ts";
import { Button } from "#components/ui/controls/button.tsx";
import { Notice } from "#components/ui/marks/notice.tsx";
import type { FloatingProps } from "#components/ui/overlays/floating-button.tsx";
import { OpenPopover } from "#components/ui/overlays/popover.tsx";
import { comingTime } from "#components/words/times.ts";
import { useErrorWords } from "#components/words/use-error-words.ts";
import { serverDate } from "#components/page/server-clock.ts";

/** Plans the reply that stands in the composer. */
export default function SendLaterPanel({
  thread,
  channel,
  ...floating
}: FloatingProps & { thread: Thread; channel: ChannelName }) {
  const t = useTranslations("scheduled");
  const locale = useLocale();
  const words = useErrorWords();
  const { plan } = useScheduleActions(thread.id);
  const readDraft = useReadDraft(thread.id);
  const change = useChangeDraft(thread.id);
  const [clientId] = useState(newClientId);
  const [at, setAt] = useState<Date | null>(null);
  const [unlessCustomerWrites, setUnless] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const problem = useTimeProblem(thread, channel, at);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (at === null || problem !== null) return;
    const { text, attachments, replyTo } = readDraft();
    setBusy(true);
    setRefusal(null);
    try {
      await plan({
        text: text.trim(),
        attachments: attachments.map(({ id }) => ({ id })),
        replyTo: replyTo?.id ?? null,
        at: at.toISOString(),
        unlessCustomerWrites,
        clientId,
      });
    } catch (error) {
      setRefusal(words(error));
      setBusy(false);
      return;
    }
    // Text that was written meanwhile stays.
    change((held) => ({
      text: held.text === text ? "" : held.text,
      attachments: held.attachments.filter(
        (file) => !attachments.includes(file),
      ),
      replyTo: held.replyTo === replyTo ? null : held.replyTo,
    }));
    toast(t("planned", { time: comingTime(locale, at, serverDate()) }));
    floating.onClose();
  };
  return (
    <OpenPopover
      {...floating}
      align="end"
      side="top"
      aria-label={t("title")}
      className="w-80 max-w-[calc(100vw-1rem)] p-3"
    >
      <form
        noValidate
        className="flex flex-col gap-3"
        onSubmit={(event) => void submit(event)}
      >
        <h2 className="text-sm font-semibold">{t("title")}</h2>
        <ScheduleFields
          at={at}
          onAt={setAt}
          unlessCustomerWrites={unlessCustomerWrites}
          onUnless={setUnless}
          problem={problem}
        />
        {refusal && (
          <Notice tone="danger" role="alert">
            {refusal}
          </Notice>
        )}
        <Button
          type="submit"
          variant="primary"
          className="self-end"
          busy={isBusy}
          disabled={at === null || problem !== null}
        >
          {t("plan")}
        </Button>
      </form>
    </OpenPopover>
  );
}
