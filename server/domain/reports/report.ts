import { CSV_MARK, csvLine } from "#contract/text/csv.ts";
import type {
  Median,
  Report,
  ReportFigures,
  ReportGroup,
  ReportPeriod,
  ReportQuery,
  ReportRow,
} from "#contract/reports/report.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { requireAction, type Actor } from "#server/domain/access/actor.ts";
import { writeAudit } from "#server/domain/access/audit.ts";
import type { Context } from "#server/domain/context.ts";
import { readSight } from "#server/domain/access/list-visible.ts";
import {
  conditionsOf,
  FOR_EACH_ROW,
} from "#server/domain/customers/customer-filter.ts";
import { readFilter } from "#server/domain/customers/read-filter.ts";
import { readSegmentFilter } from "#server/domain/customers/segments.ts";
import { readCompany } from "#server/domain/settings/company.ts";
import type { FactKind } from "#server/domain/thread/facts.ts";
import { readableBy } from "./report-reader.ts";

/** The days that a period goes back from today. */
const DAYS_BACK: Record<ReportPeriod, number> = {
  today: 0,
  yesterday: 1,
  "7d": 6,
  "30d": 29,
};

/** SQL: the columns of `report_fact f` that name a row. */
export const rowColumns: Record<ReportGroup, Prisma.Sql> = {
  agent: Prisma.sql`case when f."agentId" is not null then 'agent' end, f."agentId"`,
  queue: Prisma.sql`case when f."placeType" <> 'agent' then f."placeType" end,
    case when f."placeType" <> 'agent' then f."placeId" end`,
  page: Prisma.sql`'page', f."channelId"`,
};

/** The replies of persons to customers who waited. */
export const REPLY_KINDS: FactKind[] = ["replied", "replied_next"];

/** Agents take conversations; in queues and pages they begin. */
export function incoming(by: ReportGroup): "owned" | "arrived" {
  return by === "agent" ? "owned" : "arrived";
}

/** SQL on `report_fact f`: of customers who are in the segment now. @throws AppError not_found: the actor has no such segment */
export async function ofSegment(
  sql: Sql,
  actor: Actor,
  { segment, now }: { segment: string | undefined; now: Date },
): Promise<Prisma.Sql> {
  if (segment === undefined) return Prisma.sql`true`;
  const filter = await readSegmentFilter(sql, actor, segment);
  const { condition: sees } = await readSight(sql, actor);
  const conditions = conditionsOf(await readFilter(sql, filter, now), {
    seeker: actor,
    sees,
  });
  if (conditions.length === 0) return Prisma.sql`true`;
  return Prisma.sql`exists (select from (
    select sc.* from thread st join customer sc on sc.id = st."customerId" where st.id = f."threadId" ${FOR_EACH_ROW}) c
    where ${Prisma.join(conditions, " and ")})`;
}

/** The time of a report, as SQL. */
export type Span = {
  /** Midnight in the company's time zone, before the first day. */
  start: Prisma.Sql;
  /** Midnight after the last day, or now if that comes first. */
  end: Prisma.Sql;
  /** On `report_fact f`: within the span. */
  isIn: Prisma.Sql;
};

/** The days of the query, or its period up to now. */
export function spanOf(
  { period, from, to }: Pick<ReportQuery, "period" | "from" | "to">,
  { now, timeZone }: { now: Date; timeZone: string },
): Span {
  const midnightBack = (days: number) =>
    Prisma.sql`((date_trunc('day', ${now}::timestamptz at time zone ${timeZone})
      - ${days}::int * interval '1 day') at time zone ${timeZone})`;
  const midnightOf = (day: string, later: number) =>
    Prisma.sql`((${day}::date + ${later}::int)::timestamp at time zone ${timeZone})`;
  const start =
    from === undefined ? midnightBack(DAYS_BACK[period]) : midnightOf(from, 0);
  const close =
    to !== undefined
      ? midnightOf(to, 1)
      : period === "yesterday"
        ? midnightBack(0)
        : null;
  const upToNow = Prisma.sql`f.at >= ${start} and f.at <= ${now}::timestamptz`;
  if (close === null)
    return { start, end: Prisma.sql`${now}::timestamptz`, isIn: upToNow };
  return {
    start,
    end: Prisma.sql`least(${close}, ${now}::timestamptz)`,
    isIn: Prisma.sql`${upToNow} and f.at < ${close}`,
  };
}

