"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { pauseQueueSchema } from "#contract/routing/queue-requests.ts";
import { useRefreshBoard } from "#components/board/use-board.ts";
import { api } from "#components/live/transport/api.ts";
import { DateTimeInput } from "#components/forms/fields/date-time-input.tsx";
import { FormDialog } from "#components/forms/form-dialog.tsx";
import { useRefresh } from "#components/live/queries/use-refresh.ts";
import { useServerForm } from "#components/forms/use-server-form.ts";
import { FormField } from "#components/forms/fields/form-field.tsx";
import { Field } from "#components/ui/controls/field.tsx";
import { Textarea } from "#components/ui/controls/input.tsx";
import { Select } from "#components/ui/controls/select.tsx";
import { toast } from "#components/page/toast.ts";
import { serverDate } from "#components/page/server-clock.ts";

const SPANS = ["open", "quarter", "hour", "today", "until"] as const;
type Span = (typeof SPANS)[number];
const MINUTE_MS = 60_000;

/** Pauses a queue, for a time or until a supervisor resumes it. */
export function PauseDialog({
  queue,
  onClose,
}: {
  queue: { id: string; name: string };
  onClose: () => void;
}) {
  const t = useTranslations("board");
  const refreshBoard = useRefreshBoard();
  const refreshQueues = useRefresh("queues");
  const [span, setSpan] = useState<Span>("open");
  const { name } = queue;
  const { form, submit, problem, isDirty, isSaving } = useServerForm({
    schema: pauseQueueSchema,
    defaultValues: { until: null, message: "" },
    save: ({ until, message }) =>
      api(`/queues/${queue.id}/pause`, {
        method: "POST",
        body: {
          until: span === "until" ? until : endOf(span, serverDate()),
          message: message || null,
        },
      }),
    onSaved: () => {
      void refreshBoard();
      void refreshQueues();
      toast.success(t("pausedNow", { name }));
      onClose();
    },
  });
  const { errors } = form.formState;
  return (
    <FormDialog
      title={t("pauseTitle", { name })}
      description={t("pauseHint")}
      onClose={onClose}
      onSubmit={(event) => void submit(event)}
      submitLabel={t("pauseDo")}
      isDirty={isDirty}
      isSaving={isSaving}
      problem={problem}
    >
      <Field label={t("pauseFor")}>
        {(control) => (
          <Select
            {...control}
            value={span}
            onValueChange={(chosen) => setSpan(chosen as Span)}
            groups={SPANS.map((value) => ({
              value,
              label: t(`pauseSpans.${value}`),
            }))}
          />
        )}
      </Field>
      {span === "until" && (
        <FormField control={form.control} name="until" label={t("pauseUntil")}>
          {(control, field) => (
            <DateTimeInput
              {...control}
              value={field.value ?? null}
              onChange={field.onChange}
            />
          )}
        </FormField>
      )}
      <Field
        label={t("pauseMessage")}
        hint={t("pauseMessageHint")}
        error={errors.message?.message}
      >
        {(control) => (
          <Textarea
            {...control}
            {...form.register("message")}
            maxLength={2000}
          />
        )}
      </Field>
    </FormDialog>
  );
}

function endOf(span: Exclude<Span, "until">, now: Date): string | null {
  const after = (minutes: number) =>
    new Date(now.getTime() + minutes * MINUTE_MS).toISOString();
  switch (span) {
    case "open":
      return null;
    case "quarter":
      return after(15);
    case "hour":
      return after(60);
    case "today":
      return new Date(
        now.getFullYear(),
        now.getMonth(),
        now.getDate() + 1,
      ).toISOString();
  }
}
