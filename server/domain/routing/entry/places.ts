import { officeState } from "#contract/hours/office-state.ts";
import type { OfficeState } from "#contract/hours/hours.ts";
import type { Destination } from "#contract/routing/destination.ts";
import type { RingGroup } from "#contract/routing/ring-group.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { loadHours } from "#server/domain/settings/load-hours.ts";
import type { Place, RoutingMap } from "#server/domain/routing/decide/enter.ts";
import { toDestination } from "#server/domain/destinations/destination.ts";
import { teamRoles } from "#server/domain/access/role-lists.ts";

/** All places that can hold threads, at one moment. */
export type Places = {
  map: RoutingMap;
  /** The state of the office hours: the place's own, else the department's, else the company's. Without any it is always open. */
  office(own: unknown, departmentId: string | null): OfficeState;
};

type Reader = Pick<Sql, "$queryRaw">;

type QueueRow = Omit<
  Extract<Place, { type: "queue" }>,
  "type" | "office" | "overflow"
> & {
  schedule: unknown;
  overflowType: string | null;
  overflowId: string | null;
};

type GroupRow = {
  id: string;
  name: string;
  departmentId: string | null;
  strategy: RingGroup["strategy"];
  members: number;
  noAnswerType: string | null;
  noAnswerId: string | null;
  closedType: string | null;
  closedId: string | null;
  breakType: string | null;
  breakId: string | null;
  holidayType: string | null;
  holidayId: string | null;
};

/**
 * Loads a snapshot for the pure decisions, in a few statements whatever the number of threads. `pretended`:
 * presence by agent id that replaces the real one.
 */
export async function loadPlaces(
  tx: Reader,
  now: Date,
  pretended: Record<string, string> = {},
): Promise<Places> {
  const [office, queues, groups, agents] = await Promise.all([
    loadOffices(tx, now),
    loadQueues(tx, now, pretended),
    loadGroups(tx),
    tx.$queryRaw<{ id: string; name: string }[]>(
      Prisma.sql`select id, name from agent where "disabledAt" is null and role in (${teamRoles})`,
    ),
  ]);
  const places = new Map<string, Place>();
  const put = (place: Place) => places.set(`${place.type} ${place.id}`, place);
  for (const { schedule, overflowType, overflowId, ...row } of queues) {
    put({
      ...row,
      type: "queue",
      office: office(schedule, row.departmentId),
      overflow: toDestination({ type: overflowType, id: overflowId }),
    });
  }
  for (const row of groups)
    put(groupPlace(row, office(null, row.departmentId)));
  for (const { id, name } of agents)
    put({ type: "agent", id, name, departmentId: null });
  return {
    office,
    map: ({ type, id }) => places.get(`${type} ${id}`) ?? null,
  };
}

function groupPlace(row: GroupRow, office: OfficeState): Place {
  const { id, name, departmentId, strategy, members } = row;
  const to = (type: string | null, at: string | null): Destination | null =>
    toDestination({ type, id: at });
  return {
    type: "ring_group",
    id,
    name,
    departmentId,
    strategy,
    members,
    office,
    noAnswer: to(row.noAnswerType, row.noAnswerId),
    closed: {
      out_of_office: to(row.closedType, row.closedId),
      break: to(row.breakType, row.breakId),
      holiday: to(row.holidayType, row.holidayId),
    },
  };
}

function loadQueues(
  tx: Reader,
  now: Date,
  pretended: Record<string, string>,
): Promise<QueueRow[]> {
  const agents =
    Object.keys(pretended).length === 0
      ? Prisma.sql`agent`
      : Prisma.sql`(select g.id, g."disabledAt", coalesce(p.value, g.presence) as presence
          from agent g left join jsonb_each_text(${JSON.stringify(pretended)}::jsonb) p on p.key = g.id::text)`;
  // Waiting threads are counted only where the count matters. Logged-in members are counted once for all
  // queues: in a count for each queue, with statistics from before the first agent, Postgres read all members
  // once for each agent (16 ms with 200).
  return tx.$queryRaw<QueueRow[]>(Prisma.sql`
    select q.id, q.name, q."departmentId", q.strategy, q.schedule, q."maxWaiting", q."maxWaitSeconds", q.priority,
      q."overflowType", q."overflowId", q."replyTarget" is not null as "hasReplyTarget",
      (q."pausedAt" is not null and (q."pausedUntil" is null or q."pausedUntil" > ${now}::timestamptz)) as paused,
      q."pausedMessage", case when q."tellsWait" then q."tellAfterSeconds" end as "tellAfterSeconds",
      coalesce(s."loggedIn", 0) as "loggedIn", coalesce(s.ready, 0) as ready,
      case when q."maxWaiting" is null then 0 else (select count(*)::int from thread t
        where t."routedToId" = q.id and t."routedToType" = 'queue' and t.routing in ('queued', 'offered')
          and t.status = 'waiting') end as waiting
    from queue q left join (
      select m."queueId", count(*) filter (where m."loggedIn" and a."disabledAt" is null and a.presence <> 'offline')::int as "loggedIn",
        count(*) filter (where m."loggedIn" and a."disabledAt" is null
          and (a.presence = 'available' or (m."keepsRinging" and a.presence <> 'offline')))::int as ready
      from queue_member m join ${agents} a on a.id = m."agentId" group by 1
    ) s on s."queueId" = q.id`);
}

function loadGroups(tx: Reader): Promise<GroupRow[]> {
  return tx.$queryRaw<GroupRow[]>(Prisma.sql`
    select g.id, g.name, g."departmentId", g.strategy, g."noAnswerType", g."noAnswerId", g."closedType", g."closedId",
      g."breakType", g."breakId", g."holidayType", g."holidayId",
      coalesce(s.members, 0) as members
    from ring_group g left join (
      select m."ringGroupId", count(*) filter (where a."disabledAt" is null)::int as members
      from ring_group_member m join agent a on a.id = m."agentId" group by 1
    ) s on s."ringGroupId" = g.id`);
}

export async function loadOffices(
  tx: Reader,
  now: Date,
): Promise<Places["office"]> {
  const { hoursOf, calendars } = await loadHours(tx);
  return (own, departmentId) =>
    officeState(hoursOf(own, departmentId), now, calendars);
}
