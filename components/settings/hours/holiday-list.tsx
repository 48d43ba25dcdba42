"use client";

import { Plus, X } from "lucide-react";
import { useTranslations } from "next-intl";
import type { Holiday } from "#contract/hours/hours.ts";
import { Clock } from "#components/settings/hours/week-editor.tsx";
import { Button } from "#components/ui/controls/button.tsx";
import { Field } from "#components/ui/controls/field.tsx";
import { IconButton } from "#components/ui/controls/icon-button.tsx";
import { Input } from "#components/ui/controls/input.tsx";

const OPEN_SPAN = { from: "09:00", to: "12:00" };

/** Holidays of one or several days, each with a name, yearly or once, closed or partly open. */
export function HolidayList({
  value,
  onChange,
  errorsAt,
}: {
  value: Holiday[];
  onChange: (days: Holiday[]) => void;
  /** Faults of the holiday at this index. */
  errorsAt?: (index: number) => { date?: string; until?: string };
}) {
  const t = useTranslations("settings.holidays");
  return (
    <div className="flex flex-col gap-2">
      {value.length > 0 && (
        <ul aria-label={t("list")} className="flex flex-col gap-2">
          {value.map((day, index) => (
            <DayRow
              key={index}
              day={day}
              errors={errorsAt?.(index) ?? {}}
              onChange={(next) =>
                onChange(value.map((each, at) => (at === index ? next : each)))
              }
              onRemove={() => onChange(value.filter((_, at) => at !== index))}
            />
          ))}
        </ul>
      )}
      <Button
        className="self-start"
        onClick={() => onChange([...value, newDay()])}
      >
        <Plus />
        {t("addDay")}
      </Button>
    </div>
  );
}

function DayRow({
  day,
  errors,
  onChange,
  onRemove,
}: {
  day: Holiday;
  errors: { date?: string; until?: string };
  onChange: (day: Holiday) => void;
  onRemove: () => void;
}) {
  const t = useTranslations("settings.holidays");
  const { until: _until, ...single } = day;
  const span = day.spans[0];
  return (
    <li className="rounded-md border p-3">
      <div className="grid grid-cols-1 gap-3 sm:grid-cols-[1fr_1fr_1.4fr_auto]">
        <Field label={t("date")} error={errors.date}>
          {(control) => (
            <Input
              {...control}
              type="date"
              value={day.date}
              onChange={({ target }) =>
                onChange({ ...day, date: target.value })
              }
            />
          )}
        </Field>
        <Field label={t("until")} error={errors.until}>
          {(control) => (
            <Input
              {...control}
              type="date"
              min={day.date}
              value={day.until ?? ""}
              onChange={({ target }) =>
                onChange(
                  target.value === ""
                    ? single
                    : { ...day, until: target.value },
                )
              }
            />
          )}
        </Field>
        <Field label={t("dayName")}>
          {(control) => (
            <Input
              {...control}
              value={day.name}
              maxLength={120}
              autoComplete="off"
              onChange={({ target }) =>
                onChange({ ...day, name: target.value })
              }
            />
          )}
        </Field>
        <IconButton
          label={t("remove", { name: day.name || t("unnamed") })}
          onClick={onRemove}
          className="justify-self-end sm:mt-6"
        >
          <X />
        </IconButton>
      </div>
      <div className="mt-3 flex flex-wrap items-center gap-x-5 gap-y-2 text-sm">
        <Check
          label={t("yearly")}
          checked={day.yearly}
          onChange={(yearly) => onChange({ ...day, yearly })}
        />
        <Check
          label={t("open")}
          checked={span !== undefined}
          onChange={(isOpen) =>
            onChange({ ...day, spans: isOpen ? [OPEN_SPAN] : [] })
          }
        />
        {span && (
          <span className="flex items-center gap-1.5">
            <Clock
              label={t("openFrom")}
              value={span.from}
              onChange={(from) =>
                onChange({ ...day, spans: [{ ...span, from }] })
              }
            />
            <span aria-hidden>–</span>
            <Clock
              label={t("openTo")}
              value={span.to}
              isEnd
              onChange={(to) => onChange({ ...day, spans: [{ ...span, to }] })}
            />
          </span>
        )}
      </div>
    </li>
  );
}

function Check({
  label,
  checked,
  onChange,
}: {
  label: string;
  checked: boolean;
  onChange: (checked: boolean) => void;
}) {
  return (
    <label className="flex cursor-pointer items-center gap-2 touch:min-h-11">
      <input
        type="checkbox"
        checked={checked}
        onChange={({ target }) => onChange(target.checked)}
        className="size-4 accent-(--primary)"
      />
      {label}
    </label>
  );
}

function newDay(): Holiday {
  const now = new Date();
  const local = new Date(now.getTime() - now.getTimezoneOffset() * 60_000);
  const date = local.toISOString().slice(0, 10);
  return { date, name: "", yearly: false, spans: [] };
}
