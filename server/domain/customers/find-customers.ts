import {
  DEFAULT_CUSTOMER_SORT,
  type CustomerSort,
} from "#contract/customers/customer-sort.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { readSight, type Sight } from "#server/domain/access/list-visible.ts";
import type { CustomerPlace } from "#server/domain/customers/customer-cursor.ts";
import {
  conditionsOf,
  FOR_EACH_ROW,
  isListed,
  lastMessageIn,
  narrowedBy,
  narrowedTo,
  needsThread,
  wideBy,
  type CustomerFilter,
  type FilterReader,
  type Narrowed,
} from "#server/domain/customers/customer-filter.ts";
import {
  customersOfLeads,
  customerVisibleTo,
} from "#server/domain/customers/see-customer.ts";
import { scopeFor } from "#contract/people/policy.ts";

export type CustomerListing = CustomerFilter & {
  sort?: CustomerSort | undefined;
  after: CustomerPlace | null;
  limit: number;
};

/** The first customers of an order are read first: what many have in common is found in them. */
const FIRST_WALK = 500;
/**
 * Read where the first were not enough and many customers have it in common:
 * an index would name a hundred thousand, of which each must be looked up to be sorted.
 */
const SECOND_WALK = 10_000;
/** The same among threads of someone who does not see all: they are put together from several indexes before the first is known. */
const SECOND_WALK_OF_SEVERAL = 4_000;
/** Fewer than these are sorted sooner than a second walk ends. */
const FEW = 2_000;

/** Characters of a name that its order begins with; the index has the same. Among equal ones, the ids decide. */
const NAME_KEY = Prisma.sql`left(c."nameFolded", 64) collate "C"`;

/** One part of an order: its customers come after those of the part before. */
type Part = {
  /** Whether a place lies in this part. */
  holds(place: CustomerPlace): boolean;
  read(search: Search): Promise<CustomerPlace[]>;
};

type Search = {
  sql: Sql;
  actor: Actor;
  sight: Sight;
  filter: CustomerFilter;
  after: CustomerPlace | null;
  limit: number;
};

/** The first customers, in an order, that the actor may see. Tests and merged or erased customers are left out. */
export async function findCustomers(
  sql: Sql,
  actor: Actor,
  { sort = DEFAULT_CUSTOMER_SORT, after, limit, ...filter }: CustomerListing,
): Promise<CustomerPlace[]> {
  const sight = await readSight(sql, actor);
  const found: CustomerPlace[] = [];
  const parts = PARTS[sort];
  const first = after ? parts.findIndex((part) => part.holds(after)) : 0;
  for (const [index, part] of parts.entries()) {
    if (index < first || found.length >= limit) continue;
    const rest = {
      after: index === first ? after : null,
      limit: limit - found.length,
    };
    found.push(...(await part.read({ sql, actor, sight, filter, ...rest })));
  }
  return found;
}

/** An order of the rows of `customer`. */
type Order = {
  /** SQL: a customer `c` is of this part. `tail` ends a subquery. */
  part(search: Search, tail: Prisma.Sql): Prisma.Sql;
  key: Prisma.Sql;
  /** SQL: by the columns `key` and `id`. */
  by: Prisma.Sql;
  isAfter(place: CustomerPlace): Prisma.Sql;
  /** Customers that many have in common are among the first of this order. */
  isWalked: boolean;
};

const byAge: Order = {
  part: () => Prisma.sql`true`,
  key: Prisma.sql`null::text`,
  by: Prisma.sql`id desc`,
  isAfter: ({ id }) => Prisma.sql`c.id < ${id}::uuid`,
  isWalked: true,
};

const byName: Order = {
  part: () => Prisma.sql`${NAME_KEY} is not null`,
  key: NAME_KEY,
  by: Prisma.sql`key, id`,
  isAfter: ({ id, key }) =>
    Prisma.sql`(${NAME_KEY}, c.id) > (${key}, ${id}::uuid)`,
  isWalked: true,
};

/** By the key all the same, so that they are found by the index of names. */
const nameless: Order = {
  ...byName,
  part: () => Prisma.sql`${NAME_KEY} is null`,
  isAfter: ({ id }) => Prisma.sql`c.id > ${id}::uuid`,
};

