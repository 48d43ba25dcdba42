import type { z } from "zod";
import type { PageQuery } from "#contract/base/page.ts";
import type { handoverSchema } from "#contract/supervision/handover.ts";
import { Prisma } from "#server/db/client.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import type { Context } from "#server/domain/context.ts";
import type { Page } from "#server/domain/page.ts";
import { readCursor, toTimedPage } from "#server/domain/thread/cursor.ts";
import { seeThread } from "#server/domain/messages/get-thread.ts";

const TYPES = [
  "taken",
  "assigned",
  "released",
  "requeued",
  "transferred",
  "transfer_asked",
  "transfer_declined",
  "transfer_missed",
  "transfer_ended",
  "transfer_cancelled",
  "closed",
  "reopened",
];

type Row = {
  id: string;
  at: Date;
  authorId: string | null;
  authorName: string | null;
  event: { type: string };
};

/** Lists a thread's changes of owner, oldest first. @throws AppError not_found */
export async function listHandovers(
  context: Context,
  actor: Actor,
  { threadId, limit, cursor }: PageQuery & { threadId: string },
): Promise<Page<z.infer<typeof handoverSchema>>> {
  const { sql } = context.db;
  await seeThread(sql, actor, threadId);
  const after = readCursor(cursor);
  const rows = await sql.$queryRaw<Row[]>(Prisma.sql`
    select id, "sentAt" as at, "authorId", "authorName", event from message
    where "threadId" = ${threadId}::uuid and kind = 'event' and event->>'type' = any(${TYPES}::text[])
      and ${
        after
          ? Prisma.sql`("sentAt", id) > (${after.at}::timestamptz, ${after.id}::uuid)`
          : Prisma.sql`true`
      }
    order by "sentAt", id limit ${limit + 1}::int`);
  return toTimedPage(rows, limit, ({ at, authorId, authorName, event }) => {
    const { type, ...detail } = event;
    return {
      at: at.toISOString(),
      by: { id: authorId, name: authorName ?? "" },
      type,
      detail,
    };
  });
}
