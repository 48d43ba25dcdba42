import type { Customer } from "#contract/customers/customer.ts";
import { compareMessages } from "#contract/live/room-state.ts";
import type { Message } from "#contract/threads/message.ts";
import type { Thread } from "#contract/threads/thread.ts";
import { numberKeys } from "#contract/text/number-keys.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { visibleLists } from "#server/domain/access/list-visible.ts";
import { visibleTo } from "#server/domain/access/visible.ts";
import type { Context } from "#server/domain/context.ts";
import {
  customerMatches,
  customersMatching,
} from "#server/domain/customers/match-customers.ts";
import { contains, likePattern } from "#server/domain/like-pattern.ts";
import { messageHasNumber } from "#server/domain/number-keys.ts";
import { selectMessages } from "#server/domain/messages/message-rows.ts";
import { selectThreads } from "#server/domain/messages/thread-rows.ts";

export type Found = {
  messages: Message[];
  customers: Customer[];
  threads: Thread[];
};

/**
 * The numbers of newest threads that are read before an index is asked. A word that many messages contain is
 * found in the first of them, while its index would name a million rows to sort. A word that is not found often
 * enough in the last of them is rare enough for its index.
 */
export const NEWEST_THREADS = [300, 3_000] as const;

type Query = { q: string; limit: number };

/** The newest threads that the actor may see: their ids, and the time since when they hold every message; null: these are all threads. */
type Newest = { ids: string[]; since: Date | null };
type ReadNewest = (count: number) => Promise<Newest>;

/** Finds what contains the text among all that the actor may see; newest first, `limit` of each kind. */
export async function search(
  context: Context,
  actor: Actor,
  query: Query,
): Promise<Found> {
  const { sql } = context.db;
  const newest = readNewest(sql, actor);
  const [messages, threads] = await Promise.all([
    findMessages(sql, actor, query, newest),
    findThreads(sql, actor, query, newest),
  ]);
  const customers = new Map(
    threads.map(({ customer }) => [customer.id, customer]),
  );
  return { messages, customers: [...customers.values()], threads };
}

/** Reads each number of threads once, for both kinds. */
function readNewest(sql: Sql, actor: Actor): ReadNewest {
  const read = new Map<number, Promise<Newest>>();
  const list = visibleLists(sql, actor);
  return (count) => {
    const known = read.get(count);
    if (known) return known;
    const reading = list({
      conditions: [],
      at: Prisma.sql`t."lastMessageAt"`,
      direction: "desc",
      limit: count,
    }).then((places) => ({
      ids: places.map(({ id }) => id),
      since: places.length < count ? null : (places.at(-1)?.at ?? null),
    }));
    read.set(count, reading);
    return reading;
  };
}

/** By the text as it was typed, and numbers in any writing. */
async function findMessages(
  sql: Sql,
  actor: Actor,
  { q, limit }: Query,
  newest: ReadNewest,
): Promise<Message[]> {
  const tail: ReadMessages = (condition) =>
    selectMessages(
      sql,
      Prisma.sql`${condition} and m."deletedAt" is null and ${visibleTo(actor)}
        order by m."sentAt" desc, m.id desc limit ${limit}`,
    );
  const keys = numberKeys(q);
  const [asTyped, numbers] = await Promise.all([
    findTexts(sql, { q, limit }, newest, tail),
    keys.length > 0 ? tail(messageHasNumber(keys)) : [],
  ]);
  if (numbers.length === 0) return asTyped;
  const all = new Map([...asTyped, ...numbers].map((one) => [one.id, one]));
  return [...all.values()]
    .sort((a, b) => compareMessages(b, a))
    .slice(0, limit);
}

type ReadMessages = (condition: Prisma.Sql) => Promise<Message[]>;

async function findTexts(
  sql: Sql,
  { q, limit }: Query,
  newest: ReadNewest,
  tail: ReadMessages,
): Promise<Message[]> {
  for (const count of NEWEST_THREADS) {
    const { ids, since } = await newest(count);
    // OFFSET keeps the text's index out of it: a thread's few messages are read by the thread's.
    const hits = await sql.$queryRaw<{ id: string }[]>(Prisma.sql`
      select w.id from unnest(${ids}::uuid[]) as n(id) cross join lateral (
        select m.id, m."sentAt", m."textFolded" from message m
        where m."threadId" = n.id and m."sentAt" >= coalesce(${since}::timestamptz, '-infinity')
          and m."deletedAt" is null offset 0) w
      where w."textFolded" like ${likePattern(q)} order by w."sentAt" desc, w.id desc limit ${limit}`);
    if (since === null || hits.length === limit) {
      const notes = since && (await findNotes(sql, q, since));
      const ids = [...hits, ...(notes ?? [])].map(({ id }) => id);
      return tail(Prisma.sql`m.id = any(${ids}::uuid[])`);
    }
  }
  return tail(contains(Prisma.sql`m."textFolded"`, q));
}

/** Notes of any thread since then: a note does not make its thread one of the newest. */
function findNotes(
  sql: Sql,
  q: string,
  since: Date,
): Promise<{ id: string }[]> {
  // OFFSET as above: notes are few, and the index by time finds the newest.
  return sql.$queryRaw<{ id: string }[]>(Prisma.sql`
    select w.id from (select m.id, m."textFolded" from message m
      where m.kind = 'note' and m."sentAt" >= ${since}::timestamptz and m."deletedAt" is null offset 0) w
    where w."textFolded" like ${likePattern(q)}`);
}

async function findThreads(
  sql: Sql,
  actor: Actor,
  { q, limit }: Query,
  newest: ReadNewest,
): Promise<Thread[]> {
  // Each channel's index, for an id is unique in one.
  const named = Prisma.sql`select si."customerId" from channel sch join identity si on si."channelId" = sch.id
    where si."externalId" = ${q}`;
  const order = Prisma.sql`order by t."lastMessageAt" desc, t.id desc limit ${limit}`;
  const read = async (condition: Prisma.Sql) => {
    const views = await selectThreads(
      sql,
      actor.agentId,
      Prisma.sql`${condition} and ${visibleTo(actor)} ${order}`,
    );
    return views.map(({ thread }) => thread);
  };
  for (const count of NEWEST_THREADS) {
    const { ids, since } = await newest(count);
    const hits = await sql.$queryRaw<{ id: string }[]>(Prisma.sql`
      select t.id from unnest(${ids}::uuid[]) as n(id) join thread t on t.id = n.id
        cross join lateral (select c.* from customer c where c.id = t."customerId" offset 0) mc
      where ${customerMatches(q)} or mc.id = any(array(${named})) ${order}`);
    if (since === null || hits.length === limit)
      return read(Prisma.sql`t.id = any(${hits.map(({ id }) => id)}::uuid[])`);
  }
  // An array: for a subquery, Postgres takes a guess of many customers and reads all of them.
  return read(
    Prisma.sql`t."customerId" = any(array(${customersMatching(q)} union ${named}))`,
  );
}