/** Customers without a thread that the actor may see. Those who came by a lead or a file are few: the first customers tell nothing of them. */
const silent: Order = {
  ...byAge,
  part: ({ sight }, tail) => Prisma.sql`not exists (
    select from thread t where t."customerId" = c.id and ${sight.condition} ${tail})`,
  isWalked: false,
};

/** Others see only customers of threads. */
const seesSilent = ({ role }: Actor) =>
  scopeFor(role, "customers.read") === "all" ||
  scopeFor(role, "threads.read") === "none";

const inOrder = (order: Order, holds: Part["holds"]): Part => ({
  holds,
  read: (search) => readRows(search, order),
});
const hasKey: Part["holds"] = ({ key }) => key !== null;
const hasNone: Part["holds"] = ({ key }) => key === null;

const PARTS: Record<CustomerSort, Part[]> = {
  created: [inOrder(byAge, hasNone)],
  name: [inOrder(byName, hasKey), inOrder(nameless, hasNone)],
  last_message: [
    { holds: hasKey, read: readByThread },
    {
      holds: hasNone,
      read: async (search) =>
        seesSilent(search.actor) && !needsThread(search.filter)
          ? readRows(search, silent)
          : [],
    },
  ],
};

/** The customers of one part, in the order of their own rows. */
async function readRows(
  search: Search,
  { part, key, by, isAfter, isWalked }: Order,
): Promise<CustomerPlace[]> {
  const { sql, actor, sight, filter, after, limit } = search;
  const allowed = [
    isListed,
    customerVisibleTo(actor, sight.condition, FOR_EACH_ROW),
  ];
  const place = after ? isAfter(after) : Prisma.sql`true`;
  // The outer order is the inner one, so that conditions are asked only until the page is full.
  const read = (from: Prisma.Sql, among: Prisma.Sql, asked: Prisma.Sql[]) =>
    sql.$queryRaw<CustomerPlace[]>(Prisma.sql`
      select c.id, c.key from (
        select c.*, ${key} as key from ${from} c where ${place} and ${among}) c
      where ${Prisma.join([...asked, ...allowed], " and ")}
      order by ${by} limit ${limit}::int`);
  const all = Prisma.sql`customer`;
  const wanted = conditionsOf(filter, readerOf(search));
  const inPart = part(search, FOR_EACH_ROW);
  const walk = (count: number) =>
    read(all, Prisma.sql`${inPart} order by ${by} limit ${count}::int`, wanted);
  const narrowed = narrowedBy(filter, readerOf(search));
  if (isWalked) {
    const first = await walk(FIRST_WALK);
    if (first.length >= limit) return first;
    // Of those of a filter, someone who sees few customers may see too few in any walk.
    const isNear = narrowed
      ? !sight.customerIds && !(await isFew(sql, narrowed, first.length))
      : first.length > 0;
    if (isNear) {
      const second = await walk(SECOND_WALK);
      if (second.length >= limit) return second;
    }
  }
  const few = narrowed ?? nearTo(search);
  if (few === null) return read(all, part(search, Prisma.empty), wanted);
  const sorted = Prisma.sql`${inPart} order by ${by} offset 0`;
  return read(Prisma.sql`(${few.rows})`, sorted, few.asked);
}

/** Whether there are so few that each can be looked up at once. Pairs of filters take too long to count: `found` is what a first walk found. */
async function isFew(
  sql: Sql,
  { ids }: Narrowed,
  found: number,
): Promise<boolean> {
  if (ids === null) return found === 0;
  const [row] = await sql.$queryRaw<{ n: number }[]>(Prisma.sql`
    select count(*)::int as n from (select from (${ids}) i limit ${FEW + 1}::int) f`);
  return (row?.n ?? 0) <= FEW;
}

type Few = Pick<Search, "actor" | "sight" | "filter">;

/** The reader of a list, for the conditions of its filter. */
export const readerOf = ({
  actor,
  sight,
}: Pick<Few, "actor" | "sight">): FilterReader => ({
  seeker: actor,
  sees: sight.condition,
});

/** The fewest customers, by an index, among whom are all that the filter asks for and the actor may see. Null: none are few. */
export function findFewest(few: Few): Narrowed | null {
  return narrowedBy(few.filter, readerOf(few)) ?? nearTo(few);
}

