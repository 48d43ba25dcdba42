import type { Jurisdiction, RequestKind } from "./data-request.ts";

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

/** The time by which a request must be answered. Pure. */
export function dueAtOf(
  asked: Asked,
  receivedAt: Date,
  isExtended = false,
): Date {
  const { answer, extended } = DUE[asked.jurisdiction](asked.kind);
  return add(receivedAt, isExtended ? (extended ?? answer) : answer);
}

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
