import type { ThreadQuery } from "#contract/threads/thread-requests.ts";
import type { Thread } from "#contract/threads/thread.ts";
import { Prisma } from "#server/db/client.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { visibleTo } from "#server/domain/access/visible.ts";
import { listVisible } from "#server/domain/access/list-visible.ts";
import type { Context } from "#server/domain/context.ts";
import { likePattern } from "#server/domain/like-pattern.ts";
import {
  readCursor,
  writeCursor,
  type Cursor,
} from "#server/domain/thread/cursor.ts";
import { loadMessages } from "#server/domain/messages/message-rows.ts";
import { selectThreads } from "#server/domain/messages/thread-rows.ts";

export type ThreadPage = { items: Thread[]; nextCursor: string | null };

/**
 * Lists the threads the actor may see, filtered, one keyset page at a time. The first query finds the ids by
 * indexes alone; the second reads those rows with all that a list shows.
 */
export async function listThreads(
  context: Context,
  actor: Actor,
  query: ThreadQuery,
): Promise<ThreadPage> {
  const { sql } = context.db;
  const cursor = readCursor(query.cursor);
  const conditions = filters(actor, query);
  if (cursor) conditions.push(after(query.sort, cursor));
  const places = await listVisible(sql, actor, {
    conditions,
    at: sortColumn(query.sort),
    order: order(query.sort),
    limit: query.limit + 1,
  });
  const page = places.slice(0, query.limit);
  const ids = page.map(({ id }) => id);
  // Two statements at the same time, on two connections.
  const views = await selectThreads(
    sql,
    actor.agentId,
    Prisma.sql`t.id = any(${ids}::uuid[]) and ${visibleTo(actor)}`,
    loadMessages(
      sql,
      page.flatMap(({ lastMessageId }) => lastMessageId ?? []),
    ),
  );
  const byId = new Map(views.map(({ thread }) => [thread.id, thread]));
  const last = places.length > query.limit ? page.at(-1) : undefined;
  return {
    items: page.flatMap(({ id }) => byId.get(id) ?? []),
    nextCursor: last ? writeCursor(last) : null,
  };
}

function filters(actor: Actor, query: ThreadQuery): Prisma.Sql[] {
  const found: Prisma.Sql[] = [];
  if (query.status) found.push(Prisma.sql`t.status = ${query.status}`);
  if (query.routing) found.push(Prisma.sql`t.routing = ${query.routing}`);
  if (query.owner === "none") {
    found.push(Prisma.sql`t."ownerId" is null and t.status <> 'closed'`);
  } else if (query.owner) {
    const ownerId = query.owner === "me" ? actor.agentId : query.owner;
    found.push(Prisma.sql`t."ownerId" = ${ownerId}::uuid`);
  }
  if (query.participant) {
    const id = query.participant === "me" ? actor.agentId : query.participant;
    found.push(Prisma.sql`t.id = any(array(
      select tp."threadId" from thread_participant tp where tp."agentId" = ${id}::uuid))`);
  }
  if (query.queue) {
    // A thread that the queue could not keep waits among the unassigned, and no longer in the queue.
    found.push(Prisma.sql`t."routedToType" = 'queue' and t."routedToId" = ${query.queue}::uuid
      and not (t.status = 'waiting' and t.routing = 'none')`);
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
  if (query.q) found.push(mentions(query.q));
  // Only waiting threads can be sorted by waiting time.
  if (query.sort === "waiting") {
    found.push(Prisma.sql`t."waitingSince" is not null`);
  }
  return found;
}

/**
 * SQL: the customer's name or a message contains the text. Two trigram look-ups instead of a scan of all
 * threads.
 */
function mentions(q: string): Prisma.Sql {
  const pattern = likePattern(q);
  return Prisma.sql`t.id in (
    select sm."threadId" from message sm where sm."textFolded" like ${pattern} and sm."deletedAt" is null
    union select st.id from customer sc join thread st on st."customerId" = sc.id
      where sc."nameFolded" like ${pattern})`;
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

function sortColumn(sort: ThreadQuery["sort"]): Prisma.Sql {
  return sort === "waiting"
    ? Prisma.sql`t."waitingSince"`
    : Prisma.sql`t."lastMessageAt"`;
}
