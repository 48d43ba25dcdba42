"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import {
  MAX_HOLD_REASON,
  type LegalHold,
} from "#contract/customers/legal-hold.ts";
import { DateTimeInput } from "#components/forms/fields/date-time-input.tsx";
import { DayInput } from "#components/forms/fields/day-input.tsx";
import { FormDialog } from "#components/forms/form-dialog.tsx";
import { liveKey } from "#components/live/queries/live-keys.ts";
import { api } from "#components/live/transport/api.ts";
import { Field } from "#components/ui/controls/field.tsx";
import { Textarea } from "#components/ui/controls/input.tsx";
import { useErrorWords } from "#components/words/use-error-words.ts";

/** Asks which days are held, why and how long. */
export function PeriodHoldDialog({ onClose }: { onClose: () => void }) {
  const t = useTranslations("settings.retention.holds");
  const of = useTranslations("customer.holds");
  const words = useErrorWords();
  const queryClient = useQueryClient();
  const [from, setFrom] = useState<string | null>(null);
  const [last, setLast] = useState<string | null>(null);
  const [reason, setReason] = useState("");
  const [until, setUntil] = useState<string | null>(null);
  const place = useMutation({
    mutationFn: () =>
      api<LegalHold>("/holds", {
        method: "POST",
        body: { from, to: last && afterDay(last), reason, until },
      }),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: liveKey("holds") });
      onClose();
    },
  });
  const isBackwards = from !== null && last !== null && last < from;
  return (
    <FormDialog
      title={t("add")}
      description={t("addText")}
      onClose={onClose}
      onSubmit={(event) => {
        event.preventDefault();
        if (!isBackwards) place.mutate();
      }}
      submitLabel={of("submit")}
      isDirty={reason !== "" || from !== null || last !== null}
      isSaving={place.isPending}
      problem={place.error ? words(place.error) : null}
    >
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label={t("from")}>
          {(control) => (
            <DayInput {...control} required value={from} onChange={setFrom} />
          )}
        </Field>
        <Field label={t("to")} error={isBackwards ? t("backwards") : undefined}>
          {(control) => (
            <DayInput
              {...control}
              required
              isEnd
              value={last}
              onChange={setLast}
            />
          )}
        </Field>
      </div>
      <Field label={of("reason")} hint={of("reasonHint")}>
        {(control) => (
          <Textarea
            {...control}
            value={reason}
            required
            rows={3}
            maxLength={MAX_HOLD_REASON}
            onChange={(event) => setReason(event.target.value)}
          />
        )}
      </Field>
      <Field label={t("until")} hint={of("untilHint")}>
        {(control) => (
          <DateTimeInput {...control} value={until} onChange={setUntil} />
        )}
      </Field>
    </FormDialog>
  );
}

/** The first moment after the day whose last millisecond is given. */
function afterDay(last: string): string {
  return new Date(Date.parse(last) + 1).toISOString();
}
