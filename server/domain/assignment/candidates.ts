import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import type { Presence } from "#contract/people/agent.ts";
import { deviceHere } from "#server/domain/access/devices-here.ts";
import { onlyJustGone } from "#server/domain/presence/connected.ts";
import { loadAssignedWork, type AssignedWork } from "./assigned-work.ts";
import type { Candidate } from "#server/domain/routing/decide/eligible.ts";
import type { LoadedCandidate } from "#server/domain/routing/decide/in-line.ts";
import { teamRoles } from "#server/domain/access/role-lists.ts";

type Reader = Pick<Sql, "$queryRaw">;

const PACE_MS = 60_000;

/** The agents who may be asked: members of a queue or ring group, or named agents. */
export type CandidateScope =
  | { type: "queue"; id: string; handleHours: number }
  | { type: "ring_group"; id: string }
  | { type: "agents"; ids: string[] };

type PersonRow = {
  agentId: string;
  name: string;
  disabled: boolean;
  mayOwn: boolean;
  presence: Presence;
  shiftHolds: boolean;
  presenceUntil: Date | null;
  onlyJustGone: boolean;
  capacity: number;
  lastAssignedAt: Date | null;
  position: number | null;
  loggedIn: boolean | null;
  keepsRinging: boolean;
  loggedInAt: Date | null;
  skillGroup: number | null;
  answered: number | null;
  handleMs: number | null;
};

/** Further facts that decide about an agent. There is a row only where one of them applies. */
type Standing = {
  agentId: string;
  connected: boolean;
  wrapUpUntil: Date | null;
  handedDown: number;
};

/** Loads candidates in list order, with three statements whatever their number. */
export async function loadCandidates(
  tx: Reader,
  scope: CandidateScope,
  now: Date,
): Promise<LoadedCandidate[]> {
  const people = await loadPeople(tx, scope, now);
  const ids = people.map(({ agentId }) => agentId);
  return join(scope, people, await loadCarrying(tx, ids, now));
}

/**
 * Loads the members of several queues, by queue. Each agent's load is read once, and all statements go out in
 * one round trip.
 * @param agentIds of all the queues' members.
 */
export async function loadMembers(
  tx: Reader,
  queues: { id: string; handleHours: number }[],
  agentIds: string[],
  now: Date,
): Promise<Map<string, LoadedCandidate[]>> {
  const [carrying, ...lists] = await Promise.all([
    loadCarrying(tx, agentIds, now),
    ...queues.map(async ({ id, handleHours }) => {
      const scope = { type: "queue" as const, id, handleHours };
      return { scope, people: await loadPeople(tx, scope, now) };
    }),
  ]);
  return new Map(
    lists.map(({ scope, people }) => [scope.id, join(scope, people, carrying)]),
  );
}

type Carrying = {
  carriedBy: Map<string, AssignedWork[]>;
  standingOf: Map<string, Standing[]>;
};

async function loadCarrying(
  tx: Reader,
  agentIds: string[],
  now: Date,
): Promise<Carrying> {
  const [carried, standings] = await Promise.all([
    loadAssignedWork(tx, agentIds, now),
    loadStandings(tx, agentIds, now),
  ]);
  return {
    carriedBy: Map.groupBy(carried, ({ agentId }) => agentId),
    standingOf: Map.groupBy(standings, ({ agentId }) => agentId),
  };
}

function join(
  scope: CandidateScope,
  people: PersonRow[],
  { carriedBy, standingOf }: Carrying,
): LoadedCandidate[] {
  return people.map((row) => {
    const own = carriedBy.get(row.agentId) ?? [];
    const ofQueue = own.filter(
      ({ queueId }) => scope.type === "queue" && queueId === scope.id,
    );
    const byChannel = Map.groupBy(own, ({ channelId }) => channelId);
    return {
      ...personOf(row, standingOf.get(row.agentId) ?? []),
      load: weightOf(own),
      queueLoad: weightOf(ofQueue),
      channelLoad: 0,
      byChannel: new Map(
        [...byChannel].map(([channelId, some]) => [channelId, weightOf(some)]),
      ),
    };
  });
}

function weightOf(carried: AssignedWork[]): number {
  return carried.reduce((total, { weight }) => total + weight, 0);
}

