import { Prisma } from "#server/db/client.ts";
import { plannedAnew, type Sql } from "#server/db/sql.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { admittedSql } from "#server/domain/access/load-actor.ts";
import { scopeOf } from "#server/domain/access/scope.ts";
import { scopeFor } from "#contract/people/policy.ts";
import { isKept, visibleTo } from "#server/domain/access/visible.ts";
import type { ThreadStatus } from "#contract/threads/thread.ts";

/** Threads among those that an actor may see. */
export type Wanted = {
  /** Conditions on the thread `t`. */
  conditions: Prisma.Sql[];
  /** Only these statuses; left out: all. */
  statuses?: ThreadStatus[] | undefined;
  /** Only threads routed to one of these; left out: to any place. */
  queues?: string[] | undefined;
  /** The conditions name threads by their ids, so each is looked up once, and not by each way. */
  areNamed?: boolean;
};

export type VisiblePage = Wanted & {
  /** The column of `t` that the order begins with. */
  at: Prisma.Sql;
  /** The order: by `at`, then by id. */
  direction: "asc" | "desc";
  /** Null: all of them, to be joined by a statement that reads no more than it needs. */
  limit: number | null;
};

/**
 * Lists the first threads, in an order, that the actor may see: ids, the time
 * they are ordered by, and their last message. In which ways threads are visible is read once for all pages.
 * For an agent who sees nearly everything it walks the order's index. Other
 * agents see few threads among many, so it walks each way in which a thread
 * becomes visible, by its own index and only as far as one page. Together the
 * ways equal the predicate of visible.ts, which a test checks; the code that
 * reads the rows applies the predicate as well.
 */
export function visibleLists(
  sql: Pick<Sql, "$queryRaw">,
  actor: Actor,
): (page: VisiblePage) => Promise<Place[]> {
  let known: Promise<Way[]> | undefined;
  return async (page) => {
    const ways = page.areNamed
      ? oneWay(actor)
      : await (known ??= visibilityWays(sql, actor));
    const statement = orderedBy(ways, page);
    return statement === null
      ? []
      : sql.$queryRaw<Place[]>(plannedAnew(statement));
  };
}

function orderedBy(ways: Way[], page: VisiblePage): Prisma.Sql | null {
  const { at, limit } = page;
  const branches = branchesOf(
    ways,
    { ...page, inOrder: true },
    (conditions) => Prisma.sql`
      select t.id, ${at} as at, t."lastMessageId" from thread t
      where ${Prisma.join(conditions, " and ")}
      order by ${orderOf(page, "t", at)} limit ${limit}::int`, // LIMIT null is none
  );
  if (branches.length === 0) return null;
  return Prisma.sql`
    select w.id, w.at, w."lastMessageId" from (${Prisma.join(branches, " union ")}) w
    order by ${orderOf(page, "w", Prisma.sql`w.at`)} limit ${limit}::int`;
}

/** The threads that an actor may see, for a list of something else: what changes for no thread is read once. */
export type Sight = {
  /** SQL: the actor may see a thread `t`. */
  condition: Prisma.Sql;
  /** SQL: the ids of these threads' customers, found by indexes; null: they are a large part of all. */
  customerIds: Prisma.Sql | null;
  /**
   * SQL: threads in an order, among which are all that the actor may see: id, at,
   * "lastMessageId". Null: there can be none. `condition` must be asked of each.
   */
  near(page: VisiblePage): Prisma.Sql | null;
};

