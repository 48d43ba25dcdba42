"use client";

import { Coffee, Copy, Plus, X } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import type { Hours, HoursSpan } from "#contract/hours/hours.ts";
import {
  copyDay,
  DAYS,
  fromInput,
  nextSpan,
  placeOnBar,
  runsPastMidnight,
  spansOf,
  toInput,
  withSpans,
  type Day,
  type SpanKind,
} from "#components/settings/hours/week.ts";
import { IconButton } from "#components/ui/controls/icon-button.tsx";
import { Input } from "#components/ui/controls/input.tsx";

/** The seven days with their hours and breaks, each with a bar of its 24 hours. */
export function WeekEditor({
  value,
  closed,
  onChange,
}: {
  value: Hours;
  /** Text for a day without hours. */
  closed: string;
  onChange: (hours: Hours) => void;
}) {
  const t = useTranslations("settings.hours");
  return (
    <ul aria-label={t("week")} className="divide-y rounded-md border">
      {DAYS.map((day) => (
        <DayRow key={day} {...{ day, value, closed, onChange }} />
      ))}
    </ul>
  );
}

function DayRow({
  day,
  value,
  closed,
  onChange,
}: {
  day: Day;
  value: Hours;
  closed: string;
  onChange: (hours: Hours) => void;
}) {
  const t = useTranslations("settings.hours");
  const name = useDayName()(day, "long");
  const open = spansOf(value, "week", day);
  const add = (kind: SpanKind) =>
    onChange(
      withSpans(value, kind, day, [
        ...spansOf(value, kind, day),
        nextSpan(value, kind, day),
      ]),
    );
  return (
    <li className="flex flex-wrap items-start gap-x-3 gap-y-1.5 px-3 py-2">
      <div className="flex h-8 w-24 shrink-0 items-center text-sm font-medium touch:h-11">
        {name}
      </div>
      <div className="order-last flex w-full min-w-0 flex-col gap-1.5 sm:order-none sm:w-auto sm:flex-1">
        {open.length === 0 && (
          <span className="flex h-8 items-center text-sm text-muted-foreground">
            {closed}
          </span>
        )}
        <Spans kind="week" day={day} value={value} onChange={onChange} />
        {open.length > 0 && (
          <>
            <Spans kind="breaks" day={day} value={value} onChange={onChange} />
            <Bar day={day} value={value} />
          </>
        )}
      </div>
      <div className="ms-auto flex">
        <IconButton
          label={t("addSpan", { day: name })}
          onClick={() => add("week")}
        >
          <Plus />
        </IconButton>
        <IconButton
          label={t("addBreak", { day: name })}
          disabled={open.length === 0}
          onClick={() => add("breaks")}
        >
          <Coffee />
        </IconButton>
        <IconButton
          label={t("copyDay", { day: name })}
          disabled={open.length === 0}
          onClick={() => onChange(copyDay(value, day))}
        >
          <Copy />
        </IconButton>
      </div>
    </li>
  );
}

function Spans({
  kind,
  day,
  value,
  onChange,
}: {
  kind: SpanKind;
  day: Day;
  value: Hours;
  onChange: (hours: Hours) => void;
}) {
  const t = useTranslations("settings.hours");
  const name = useDayName()(day, "long");
  const spans = spansOf(value, kind, day);
  const set = (next: HoursSpan[]) =>
    onChange(withSpans(value, kind, day, next));
  return spans.map((span, index) => {
    const change = (part: Partial<HoursSpan>) =>
      set(
        spans.map((each, at) => (at === index ? { ...each, ...part } : each)),
      );
    const { from, to } = span;
    return (
      // On a narrow screen the text wraps below, never the button.
      <div key={index} className="flex max-w-full items-start gap-1.5">
        <div className="flex min-w-0 flex-wrap items-center gap-1.5">
          <Clock
            label={t(kind === "week" ? "from" : "breakFrom", { day: name })}
            value={from}
            onChange={(clock) => change({ from: clock })}
          />
          <span aria-hidden className="text-muted-foreground">
            –
          </span>
          <Clock
            label={t(kind === "week" ? "to" : "breakTo", { day: name })}
            value={to}
            isEnd
            onChange={(clock) => change({ to: clock })}
          />
          <span className="text-xs text-muted-foreground empty:hidden">
            {kind === "breaks"
              ? t("break")
              : from === "00:00" && to === "24:00"
                ? t("wholeDay")
                : runsPastMidnight(span) && t("nextDay")}
          </span>
        </div>
        <IconButton
          label={t("removeSpan", { from, to, day: name })}
          size="icon-sm"
          className="my-0.5 shrink-0 touch:my-0"
          onClick={() => set(spans.filter((_, at) => at !== index))}
        >
          <X />
        </IconButton>
      </div>
    );
  });
}

/** An input for a time of day. */
export function Clock({
  label,
  value,
  isEnd = false,
  onChange,
}: {
  label: string;
  value: string;
  /** Whether midnight means the end of the day. */
  isEnd?: boolean;
  onChange: (clock: string) => void;
}) {
  return (
    <Input
      type="time"
      aria-label={label}
      value={toInput(value)}
      onChange={({ target }) =>
        target.value !== "" && onChange(fromInput(target.value, isEnd))
      }
      // On a phone a tap anywhere opens the picker, so its icon only takes room.
      className="h-8 w-[7.25rem] px-2 tabular-nums touch:w-26 touch:[&::-webkit-calendar-picker-indicator]:hidden"
    />
  );
}

// Only visual: the inputs hold the same values.
function Bar({ day, value }: { day: Day; value: Hours }) {
  const place = (span: HoursSpan) => {
    const { start, width } = placeOnBar(span);
    return { insetInlineStart: `${start}%`, width: `${width}%` };
  };
  return (
    <div
      aria-hidden
      className="relative h-1.5 max-w-64 overflow-hidden rounded-full bg-muted"
    >
      {spansOf(value, "week", day).map((span, index) => (
        <span
          key={index}
          style={place(span)}
          className="absolute inset-y-0 bg-primary"
        />
      ))}
      {spansOf(value, "breaks", day).map((span, index) => (
        <span
          key={index}
          style={place(span)}
          className="absolute inset-y-0 bg-warning"
        />
      ))}
    </div>
  );
}

// A day from which weekdays can be counted: 4 January 1970 was a Sunday.
const A_SUNDAY = 3;

/** Returns the localized name of a day: "Monday", "星期一". */
export function useDayName(): (day: Day, length: "long" | "short") => string {
  const locale = useLocale();
  return (day, weekday) =>
    new Intl.DateTimeFormat(locale, { weekday, timeZone: "UTC" }).format(
      (A_SUNDAY + day) * 86_400_000,
    );
}
