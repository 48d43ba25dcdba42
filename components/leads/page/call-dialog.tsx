"use client";

import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { MAX_NOTE_CHARACTERS } from "#contract/text/note-limit.ts";
import {
  callDirections,
  callOutcomes,
  type Lead,
} from "#contract/leads/lead.ts";
import { DateTimeInput } from "#components/forms/fields/date-time-input.tsx";
import { FormDialog } from "#components/forms/form-dialog.tsx";
import { useKeepLead } from "#components/leads/use-leads.ts";
import { useLeadRefusalWords } from "#components/leads/use-lead-words.ts";
import { api } from "#components/live/transport/api.ts";
import { toast } from "#components/page/toast.ts";
import { Field } from "#components/ui/controls/field.tsx";
import { Textarea } from "#components/ui/controls/input.tsx";
import { Segmented } from "#components/ui/controls/segmented.tsx";
import { Select } from "#components/ui/controls/select.tsx";
import { serverDate } from "#components/page/server-clock.ts";

/** Logs a call with the person: its direction, result and time, and a note. */
export function CallDialog({
  lead,
  onClose,
}: {
  lead: Lead;
  onClose: () => void;
}) {
  const t = useTranslations("leads.calls");
  const words = useLeadRefusalWords();
  const keep = useKeepLead();
  const [direction, setDirection] =
    useState<(typeof callDirections)[number]>("out");
  const [outcome, setOutcome] =
    useState<(typeof callOutcomes)[number]>("reached");
  const [at, setAt] = useState<string | null>(() => serverDate().toISOString());
  const [note, setNote] = useState("");
  const [isTried, setTried] = useState(false);
  const log = useMutation({
    mutationFn: () =>
      api<Lead>(`/leads/${lead.id}/calls`, {
        method: "POST",
        body: {
          direction,
          outcome,
          at,
          ...(note.trim() === "" ? {} : { note: note.trim() }),
        },
      }),
    onSuccess: (after) => {
      toast.success(t("done"));
      onClose();
      void keep(after);
    },
  });
  return (
    <FormDialog
      title={t("log")}
      description={t("hint")}
      submitLabel={t("log")}
      onClose={onClose}
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (at !== null) log.mutate();
      }}
      isDirty={note !== ""}
      isSaving={log.isPending}
      problem={log.error ? words(log.error) : null}
    >
      <Segmented
        label={t("direction")}
        value={direction}
        onValueChange={setDirection}
        options={callDirections.map((value) => ({
          value,
          label: t(`directions.${value}`),
        }))}
      />
      <Field label={t("outcome")}>
        {(control) => (
          <Select
            {...control}
            value={outcome}
            onValueChange={(value) =>
              setOutcome(value as (typeof callOutcomes)[number])
            }
            groups={callOutcomes.map((value) => ({
              value,
              label: t(`outcomes.${value}`),
            }))}
          />
        )}
      </Field>
      <Field
        label={t("at")}
        error={isTried && at === null ? t("missingTime") : undefined}
      >
        {(control) => (
          <DateTimeInput {...control} value={at} onChange={setAt} />
        )}
      </Field>
      <Field label={t("note")}>
        {(control) => (
          <Textarea
            {...control}
            value={note}
            maxLength={MAX_NOTE_CHARACTERS}
            onChange={({ target }) => setNote(target.value)}
          />
        )}
      </Field>
    </FormDialog>
  );
}
