"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { Input } from "#components/ui/controls/input.tsx";
import { Select } from "#components/ui/controls/select.tsx";

const SECONDS = {
  seconds: 1,
  minutes: 60,
  hours: 3_600,
  days: 86_400,
} as const;
type Unit = keyof typeof SECONDS;
const ALL_UNITS: readonly Unit[] = ["seconds", "minutes", "hours", "days"];

/** A length of time in seconds, shown in the largest unit in which it is whole; null: the field is empty. */
export function DurationInput({
  value,
  onChange,
  units = ALL_UNITS,
  placeholder,
  ...aria
}: {
  value: number | null;
  onChange: (seconds: number | null) => void;
  units?: readonly Unit[];
  /** Says the meaning of an empty field. */
  placeholder?: string;
  id?: string;
  "aria-describedby"?: string | undefined;
  "aria-invalid"?: true | undefined;
}) {
  const t = useTranslations("settings.fields");
  const [unit, setUnit] = useState<Unit>(() => unitOf(value, units));
  const shown = value === null ? "" : String(value / SECONDS[unit]);
  return (
    <div className="flex gap-2">
      <Input
        {...aria}
        type="number"
        inputMode="numeric"
        min={0}
        value={shown}
        placeholder={placeholder}
        onChange={({ target }) =>
          onChange(
            target.value === ""
              ? null
              : Math.round(Number(target.value) * SECONDS[unit]),
          )
        }
        className="min-w-0 flex-1 tabular-nums"
      />
      <Select
        aria-label={t("unit")}
        value={unit}
        onValueChange={(next) => {
          const chosen = next as Unit;
          setUnit(chosen);
          if (value !== null)
            onChange((value / SECONDS[unit]) * SECONDS[chosen]);
        }}
        groups={units.map((each) => ({
          value: each,
          label: t(`units.${each}`),
        }))}
        className="w-28 shrink-0"
      />
    </div>
  );
}

function unitOf(value: number | null, units: readonly Unit[]): Unit {
  const fitting = units.filter(
    (unit) => value !== null && value > 0 && value % SECONDS[unit] === 0,
  );
  return fitting.at(-1) ?? units[0] ?? "seconds";
}
