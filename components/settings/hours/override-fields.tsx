"use client";

import { useTranslations } from "next-intl";
import type { Hours, OfficeState } from "#contract/hours/hours.ts";
import { DateTimeInput } from "#components/forms/fields/date-time-input.tsx";
import { Field } from "#components/ui/controls/field.tsx";
import { Select } from "#components/ui/controls/select.tsx";

const STATES = ["none", "open", "out_of_office", "break", "holiday"] as const;

/** A manual switch that overrides all hours and ends automatically. */
export function OverrideFields({
  value,
  onChange,
}: {
  value: Hours["override"];
  onChange: (override: Hours["override"]) => void;
}) {
  const t = useTranslations("settings.hours");
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <Field label={t("override")} hint={t("overrideHint")}>
        {(control) => (
          <Select
            {...control}
            value={value?.state ?? "none"}
            onValueChange={(state) =>
              onChange(
                state === "none"
                  ? null
                  : {
                      state: state as OfficeState,
                      until: value?.until ?? null,
                    },
              )
            }
            groups={STATES.map((state) => ({
              value: state,
              label: t(`overrides.${state}`),
            }))}
          />
        )}
      </Field>
      {value && (
        <Field label={t("overrideUntil")} hint={t("overrideUntilHint")}>
          {(control) => (
            <DateTimeInput
              {...control}
              value={value.until}
              onChange={(until) => onChange({ ...value, until })}
            />
          )}
        </Field>
      )}
    </div>
  );
}
