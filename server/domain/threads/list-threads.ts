import type { ThreadQuery } from "#contract/requests.ts";
import type { Thread } from "#contract/shapes.ts";
import { Prisma } from "#server/db/client.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { visibleTo } from "#server/domain/access/visible.ts";
import type { Context } from "#server/domain/context.ts";
import {
  readCursor,
  writeCursor,
  type Cursor,
} from "#server/domain/threads/cursor.ts";
import { selectThreads } from "#server/domain/threads/thread-rows.ts";

export type ThreadPage = { items: Thread[]; nextCursor: string | null };

/** The threads the actor may see, filtered, one keyset page at a time. */
export async function listThreads(
  context: Context,
  actor: Actor,
  query: ThreadQuery,
): Promise<ThreadPage> {
  const conditions = [visibleTo(actor), ...filters(actor, query)];
  const cursor = readCursor(query.cursor);
  if (cursor) conditions.push(after(query.sort, cursor));
  const views = await selectThreads(
    context.db.sql,
    actor.agentId,
    Prisma.sql`${Prisma.join(conditions, " and ")}
      order by ${order(query.sort)} limit ${query.limit + 1}`,
  );
  const items = views.slice(0, query.limit).map(({ thread }) => thread);
  const last = views.length > query.limit ? items.at(-1) : undefined;
  return {
    items,
    nextCursor: last
      ? writeCursor({ at: sortTime(query.sort, last), id: last.id })
      : null,
  };
}

function filters(actor: Actor, query: ThreadQuery): Prisma.Sql[] {
  const found: Prisma.Sql[] = [];
  if (query.status) found.push(Prisma.sql`t.status = ${query.status}`);
  if (query.owner === "none") {
    found.push(Prisma.sql`t."ownerId" is null and t.status <> 'closed'`);
  } else if (query.owner) {
    const ownerId = query.owner === "me" ? actor.agentId : query.owner;
    found.push(Prisma.sql`t."ownerId" = ${ownerId}::uuid`);
  }
  if (query.queue) {
    found.push(
      Prisma.sql`t."routedToType" = 'queue' and t."routedToId" = ${query.queue}::uuid`,
    );
  }
  if (query.channel) {
    found.push(Prisma.sql`t."channelId" = ${query.channel}::uuid`);
  }
  if (query.customer) {
    found.push(Prisma.sql`t."customerId" = ${query.customer}::uuid`);
  }
  if (query.label) {
    found.push(Prisma.sql`exists (select 1 from thread_label tl
      where tl."threadId" = t.id and tl."labelId" = ${query.label}::uuid)`);
  }
  if (query.q) {
    const pattern = likePattern(query.q);
    found.push(Prisma.sql`(c.name ilike ${pattern} or exists (
      select 1 from message sm where sm."threadId" = t.id and sm."deletedAt" is null
        and sm.text ilike ${pattern}))`);
  }
  // Only who waits can be put in the order of waiting.
  if (query.sort === "waiting") {
    found.push(Prisma.sql`t."waitingSince" is not null`);
  }
  return found;
}

/** Text as itself in a LIKE pattern, found anywhere. */
export function likePattern(text: string): string {
  return `%${text.replace(/[\\%_]/g, "\\$&")}%`;
}

function order(sort: ThreadQuery["sort"]): Prisma.Sql {
  switch (sort) {
    case "newest":
      return Prisma.sql`t."lastMessageAt" desc, t.id desc`;
    case "oldest":
      return Prisma.sql`t."lastMessageAt" asc, t.id asc`;
    case "waiting":
      return Prisma.sql`t."waitingSince" asc, t.id asc`;
  }
}

function after(sort: ThreadQuery["sort"], { at, id }: Cursor): Prisma.Sql {
  const place = Prisma.sql`(${at}::timestamptz, ${id}::uuid)`;
  switch (sort) {
    case "newest":
      return Prisma.sql`(t."lastMessageAt", t.id) < ${place}`;
    case "oldest":
      return Prisma.sql`(t."lastMessageAt", t.id) > ${place}`;
    case "waiting":
      return Prisma.sql`(t."waitingSince", t.id) > ${place}`;
  }
}

function sortTime(sort: ThreadQuery["sort"], thread: Thread): Date {
  return new Date(
    sort === "waiting"
      ? (thread.waitingSince ?? thread.lastMessageAt)
      : thread.lastMessageAt,
  );
}
