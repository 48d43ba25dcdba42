import {
  REPORT_FIGURES,
  REPORT_GROUPS,
  REPORT_PERIODS,
  type ReportFigure,
  type ReportGroup,
  type ReportPeriod,
} from "#contract/reports/report.ts";

export const CLOCKS = ["office", "wall"] as const;
export type Clock = (typeof CLOCKS)[number];

/** The choice of the page, which its address holds. */
export type ReportFilter = {
  period: ReportPeriod;
  by: ReportGroup;
  /** Times in office hours, or around the clock. */
  clock: Clock;
  /** The number whose conversations are listed; null: the report itself. */
  figure: ReportFigure | null;
  /** The id of one row, or "none"; null: all rows. */
  row: string | null;
};

/** Reads the filter from the page's address. Unknown values are left out. Pure. */
export function filterOf(search: Pick<URLSearchParams, "get">): ReportFilter {
  return {
    period: oneOf(REPORT_PERIODS, search.get("period")) ?? "today",
    by: oneOf(REPORT_GROUPS, search.get("by")) ?? "agent",
    clock: oneOf(CLOCKS, search.get("clock")) ?? "office",
    figure: oneOf(REPORT_FIGURES, search.get("figure")),
    row: search.get("row"),
  };
}

/** The address of the page with this filter. Pure. */
export function addressOf({
  period,
  by,
  clock,
  figure,
  row,
}: ReportFilter): string {
  const search = new URLSearchParams({ period, by });
  if (clock !== "office") search.set("clock", clock);
  if (figure !== null) search.set("figure", figure);
  if (figure !== null && row !== null) search.set("row", row);
  return `/reports?${search.toString()}`;
}

function oneOf<T extends string>(
  known: readonly T[],
  value: string | null,
): T | null {
  return known.find((one) => one === value) ?? null;
}