/** The customers that the actor may see, or that a wide filter names. Null: there is none. */
function nearTo(few: Few): Narrowed | null {
  const { actor, sight, filter } = few;
  const asked = conditionsOf(filter, readerOf(few));
  if (scopeFor(actor.role, "threads.read") === "none")
    return narrowedTo(customersOfLeads(actor), asked);
  if (sight.customerIds) return narrowedTo(sight.customerIds, asked);
  return wideBy(filter, readerOf(few));
}

type Written = { id: string; at: Date; threadId: string };

/** Customers with a thread that the actor may see, the newest message first. */
async function readByThread(search: Search): Promise<CustomerPlace[]> {
  const rows = await readWritten(search);
  return rows.map(({ id, at, threadId }) => ({
    id,
    key: `${at.toISOString()} ${threadId}`,
  }));
}

async function readWritten(search: Search): Promise<Written[]> {
  const { sql, actor, filter, sight, limit } = search;
  if (scopeFor(actor.role, "threads.read") === "none") return [];
  const reader = readerOf(search);
  const narrowed =
    narrowedBy(filter, reader) ??
    (sight.customerIds ? null : wideBy(filter, reader));
  const first = await walkThreads(search, FIRST_WALK);
  if (first.length >= limit) return first;
  if (narrowed === null) return walkThreads(search, null);
  if (await isFew(sql, narrowed, first.length))
    return sortByThread(search, narrowed);
  const second = await walkThreads(
    search,
    sight.customerIds ? SECOND_WALK_OF_SEVERAL : SECOND_WALK,
  );
  return second.length >= limit ? second : sortByThread(search, narrowed);
}

/** The newest threads, each with its customer unless a newer one has the same. `count`: how many are read; null: all. */
function walkThreads(search: Search, count: number | null): Promise<Written[]> {
  const { sql, sight, filter, after, limit } = search;
  const at = Prisma.sql`t."lastMessageAt"`;
  const threads = sight.near({
    conditions: [
      ...(after ? [Prisma.sql`(${at}, t.id) < ${placeOf(after)}`] : []),
      ...lastMessageIn(filter),
    ],
    at,
    direction: "desc",
    limit: count,
  });
  if (threads === null) return Promise.resolve([]);
  // The condition on the reader's rights comes last, because it takes longest.
  return sql.$queryRaw<Written[]>(Prisma.sql`
    select t."customerId" as id, t.at, t.id as "threadId" from (
      select t.*, n.at from (${threads}) n
        cross join lateral (select * from thread where id = n.id ${FOR_EACH_ROW}) t
        cross join lateral (select * from customer where id = t."customerId" ${FOR_EACH_ROW}) c
      where ${Prisma.join([...conditionsOf(filter, readerOf(search)), isListed], " and ")} and not exists (
        select from thread t where t."customerId" = c.id and (t."lastMessageAt", t.id) > (n.at, n.id)
          and ${sight.condition} ${FOR_EACH_ROW})
      order by n.at desc, n.id desc offset 0) t
    where ${sight.condition} order by t.at desc, t.id desc limit ${limit}::int`);
}

/** These customers, each by the newest thread. */
function sortByThread(
  { sql, sight, after, limit }: Search,
  { rows, asked }: Narrowed,
): Promise<Written[]> {
  const place = after
    ? Prisma.sql`(n.at, n.id) < ${placeOf(after)}`
    : Prisma.sql`true`;
  return sql.$queryRaw<Written[]>(Prisma.sql`
    select c.id, n.at, n.id as "threadId" from (${rows}) c cross join lateral (
      select t."lastMessageAt" as at, t.id from thread t
      where t."customerId" = c.id and ${sight.condition} order by 1 desc, 2 desc limit 1) n
    where ${Prisma.join([...asked, isListed, place], " and ")}
    order by n.at desc, n.id desc limit ${limit}::int`);
}

function placeOf({ key }: CustomerPlace): Prisma.Sql {
  const [at, threadId] = (key ?? "").split(" ");
  return Prisma.sql`(${at}::timestamptz, ${threadId}::uuid)`;
}