function personOf(
  row: PersonRow,
  standings: Standing[],
): Omit<Candidate, "load" | "queueLoad" | "channelLoad"> {
  const { position, loggedIn, loggedInAt, skillGroup, answered, handleMs } =
    row;
  return {
    agentId: row.agentId,
    name: row.name,
    disabled: row.disabled,
    mayOwn: row.mayOwn,
    presence: row.presence,
    offShift: row.shiftHolds ? { until: row.presenceUntil } : null,
    connected: row.onlyJustGone || standings.some((one) => one.connected),
    capacity: row.capacity,
    wrapUpUntil:
      standings.find((one) => one.wrapUpUntil !== null)?.wrapUpUntil ?? null,
    lastAssignedAt: row.lastAssignedAt,
    handedDown: standings.reduce((sum, one) => sum + one.handedDown, 0),
    member:
      position === null
        ? null
        : {
            position,
            loggedIn: loggedIn ?? true,
            keepsRinging: row.keepsRinging,
            loggedInAt: loggedInAt ?? new Date(0),
            skillGroup: skillGroup ?? 1,
            answered: answered ?? 0,
            handleMs: handleMs ?? 0,
          },
  };
}

function loadPeople(
  tx: Reader,
  scope: CandidateScope,
  now: Date,
): Promise<PersonRow[]> {
  const common = Prisma.sql`
    a.id as "agentId", a.name, a."disabledAt" is not null as disabled, a.role in (${teamRoles}) as "mayOwn",
    a.presence, a."shiftHolds", a."presenceUntil", ${onlyJustGone(now)} as "onlyJustGone", a.capacity, a."lastAssignedAt"`;
  switch (scope.type) {
    case "queue": {
      const from = new Date(now.getTime() - scope.handleHours * 3_600_000);
      return tx.$queryRaw<PersonRow[]>(Prisma.sql`
        select ${common}, m.position, m."loggedIn", m."keepsRinging", m."loggedInAt", m."skillGroup", m.answered,
          coalesce(h.ms, 0)::float8 as "handleMs"
        from queue_member m join agent a on a.id = m."agentId"
        left join (select "agentId", sum(ms) as ms from handle_span
          where "queueId" = ${scope.id}::uuid and "endedAt" > ${from}::timestamptz group by 1) h on h."agentId" = a.id
        where m."queueId" = ${scope.id}::uuid order by m.position, a.id`);
    }
    case "ring_group":
      return tx.$queryRaw<PersonRow[]>(Prisma.sql`
        select ${common}, m.position, null::boolean as "loggedIn", false as "keepsRinging", null::timestamptz as "loggedInAt",
          null::int as "skillGroup", null::int as answered, null::float8 as "handleMs"
        from ring_group_member m join agent a on a.id = m."agentId"
        where m."ringGroupId" = ${scope.id}::uuid order by m.position, a.id`);
    case "agents":
      return tx.$queryRaw<PersonRow[]>(Prisma.sql`
        select ${common}, null::int as position, null::boolean as "loggedIn", false as "keepsRinging", null::timestamptz as "loggedInAt",
          null::int as "skillGroup", null::int as answered, null::float8 as "handleMs"
        from agent a where a.id = any(${scope.ids}::uuid[]) order by a.id`);
  }
}

// Read with separate statements and joined here. As subqueries of the statement above, each table is read
// whole once for every agent as soon as Postgres takes it, or once took it, for a short one.
function loadStandings(
  tx: Reader,
  agentIds: string[],
  now: Date,
): Promise<Standing[]> {
  if (agentIds.length === 0) return Promise.resolve([]);
  const paceFrom = new Date(now.getTime() - PACE_MS);
  return tx.$queryRaw<Standing[]>(Prisma.sql`
    select distinct c."agentId", true as connected, null::timestamptz as "wrapUpUntil", 0 as "handedDown"
    from agent_connection c where c."agentId" = any(${agentIds}::uuid[]) and not c.watching and ${deviceHere(now)}
    union all
    select w."agentId", false, max(w."wrapUpTill"), 0 from queue_member w
    where w."agentId" = any(${agentIds}::uuid[]) and w."wrapUpTill" > ${now}::timestamptz group by 1
    union all
    select o."agentId", false, null, count(*)::int from offer o
    where o."agentId" = any(${agentIds}::uuid[]) and o."handedDown" and o."createdAt" > ${paceFrom}::timestamptz group by 1`);
}
