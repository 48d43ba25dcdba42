"use client";

import { useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import { timeChoices } from "#components/thread/time-choices.ts";
import { Button } from "#components/ui/controls/button.tsx";
import { Field } from "#components/ui/controls/field.tsx";
import { Input } from "#components/ui/controls/input.tsx";
import { readTime } from "#components/words/read-time.ts";
import { comingTime, planTime } from "#components/words/times.ts";
import { serverDate } from "#components/page/server-clock.ts";

/** A time to come: typed as people say it, or one of the common ones. The time that was read stands below. */
export function TimePicker({
  at,
  onChange,
}: {
  /** Null: none is chosen, or what is typed cannot be read. */
  at: Date | null;
  onChange: (at: Date | null) => void;
}) {
  const t = useTranslations("timePicker");
  const choices = useTranslations("actions.snoozes");
  const locale = useLocale();
  const [typed, setTyped] = useState("");
  const isUnread = typed.trim() !== "" && at === null;
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap gap-1.5">
        {timeChoices(serverDate()).map(({ key, at: choice }) => (
          <Button
            key={key}
            size="sm"
            variant="soft"
            onClick={() => {
              setTyped(comingTime(locale, choice, serverDate()));
              onChange(choice);
            }}
          >
            {choices(key)}
          </Button>
        ))}
      </div>
      <Field
        label={t("label")}
        hint={at === null ? t("hint") : planTime(locale, at, serverDate())}
        error={isUnread ? t("unread") : undefined}
      >
        {(control) => (
          <Input
            {...control}
            autoComplete="off"
            placeholder={t("placeholder")}
            value={typed}
            onChange={({ target }) => {
              setTyped(target.value);
              onChange(readTime(target.value, serverDate()));
            }}
          />
        )}
      </Field>
    </div>
  );
}
