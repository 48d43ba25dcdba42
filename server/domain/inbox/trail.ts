import type { TrailEntry } from "#contract/threads/trail.ts";
import type { PageQuery } from "#contract/base/page.ts";
import { Prisma } from "#server/db/client.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import type { Context } from "#server/domain/context.ts";
import type { Page } from "#server/domain/page.ts";
import { readCursor, toTimedPage } from "#server/domain/thread/cursor.ts";
import { seeThread } from "#server/domain/messages/get-thread.ts";

type Row = Omit<TrailEntry, "at"> & { at: Date; id: string };

/**
 * Lists all that happened to a thread, oldest first: messages, notes, takes, transfers, reads and routing
 * decisions, without the texts.
 * @throws AppError not_found
 */
export async function getTrail(
  context: Context,
  actor: Actor,
  { threadId, limit, cursor }: PageQuery & { threadId: string },
): Promise<Page<TrailEntry>> {
  const { sql } = context.db;
  await seeThread(sql, actor, threadId);
  const after = readCursor(cursor);
  const id = Prisma.sql`${threadId}::uuid`;
  const rows = await sql.$queryRaw<Row[]>(
    Prisma.sql`
    select at, nth as id, kind, what, "byId", "by", detail from (
      select m."sentAt" as at, m.id as nth, m.kind,
        case m.kind when 'event' then m.event->>'type' when 'note' then 'noted'
          else case m.direction when 'in' then 'received' else 'sent' end end as what,
        m."authorId" as "byId", case when m."authorType" = 'customer' then c.name else m."authorName" end as "by",
        case m.kind when 'event' then m.event - 'type'
          else jsonb_build_object('messageId', m.id, 'author', m."authorType", 'status', m.status) end as detail
      from message m join thread t on t.id = m."threadId" join customer c on c.id = t."customerId"
      where m."threadId" = ${id}
      union all
      select r."readAt", r."agentId", 'read', 'read', r."agentId", a.name, jsonb_build_object('messages', r."readCount")
      from thread_read r join agent a on a.id = r."agentId" where r."threadId" = ${id}
      union all
      select d.at, d.id, 'decision', d.step, a.id, a.name, d.detail
      from routing_trace d left join agent a on a.id::text = coalesce(d.detail->>'agentId', d.detail->>'byId')
      where d."threadId" = ${id}
    ) x where ${
      after
        ? Prisma.sql`(at, nth) > (${after.at}::timestamptz, ${after.id}::uuid)`
        : Prisma.sql`true`
    }
    order by at, nth limit ${limit + 1}::int`,
  );
  return toTimedPage(rows, limit, ({ at, id: _id, ...row }) => ({
    ...row,
    at: at.toISOString(),
  }));
}
