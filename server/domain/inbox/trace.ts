import type { PageQuery } from "#contract/base/page.ts";
import { Prisma } from "#server/db/client.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import type { Context } from "#server/domain/context.ts";
import type { Page } from "#server/domain/page.ts";
import { readCursor, toTimedPage } from "#server/domain/thread/cursor.ts";
import { seeThread } from "#server/domain/messages/get-thread.ts";

export type TraceEntry = {
  id: string;
  at: string;
  step: string;
  detail: unknown;
};

type Row = { id: string; at: Date; step: string; detail: unknown };

/** Lists a thread's routing decisions, newest first. @throws AppError not_found */
export async function getTrace(
  context: Context,
  actor: Actor,
  { threadId, limit, cursor }: PageQuery & { threadId: string },
): Promise<Page<TraceEntry>> {
  const { sql } = context.db;
  await seeThread(sql, actor, threadId);
  const before = readCursor(cursor);
  const rows = await sql.$queryRaw<Row[]>(Prisma.sql`
    select id, at, step, detail from routing_trace
    where "threadId" = ${threadId}::uuid and ${
      before
        ? Prisma.sql`(at, id) < (${before.at}::timestamptz, ${before.id}::uuid)`
        : Prisma.sql`true`
    }
    order by at desc, id desc limit ${limit + 1}::int`);
  return toTimedPage(rows, limit, ({ at, ...row }) => ({
    ...row,
    at: at.toISOString(),
  }));
}