/** Equal to the predicate of visible.ts. */
export async function readSight(
  sql: Pick<Sql, "$queryRaw">,
  actor: Actor,
): Promise<Sight> {
  if (scopeFor(actor.role, "threads.read") === "department") {
    const supervised = await supervisedOf(sql, actor);
    return {
      // A supervisor sees few threads outside their departments. Listing those would take longer than this condition.
      condition: Prisma.sql`(${isKept} and (${supervised} or ${visibleTo(actor)}))`,
      customerIds: null,
      near: (page) =>
        orderedBy([{ condition: EVERY_THREAD, isWide: true }], page),
    };
  }
  const ways = await visibilityWays(sql, actor);
  const conditions = ways.map((way) => Prisma.sql`(${wholeCondition(way)})`);
  const isFew = ways.length > 0 && !ways.some(({ isWide }) => isWide);
  return {
    condition:
      ways.length === 0
        ? Prisma.sql`false`
        : Prisma.sql`(${Prisma.join(conditions, " or ")})`,
    customerIds: isFew
      ? Prisma.join(
          conditions.map(
            (condition) =>
              Prisma.sql`select t."customerId" from thread t where ${condition}`,
          ),
          " union ",
        )
      : null,
    near: (page) => orderedBy(ways, page),
  };
}

/**
 * Counts, by key, the threads that the actor may see and that are wanted; none
 * is counted beyond `limit`. One statement for all.
 */
export async function countVisible(
  sql: Pick<Sql, "$queryRaw">,
  actor: Actor,
  wanted: ReadonlyMap<string, Wanted>,
  limit: number,
): Promise<Map<string, number>> {
  const all = await visibilityWays(sql, actor);
  // Apart from each other, so that no thread is found twice and a count ends as soon as it is full.
  const ways = apart(all);
  const named = apart(namedWays(actor, all));
  const counts: Prisma.Sql[] = [];
  const none: [string, number][] = [];
  for (const [key, which] of wanted) {
    const found = branchesOf(
      which.areNamed ? named : ways,
      { ...which, inOrder: false, limit },
      (conditions) => Prisma.sql`select t.id from thread t
        where ${Prisma.join(conditions, " and ")}`,
    );
    if (found.length === 0) none.push([key, 0]);
    else
      counts.push(Prisma.sql`select ${key}::text as key, (select count(*)::int
        from (select 1 from (${Prisma.join(found, " union all ")}) v limit ${limit}::int) w) as n`);
  }
  if (counts.length === 0) return new Map(none);
  const rows = await sql.$queryRaw<{ key: string; n: number }[]>(
    plannedAnew(Prisma.join(counts, " union all ")),
  );
  return new Map([...none, ...rows.map(({ key, n }) => [key, n] as const)]);
}

export type Place = { id: string; at: Date; lastMessageId: string | null };

/** One way in which threads become visible. */
type Way = {
  condition: Prisma.Sql;
  /** The threads routed to these; left out: to any place. */
  places?: string[];
  /** The statuses that such a thread can have; left out: any. */
  statuses?: ThreadStatus[];
  /** It leads to a large part of all threads, so each place is walked by its index. */
  isWide?: boolean;
};

/** The statuses of most threads. */
const MOST: ReadonlySet<ThreadStatus> = new Set(["snoozed", "closed"]);
const NEWEST_FIRST = Prisma.sql`order by t."lastMessageAt" desc, t.id desc`;

/** The predicate itself, for threads that are named: few rows are read, so no index of a way is needed. */
const oneWay = (actor: Actor): Way[] => [{ condition: visibleTo(actor) }];

/** A supervisor's departments cover most named threads, so the whole predicate runs only for the others. */
function namedWays(actor: Actor, [first, ...others]: Way[]): Way[] {
  return first?.isWide && others.length > 0
    ? [first, ...oneWay(actor)]
    : oneWay(actor);
}

/** The same ways, each without the threads of those before it. Pure. */
function apart(ways: Way[]): Way[] {
  return ways.map((way, index) => {
    const before = ways
      .slice(0, index)
      .filter(({ statuses }) => common(statuses, way.statuses)?.length !== 0)
      .map((other) => Prisma.sql`(${wholeCondition(other)}) is not true`);
    return {
      ...way,
      condition: Prisma.join([way.condition, ...before], " and "),
    };
  });
}

