"use client";

import { ChartColumn } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import type {
  Median,
  Report,
  ReportFigure,
  ReportFigures,
} from "#contract/reports/report.ts";
import { useMe } from "#components/live/stores/live-context.ts";
import { PageLink } from "#components/navigation/page-link.tsx";
import { cn } from "#components/ui/class-names.ts";
import { EmptyState } from "#components/ui/marks/empty-state.tsx";
import { lengthText } from "#components/words/times.ts";
import { addressOf, type ReportFilter } from "./report-filter.ts";
import { teamFigures } from "./team-figures.ts";
import { useFigureWords, useRowName } from "./use-report.ts";

const ROW =
  "grid grid-cols-3 items-baseline gap-x-3 gap-y-2 px-4 py-3 md:grid-cols-4 lg:grid-cols-[minmax(0,1fr)_3.5rem_4rem_6.5rem_6.5rem_6.5rem_4rem_5rem_3.5rem]";

const NO_TIME: Median = { count: 0, officeMs: null, wallMs: null };
const NOTHING: ReportFigures = {
  in: 0,
  closed: 0,
  firstReply: NO_TIME,
  reply: NO_TIME,
  wait: NO_TIME,
  missed: 0,
  waived: 0,
  spam: 0,
};

/** The reader's own figures; for those who read the team's, with its medians below. */
export function OwnFigures({
  report,
  filter,
  readsTeam,
}: {
  report: Report;
  filter: ReportFilter;
  readsTeam: boolean;
}) {
  const t = useTranslations("reports");
  const me = useMe();
  const own = report.rows.find(({ id }) => id === me.id);
  // The team's medians are shown even if the reader has no figures in the period.
  if (!own && (!readsTeam || report.rows.length === 0)) return <NoFigures />;
  return (
    <ul
      aria-label={t("groups.me")}
      className="divide-y overflow-hidden rounded-lg border bg-card"
    >
      <Row name={me.name} figures={own ?? NOTHING} filter={filter} />
      {readsTeam && (
        <Row
          name={t("team")}
          figures={teamFigures(report)}
          filter={filter}
          isSummary
          leads={false}
        />
      )}
    </ul>
  );
}

function NoFigures() {
  const t = useTranslations("reports");
  return (
    <EmptyState
      icon={<ChartColumn />}
      title={t("empty")}
      text={t("emptyHint")}
      className="rounded-lg border border-dashed py-8"
    />
  );
}

/** Each number is a link to its conversations. */
export function ReportTable({
  report,
  filter,
}: {
  report: Report;
  filter: ReportFilter;
}) {
  const t = useTranslations("reports");
  const nameOf = useRowName();
  if (report.rows.length === 0) return <NoFigures />;
  return (
    <ul
      aria-label={t(`groups.${filter.by}`)}
      className="divide-y overflow-hidden rounded-lg border bg-card"
    >
      {report.rows.map((row) => (
        <Row
          key={`${row.type} ${row.id}`}
          name={nameOf(row, filter.by)}
          figures={row}
          filter={{ ...filter, row: row.id ?? "none" }}
        />
      ))}
      <Row
        name={t("total")}
        figures={report.total}
        filter={{ ...filter, row: null }}
        isSummary
      />
    </ul>
  );
}

function Row({
  name,
  figures,
  filter,
  isSummary = false,
  leads = true,
}: {
  name: string;
  figures: ReportFigures;
  filter: ReportFilter;
  isSummary?: boolean;
  /** Whether each number is a link to its conversations. */
  leads?: boolean;
}) {
  const { firstReply, reply, wait } = figures;
  const of = { name, filter, leads };
  return (
    <li className={cn(ROW, isSummary && "bg-muted/50 font-medium")}>
      <div className="bidi col-span-3 min-w-0 truncate font-medium md:col-span-4 lg:col-span-1">
        {name}
      </div>
      <Figure {...of} figure="in" count={figures.in} />
      <Figure {...of} figure="closed" count={figures.closed} />
      <Figure {...of} figure="first_reply" median={firstReply} />
      <Figure {...of} figure="reply" median={reply} />
      <Figure {...of} figure="wait" median={wait} />
      <Figure {...of} figure="missed" count={figures.missed} />
      <Figure {...of} figure="waived" count={figures.waived} />
      <Figure {...of} figure="spam" count={figures.spam} />
    </li>
  );
}

/** A number above its label. Without conversations it leads nowhere. */
function Figure({
  name,
  filter,
  leads,
  figure,
  median,
  count = median?.count ?? 0,
}: {
  name: string;
  filter: ReportFilter;
  leads: boolean;
  figure: ReportFigure;
  median?: Median;
  count?: number;
}) {
  const t = useTranslations("reports");
  const locale = useLocale();
  const words = useFigureWords();
  const ms = filter.clock === "office" ? median?.officeMs : median?.wallMs;
  const shown = !median
    ? new Intl.NumberFormat(locale, { maximumFractionDigits: 1 }).format(count)
    : ms == null
      ? "–"
      : lengthText(locale, ms);
  const label = words(figure, filter.by);
  const inside = (
    <>
      <span className="block text-lg leading-6 whitespace-nowrap tabular-nums">
        {shown}
      </span>
      <span className="block text-xs font-normal text-muted-foreground">
        {label}
        {median && count > 0 && ` ${t("of", { count })}`}
      </span>
    </>
  );
  if (count === 0 || !leads) return <div className="min-w-0">{inside}</div>;
  return (
    <PageLink
      href={addressOf({ ...filter, figure })}
      prefetch={false}
      className="min-w-0 rounded-sm hover:text-primary hover:underline"
    >
      {inside}
      <span className="sr-only">{name}</span>
    </PageLink>
  );
}
