import type { Role } from "#contract/people/agent.ts";
import { mayDo, scopeFor } from "#contract/people/policy.ts";
import {
  REPORT_FIGURES,
  REPORT_GROUPS,
  REPORT_PERIODS,
  type ReportFigure,
  type ReportGroup,
  type ReportPeriod,
} from "#contract/reports/report.ts";

/** "me": the reader's own figures, with the team's medians for those who read more than their own. */
export type ReportSubject = ReportGroup | "me";

export const CLOCKS = ["office", "wall"] as const;
export type Clock = (typeof CLOCKS)[number];

/** The first and the last day, both included. */
export type Days = { from: string; to: string };

/** The choice of the page, which its address holds. */
export type ReportFilter = {
  /** Days: those of one's own choice. */
  period: ReportPeriod | Days;
  by: ReportSubject;
  /** Times in office hours, or around the clock. */
  clock: Clock;
  /** The id of a segment of customers; null: all customers. */
  segment: string | null;
  /** The number whose conversations are listed; null: the report itself. */
  figure: ReportFigure | null;
  /** The id of one row, or "none"; null: all rows. */
  row: string | null;
};

/**
 * Reads the filter from the page's address. Unknown values are left out, and so is what
 * the role may not read: an agent reads their own figures alone. Pure.
 */
export function filterOf(
  search: Pick<URLSearchParams, "get">,
  role: Role,
): ReportFilter {
  return {
    period:
      daysOf(search.get("from"), search.get("to")) ??
      oneOf(REPORT_PERIODS, search.get("period")) ??
      "today",
    by: oneOf(subjectsFor(role), search.get("by")) ?? subjectsFor(role)[0]!,
    clock: oneOf(CLOCKS, search.get("clock")) ?? "office",
    segment: search.get("segment"),
    figure: oneOf(REPORT_FIGURES, search.get("figure")),
    row: search.get("row"),
  };
}

/** The subjects that the role may read, the first one first. Pure. */
export function subjectsFor(role: Role): readonly ReportSubject[] {
  if (scopeFor(role, "reports.read") === "own") return ["me"];
  // An auditor works on no conversation.
  return mayDo(role, "threads.read") ? [...REPORT_GROUPS, "me"] : REPORT_GROUPS;
}

/** The API's group of a subject. Pure. */
export function groupOf(by: ReportSubject): ReportGroup {
  return by === "me" ? "agent" : by;
}

/** The address of the page with this filter. Pure. */
export function addressOf({
  period,
  by,
  clock,
  segment,
  figure,
  row,
}: ReportFilter): string {
  const search = new URLSearchParams({ ...periodQuery(period), by });
  if (clock !== "office") search.set("clock", clock);
  if (segment !== null) search.set("segment", segment);
  if (figure !== null) search.set("figure", figure);
  if (figure !== null && row !== null) search.set("row", row);
  return `/reports?${search.toString()}`;
}

/** The period as the API and the address have it. Pure. */
export function periodQuery(
  period: ReportFilter["period"],
): Days | { period: ReportPeriod } {
  return typeof period === "string" ? { period } : period;
}

/** The days with one of them changed: the other follows, so that the last is never before the first. Pure. */
export function withDay(days: Days, changed: Partial<Days>): Days {
  const { from, to } = { ...days, ...changed };
  if (from <= to) return { from, to };
  return changed.from === undefined ? { from: to, to } : { from, to: from };
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;

function daysOf(from: string | null, to: string | null): Days | null {
  if (from === null || to === null) return null;
  return DAY.test(from) && DAY.test(to) && from <= to ? { from, to } : null;
}

function oneOf<T extends string>(
  known: readonly T[],
  value: string | null,
): T | null {
  return known.find((one) => one === value) ?? null;
}
