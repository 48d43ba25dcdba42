import type { Customer } from "#contract/customers/customer.ts";
import { typedNumber } from "#contract/threads/thread-number.ts";
import { FILE_KINDS } from "#contract/threads/customer-file.ts";
import { kindsSought, type SearchQuery } from "#contract/threads/search.ts";
import { compareMessages } from "#contract/live/room-state.ts";
import type { Message } from "#contract/threads/message.ts";
import type { Thread } from "#contract/threads/thread.ts";
import { numberKeys } from "#contract/text/number-keys.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { visibleLists } from "#server/domain/access/list-visible.ts";
import { visibleTo } from "#server/domain/access/visible.ts";
import { startOfDay } from "#server/domain/settings/company.ts";
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

/** A search with its filters; days are times. */
export type Sought = Omit<SearchQuery, "after" | "before"> & {
  after: Date | null;
  before: Date | null;
};

/** The newest threads that the actor may see: their ids, and the time since when they hold every message; null: these are all threads. */
type Newest = { ids: string[]; since: Date | null };
type ReadNewest = (count: number) => Promise<Newest>;

/** Gives the days of a search their beginning in the company's time zone. */
export async function soughtOf(
  { db }: Context,
  { after, before, ...rest }: SearchQuery,
): Promise<Sought> {
  const momentOf = (text: string | undefined) =>
    text === undefined
      ? null
      : text.includes("T")
        ? new Date(text)
        : startOfDay(db.sql, text);
  const [from, to] = await Promise.all([momentOf(after), momentOf(before)]);
  return { ...rest, after: from, before: to };
}

/** Finds what contains the text among all that the actor may see; newest first, `limit` of each kind. */
export async function search(
  context: Context,
  actor: Actor,
  query: Sought,
): Promise<Found> {
  const { sql } = context.db;
  const kinds = kindsSought(query);
  const newest = readNewest(sql, actor, query);
  const [messages, threads] = await Promise.all([
    kinds.has("message") ? findMessages(sql, actor, query, newest) : [],
    kinds.has("thread") || kinds.has("customer")
      ? findThreads(sql, actor, query, newest)
      : [],
  ]);
  const customers = new Map(
    threads.map(({ customer }) => [customer.id, customer]),
  );
  return {
    messages,
    customers: kinds.has("customer") ? [...customers.values()] : [],
    threads: kinds.has("thread") ? threads : [],
  };
}