function wholeCondition({ condition, statuses, places }: Way): Prisma.Sql {
  const parts = [isKept, condition];
  if (statuses) parts.push(Prisma.sql`t.status in (${Prisma.join(statuses)})`);
  if (places) parts.push(Prisma.sql`t."routedToId" = any(${places}::uuid[])`);
  return Prisma.join(parts, " and ");
}

/**
 * Queries for the wanted threads, one or more for each way. A single status is
 * a constant, so that the index of its threads alone can be taken; a way that
 * cannot have wanted threads is left out. In order, each status is walked by itself, because only
 * then its index is in that order; a count would read twice as much for it.
 */
function branchesOf(
  ways: Way[],
  {
    conditions,
    statuses,
    queues,
    areNamed,
    inOrder,
    limit,
  }: Wanted & { inOrder: boolean; limit: number | null },
  query: (conditions: Prisma.Sql[]) => Prisma.Sql,
): Prisma.Sql[] {
  return ways.flatMap((way) => {
    const left = common(way.statuses, statuses);
    const places = common(way.places, queues);
    if (left?.length === 0 || places?.length === 0) return [];
    const byPlace = way.isWide === true || way.places !== undefined;
    const base = [isKept, way.condition, ...conditions];
    if (places && !byPlace)
      base.push(Prisma.sql`t."routedToId" = any(${places}::uuid[])`);
    const each = (more: Prisma.Sql[], walk = Prisma.empty) =>
      Prisma.sql`(${inEach(
        byPlace ? places : undefined,
        (place) => Prisma.sql`${query([...place, ...more, ...base])} ${walk}`,
      )}${inOrder ? Prisma.empty : Prisma.sql` limit ${limit}::int`})`;
    if (left === undefined) return [each([])];
    if (left.length > 1 && !(byPlace && inOrder))
      return [each([Prisma.sql`t.status in (${Prisma.join(left)})`])];
    // Without an order, Postgres may look for the first of many by reading all threads.
    const isWalked = (status: ThreadStatus) =>
      byPlace && !inOrder && !areNamed && MOST.has(status);
    const walk =
      places === undefined
        ? NEWEST_FIRST
        : Prisma.sql`${NEWEST_FIRST} limit ${limit}::int`;
    return left.map((status) =>
      each(
        [Prisma.sql`t.status = ${word(status)}`],
        isWalked(status) ? walk : Prisma.empty,
      ),
    );
  });
}

/** A parameter would hide from Postgres that the index of one status fits. */
const word = (status: ThreadStatus) => Prisma.raw(`'${status}'`);

function common<T>(
  one: T[] | undefined,
  other: T[] | undefined,
): T[] | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return one.filter((value) => other.includes(value));
}

function orderOf(
  { direction }: VisiblePage,
  table: "t" | "w",
  at: Prisma.Sql,
): Prisma.Sql {
  const id = table === "t" ? Prisma.sql`t.id` : Prisma.sql`w.id`;
  return direction === "desc"
    ? Prisma.sql`${at} desc, ${id} desc`
    : Prisma.sql`${at} asc, ${id} asc`;
}

/**
 * The query for each place alone: a place's threads have an index in the order
 * of the list, while for several places at once Postgres reads other places' threads, too.
 */
function inEach(
  places: string[] | undefined,
  query: (place: Prisma.Sql[]) => Prisma.Sql,
): Prisma.Sql {
  if (places === undefined) return query([]);
  return Prisma.sql`select l.* from unnest(${places}::uuid[]) as p(id)
    cross join lateral (${query([Prisma.sql`t."routedToId" = p.id`])}) l`;
}

/** Together they equal the predicate of visible.ts. */
async function visibilityWays(
  sql: Pick<Sql, "$queryRaw">,
  actor: Actor,
): Promise<Way[]> {
  switch (scopeFor(actor.role, "threads.read")) {
    case "none":
      return [];
    case "all":
      return [{ condition: Prisma.sql`true`, isWide: true }];
    case "department": {
      const supervised = await supervisedOf(sql, actor);
      const all = { condition: supervised, isWide: true };
      return supervised === EVERY_THREAD
        ? [all]
        : [all, ...(await visibilityBranches(sql, actor, supervised))];
    }
    default:
      return visibilityBranches(sql, actor);
  }
}

