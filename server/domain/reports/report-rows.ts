import type {
  ReportFigure,
  ReportGroup,
  ReportItem,
  ReportRowsQuery,
} from "#contract/reports/report.ts";
import { Prisma } from "#server/db/client.ts";
import { requireAction, type Actor } from "#server/domain/access/actor.ts";
import { visibleTo } from "#server/domain/access/visible.ts";
import type { Context } from "#server/domain/context.ts";
import type { Page } from "#server/domain/page.ts";
import { readCompany } from "#server/domain/settings/company.ts";
import { readCursor, toTimedPage } from "#server/domain/thread/cursor.ts";
import { readableBy } from "./report-reader.ts";
import {
  incoming,
  ofSegment,
  REPLY_KINDS,
  rowColumns,
  spanOf,
} from "./report.ts";

type Row = {
  id: string;
  at: Date;
  threadId: string | null;
  customerName: string | null;
  agentId: string | null;
  agentName: string | null;
  placeId: string | null;
  placeName: string | null;
  channelId: string;
  channelName: string | null;
  officeMs: number | null;
  wallMs: number | null;
};

/**
 * The conversations behind one number of a report, newest first: as many as the report counts. A reader who
 * may not see a conversation sees its times alone.
 * @throws AppError forbidden
 */
export async function listReportRows(
  context: Context,
  actor: Actor,
  query: ReportRowsQuery,
): Promise<Page<ReportItem>> {
  requireAction(actor, "reports.read");
  const { sql } = context.db;
  const { by, figure, row, limit } = query;
  const cursor = readCursor(query.cursor);
  const now = context.clock.now();
  const [isReadable, { timeZone }, customers] = await Promise.all([
    readableBy(sql, actor, { by, row }),
    readCompany(sql),
    ofSegment(sql, actor, { segment: query.segment, now }),
  ]);
  const conditions = [
    spanOf(query, { now, timeZone }).isIn,
    isReadable,
    customers,
    counts(figure, by),
  ];
  if (row !== undefined) conditions.push(isOfRow(by, row));
  if (cursor)
    conditions.push(
      Prisma.sql`(f.at, f.id) < (${cursor.at}::timestamptz, ${cursor.id}::uuid)`,
    );
  const rows = await sql.$queryRaw<Row[]>(Prisma.sql`
    select f.id, f.at, t.id as "threadId", k.name as "customerName", f."agentId", a.name as "agentName",
      f."placeId", coalesce(q.name, r.name, p.name) as "placeName", f."channelId", c.name as "channelName",
      f."officeMs"::float8 as "officeMs", f."wallMs"::float8 as "wallMs"
    from report_fact f
    left join thread t on t.id = f."threadId" and ${visibleTo(actor)}
    left join customer k on k.id = t."customerId"
    left join agent a on a.id = f."agentId"
    left join queue q on f."placeType" = 'queue' and q.id = f."placeId"
    left join ring_group r on f."placeType" = 'ring_group' and r.id = f."placeId"
    left join agent p on f."placeType" = 'agent' and p.id = f."placeId"
    left join channel c on c.id = f."channelId"
    where ${Prisma.join(conditions, " and ")} order by f.at desc, f.id desc limit ${limit + 1}::int`);
  return toTimedPage(rows, limit, toItem);
}

function counts(figure: ReportFigure, by: ReportGroup): Prisma.Sql {
  switch (figure) {
    case "in":
      return Prisma.sql`f.kind = ${incoming(by)}`;
    case "closed":
      return Prisma.sql`f.kind = 'closed'`;
    case "first_reply":
      return Prisma.sql`f.kind = 'replied'`;
    case "wait":
      return Prisma.sql`f.kind = 'owned' and f."wallMs" is not null`;
    case "reply":
      return Prisma.sql`f.kind = any(${REPLY_KINDS}::text[])`;
    case "missed":
    case "waived":
    case "spam":
      return Prisma.sql`f.kind = ${figure}`;
  }
}

function isOfRow(by: ReportGroup, row: string): Prisma.Sql {
  const id = row === "none" ? null : row;
  return Prisma.sql`exists (select 1 from (select ${rowColumns[by]}) as w (type, id)
    where w.id is not distinct from ${id}::uuid)`;
}

function toItem(row: Row): ReportItem {
  const named = (id: string | null, name: string | null) =>
    id === null ? null : { id, name };
  return {
    id: row.id,
    at: row.at.toISOString(),
    thread:
      row.threadId === null
        ? null
        : { id: row.threadId, customerName: row.customerName },
    agent: named(row.agentId, row.agentName),
    place: named(row.placeId, row.placeName),
    page: { id: row.channelId, name: row.channelName },
    officeMs: row.officeMs,
    wallMs: row.wallMs,
  };
}
