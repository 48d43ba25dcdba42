"use client";

import { Download } from "lucide-react";
import { useSearchParams } from "next/navigation";
import { useLocale, useTranslations } from "next-intl";
import { startTransition, useOptimistic } from "react";
import { REPORT_PERIODS, type Report } from "#contract/reports/report.ts";
import { useSegments } from "#components/live/queries/use-segments.ts";
import { useMe } from "#components/live/stores/live-context.ts";
import { apiUrl } from "#components/live/transport/api.ts";
import { Button } from "#components/ui/controls/button.tsx";
import { Field } from "#components/ui/controls/field.tsx";
import { Input } from "#components/ui/controls/input.tsx";
import { Select } from "#components/ui/controls/select.tsx";
import { Segmented } from "#components/ui/controls/segmented.tsx";
import { EmptyState } from "#components/ui/marks/empty-state.tsx";
import { Skeleton } from "#components/ui/marks/skeleton.tsx";
import { clockTime, dateAndTime, daysText } from "#components/words/times.ts";
import { useErrorWords } from "#components/words/use-error-words.ts";
import { Definitions } from "./definitions.tsx";
import {
  addressOf,
  CLOCKS,
  filterOf,
  groupOf,
  periodQuery,
  subjectsFor,
  withDay,
  type Days,
  type ReportFilter,
} from "./report-filter.ts";
import { ReportRows } from "./report-rows.tsx";
import { OwnFigures, ReportTable } from "./report-table.tsx";
import { useReport } from "./use-report.ts";

/** A choice needs a value that is not empty. */
const ANY = "any";
const PERIODS = [...REPORT_PERIODS, "days"] as const;

/** The figures of a period. The address holds what is shown, so that a link shows the same. */
export function ReportsPage() {
  const t = useTranslations("reports");
  // Next renders a new address a moment later; a pressed choice must show at once.
  const { role } = useMe();
  const [filter, showAtOnce] = useOptimistic(filterOf(useSearchParams(), role));
  const subjects = subjectsFor(role);
  const readsTeam = subjects.length > 1;
  const show = (part: Partial<ReportFilter>) =>
    startTransition(() => {
      const next = { ...filter, ...part };
      showAtOnce(next);
      window.history.replaceState(null, "", addressOf(next));
    });
  const { period, by, clock, segment, figure } = filter;
  const { data: segments = [] } = useSegments();
  return (
    <div className="min-h-0 flex-1 overflow-y-auto">
      <div className="mx-auto w-full max-w-6xl px-4 py-6 md:px-8 md:py-8">
        <header className="flex flex-wrap items-center gap-2">
          <h1 className="me-auto text-xl font-semibold">{t("title")}</h1>
          <Segmented
            label={t("period")}
            className="max-w-full"
            value={typeof period === "string" ? period : "days"}
            onValueChange={(next) =>
              show({ period: next === "days" ? firstDays() : next })
            }
            options={PERIODS.map((value) => ({
              value,
              label: t(`periods.${value}`),
            }))}
          />
        </header>
        {typeof period !== "string" && (
          <OwnDays days={period} onChange={(next) => show({ period: next })} />
        )}
        <div className="mt-4 mb-3 flex flex-wrap items-center gap-2">
          {figure === null && readsTeam && (
            <Segmented
              label={t("by")}
              value={by}
              onValueChange={(next) => show({ by: next })}
              options={subjects.map((value) => ({
                value,
                label: t(`groups.${value}`),
              }))}
            />
          )}
          <Segmented
            label={t("clock")}
            value={clock}
            onValueChange={(next) => show({ clock: next })}
            options={CLOCKS.map((value) => ({
              value,
              label: t(`clocks.${value}`),
            }))}
          />
          {(segments.length > 0 || segment !== null) && (
            <Select
              aria-label={t("segment")}
              className="h-8 w-auto max-w-56"
              value={segment ?? ANY}
              onValueChange={(id) => show({ segment: id === ANY ? null : id })}
              groups={[
                { value: ANY, label: t("anySegment") },
                ...segments.map(({ id, name }) => ({ value: id, label: name })),
              ]}
            />
          )}
          {/* The API's report of agents has one row for an agent, and all of them for others. */}
          {figure === null && (by !== "me" || !readsTeam) && (
            <Button asChild className="ms-auto">
              <a
                href={apiUrl("/reports/export", {
                  ...periodQuery(period),
                  by: groupOf(by),
                  segment: segment ?? undefined,
                })}
                download
              >
                <Download aria-hidden />
                {t("export")}
              </a>
            </Button>
          )}
        </div>
        {figure === null ? (
          <Figures filter={filter} readsTeam={readsTeam} />
        ) : (
          <ReportRows filter={filter} figure={figure} />
        )}
      </div>
    </div>
  );
}

/** The last seven days, in this browser's time zone. */
function firstDays(): Days {
  const now = new Date();
  const dayOf = (back: number) => {
    const date = new Date(now);
    date.setDate(now.getDate() - back);
    // The Swedish form is the one of the address: 2026-11-30.
    return date.toLocaleDateString("sv");
  };
  return { from: dayOf(6), to: dayOf(0) };
}

function OwnDays({
  days,
  onChange,
}: {
  days: Days;
  onChange: (days: Days) => void;
}) {
  const t = useTranslations("reports");
  // An emptied field keeps the day that counts.
  const change = (part: Partial<Days>) => {
    if (Object.values(part).every((day) => day !== ""))
      onChange(withDay(days, part));
  };
  return (
    <div className="mt-3 flex flex-wrap items-end gap-2 md:justify-end">
      {(["from", "to"] as const).map((side) => (
        <Field key={side} label={t(side)} className="w-40 max-sm:flex-1">
          {(control) => (
            <Input
              {...control}
              type="date"
              value={days[side]}
              onChange={({ target }) => change({ [side]: target.value })}
            />
          )}
        </Field>
      ))}
    </div>
  );
}

function Figures({
  filter,
  readsTeam,
}: {
  filter: ReportFilter;
  readsTeam: boolean;
}) {
  const t = useTranslations("reports");
  const words = useErrorWords();
  const { data, error, refetch } = useReport(filter);
  if (error)
    return (
      <EmptyState
        title={t("failed")}
        text={words(error)}
        action={<Button onClick={() => void refetch()}>{t("retry")}</Button>}
      />
    );
  if (!data) return <Skeleton className="h-64 rounded-lg" />;
  return (
    <>
      <AsOf
        report={data}
        isOfSegment={filter.segment !== null}
        isOwn={!readsTeam}
      />
      {filter.by === "me" ? (
        <OwnFigures report={data} filter={filter} readsTeam={readsTeam} />
      ) : (
        <ReportTable report={data} filter={filter} />
      )}
      <Definitions by={filter.by} withTeam={filter.by === "me" && readsTeam} />
    </>
  );
}

function AsOf({
  report,
  isOfSegment,
  isOwn,
}: {
  report: Report;
  isOfSegment: boolean;
  isOwn: boolean;
}) {
  const t = useTranslations("reports");
  const locale = useLocale();
  const { at, from, to, timeZone, recordedSince } = report;
  return (
    <p className="mb-3 text-sm text-muted-foreground">
      {isOwn && <>{t("ownHint")} </>}
      {to < at
        ? t("ofDays", { days: daysText(locale, report), timeZone })
        : t("asOf", { time: clockTime(locale, at), timeZone })}
      {recordedSince !== null && recordedSince > from && (
        <> {t("recordedSince", { time: dateAndTime(locale, recordedSince) })}</>
      )}
      {isOfSegment && <> {t("segmentHint")}</>}
    </p>
  );
}