const EVERY_THREAD = Prisma.sql`true`;

/** SQL: a thread `t` is of the departments that a supervisor supervises. */
async function supervisedOf(
  sql: Pick<Sql, "$queryRaw">,
  actor: Actor,
): Promise<Prisma.Sql> {
  const scope = await scopeOf(sql, actor, "threads.read");
  return scope === "company"
    ? EVERY_THREAD
    : Prisma.sql`(t."departmentId" is null or t."departmentId" = any(${[...scope]}::uuid[]))`;
}

type Reach = {
  /** Queues that the actor is logged in to, and ring groups. */
  worksIn: string[];
  /** Queues that the actor manages, or whose threads teammates may read. */
  reads: string[];
  /** Threads offered to the actor now. */
  offered: string[];
  /** Threads in which the actor is a participant. */
  joined: string[];
};

/** The ways that an agent has without supervising anything. `known`: threads that another way finds, which participation need not. */
async function visibilityBranches(
  sql: Pick<Sql, "$queryRaw">,
  { agentId, role }: Actor,
  known: Prisma.Sql | null = null,
): Promise<Way[]> {
  const me = Prisma.sql`${agentId}::uuid`;
  if (role === "reviewer") {
    const [own] = await sql.$queryRaw<{ id: string | null }[]>(
      Prisma.sql`select a."reviewChannelId" as id from agent a where a.id = ${me} and ${admittedSql}`,
    );
    return [
      { condition: Prisma.sql`t."channelId" = ${own?.id ?? null}::uuid` },
    ];
  }
  // Queried first, so that Postgres plans with the ids and not with a guess of how many there are.
  const [reach] = await sql.$queryRaw<Reach[]>(Prisma.sql`
    select
      array(select m."queueId" from queue_member m where m."agentId" = ${me} and m."loggedIn"
        union all select m."ringGroupId" from ring_group_member m where m."agentId" = ${me}) as "worksIn",
      array(select q.id from queue q where exists (
        select 1 from queue_member m where m."queueId" = q.id and m."agentId" = ${me}
          and (m.manager or q.visibility = 'queue_read'))
        or (q.visibility = 'department_read' and exists (select 1 from department_member d
          where d."departmentId" = q."departmentId" and d."agentId" = ${me}))) as reads,
      array(select o."threadId" from offer o where o."agentId" = ${me} and o."endedAt" is null) as offered,
      array(select p."threadId" from thread_participant p where p."agentId" = ${me}
        and ${known === null ? Prisma.sql`true` : Prisma.sql`not exists (select 1 from thread t where t.id = p."threadId" and ${known})`}) as joined`);
  const { worksIn = [], reads = [], offered = [], joined = [] } = reach ?? {};
  const places = [agentId, ...worksIn];
  const ids = (among: string[]) =>
    among.length > 0
      ? [{ condition: Prisma.sql`t.id = any(${among}::uuid[])` }]
      : [];
  return [
    {
      condition: Prisma.sql`t."ownerId" = ${me}`,
      statuses: ["open", "snoozed"],
    },
    {
      condition: Prisma.sql`t."lastOwnerId" = ${me}`,
      statuses: ["closed"],
    },
    // A thread that has no owner and is not closed is one of these.
    { condition: Prisma.sql`true`, statuses: ["waiting"], places },
    {
      condition: Prisma.sql`t."ownerId" is null`,
      statuses: ["snoozed"],
      places,
    },
    ...(reads.length > 0
      ? [{ condition: Prisma.sql`true`, places: reads }]
      : []),
    ...ids(joined),
    ...ids(offered),
  ];
}