/** Reads each number of threads once, for both kinds. */
function readNewest(sql: Sql, actor: Actor, { channel }: Sought): ReadNewest {
  const read = new Map<number, Promise<Newest>>();
  const list = visibleLists(sql, actor);
  return (count) => {
    const known = read.get(count);
    if (known) return known;
    const reading = list({
      conditions: channel ? [Prisma.sql`t."channelId" = ${channel}::uuid`] : [],
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
  query: Sought,
  newest: ReadNewest,
): Promise<Message[]> {
  const { q, limit } = query;
  const tail: ReadMessages = (condition) =>
    selectMessages(
      sql,
      Prisma.sql`${condition} and m."deletedAt" is null and ${asked(query)} and ${visibleTo(actor)}
        order by m."sentAt" desc, m.id desc limit ${limit}`,
    );
  const keys = numberKeys(q);
  const [asTyped, numbers] = await Promise.all([
    findTexts(sql, query, newest, tail),
    keys.length > 0 ? tail(isNumbered(keys)) : [],
  ]);
  if (numbers.length === 0) return asTyped;
  const all = new Map([...asTyped, ...numbers].map((one) => [one.id, one]));
  return [...all.values()]
    .sort((a, b) => compareMessages(b, a))
    .slice(0, limit);
}

/**
 * SQL: a message `m` has one of the numbers. An array: as a condition beside
 * the others it is asked of each message of each thread, where Postgres takes
 * the threads for few.
 */
export function isNumbered(keys: readonly string[]): Prisma.Sql {
  return Prisma.sql`m.id = any(array(
    select m.id from message m where ${messageHasNumber(keys)} and m."deletedAt" is null))`;
}

type ReadMessages = (condition: Prisma.Sql) => Promise<Message[]>;

async function findTexts(
  sql: Sql,
  query: Sought,
  newest: ReadNewest,
  tail: ReadMessages,
): Promise<Message[]> {
  const { q, limit, after, has } = query;
  for (const count of NEWEST_THREADS) {
    const { ids, since } = await newest(count);
    // OFFSET keeps the text's index out of it: a thread's few messages are read by the thread's.
    const hits = await sql.$queryRaw<{ id: string }[]>(Prisma.sql`
      select w.id from unnest(${ids}::uuid[]) as n(id) cross join lateral (
        select m.id, m."sentAt", m."textFolded" from message m
        where m."threadId" = n.id and m."sentAt" >= coalesce(${since}::timestamptz, '-infinity')
          and m."deletedAt" is null and ${asked(query)} offset 0) w
      where ${hasWords(query)} order by w."sentAt" desc, w.id desc limit ${limit}`);
    const isWhole =
      since === null || (after !== null && after.getTime() >= since.getTime());
    if (isWhole || hits.length === limit) {
      const notes = since && (await findNotes(sql, query, since));
      const ids = [...hits, ...(notes ?? [])].map(({ id }) => id);
      return tail(Prisma.sql`m.id = any(${ids}::uuid[])`);
    }
  }
  const inText = contains(Prisma.sql`m."textFolded"`, q);
  // Apart from each other, so that each is found by its own index.
  return tail(
    has
      ? Prisma.sql`m.id in (select m.id from message m where ${inText}
          union all select f."messageId" from attachment f where ${nameContains(q)})`
      : inText,
  );
}

/** SQL: the filters of the search hold for a message `m`. */
function asked({ from, channel, after, before, has }: Sought): Prisma.Sql {
  const all: Prisma.Sql[] = [Prisma.sql`true`];
  if (from === "customer") all.push(Prisma.sql`m."authorType" = 'customer'`);
  else if (from)
    all.push(
      Prisma.sql`(m."authorType" = 'agent' and m."authorId" = ${from}::uuid)`,
    );
  if (channel) all.push(Prisma.sql`m."channelId" = ${channel}::uuid`);
  if (after) all.push(Prisma.sql`m."sentAt" >= ${after}::timestamptz`);
  if (before) all.push(Prisma.sql`m."sentAt" < ${before}::timestamptz`);
  if (has)
    all.push(
      Prisma.sql`exists (select from attachment f where f."messageId" = m.id and f.type in (${Prisma.join(FILE_KINDS)}))`,
    );
  return Prisma.join(all, " and ");
}

/** SQL: a message `w` that is read anyway contains the words, or one of its files has them in its name. */
function hasWords({ q, has }: Sought): Prisma.Sql {
  const inText = Prisma.sql`w."textFolded" like ${likePattern(q)}`;
  return has
    ? Prisma.sql`(${inText} or exists (select from attachment f where f."messageId" = w.id
        and parley_fold(f.name) like ${likePattern(q)}))`
    : inText;
}

/** SQL: the name of a file `f` of a message contains the words; by index. */
function nameContains(q: string): Prisma.Sql {
  // The last two conditions are those of the indexes.
  return Prisma.sql`${contains(Prisma.sql`parley_fold(f.name)`, q)} and f."messageId" is not null and f.name is not null`;
}

/** Notes of any thread since then: a note does not make its thread one of the newest. */
function findNotes(
  sql: Sql,
  query: Sought,
  since: Date,
): Promise<{ id: string }[]> {
  // OFFSET as above: notes are few, and the index by time finds the newest.
  return sql.$queryRaw<{ id: string }[]>(Prisma.sql`
    select w.id from (select m.id, m."textFolded" from message m
      where m.kind = 'note' and m."sentAt" >= ${since}::timestamptz and m."deletedAt" is null
        and ${asked(query)} offset 0) w
    where ${hasWords(query)}`);
}

async function findThreads(
  sql: Sql,
  actor: Actor,
  { q, limit, channel, after, before }: Sought,
  newest: ReadNewest,
): Promise<Thread[]> {
  const conditions: Prisma.Sql[] = [];
  if (channel) conditions.push(Prisma.sql`t."channelId" = ${channel}::uuid`);
  if (after)
    conditions.push(Prisma.sql`t."lastMessageAt" >= ${after}::timestamptz`);
  if (before)
    conditions.push(Prisma.sql`t."lastMessageAt" < ${before}::timestamptz`);
  const and = (condition: Prisma.Sql) =>
    Prisma.join([condition, ...conditions], " and ");
  // Each channel's index, for an id is unique in one.
  const named = Prisma.sql`select si."customerId" from channel sch join identity si on si."channelId" = sch.id
    where si."externalId" = ${q}`;
  const order = Prisma.sql`order by t."lastMessageAt" desc, t.id desc limit ${limit}`;
  const read = async (condition: Prisma.Sql) => {
    const views = await selectThreads(
      sql,
      actor.agentId,
      Prisma.sql`${and(condition)} and ${visibleTo(actor)} ${order}`,
    );
    return views.map(({ thread }) => thread);
  };
  const number = typedNumber(q);
  if (number !== null) return read(Prisma.sql`t.number = ${number}::int`);
  for (const count of NEWEST_THREADS) {
    const { ids, since } = await newest(count);
    // OFFSET: Postgres may take the ids for few and compare each with all threads, in their order.
    const hits = await sql.$queryRaw<{ id: string }[]>(Prisma.sql`
      select t.id from unnest(${ids}::uuid[]) as n(id)
        cross join lateral (select * from thread where id = n.id offset 0) t
        cross join lateral (select c.* from customer c where c.id = t."customerId" offset 0) mc
      where ${and(Prisma.sql`(${customerMatches(q, actor)} or mc.id = any(array(${named})))`)} ${order}`);
    if (since === null || hits.length === limit)
      return read(Prisma.sql`t.id = any(${hits.map(({ id }) => id)}::uuid[])`);
  }
  // An array: for a subquery, Postgres takes a guess of many customers and reads all of them.
  return read(
    Prisma.sql`t."customerId" = any(array(${customersMatching(q, actor)} union ${named}))`,
  );
}
