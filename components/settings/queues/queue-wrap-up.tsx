"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { Controller, useFormContext, useWatch } from "react-hook-form";
import type { UpdateQueue } from "#contract/routing/queue-requests.ts";
import type { Ask } from "#contract/routing/wrap-up-form.ts";
import { firstMessage } from "#components/forms/fields/first-message.ts";
import { Card } from "#components/settings/section.tsx";
import { Field } from "#components/ui/controls/field.tsx";
import { Textarea } from "#components/ui/controls/input.tsx";
import { Select } from "#components/ui/controls/select.tsx";

const ASKS = ["off", "optional", "required"] as const;

/** The form an agent fills in when they close one of the queue's threads. */
export function QueueWrapUp() {
  const t = useTranslations("settings.queues.wrapUpForm");
  const { control } = useFormContext<UpdateQueue>();
  const outcome = useWatch({ control, name: "wrapUpForm.outcome" });
  return (
    <Card title={t("title")} hint={t("hint")}>
      <div className="grid gap-4 sm:grid-cols-2">
        <AskField name="wrapUpForm.outcome" label={t("outcome")} />
        <AskField name="wrapUpForm.note" label={t("note")} />
        <AskField
          name="wrapUpForm.label"
          label={t("label")}
          hint={t("labelHint")}
          asks={["off", "required"]}
        />
        {outcome !== "off" && (
          <div className="sm:col-span-2">
            <Controller
              control={control}
              name="wrapUpForm.outcomes"
              render={({ field, fieldState }) => (
                <Lines
                  label={t("outcomes")}
                  hint={t("outcomesHint")}
                  error={firstMessage(fieldState.error)}
                  value={field.value ?? []}
                  onChange={field.onChange}
                />
              )}
            />
          </div>
        )}
      </div>
    </Card>
  );
}

function AskField({
  name,
  label,
  hint,
  asks = ASKS,
}: {
  name: "wrapUpForm.outcome" | "wrapUpForm.note" | "wrapUpForm.label";
  label: string;
  hint?: string;
  asks?: readonly Ask[];
}) {
  const t = useTranslations("settings.queues.wrapUpForm");
  const { control } = useFormContext<UpdateQueue>();
  return (
    <Controller
      control={control}
      name={name}
      render={({ field }) => (
        <Field label={label} {...(hint === undefined ? {} : { hint })}>
          {(ids) => (
            <Select
              {...ids}
              value={field.value ?? "off"}
              onValueChange={(value) => field.onChange(value)}
              groups={asks.map((value) => ({
                value,
                label: t(`asks.${value}`),
              }))}
            />
          )}
        </Field>
      )}
    />
  );
}

/** A list with one item per line. Repeated and empty lines do not count. */
function Lines({
  label,
  hint,
  error,
  value,
  onChange,
}: {
  label: string;
  hint: string;
  error: string | undefined;
  value: string[];
  onChange: (value: string[]) => void;
}) {
  const [text, setText] = useState(value.join("\n"));
  // Keeps the typed text unless the list has changed: discarded, or saved elsewhere.
  const shown = isSame(linesOf(text), value) ? text : value.join("\n");
  return (
    <Field label={label} hint={hint} error={error}>
      {(ids) => (
        <Textarea
          {...ids}
          rows={5}
          value={shown}
          onChange={({ target }) => {
            setText(target.value);
            onChange(linesOf(target.value));
          }}
        />
      )}
    </Field>
  );
}

function linesOf(text: string): string[] {
  const lines = text.split("\n").map((line) => line.trim());
  return [...new Set(lines)].filter((line) => line !== "");
}

function isSame(a: string[], b: string[]): boolean {
  return a.length === b.length && a.every((line, index) => line === b[index]);
}
