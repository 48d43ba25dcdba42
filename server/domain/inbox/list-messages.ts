import { writeCursor, type Cursor } from "#contract/base/cursor.ts";
import { NEWER } from "#contract/threads/message-cursor.ts";
import type { MessageQuery } from "#contract/threads/thread-messages.ts";
import type { Message } from "#contract/threads/message.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { invalidField } from "#server/domain/app-error.ts";
import type { Context } from "#server/domain/context.ts";
import { readCursor } from "#server/domain/thread/cursor.ts";
import { selectMessages } from "#server/domain/messages/message-rows.ts";
import { seeThread } from "#server/domain/messages/get-thread.ts";

/** Newest first. `prevCursor` continues with newer messages; null: none are known to be there. */
export type MessagePage = {
  items: Message[];
  nextCursor: string | null;
  prevCursor: string | null;
};

type Span = { threadId: string; limit: number };

/**
 * Lists a thread's messages, newest first; the cursor goes back in time, a
 * `prevCursor` forward. `around`: the messages before and after that one,
 * itself among them.
 * @throws AppError not_found: also when the actor may not see the thread;
 *   invalid_input: no such message in this thread, or no cursor of ours
 */
export async function listMessages(
  context: Context,
  actor: Actor,
  { threadId, limit, cursor, around }: MessageQuery & { threadId: string },
): Promise<MessagePage> {
  const { sql } = context.db;
  await seeThread(sql, actor, threadId);
  const span = { threadId, limit };
  if (around !== undefined) return listAround(sql, span, around);
  if (cursor?.startsWith(NEWER)) {
    const after = readCursor(cursor.slice(NEWER.length));
    const newer = await newerThan(sql, span, after);
    return { items: newer.items, nextCursor: null, prevCursor: newer.more };
  }
  const older = await olderThan(sql, span, readCursor(cursor));
  return { items: older.items, nextCursor: older.more, prevCursor: null };
}

async function listAround(
  sql: Sql,
  { threadId, limit }: Span,
  messageId: string,
): Promise<MessagePage> {
  const [middle] = await sql.$queryRaw<{ at: Date; id: string }[]>(Prisma.sql`
    select "sentAt" as at, id from message where id = ${messageId}::uuid and "threadId" = ${threadId}::uuid`);
  if (!middle) throw invalidField("around", "unknown_message");
  const newerLimit = Math.floor(limit / 2);
  const [newer, older] = await Promise.all([
    newerLimit > 0
      ? newerThan(sql, { threadId, limit: newerLimit }, middle)
      : { items: [], more: NEWER + writeCursor(middle) },
    olderThan(sql, { threadId, limit: limit - newerLimit }, middle, "with it"),
  ]);
  return {
    items: [...newer.items, ...older.items],
    nextCursor: older.more,
    prevCursor: newer.more,
  };
}

async function olderThan(
  sql: Sql,
  { threadId, limit }: Span,
  before: Cursor | null,
  bound: "without it" | "with it" = "without it",
): Promise<{ items: Message[]; more: string | null }> {
  const isBefore = Prisma.raw(bound === "with it" ? "<=" : "<");
  const found = await selectMessages(
    sql,
    Prisma.sql`m."threadId" = ${threadId}::uuid
      and ${
        before
          ? Prisma.sql`(m."sentAt", m.id) ${isBefore} (${before.at}::timestamptz, ${before.id}::uuid)`
          : Prisma.sql`true`
      }
      order by m."sentAt" desc, m.id desc limit ${limit + 1}`,
  );
  const items = found.slice(0, limit);
  const last = found.length > limit ? items.at(-1) : undefined;
  return { items, more: last ? writeCursor(placeOf(last)) : null };
}

async function newerThan(
  sql: Sql,
  { threadId, limit }: Span,
  after: Cursor | null,
): Promise<{ items: Message[]; more: string | null }> {
  const found = await selectMessages(
    sql,
    Prisma.sql`m."threadId" = ${threadId}::uuid
      and ${
        after
          ? Prisma.sql`(m."sentAt", m.id) > (${after.at}::timestamptz, ${after.id}::uuid)`
          : Prisma.sql`true`
      }
      order by m."sentAt", m.id limit ${limit + 1}`,
  );
  const items = found.slice(0, limit).reverse();
  const first = found.length > limit ? items[0] : undefined;
  return { items, more: first ? NEWER + writeCursor(placeOf(first)) : null };
}

function placeOf({ sentAt, id }: Message): Cursor {
  return { at: new Date(sentAt), id };
}
