import { wallClockFormat } from "#contract/hours/time-zone.ts";
import type { Jurisdiction, RequestKind } from "./data-request.ts";

const MINUTE_MS = 60_000;

type Period = { months: number } | { days: number };
type Term = {
  answer: Period;
  /** The whole period after an extension; null: the law knows none. */
  extended: Period | null;
};

/**
 * The time a company has to answer, from the day the request came. Not legal
 * advice: the operator's counsel checks it. Sources, read 2026-11:
 * - gdpr: art. 12(3) GDPR: one month, and two more for complex requests.
 * - taiwan: art. 13 PDPA: 15 days to let read or copy, and 15 more; 30 days to correct, stop or erase, and 30 more.
 * - singapore: reg. 5 PDP Regulations 2021: as soon as possible; who needs more than 30 days must say so within them.
 * - china: art. 50 PIPL says "timely"; 15 days is the measure of its regulators for apps.
 */
const DUE: Record<Jurisdiction, (kind: RequestKind) => Term> = {
  gdpr: () => ({ answer: { months: 1 }, extended: { months: 3 } }),
  taiwan: (kind) =>
    kind === "access" || kind === "portability"
      ? { answer: { days: 15 }, extended: { days: 30 } }
      : { answer: { days: 30 }, extended: { days: 60 } },
  singapore: () => ({ answer: { days: 30 }, extended: null }),
  china: () => ({ answer: { days: 15 }, extended: null }),
};

type Asked = { jurisdiction: Jurisdiction; kind: RequestKind };

/** Whether the law allows more time, once. Pure. */
export function mayExtend({ jurisdiction, kind }: Asked): boolean {
  return DUE[jurisdiction](kind).extended !== null;
}

type Received = {
  receivedAt: Date;
  /** The zone of the company, whose calendar counts the days and months. */
  timeZone: string;
  isExtended?: boolean;
};

/** The time by which a request must be answered. Pure. */
export function dueAtOf(
  asked: Asked,
  { receivedAt, timeZone, isExtended = false }: Received,
): Date {
  const { answer, extended } = DUE[asked.jurisdiction](asked.kind);
  const period = isExtended ? (extended ?? answer) : answer;
  const offset = offsetMs(receivedAt, timeZone);
  const due = add(new Date(receivedAt.getTime() + offset), period).getTime();
  // Summer time may have begun or ended since.
  return new Date(due - offsetMs(new Date(due - offset), timeZone));
}

/** The wall clock of a zone less UTC. */
function offsetMs(at: Date, timeZone: string): number {
  const parts = wallClockFormat(timeZone).formatToParts(at);
  const read = (type: Intl.DateTimeFormatPartTypes) =>
    Number(parts.find((part) => part.type === type)?.value);
  const wall = Date.UTC(
    read("year"),
    read("month") - 1,
    read("day"),
    read("hour"),
    read("minute"),
  );
  return wall - Math.floor(at.getTime() / MINUTE_MS) * MINUTE_MS;
}

/** Adds to a wall clock, given as if it were UTC. */
function add(from: Date, period: Period): Date {
  const due = new Date(from);
  if ("days" in period) {
    due.setUTCDate(due.getUTCDate() + period.days);
    return due;
  }
  due.setUTCMonth(due.getUTCMonth() + period.months);
  // A month without such a day ends the period on its last day.
  if (due.getUTCDate() !== from.getUTCDate()) due.setUTCDate(0);
  return due;
}
