import { z } from "zod";
import { lineSchema } from "#contract/text/text-schema.ts";

/**
 * Office hours, as channels, departments and queues keep them: wall-clock
 * times in one IANA time zone, so that summer time moves nothing.
 */

/** "09:00"; "24:00" is the end of the day. */
const clockSchema = z
  .string()
  .regex(/^(?:[01]\d|2[0-3]):[0-5]\d$|^24:00$/, "Write it as 09:00.");
const dateSchema = z.iso.date();

/** `to` at or before `from` runs past midnight, into the next day. */
const spanSchema = z.object({ from: clockSchema, to: clockSchema });
export type HoursSpan = z.infer<typeof spanSchema>;

/** `day`: 0 is Sunday, 6 is Saturday. */
const daySpanSchema = spanSchema.extend({
  day: z.number().int().min(0).max(6),
});

/** One day, or the days up to and including `until`; `yearly` counts month and day alone. Spans: open within them all the same. */
export const holidaySchema = z
  .object({
    date: dateSchema,
    until: dateSchema.optional(),
    name: lineSchema({ max: 120 }).default(""),
    yearly: z.boolean().default(false),
    spans: z.array(spanSchema).max(10).default([]),
  })
  .refine(({ date, until }) => until === undefined || until >= date, {
    path: ["until"],
    message: "The last day must be after the first.",
  });
export type Holiday = z.infer<typeof holidaySchema>;

export const officeStateSchema = z.enum([
  "open",
  "out_of_office",
  "break",
  "holiday",
]);
export type OfficeState = z.infer<typeof officeStateSchema>;

const MAX_SPANS = 100;

export const hoursSchema = z.object({
  timeZone: z.string().refine(isTimeZone, "Enter a valid time zone."),
  week: z.array(daySpanSchema).max(MAX_SPANS),
  /** Inside the week's spans: closed for a while. */
  breaks: z.array(daySpanSchema).max(MAX_SPANS).default([]),
  holidays: z.array(holidaySchema).max(400).default([]),
  /** Shared holiday calendars, by id. */
  calendarIds: z.array(z.uuid()).max(20).default([]),
  /** A manual switch that takes precedence over everything, until a time or permanently. */
  override: z
    .object({
      state: officeStateSchema,
      until: z.iso.datetime({ offset: true }).nullable(),
    })
    .nullable()
    .default(null),
});
export type Hours = z.infer<typeof hoursSchema>;
export type HoursInput = z.input<typeof hoursSchema>;

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

/** Hours as a column holds them; null: none, or not readable. Never throws. */
export function readHours(value: unknown): Hours | null {
  const parsed = hoursSchema.safeParse(value);
  return parsed.success ? parsed.data : null;
}

type WallClock = { date: string; day: number; minute: number };

const DAY_MINUTES = 24 * 60;

/** The day and minute of the wall clock in that zone. */
function wallClock(now: Date, timeZone: string): WallClock {
  const parts: Record<string, string> = {};
  for (const { type, value } of formatter(timeZone).formatToParts(now)) {
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

// Making one costs a hundred times more than using it.
const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(timeZone: string): Intl.DateTimeFormat {
  let found = formatters.get(timeZone);
  if (!found) {
    found = new Intl.DateTimeFormat("en-CA", {
      timeZone,
      hourCycle: "h23",
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
    });
    formatters.set(timeZone, found);
  }
  return found;
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

/** Whether it is the name of an IANA time zone. Pure. */
export function isTimeZone(name: string): boolean {
  try {
    return formatter(name) !== null;
  } catch {
    return false;
  }
}
