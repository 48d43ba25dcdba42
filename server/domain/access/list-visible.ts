import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { hasRole, type Actor } from "#server/domain/access/actor.ts";
import { admittedSql } from "#server/domain/access/load-actor.ts";
import { visibleTo } from "#server/domain/access/visible.ts";
import { scopeFor } from "#contract/people/policy.ts";

export type VisiblePage = {
  /** Conditions on the thread `t`. */
  conditions: Prisma.Sql[];
  /** The column of `t` that the order begins with. */
  at: Prisma.Sql;
  /** The order: by `at`, then by id. */
  direction: "asc" | "desc";
  limit: number;
};

/**
 * Lists the first threads, in an order, that the actor may see: ids, the time
 * they are ordered by, and their last message.
 * For an agent who sees nearly everything it walks the order's index. Other
 * agents see few threads among many, so it walks each way in which a thread
 * becomes visible, by its own index and only as far as one page. Together the
 * ways equal the predicate of visible.ts, which a test checks; the code that
 * reads the rows applies the predicate as well.
 */
export async function listVisible(
  sql: Pick<Sql, "$queryRaw">,
  actor: Actor,
  page: VisiblePage,
): Promise<Place[]> {
  if (hasRole(actor, "supervisor")) {
    return sql.$queryRaw<Place[]>(
      firstOf(page, { condition: visibleTo(actor) }),
    );
  }
  const ways = await visibilityBranches(sql, actor);
  const branches = ways.map((way) => Prisma.sql`(${firstOf(page, way)})`);
  return sql.$queryRaw<Place[]>(Prisma.sql`
    select w.id, w.at, w."lastMessageId" from (${Prisma.join(branches, " union ")}) w
    order by ${orderOf(page, "w", Prisma.sql`w.at`)} limit ${page.limit}::int`);
}

/**
 * Counts, by key, the threads that the actor may see and that fulfil the
 * conditions on `t`; none is counted beyond `limit`. One statement for all.
 */
export async function countVisible(
  sql: Pick<Sql, "$queryRaw">,
  actor: Actor,
  wanted: ReadonlyMap<string, Prisma.Sql[]>,
  limit: number,
): Promise<Map<string, number>> {
  if (wanted.size === 0) return new Map();
  const ways = hasRole(actor, "supervisor")
    ? [{ condition: visibleTo(actor) }]
    : await visibilityBranches(sql, actor);
  const first = ({ condition, places }: Way, conditions: Prisma.Sql[]) =>
    Prisma.sql`(${inEach(
      places,
      (place) =>
        Prisma.sql`select t.id from thread t
          where ${Prisma.join([...place, condition, ...conditions], " and ")} limit ${limit}::int`,
    )})`;
  const counts = [...wanted].map(([key, conditions]) => {
    const all = ways.map((way) => first(way, conditions));
    return Prisma.sql`select ${key}::text as key, (select least(count(*), ${limit}::int)::int
      from (${Prisma.join(all, " union ")}) w) as n`;
  });
  const rows = await sql.$queryRaw<{ key: string; n: number }[]>(
    Prisma.join(counts, " union all "),
  );
  return new Map(rows.map(({ key, n }) => [key, n]));
}

export type Place = { id: string; at: Date; lastMessageId: string | null };

/** One way in which threads become visible. */
type Way = {
  condition: Prisma.Sql;
  /** The threads routed to these; left out: to any place. */
  places?: string[];
};

function firstOf(page: VisiblePage, { condition, places }: Way): Prisma.Sql {
  const { conditions, at, limit } = page;
  return inEach(
    places,
    (place) => Prisma.sql`
      select t.id, ${at} as at, t."lastMessageId" from thread t
      where ${Prisma.join([...place, condition, ...conditions], " and ")}
      order by ${orderOf(page, "t", at)} limit ${limit}::int`,
  );
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

/** Together they equal the predicate of visible.ts for roles below a supervisor. */
async function visibilityBranches(
  sql: Pick<Sql, "$queryRaw">,
  { agentId, role }: Actor,
): Promise<Way[]> {
  if (scopeFor(role, "threads.read") === "none")
    return [{ condition: Prisma.sql`false` }];
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
      array(select p."threadId" from thread_participant p where p."agentId" = ${me}) as joined`);
  const { worksIn = [], reads = [], offered = [], joined = [] } = reach ?? {};
  const places = [agentId, ...worksIn];
  const ids = (among: string[]) =>
    among.length > 0
      ? [{ condition: Prisma.sql`t.id = any(${among}::uuid[])` }]
      : [];
  return [
    { condition: Prisma.sql`t."ownerId" = ${me}` },
    { condition: Prisma.sql`t."lastOwnerId" = ${me} and t.status = 'closed'` },
    // A thread that has no owner and is not closed is one of these.
    { condition: Prisma.sql`t.status = 'waiting'`, places },
    {
      condition: Prisma.sql`t.status = 'snoozed' and t."ownerId" is null`,
      places,
    },
    ...(reads.length > 0
      ? [{ condition: Prisma.sql`true`, places: reads }]
      : []),
    ...ids(joined),
    ...ids(offered),
  ];
}
