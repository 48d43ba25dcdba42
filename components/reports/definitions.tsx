"use client";

import { useTranslations } from "next-intl";
import { REPORT_FIGURES } from "#contract/reports/report.ts";
import { groupOf, type ReportSubject } from "./report-filter.ts";
import { useFigureWords } from "./use-report.ts";

/** The definition of each figure. */
export function Definitions({
  by,
  withTeam,
}: {
  by: ReportSubject;
  withTeam: boolean;
}) {
  const t = useTranslations("reports");
  const words = useFigureWords();
  return (
    <details className="mt-4 text-sm">
      <summary className="w-fit cursor-pointer text-muted-foreground">
        {t("definitions.title")}
      </summary>
      <dl className="mt-2 max-w-prose space-y-2">
        {REPORT_FIGURES.map((figure) => (
          <div key={figure}>
            <dt className="font-medium">{words(figure, by)}</dt>
            <dd className="text-muted-foreground">
              {t(
                `definitions.${figure === "in" && groupOf(by) === "agent" ? "taken" : figure}`,
              )}
            </dd>
          </div>
        ))}
        <div>
          <dt className="font-medium">{t("clocks.office")}</dt>
          <dd className="text-muted-foreground">{t("definitions.office")}</dd>
        </div>
        {withTeam && (
          <div>
            <dt className="font-medium">{t("team")}</dt>
            <dd className="text-muted-foreground">{t("definitions.team")}</dd>
          </div>
        )}
      </dl>
    </details>
  );
}
