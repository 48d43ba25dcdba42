import type { Hours, HoursSpan } from "#contract/hours/hours.ts";

/** The changes of the week editor to office hours. Pure. */

/** Monday first, the usual order for office hours. 0 is Sunday. */
export const DAYS = [1, 2, 3, 4, 5, 6, 0] as const;
export type Day = (typeof DAYS)[number];
export type SpanKind = "week" | "breaks";

const DAY_MINUTES = 24 * 60;
const PRESETS = {
  presetWork: { days: [1, 2, 3, 4, 5], from: "09:00", to: "18:00" },
  presetDaily: { days: [...DAYS], from: "09:00", to: "21:00" },
  presetAlways: { days: [...DAYS], from: "00:00", to: "24:00" },
} as const satisfies Record<
  string,
  { days: readonly number[]; from: string; to: string }
>;
export type Preset = keyof typeof PRESETS;
export const presets = Object.keys(PRESETS) as Preset[];

/** Default hours: a usual week in the agent's time zone. */
export function startingHours(timeZone: string): Hours {
  return withPreset(
    {
      timeZone,
      week: [],
      breaks: [],
      holidays: [],
      calendarIds: [],
      override: null,
    },
    "presetWork",
  );
}

export function withPreset(hours: Hours, preset: Preset): Hours {
  const { days, from, to } = PRESETS[preset];
  return { ...hours, week: days.map((day) => ({ day, from, to })), breaks: [] };
}

export function spansOf(hours: Hours, kind: SpanKind, day: Day): HoursSpan[] {
  return hours[kind].filter((span) => span.day === day);
}

export function withSpans(
  hours: Hours,
  kind: SpanKind,
  day: Day,
  spans: HoursSpan[],
): Hours {
  const others = hours[kind].filter((span) => span.day !== day);
  return {
    ...hours,
    [kind]: [...others, ...spans.map((s) => ({ ...s, day }))],
  };
}

/** A further span that fits: an evening after the day's last span, or a lunch break. */
export function nextSpan(hours: Hours, kind: SpanKind, day: Day): HoursSpan {
  if (kind === "breaks") return { from: "12:00", to: "13:00" };
  const last = spansOf(hours, "week", day).at(-1);
  if (!last) return { from: "09:00", to: "18:00" };
  const from = Math.min(minuteOf(last.to) + 60, DAY_MINUTES - 60);
  return {
    from: clockOf(from),
    to: clockOf(Math.min(from + 180, DAY_MINUTES)),
  };
}

/** Copies the day's hours and breaks to all other open days. */
export function copyDay(hours: Hours, day: Day): Hours {
  const open = DAYS.filter((each) => spansOf(hours, "week", each).length > 0);
  let copied = hours;
  for (const other of open) {
    for (const kind of ["week", "breaks"] as const)
      copied = withSpans(copied, kind, other, spansOf(hours, kind, day));
  }
  return copied;
}

/** Place of a span on its day's bar, in percent; a span past midnight ends at the edge. */
export function placeOnBar({ from, to }: HoursSpan): {
  start: number;
  width: number;
} {
  const start = minuteOf(from);
  const end = minuteOf(to) <= start ? DAY_MINUTES : minuteOf(to);
  return {
    start: (start / DAY_MINUTES) * 100,
    width: ((end - start) / DAY_MINUTES) * 100,
  };
}

export function runsPastMidnight({ from, to }: HoursSpan): boolean {
  return minuteOf(to) <= minuteOf(from) && minuteOf(to) > 0;
}

/** A clock input does not accept 24:00. */
export function toInput(clock: string): string {
  return clock === "24:00" ? "00:00" : clock;
}

export function fromInput(clock: string, isEnd: boolean): string {
  return isEnd && clock === "00:00" ? "24:00" : clock;
}

function minuteOf(clock: string): number {
  const [hour, minute] = clock.split(":").map(Number);
  return (hour ?? 0) * 60 + (minute ?? 0);
}

function clockOf(minutes: number): string {
  const two = (value: number) => String(value).padStart(2, "0");
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}
