import type { FoundHits } from "#contract/threads/found-hits.ts";
import type { ThreadQuery } from "#contract/threads/thread-requests.ts";
import type { ThreadFilter } from "#contract/threads/thread-filter.ts";
import { maySortByUnread } from "#contract/threads/unread-first.ts";
import type { ViewFilter } from "#contract/threads/view.ts";
import type { Thread } from "#contract/threads/thread.ts";
import { typedNumber } from "#contract/threads/thread-number.ts";
import { numberKeys } from "#contract/text/number-keys.ts";
import { Prisma } from "#server/db/client.ts";
import { plannedAnew, type Sql } from "#server/db/sql.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { visibleTo } from "#server/domain/access/visible.ts";
import {
  visibleLists,
  type Wanted,
} from "#server/domain/access/list-visible.ts";
import { invalidInput } from "#server/domain/app-error.ts";
import type { Context } from "#server/domain/context.ts";
import {
  customerMatches,
  customersMatching,
} from "#server/domain/customers/match-customers.ts";
import { messageHasNumber } from "#server/domain/number-keys.ts";
import { contains, likePattern } from "#server/domain/like-pattern.ts";
import { loadBareMessages } from "#server/domain/messages/message-rows.ts";
import { findHits } from "./found-hits.ts";
import { NEWEST_THREADS } from "./search.ts";
import { wantedBy } from "./thread-filter.ts";
import {
  placesBy,
  readListCursor,
  writeListCursor,
  type ListCursor,
  type PlaceInList,
  type ReadPlaces,
} from "./thread-order.ts";
import { readFilter, UNREAD_NEEDS } from "./views.ts";
import { selectThreads } from "#server/domain/messages/thread-rows.ts";

export type ThreadPage = {
  items: Thread[];
  nextCursor: string | null;
  /** The place where a text is sought. */
  hits?: FoundHits;
};

/**
 * Lists the threads the actor may see, filtered, one keyset page at a time. The first query finds the ids by
 * indexes alone; the second reads those rows with all that a list shows.
 * @throws AppError not_found: the view; invalid_input: `sort`, see `maySortByUnread`
 */
export async function listThreads(
  context: Context,
  actor: Actor,
  query: ThreadQuery,
): Promise<ThreadPage> {
  const { sql } = context.db;
  const { limit, cursor: place, view, ...given } = query;
  const { q, ...filter }: ViewFilter = view
    ? { ...(await readFilter(sql, actor, view)), ...given }
    : given;
  const sort = filter.sort ?? "newest";
  if (sort === "unread" && !maySortByUnread(filter))
    throw invalidInput("sort", UNREAD_NEEDS);
  const after = readListCursor(place);
  const read = placesBy(sort, actor, {
    wanted: await wantedOf(sql, actor, { filter, q }),
    list: visibleLists(sql, actor),
  });
  const places = q
    ? await listMentioning(sql, actor, read, {
        q,
        after,
        filter,
        limit: limit + 1,
      })
    : await read({ after, count: limit + 1 });
  const page = places.slice(0, limit);
  const ids = page.map(({ id }) => id);
  // Statements at the same time, on several connections.
  const [views, hits] = await Promise.all([
    selectThreads(
      sql,
      actor.agentId,
      Prisma.sql`t.id = any(${ids}::uuid[]) and ${visibleTo(actor)}`,
      loadBareMessages(
        sql,
        page.flatMap(({ lastMessageId }) => lastMessageId ?? []),
      ),
    ),
    q ? findHits(sql, ids, q) : null,
  ]);
  const byId = new Map(views.map(({ thread }) => [thread.id, thread]));
  const last = places.length > limit ? page.at(-1) : undefined;
  return {
    items: page.flatMap(({ id }) => byId.get(id) ?? []),
    nextCursor: last ? writeListCursor(last) : null,
    ...(hits && { hits: onlyOf(hits, byId) }),
  };
}

/** The hits of threads that are still seen. */
function onlyOf(
  hits: FoundHits,
  seen: ReadonlyMap<string, unknown>,
): FoundHits {
  return Object.fromEntries(
    Object.entries(hits).filter(([threadId]) => seen.has(threadId)),
  );
}

async function wantedOf(
  sql: Pick<Sql, "$queryRaw">,
  actor: Actor,
  { filter, q }: { filter: ThreadFilter; q: string | undefined },
): Promise<Wanted> {
  // An archived thread is found where a text or a customer is sought.
  const isSought = q !== undefined || filter.customer !== undefined;
  return wantedBy(
    sql,
    actor,
    isSought ? filter : { archived: false, ...filter },
  );
}

/** Threads that are looked up one by one. */
const MANY = 5_000;
/**
 * With a label or a stage the threads of a list lie far apart in its order: to read more than these takes longer
 * than to ask an index first.
 */
const NEAR = 1_000;
const [FEWEST, FAR] = NEWEST_THREADS;