type FiguresRow = {
  isTotal: boolean;
  type: ReportRow["type"];
  id: string | null;
  name: string | null;
  in: number;
  closed: number;
  missed: number;
  waived: number;
  spam: number;
  allReplies: number;
  allReplyOfficeMs: number | null;
  allReplyWallMs: number | null;
  replies: number;
  replyOfficeMs: number | null;
  replyWallMs: number | null;
  waits: number;
  waitOfficeMs: number | null;
  waitWallMs: number | null;
};

/**
 * The figures of a period by agent, queue or page, for the departments that the reader supervises. An agent gets
 * their own alone.
 * Medians are computed on the spans themselves.
 * @throws AppError forbidden; not_found: the segment
 */
export async function getReport(
  context: Context,
  actor: Actor,
  { by, segment, ...days }: ReportQuery,
): Promise<Report> {
  requireAction(actor, "reports.read");
  const { sql } = context.db;
  const now = context.clock.now();
  const [isReadable, { timeZone }, customers] = await Promise.all([
    readableBy(sql, actor, { by }),
    readCompany(sql),
    ofSegment(sql, actor, { segment, now }),
  ]);
  const span = spanOf(days, { now, timeZone });
  const [rows, [period]] = await Promise.all([
    sql.$queryRaw<FiguresRow[]>(
      figuresSql(by, [span.isIn, isReadable, customers]),
    ),
    sql.$queryRaw<{ from: Date; to: Date; since: Date | null }[]>(Prisma.sql`
      select ${span.start} as "from", ${span.end} as "to", (select f.at from report_fact f order by f.at, f.id limit 1) as since`),
  ]);
  const total = rows.find(({ isTotal }) => isTotal);
  return {
    at: now.toISOString(),
    from: (period?.from ?? now).toISOString(),
    to: (period?.to ?? now).toISOString(),
    timeZone,
    recordedSince: period?.since?.toISOString() ?? null,
    rows: rows
      .filter(({ isTotal }) => !isTotal)
      .map(({ id, type, name, ...row }) => ({
        id,
        type,
        name,
        ...figuresOf(row),
      })),
    total: figuresOf(total ?? NOTHING),
  };
}

function figuresSql(by: ReportGroup, conditions: Prisma.Sql[]): Prisma.Sql {
  const median = (kinds: FactKind[], column: Prisma.Sql) =>
    Prisma.sql`percentile_cont(0.5) within group (order by x.${column}) filter (where x.kind = any(${kinds}::text[]))`;
  const office = Prisma.sql`"officeMs"`;
  const wall = Prisma.sql`"wallMs"`;
  return Prisma.sql`
    with x (kind, "officeMs", "wallMs", type, id) as (
      select f.kind, f."officeMs"::float8, f."wallMs"::float8, ${rowColumns[by]} from report_fact f
      where ${Prisma.join(conditions, " and ")}),
    figures as (select grouping(x.type) = 1 as "isTotal", x.type, x.id,
        count(*) filter (where x.kind = ${incoming(by)})::int as "in",
        count(*) filter (where x.kind = 'closed')::int as closed,
        count(*) filter (where x.kind = 'missed')::int as missed,
        count(*) filter (where x.kind = 'waived')::int as waived,
        count(*) filter (where x.kind = 'spam')::int as spam,
        count(*) filter (where x.kind = 'replied')::int as replies,
        ${median(["replied"], office)} as "replyOfficeMs", ${median(["replied"], wall)} as "replyWallMs",
        count(*) filter (where x.kind = any(${REPLY_KINDS}::text[]))::int as "allReplies",
        ${median(REPLY_KINDS, office)} as "allReplyOfficeMs", ${median(REPLY_KINDS, wall)} as "allReplyWallMs",
        count(x."wallMs") filter (where x.kind = 'owned')::int as waits,
        ${median(["owned"], office)} as "waitOfficeMs", ${median(["owned"], wall)} as "waitWallMs"
      from x group by grouping sets ((x.type, x.id), ()))
    select g.*, coalesce(a.name, q.name, r.name, c.name) as name from figures g
    left join agent a on g.type = 'agent' and a.id = g.id
    left join queue q on g.type = 'queue' and q.id = g.id
    left join ring_group r on g.type = 'ring_group' and r.id = g.id
    left join channel c on g.type = 'page' and c.id = g.id
    where g."isTotal" or g."in" + g.closed + g.missed + g.waived + g.spam + g."allReplies" + g.waits > 0
    order by name nulls last, g.id`;
}

