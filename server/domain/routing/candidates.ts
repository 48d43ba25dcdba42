import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import type { Presence } from "#contract/shapes.ts";
import type { Candidate } from "#server/domain/routing/decide/eligible.ts";
import { SILENT_MS } from "#server/domain/routing/decide/load.ts";

type Reader = Pick<Sql, "$queryRaw">;

/** A device that was not seen for this long is gone. */
const DEVICE_SEEN_MS = 60_000;
/** A page that is loaded again, a network that changes: still here. */
const SHORT_LOSS_MS = 15_000;
const PACE_MS = 60_000;

/** Is an agent `a` here, by a device or only just not? SQL. */
export function connectedAt(now: Date): Prisma.Sql {
  const seen = new Date(now.getTime() - DEVICE_SEEN_MS);
  const left = new Date(now.getTime() - SHORT_LOSS_MS);
  return Prisma.sql`(exists (select 1 from agent_connection c
      where c."agentId" = a.id and c."seenAt" > ${seen}::timestamptz)
    or coalesce(a."lastSeenAt" > ${left}::timestamptz, false))`;
}

/** What an owned thread `t` on channel `ch` counts now: decide/load.ts, in SQL. */
function weightAt(now: Date): Prisma.Sql {
  const spoke = new Date(now.getTime() - SILENT_MS);
  return Prisma.sql`(case when t.status = 'open' and (t."waitingSince" is not null
    or t."lastCustomerAt" > ${spoke}::timestamptz) then ch.weight else 0 end)`;
}

/** Who may be asked: the members of a queue or ring group, or named people. */
export type CandidateScope =
  | { type: "queue"; id: string; handleHours: number }
  | { type: "ring_group"; id: string }
  | { type: "agents"; ids: string[] };

/** A candidate with what it carries, by channel: a thread's channel decides which limit counts. */
export type LoadedCandidate = Candidate & { byChannel: Map<string, number> };

type PersonRow = {
  agentId: string;
  name: string;
  disabled: boolean;
  mayOwn: boolean;
  presence: Presence;
  shiftHolds: boolean;
  presenceUntil: Date | null;
  connected: boolean;
  capacity: number;
  wrapUpUntil: Date | null;
  lastAssignedAt: Date | null;
  handedDown: number;
  position: number | null;
  loggedIn: boolean | null;
  keepsRinging: boolean;
  loggedInAt: Date | null;
  skillGroup: number | null;
  answered: number | null;
  handleMs: number | null;
};

type CarriedRow = {
  agentId: string;
  channelId: string;
  queueId: string | null;
  weight: number;
};

/**
 * In the order of the list. Two statements, whatever the number of people.
 * @param agentIds of all of them, where they are known: saves a turn.
 */
export async function loadCandidates(
  tx: Reader,
  scope: CandidateScope,
  now: Date,
  agentIds?: string[],
): Promise<LoadedCandidate[]> {
  const asked = loadPeople(tx, scope, now);
  const [people, carried] = await Promise.all([
    asked,
    loadCarried(
      tx,
      agentIds ?? (await asked).map(({ agentId }) => agentId),
      now,
    ),
  ]);
  const byAgent = Map.groupBy(carried, ({ agentId }) => agentId);
  return people.map((row) => {
    const rows = byAgent.get(row.agentId) ?? [];
    const sum = (some: CarriedRow[]) =>
      some.reduce((total, { weight }) => total + weight, 0);
    const byChannel = new Map(
      [...Map.groupBy(rows, ({ channelId }) => channelId)].map(
        ([channelId, some]) => [channelId, sum(some)],
      ),
    );
    const ofQueue = rows.filter(
      ({ queueId }) => scope.type === "queue" && queueId === scope.id,
    );
    return {
      ...personOf(row),
      load: sum(rows),
      queueLoad: sum(ofQueue),
      channelLoad: 0,
      byChannel,
    };
  });
}

/** The candidates as one thread's channel sees them. Pure. */
export function forChannel(
  candidates: LoadedCandidate[],
  channelId: string,
): LoadedCandidate[] {
  return candidates.map((candidate) => ({
    ...candidate,
    channelLoad: candidate.byChannel.get(channelId) ?? 0,
  }));
}

/** Takes an offer or assignment into account for what is decided next in the same breath. */
export function addLoad(
  candidate: LoadedCandidate,
  channelId: string,
  weight: number,
  handedDown: boolean,
  now: Date,
): void {
  candidate.load += weight;
  candidate.queueLoad += weight;
  candidate.byChannel.set(
    channelId,
    (candidate.byChannel.get(channelId) ?? 0) + weight,
  );
  if (handedDown) candidate.handedDown += 1;
  candidate.lastAssignedAt = now;
}

function personOf(
  row: PersonRow,
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
    connected: row.connected,
    capacity: row.capacity,
    wrapUpUntil: row.wrapUpUntil,
    lastAssignedAt: row.lastAssignedAt,
    handedDown: row.handedDown,
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
  const paceFrom = new Date(now.getTime() - PACE_MS);
  const common = Prisma.sql`
    a.id as "agentId", a.name, a."disabledAt" is not null as disabled, a.role <> 'reviewer' as "mayOwn",
    a.presence, a."shiftHolds", a."presenceUntil", ${connectedAt(now)} as connected, a.capacity, a."lastAssignedAt",
    (select max(w."wrapUpTill") from queue_member w where w."agentId" = a.id) as "wrapUpUntil",
    (select count(*)::int from offer o where o."agentId" = a.id and o."handedDown"
      and o."createdAt" > ${paceFrom}::timestamptz) as "handedDown"`;
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

/** What agents carry now, weighted. */
export async function loadsOf(
  tx: Reader,
  agentIds: string[],
  now: Date,
): Promise<Map<string, number>> {
  const loads = new Map<string, number>();
  for (const { agentId, weight } of await loadCarried(tx, agentIds, now)) {
    loads.set(agentId, (loads.get(agentId) ?? 0) + weight);
  }
  return loads;
}

/** What they own and what rings at them. */
function loadCarried(
  tx: Reader,
  agentIds: string[],
  now: Date,
): Promise<CarriedRow[]> {
  if (agentIds.length === 0) return Promise.resolve([]);
  return tx.$queryRaw<CarriedRow[]>(Prisma.sql`
    select t."ownerId" as "agentId", t."channelId",
      case when t."routedToType" = 'queue' then t."routedToId" end as "queueId", sum(${weightAt(now)})::int as weight
    from thread t join channel ch on ch.id = t."channelId"
    where t."ownerId" = any(${agentIds}::uuid[]) and t.status = 'open' group by 1, 2, 3
    union all
    select o."agentId", t."channelId", case when o."viaType" = 'queue' then o."viaId" end, sum(o.weight)::int
    from offer o join thread t on t.id = o."threadId"
    where o."agentId" = any(${agentIds}::uuid[]) and o."endedAt" is null group by 1, 2, 3`);
}