/**
 * The first threads of a list that mention a text. The list is read from its
 * beginning for a while, which is far enough for a text that many threads
 * mention; behind that, an index finds a rarer one.
 */
async function listMentioning(
  sql: Pick<Sql, "$queryRaw">,
  actor: Actor,
  list: ReadPlaces,
  {
    q,
    after,
    filter: { label, stage },
    limit,
  }: {
    q: string;
    after: ListCursor | null;
    filter: ThreadFilter;
    limit: number;
  },
): Promise<PlaceInList[]> {
  const number = typedNumber(q);
  if (number !== null)
    return list({
      after,
      count: limit,
      more: [Prisma.sql`t.number = ${number}::int`],
      areNamed: true,
    });
  const isSparse = label !== undefined || stage !== undefined;
  const found: PlaceInList[] = [];
  let behind = after;
  let named: string[] | null | undefined;
  let read = 0;
  while (read < FAR) {
    const count = nextCount({ read, found: found.length, limit });
    if (isSparse && count > NEAR) {
      named ??= await allMentioning(sql, actor, q);
      if (named) break;
    }
    const places = await list({ after: behind, count });
    const ids = places.map(({ id }) => id);
    const mentioning = await mentioningAmong(sql, actor, { ids, q });
    found.push(...places.filter(({ id }) => mentioning.has(id)));
    const last = places.at(-1);
    if (found.length >= limit || places.length < count || !last)
      return found.slice(0, limit);
    behind = last;
    read += count;
  }
  if (named === undefined) named = await allMentioning(sql, actor, q);
  const left = limit - found.length;
  const rest = await list({
    after: behind,
    count: left,
    ...(named
      ? { more: [Prisma.sql`t.id = any(${named}::uuid[])`], areNamed: true }
      : { more: [mentions(q, actor)] }),
  });
  return [...found, ...rest];
}

/** As many more as a full page is likely to need, with as many again to be sure. Pure. */
function nextCount({
  read,
  found,
  limit,
}: {
  read: number;
  found: number;
  limit: number;
}): number {
  if (read === 0) return FEWEST;
  const likely = Math.ceil((2 * read * (limit - found)) / Math.max(found, 1));
  return Math.min(Math.max(likely, FEWEST), FAR);
}

/** All threads that mention a text, whoever may see them. Null: more than MANY. */
async function allMentioning(
  sql: Pick<Sql, "$queryRaw">,
  actor: Actor,
  q: string,
): Promise<string[] | null> {
  const rows = await sql.$queryRaw<{ id: string }[]>(
    plannedAnew(
      Prisma.sql`select x.id from (${mentioned(q, actor)}) x limit ${MANY + 1}::int`,
    ),
  );
  return rows.length > MANY ? null : [...new Set(rows.map(({ id }) => id))];
}

async function mentioningAmong(
  sql: Pick<Sql, "$queryRaw">,
  actor: Actor,
  { ids, q }: { ids: string[]; q: string },
): Promise<Set<string>> {
  // OFFSET keeps the text's index out of it, and a join with all customers: a thread's few messages and its
  // customer are looked up.
  const rows = await sql.$queryRaw<{ id: string }[]>(Prisma.sql`
    select t.id from unnest(${ids}::uuid[]) as n(id) join thread t on t.id = n.id
      cross join lateral (select c.* from customer c where c.id = t."customerId" offset 0) mc
    where ${customerMatches(q, actor)} ${withNumber(Prisma.sql`or t.id in`, q)} or exists (
      select from (select sm."textFolded" from message sm
        where sm."threadId" = t.id and sm."deletedAt" is null offset 0) w
      where w."textFolded" like ${likePattern(q)})`);
  return new Set(rows.map(({ id }) => id));
}

/**
 * SQL: the customer's name or a message contains the text, or it is their e-mail address or phone number. Two look-ups by index instead of a scan of all
 * threads.
 */
function mentions(q: string, actor: Actor): Prisma.Sql {
  return Prisma.sql`t.id in (${mentioned(q, actor)})`;
}

/** SQL: the ids of these threads, some of them more than once. */
function mentioned(q: string, actor: Actor): Prisma.Sql {
  return Prisma.sql`
    select sm."threadId" as id from message sm where ${contains(Prisma.sql`sm."textFolded"`, q)} and sm."deletedAt" is null
    ${withNumber(Prisma.sql`union all`, q)}
    union all select st.id from (${customersMatching(q, actor)}) sc join thread st on st."customerId" = sc.id`;
}

/** SQL: the threads whose messages have the number that was typed, after a keyword; empty: it is none. */
function withNumber(keyword: Prisma.Sql, q: string): Prisma.Sql {
  const keys = numberKeys(q);
  if (keys.length === 0) return Prisma.empty;
  return Prisma.sql`${keyword} (select m."threadId" from message m
    where ${messageHasNumber(keys)} and m."deletedAt" is null)`;
}