type Counted = Omit<FiguresRow, "isTotal" | "type" | "id" | "name">;

const NOTHING: Counted = {
  in: 0,
  closed: 0,
  missed: 0,
  waived: 0,
  spam: 0,
  allReplies: 0,
  allReplyOfficeMs: null,
  allReplyWallMs: null,
  replies: 0,
  replyOfficeMs: null,
  replyWallMs: null,
  waits: 0,
  waitOfficeMs: null,
  waitWallMs: null,
};

function figuresOf(row: Counted): ReportFigures {
  return {
    in: row.in,
    closed: row.closed,
    firstReply: medianOf(row.replies, row.replyOfficeMs, row.replyWallMs),
    reply: medianOf(row.allReplies, row.allReplyOfficeMs, row.allReplyWallMs),
    wait: medianOf(row.waits, row.waitOfficeMs, row.waitWallMs),
    missed: row.missed,
    waived: row.waived,
    spam: row.spam,
  };
}

function medianOf(
  count: number,
  officeMs: number | null,
  wallMs: number | null,
): Median {
  return { count, officeMs, wallMs };
}

const COLUMNS = [
  "type",
  "id",
  "name",
  "in",
  "closed",
  "firstReplies",
  "firstReplyMedianOfficeSeconds",
  "firstReplyMedianSeconds",
  "waits",
  "waitMedianOfficeSeconds",
  "waitMedianSeconds",
  "missed",
  "replies",
  "replyMedianOfficeSeconds",
  "replyMedianSeconds",
  "noReplyNeeded",
  "spam",
];

/** The rows of a report as CSV. The export is recorded. @throws AppError forbidden */
export async function exportReport(
  context: Context,
  actor: Actor,
  query: ReportQuery,
): Promise<AsyncIterable<string>> {
  const { rows } = await getReport(context, actor, query);
  await writeAudit(
    context.db.sql,
    actor,
    "report.exported",
    { type: "report", id: "all" },
    query,
  );
  return lines(rows);
}

async function* lines(rows: ReportRow[]): AsyncGenerator<string> {
  yield CSV_MARK + csvLine(COLUMNS);
  for (const row of rows) yield csvLine(cells(row));
}

function cells(row: ReportRow): string[] {
  const { firstReply, reply, wait } = row;
  const seconds = (ms: number | null) =>
    ms === null ? "" : String(Math.round(ms / 1000));
  return [
    row.type ?? "",
    row.id ?? "",
    row.name ?? "",
    String(row.in),
    String(row.closed),
    String(firstReply.count),
    seconds(firstReply.officeMs),
    seconds(firstReply.wallMs),
    String(wait.count),
    seconds(wait.officeMs),
    seconds(wait.wallMs),
    String(row.missed),
    String(reply.count),
    seconds(reply.officeMs),
    seconds(reply.wallMs),
    String(row.waived),
    String(row.spam),
  ];
}
