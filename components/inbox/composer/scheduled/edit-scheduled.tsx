"use client";

import { useTranslations } from "next-intl";
import { useState, type FormEvent } from "react";
import { MAX_REPLY_CHARACTERS } from "#contract/channels/rules/reply-limits.ts";
import type { Message } from "#contract/threads/message.ts";
import type { Thread } from "#contract/threads/thread.ts";
import { FormDialog } from "#components/forms/form-dialog.tsx";
import {
  ScheduleFields,
  useTimeProblem,
} from "#components/inbox/composer/scheduled/schedule-fields.tsx";
import type { ChannelName } from "#contract/channels/channel.ts";
import { useScheduleActions } from "#components/live/queries/use-scheduled.ts";
import { useThreadChannel } from "#components/thread/channel/use-thread-channel.ts";
import { Field } from "#components/ui/controls/field.tsx";
import { Textarea } from "#components/ui/controls/input.tsx";
import { useErrorWords } from "#components/words/use-error-words.ts";

type Props = { thread: Thread; message: Message; onClose: () => void };

/** Another text or time of a scheduled message. The draft in the composer stays as it is. */
export default function EditScheduled(props: Props) {
  const channel = useThreadChannel(props.thread.id);
  return channel ? <EditForm {...props} channel={channel} /> : null;
}

function EditForm({
  thread,
  message,
  channel,
  onClose,
}: Props & { channel: ChannelName }) {
  const t = useTranslations("scheduled");
  const times = useTranslations("timePicker");
  const words = useErrorWords();
  const { update } = useScheduleActions(thread.id);
  const isHeld = message.schedule?.isHeld ?? false;
  const [before] = useState(message.text ?? "");
  const [text, setText] = useState(before);
  const [at, setAt] = useState<Date | null>(
    isHeld ? null : new Date(message.sentAt),
  );
  const [unlessCustomerWrites, setUnless] = useState(
    message.schedule?.unlessCustomerWrites ?? false,
  );
  const [refusal, setRefusal] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const problem = useTimeProblem(thread, channel, at);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (at === null) {
      setRefusal(times("choose"));
      return;
    }
    if (problem !== null) return;
    setBusy(true);
    setRefusal(null);
    try {
      await update(message.id, {
        text: text.trim(),
        at: at.toISOString(),
        unlessCustomerWrites,
      });
      onClose();
    } catch (error) {
      setRefusal(words(error));
      setBusy(false);
    }
  };
  return (
    <FormDialog
      title={t("editTitle")}
      onClose={onClose}
      isDirty={text !== before}
      isSaving={isBusy}
      problem={refusal}
      onSubmit={(event) => void submit(event)}
    >
      <Field label={t("text")}>
        {(control) => (
          <Textarea
            {...control}
            dir="auto"
            maxLength={MAX_REPLY_CHARACTERS}
            value={text}
            onChange={({ target }) => setText(target.value)}
          />
        )}
      </Field>
      <ScheduleFields
        at={at}
        onAt={(next) => {
          setAt(next);
          setRefusal(null);
        }}
        unlessCustomerWrites={unlessCustomerWrites}
        onUnless={setUnless}
        problem={problem}
      />
    </FormDialog>
  );
}
