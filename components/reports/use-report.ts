"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import type {
  Report,
  ReportFigure,
  ReportItem,
  ReportRow,
} from "#contract/reports/report.ts";
import { liveKey } from "#components/live/queries/live-keys.ts";
import { usePages } from "#components/live/queries/use-pages.ts";
import { useMe } from "#components/live/stores/live-context.ts";
import { api } from "#components/live/transport/api.ts";
import { groupOf, periodQuery, type ReportFilter } from "./report-filter.ts";

export function useReport({ period, by: subject, segment }: ReportFilter) {
  const by = groupOf(subject);
  return useQuery({
    queryKey: liveKey("reports", periodQuery(period), by, segment ?? ""),
    queryFn: ({ signal }) =>
      api<Report>("/reports", {
        query: { ...periodQuery(period), by, segment: segment ?? undefined },
        signal,
      }),
    placeholderData: keepPreviousData,
  });
}

/** The conversations behind one number. */
export function useReportRows(
  { period, by: subject, segment, row: chosen }: ReportFilter,
  figure: ReportFigure,
) {
  const me = useMe().id;
  const by = groupOf(subject);
  const row = subject === "me" ? me : chosen;
  return usePages<ReportItem>({
    queryKey: liveKey(
      "reports",
      "rows",
      periodQuery(period),
      by,
      segment ?? "",
      row ?? "",
      figure,
    ),
    path: "/reports/rows",
    query: {
      ...periodQuery(period),
      by,
      segment: segment ?? undefined,
      figure,
      row: row ?? undefined,
    },
  });
}

/** The name of a row, also of those without one. */
export function useRowName(): (
  row: Pick<ReportRow, "id" | "name">,
  by: ReportFilter["by"],
) => string {
  const t = useTranslations("reports");
  return ({ id, name }, by) => {
    if (name !== null) return name;
    if (id !== null) return t("deleted");
    return by === "agent" ? t("outside") : t("noQueue");
  };
}

/** The words of a figure. Agents take conversations; in queues and pages they begin. */
export function useFigureWords(): (
  figure: ReportFigure,
  by: ReportFilter["by"],
) => string {
  const t = useTranslations("reports.figures");
  return (figure, by) =>
    t(figure === "in" && groupOf(by) === "agent" ? "taken" : figure);
}
