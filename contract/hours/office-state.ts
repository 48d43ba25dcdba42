import type {
  Holiday,
  Hours,
  HoursSpan,
  OfficeState,
} from "#contract/hours/hours.ts";
import { wallClockFormat } from "#contract/hours/time-zone.ts";

/** Holiday calendars by id. */
export type Calendars = ReadonlyMap<string, readonly Holiday[]>;

const NO_CALENDARS: Calendars = new Map();

/** Returns the state at that moment: the override, then holidays, then the week, then its breaks. No hours: always open. */
export function officeState(
  hours: Hours | null,
  now: Date,
  calendars: Calendars = NO_CALENDARS,
): OfficeState {
  if (hours === null) return "open";
  const { override } = hours;
  if (override && (override.until === null || now < new Date(override.until)))
    return override.state;
  const at = wallClock(now, hours.timeZone);
  const yesterday = dayBefore(at);
  const holidays = [
    ...hours.holidays,
    ...hours.calendarIds.flatMap((id) => calendars.get(id) ?? []),
  ];
  const today = holidayOn(holidays, at.date);
  const before = holidayOn(holidays, yesterday.date);
  // A night shift that began the day before continues into a holiday, and the other way round.
  const runsOn = inSpans(spansOn(hours, before, yesterday.day), {
    ...at,
    minute: at.minute + DAY_MINUTES,
  });
  const inDay = inSpans(spansOn(hours, today, at.day), at);
  if (!runsOn && !inDay) return today ? "holiday" : "out_of_office";
  return inBreak(hours, at, yesterday.day) ? "break" : "open";
}

/** @see officeState */
export function isOpen(
  hours: Hours | null,
  now: Date,
  calendars: Calendars = NO_CALENDARS,
): boolean {
  return officeState(hours, now, calendars) === "open";
}

type WallClock = { date: string; day: number; minute: number };

const DAY_MINUTES = 24 * 60;

/** The day and minute of the wall clock in that zone. */
function wallClock(now: Date, timeZone: string): WallClock {
  const parts: Record<string, string> = {};
  for (const { type, value } of wallClockFormat(timeZone).formatToParts(now)) {
    parts[type] = value;
  }
  const date = `${parts["year"]}-${parts["month"]}-${parts["day"]}`;
  return {
    date,
    day: new Date(`${date}T00:00:00Z`).getUTCDay(),
    minute: Number(parts["hour"]) * 60 + Number(parts["minute"]),
  };
}

function dayBefore({ date }: WallClock): { date: string; day: number } {
  const at = new Date(`${date}T00:00:00Z`);
  at.setUTCDate(at.getUTCDate() - 1);
  return { date: at.toISOString().slice(0, 10), day: at.getUTCDay() };
}

function holidayOn(
  holidays: readonly Holiday[],
  date: string,
): Holiday | undefined {
  return holidays.find((holiday) => {
    const last = holiday.until ?? holiday.date;
    if (!holiday.yearly) return holiday.date <= date && date <= last;
    const [from, to, day] = [holiday.date, last, date].map((d) => d.slice(5));
    // Over New Year's Eve the last day stands before the first.
    return from! <= to!
      ? from! <= day! && day! <= to!
      : day! >= from! || day! <= to!;
  });
}

function spansOn(
  hours: Hours,
  holiday: Holiday | undefined,
  day: number,
): HoursSpan[] {
  return holiday?.spans ?? hours.week.filter((span) => span.day === day);
}

function inSpans(spans: HoursSpan[], { minute }: { minute: number }): boolean {
  return spans.some((span) => {
    const from = minuteOf(span.from);
    const to = minuteOf(span.to);
    return from <= minute && minute < (to <= from ? to + DAY_MINUTES : to);
  });
}

function inBreak(hours: Hours, at: WallClock, yesterday: number): boolean {
  const on = (day: number) => hours.breaks.filter((span) => span.day === day);
  const runsOn = { minute: at.minute + DAY_MINUTES };
  return inSpans(on(at.day), at) || inSpans(on(yesterday), runsOn);
}

function minuteOf(clock: string): number {
  const [hour, minute] = clock.split(":").map(Number);
  return (hour ?? 0) * 60 + (minute ?? 0);
}
