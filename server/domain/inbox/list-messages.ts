import type { PageQuery } from "#contract/base/page.ts";
import type { Message } from "#contract/threads/message.ts";
import { Prisma } from "#server/db/client.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import type { Context } from "#server/domain/context.ts";
import { readCursor, writeCursor } from "#server/domain/thread/cursor.ts";
import { selectMessages } from "#server/domain/messages/message-rows.ts";
import { seeThread } from "#server/domain/messages/get-thread.ts";

export type MessagePage = { items: Message[]; nextCursor: string | null };

/**
 * Lists a thread's messages, newest first; the cursor goes back in time.
 * @throws AppError not_found: also when the actor may not see the thread.
 */
export async function listMessages(
  context: Context,
  actor: Actor,
  { threadId, limit, cursor }: PageQuery & { threadId: string },
): Promise<MessagePage> {
  const { sql } = context.db;
  await seeThread(sql, actor, threadId);
  const before = readCursor(cursor);
  const items = await selectMessages(
    sql,
    Prisma.sql`m."threadId" = ${threadId}::uuid
      and ${
        before
          ? Prisma.sql`(m."sentAt", m.id) < (${before.at}::timestamptz, ${before.id}::uuid)`
          : Prisma.sql`true`
      }
      order by m."sentAt" desc, m.id desc limit ${limit + 1}`,
  );
  const last = items.length > limit ? items[limit - 1] : undefined;
  return {
    items: items.slice(0, limit),
    nextCursor: last
      ? writeCursor({ at: new Date(last.sentAt), id: last.id })
      : null,
  };
}
