import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { agentHere } from "#server/domain/access/devices-here.ts";
import { admittedSql } from "#server/domain/access/load-actor.ts";
import { supervisesSql } from "#server/domain/access/scope.ts";
import type { VisibilitySnapshot } from "#server/domain/outbox/announcements.ts";
import { teamRoles } from "#server/domain/access/role-lists.ts";

export type Viewer = {
  agentId: string;
  /** A participant who sees it in no other way: they read it and write notes. */
  guest: boolean;
  /** The number of the customer's messages that they have read; null: they never opened it. */
  readCount: number | null;
};

export type Viewers = {
  /** The current viewers, by thread. */
  now: ReadonlyMap<string, Viewer[]>;
  /** The earlier viewers, by the key of the earlier state. */
  before: ReadonlyMap<string, Viewer[]>;
};

/** The fields that decided who saw a thread, before a change. */
export type Past = Omit<VisibilitySnapshot, "alsoSeenBy"> & {
  key: string;
  id: string;
};

/** `guest` null: the row gives no way to see it, only how far they have read. */
type Row = {
  id: string;
  key: string | null;
  agentId: string;
  guest: boolean | null;
  readCount: number | null;
};

/**
 * Loads the connected agents who may see these threads, with how far they have
 * read them.
 * It takes the predicate of visible.ts apart, which a test checks. Evaluated
 * once for each of about a hundred agents, the predicate takes as long as
 * everything else that is published, and many times that when Postgres takes a
 * table for short. Here each way to see a thread is walked once, from the
 * thread.
 */
export async function loadViewers(
  tx: Pick<Sql, "$queryRaw">,
  threadIds: string[],
  past: Past[] = [],
): Promise<Viewers> {
  if (threadIds.length + past.length === 0)
    return { now: new Map(), before: new Map() };
  const rows = await tx.$queryRaw<Row[]>(Prisma.sql`
    select t.id, t.key, way."agentId", way.guest, way."readCount" from (${statesOf(threadIds, past)}) t
    cross join lateral (${waysHere}) way`);
  const isPast = ({ key }: Row): boolean => key !== null;
  return {
    now: viewersBy(
      rows.filter((row) => !isPast(row)),
      ({ id }) => id,
    ),
    before: viewersBy(rows.filter(isPast), ({ key }) => key ?? ""),
  };
}

/** The states whose viewers are asked for. A statement without earlier ones is the shorter one: every message runs it. */
function statesOf(threadIds: string[], past: Past[]): Prisma.Sql {
  const current = Prisma.sql`
    select null as key, id, "ownerId", "lastOwnerId", status, "routedToType", "routedToId", "departmentId", "channelId"
    from thread where id = any(${threadIds}::uuid[]) and "deletedAt" is null`;
  if (past.length === 0) return current;
  return Prisma.sql`${current}
    union all
    select x.*, (select of."channelId" from thread of where of.id = x.id)
    from jsonb_to_recordset(${JSON.stringify(past)}::jsonb) as x(
      key text, id uuid, "ownerId" uuid, "lastOwnerId" uuid, status text, "routedToType" text, "routedToId" uuid,
      "departmentId" uuid)`;
}

/** Each agent once. An agent with any other way to see it is no guest. */
function viewersBy(
  rows: Row[],
  keyOf: (row: Row) => string,
): Map<string, Viewer[]> {
  const found = new Map<string, Viewer[]>();
  for (const [key, some] of Map.groupBy(rows, keyOf)) {
    const viewers = new Map<string, Viewer>();
    for (const { agentId, guest } of some) {
      if (guest === null) continue;
      const known = viewers.get(agentId)?.guest ?? true;
      viewers.set(agentId, { agentId, guest: known && guest, readCount: null });
    }
    for (const { agentId, readCount } of some) {
      const viewer = viewers.get(agentId);
      if (viewer && readCount !== null) viewer.readCount = readCount;
    }
    found.set(key, [...viewers.values()]);
  }
  return found;
}

const nobodyHasIt = Prisma.sql`t."ownerId" is null and t.status <> 'closed'`;

/** From a thread `t` to agents; an agent may be found in several ways. */
const waysOfTeammates = Prisma.sql`
  select a.id as "agentId", false as guest, null::int as "readCount" from agent a
  where ${supervisesSql(Prisma.sql`t."departmentId"`)}
  union all
  select one.id, false, null from (values
    (t."ownerId"),
    (case when t."ownerId" is null and t.status = 'closed' then t."lastOwnerId" end),
    (case when t."routedToType" = 'agent' and ${nobodyHasIt} then t."routedToId" end)) one (id)
  union all
  select w."agentId", false, null from queue q cross join lateral (
    select m."agentId" from queue_member m where m."queueId" = q.id
      and (m.manager or q.visibility = 'queue_read' or (m."loggedIn" and ${nobodyHasIt}))
    union all
    select d."agentId" from department_member d where d."departmentId" = q."departmentId" and q.visibility = 'department_read') w
  where t."routedToType" = 'queue' and q.id = t."routedToId"
  union all
  select m."agentId", false, null from ring_group_member m
  where t."routedToType" = 'ring_group' and m."ringGroupId" = t."routedToId" and ${nobodyHasIt}
  union all
  select o."agentId", false, null from offer o where o."threadId" = t.id and o."endedAt" is null
  union all
  select p."agentId", true, null from thread_participant p where p."threadId" = t.id
  offset 0`;

/**
 * The ways of the agents who are connected, and how far everybody has read it.
 * Reviewers have one way only, their channel, connected or not: they are few,
 * and what is sent to nobody does no harm. Roles without conversations have
 * none. `offset 0` keeps Postgres from asking in each way of its own. Whether
 * an agent is connected is looked up for each agent found: as a list, all who
 * are connected were read for every message.
 */
const waysHere = Prisma.sql`
    select way.* from (${waysOfTeammates}) way
    where ${agentHere(Prisma.sql`way."agentId"`)}
      and (select a.role in (${teamRoles}) and ${admittedSql} from agent a where a.id = way."agentId")
    union all
    select a.id, false, null from agent a
    where a.role = 'reviewer' and a."reviewChannelId" = t."channelId" and ${admittedSql}
    union all
    select r."agentId", null, r."readCount" from thread_read r where r."threadId" = t.id and t.key is null`;
