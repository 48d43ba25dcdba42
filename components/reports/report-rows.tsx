"use client";

import { ArrowLeft } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import type { ReportFigure, ReportItem } from "#contract/reports/report.ts";
import { mayOpen } from "#contract/live/console-pages.ts";
import { useMe } from "#components/live/stores/live-context.ts";
import { PageLink } from "#components/navigation/page-link.tsx";
import { Button } from "#components/ui/controls/button.tsx";
import { MoreButton } from "#components/ui/controls/more-button.tsx";
import { EmptyState } from "#components/ui/marks/empty-state.tsx";
import { Skeleton } from "#components/ui/marks/skeleton.tsx";
import { dateAndTime, lengthText } from "#components/words/times.ts";
import { useErrorWords } from "#components/words/use-error-words.ts";
import { addressOf, type Clock, type ReportFilter } from "./report-filter.ts";
import {
  useFigureWords,
  useReport,
  useReportRows,
  useRowName,
} from "./use-report.ts";

/** The conversations behind one number, newest first. */
export function ReportRows({
  filter,
  figure,
}: {
  filter: ReportFilter;
  figure: ReportFigure;
}) {
  const t = useTranslations("reports");
  const words = useErrorWords();
  const figureWords = useFigureWords();
  const rowName = useNameOfRow(filter);
  const query = useReportRows(filter, figure);
  const items = query.data ?? [];
  const label = figureWords(figure, filter.by);
  return (
    <section aria-labelledby="report-rows">
      <PageLink
        href={addressOf({ ...filter, figure: null, row: null })}
        className="inline-flex min-h-6 items-center gap-1 text-sm text-primary hover:underline"
      >
        <ArrowLeft aria-hidden className="size-4" />
        {t("back")}
      </PageLink>
      <h2 id="report-rows" className="bidi mt-2 mb-3 text-base font-semibold">
        {rowName === null
          ? label
          : t("rowsOf", { figure: label, name: rowName })}
      </h2>
      {query.error && items.length === 0 ? (
        <EmptyState
          title={t("failed")}
          text={words(query.error)}
          action={
            <Button onClick={() => void query.refetch()}>{t("retry")}</Button>
          }
        />
      ) : query.isPending ? (
        <Skeleton className="h-64 rounded-lg" />
      ) : items.length === 0 ? (
        <EmptyState title={t("empty")} text={t("emptyHint")} />
      ) : (
        <ul
          aria-labelledby="report-rows"
          className="divide-y overflow-hidden rounded-lg border bg-card"
        >
          {items.map((item) => (
            <li key={item.id}>
              <Item item={item} clock={filter.clock} />
            </li>
          ))}
        </ul>
      )}
      <MoreButton list={query}>{t("more")}</MoreButton>
    </section>
  );
}

/** Null: all rows, or the row is not there any more. */
function useNameOfRow(filter: ReportFilter): string | null {
  const nameOf = useRowName();
  const { data } = useReport(filter);
  if (filter.by === "me" || filter.row === null) return null;
  const row = data?.rows.find(({ id }) => (id ?? "none") === filter.row);
  return row ? nameOf(row, filter.by) : null;
}

function Item({ item, clock }: { item: ReportItem; clock: Clock }) {
  const t = useTranslations("reports");
  const locale = useLocale();
  const canOpen = mayOpen(useMe().role, "inbox");
  const { thread, at } = item;
  const ms = clock === "office" ? item.officeMs : item.wallMs;
  const details = [item.agent, item.place, item.page]
    .flatMap((one) => one?.name ?? [])
    .filter((name, index, all) => all.indexOf(name) === index);
  const inside = (
    <>
      <span className="flex items-baseline gap-3">
        <span className="bidi min-w-0 flex-1 truncate font-medium">
          {thread ? (thread.customerName ?? t("unnamed")) : t("hidden")}
        </span>
        {ms !== null && (
          <span className="whitespace-nowrap tabular-nums">
            {lengthText(locale, ms)}
          </span>
        )}
        <time
          dateTime={at}
          className="text-sm whitespace-nowrap text-muted-foreground"
        >
          {dateAndTime(locale, at)}
        </time>
      </span>
      <span className="bidi block truncate text-sm text-muted-foreground">
        {details.join(" · ")}
      </span>
    </>
  );
  if (thread === null || !canOpen)
    return <div className="px-4 py-2.5">{inside}</div>;
  return (
    <PageLink
      href={`/inbox/${thread.id}`}
      prefetch={false}
      className="block px-4 py-2.5 outline-offset-[-2px] hover:bg-accent"
    >
      {inside}
    </PageLink>
  );
}
