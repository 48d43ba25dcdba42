import type { Report, ReportFigures } from "#contract/reports/report.ts";

/**
 * The figures of a report by agent that one agent can be compared with. Counts: the median
 * of the agents who have figures. Times are medians of all conversations already. Pure.
 */
export function teamFigures({ rows, total }: Report): ReportFigures {
  const agents = rows.filter(({ id }) => id !== null);
  const medianOf = (count: (row: ReportFigures) => number) =>
    medianNumber(agents.map(count));
  return {
    ...total,
    in: medianOf((row) => row.in),
    closed: medianOf((row) => row.closed),
    missed: medianOf((row) => row.missed),
    waived: medianOf((row) => row.waived),
    spam: medianOf((row) => row.spam),
  };
}

function medianNumber(numbers: number[]): number {
  const sorted = numbers.toSorted((one, other) => one - other);
  const middle = (sorted.length - 1) / 2;
  const low = sorted[Math.floor(middle)] ?? 0;
  const high = sorted[Math.ceil(middle)] ?? 0;
  return (low + high) / 2;
}
