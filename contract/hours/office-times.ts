import { officeState, type Calendars } from "#contract/hours/office-state.ts";
import type { Hours, HoursSpan, OfficeState } from "#contract/hours/hours.ts";

/** An office's state, and when it changes. */
export type OfficeTimes = {
  state: OfficeState;
  /** Open: when it closes or breaks; else: when it opens. Null: not within two weeks. */
  until: Date | null;
};

const QUARTER_MS = 15 * 60_000; // every time zone is whole quarters away from UTC
const MINUTE_MS = 60_000;
const LOOKED_AHEAD_MS = 15 * 86_400_000;

/** Pure. Looks two weeks ahead. */
export function officeTimes(
  hours: Hours | null,
  now: Date,
  calendars?: Calendars,
): OfficeTimes {
  const state = officeState(hours, now, calendars);
  if (hours === null) return { state, until: null };
  const isOpen = state === "open";
  for (const at of moments(hours, now, calendars)) {
    if ((officeState(hours, at, calendars) === "open") !== isOpen)
      return { state, until: at };
  }
  return { state, until: null };
}

/** Every moment at which the state could change, in order. */
function* moments(
  hours: Hours,
  now: Date,
  calendars: Calendars = new Map(),
): Generator<Date> {
  const minutes = [...minutesInQuarter(hours, calendars)].sort((a, b) => a - b);
  const override = hours.override?.until
    ? new Date(hours.override.until).getTime()
    : null;
  const first = Math.floor(now.getTime() / QUARTER_MS) * QUARTER_MS;
  const last = now.getTime() + LOOKED_AHEAD_MS;
  for (let quarter = first; quarter <= last; quarter += QUARTER_MS) {
    const inIt = minutes.map((minute) => quarter + minute * MINUTE_MS);
    if (
      override !== null &&
      override >= quarter &&
      override < quarter + QUARTER_MS
    )
      inIt.push(override);
    for (const at of inIt.sort((a, b) => a - b))
      if (at > now.getTime()) yield new Date(at);
  }
}

/** 09:20 and 18:05 → 5 (and 0, for midnight). */
function minutesInQuarter(hours: Hours, calendars: Calendars): Set<number> {
  const days = [
    ...hours.holidays,
    ...hours.calendarIds.flatMap((id) => calendars.get(id) ?? []),
  ];
  const spans: HoursSpan[] = [
    ...hours.week,
    ...hours.breaks,
    ...days.flatMap((day) => day.spans),
  ];
  const clocks = spans.flatMap(({ from, to }) => [from, to]);
  return new Set([0, ...clocks.map((clock) => Number(clock.slice(3)) % 15)]);
}

/** When so much office time has passed since `from`. Null: the office stays closed for two weeks. Pure. */
export function afterOfficeTime(
  hours: Hours | null,
  from: Date,
  ms: number,
  calendars?: Calendars,
): Date | null {
  let at = from;
  for (let left = ms; ;) {
    const { state, until } = officeTimes(hours, at, calendars);
    if (state === "open") {
      const open = until === null ? Infinity : until.getTime() - at.getTime();
      if (open >= left) return new Date(at.getTime() + left);
      left -= open;
    }
    if (until === null) return null;
    at = until;
  }
}

/** The part of a span that is in office hours; without hours all of it. Never negative. Pure. */
export function officeMs(
  hours: Hours | null,
  { from, to }: { from: Date; to: Date },
  calendars?: Calendars,
): number {
  if (hours === null) return Math.max(0, to.getTime() - from.getTime());
  let open = 0;
  for (let at = from.getTime(); at < to.getTime();) {
    const { state, until } = officeTimes(hours, new Date(at), calendars);
    const change = until?.getTime() ?? at + LOOKED_AHEAD_MS;
    const end = Math.min(change, to.getTime());
    if (state === "open") open += end - at;
    at = end;
  }
  return open;
}
