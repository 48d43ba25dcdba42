import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import {
  LEAD_COUNTS_MS,
  SILENT_MS,
} from "#server/domain/routing/decide/load.ts";

type Reader = Pick<Sql, "$queryRaw">;

/** An agent's load from one channel and one queue. A lead that was imported has no channel. */
export type AssignedWork = {
  agentId: string;
  channelId: string | null;
  queueId: string | null;
  weight: number;
};

/** SQL: the present weight of an owned thread `t` on channel `ch`, as in decide/load.ts. */
function weightAt(now: Date): Prisma.Sql {
  const spoke = new Date(now.getTime() - SILENT_MS);
  return Prisma.sql`(case when t.status = 'open' and (t."waitingSince" is not null
    or t."lastCustomerAt" > ${spoke}::timestamptz) then ch.weight else 0 end)`;
}

/** SQL: since when an agent must have a lead `l` at the earliest for it to count, as in decide/load.ts. */
function leadSince(now: Date): Prisma.Sql {
  return Prisma.sql`${new Date(now.getTime() - LEAD_COUNTS_MS)}::timestamptz`;
}

/** Loads the agents' owned threads, their leads that wait for the first contact, and their ringing offers as load. */
export function loadAssignedWork(
  tx: Reader,
  agentIds: string[],
  now: Date,
): Promise<AssignedWork[]> {
  if (agentIds.length === 0) return Promise.resolve([]);
  return tx.$queryRaw<AssignedWork[]>(Prisma.sql`
    select t."ownerId" as "agentId", t."channelId",
      case when t."routedToType" = 'queue' then t."routedToId" end as "queueId", sum(${weightAt(now)})::int as weight
    from thread t join channel ch on ch.id = t."channelId"
    where t."ownerId" = any(${agentIds}::uuid[]) and t.status = 'open' and not t.test group by 1, 2, 3
    union all
    select o."agentId", t."channelId", case when o."viaType" = 'queue' then o."viaId" end, sum(o.weight)::int
    from offer o join thread t on t.id = o."threadId"
    where o."agentId" = any(${agentIds}::uuid[]) and o."endedAt" is null and not t.test group by 1, 2, 3
    union all
    select l."ownerId", l."channelId", case when l."assignedType" = 'queue' then l."assignedId" end,
      sum(coalesce(ch.weight, 1))::int
    from lead l left join channel ch on ch.id = l."channelId" left join lead_status s on s.id = l."statusId"
    where l."ownerId" = any(${agentIds}::uuid[]) and l."ownedSince" > ${leadSince(now)} and l."firstTouchAt" is null
      and not l.test and coalesce(s.stage, 'open') = 'open' group by 1, 2, 3
    union all
    select o."agentId", l."channelId", case when o."viaType" = 'queue' then o."viaId" end, sum(o.weight)::int
    from lead_offer o join lead l on l.id = o."leadId"
    where o."agentId" = any(${agentIds}::uuid[]) and o."endedAt" is null group by 1, 2, 3`);
}

/** An agent's threads: their present weight, and the number of open and of snoozed ones. */
export type InHand = { load: number; open: number; snoozed: number };

export const nothingInHand: InHand = { load: 0, open: 0, snoozed: 0 };

export async function loadInHand(
  tx: Reader,
  agentIds: string[],
  now: Date,
): Promise<Map<string, InHand>> {
  if (agentIds.length === 0) return new Map();
  const loads = await loadsOf(tx, agentIds, now);
  const counts = await tx.$queryRaw<
    { agentId: string; open: number; snoozed: number }[]
  >(Prisma.sql`
    select "ownerId" as "agentId", count(*) filter (where status = 'open')::int as open,
      count(*) filter (where status = 'snoozed')::int as snoozed
    from thread where "ownerId" = any(${agentIds}::uuid[]) and not test group by 1`);
  const byId = new Map(counts.map(({ agentId, ...count }) => [agentId, count]));
  return new Map(
    agentIds.map((id) => [
      id,
      { ...nothingInHand, ...byId.get(id), load: loads.get(id) ?? 0 },
    ]),
  );
}

/** The present weighted load of each agent. */
export async function loadsOf(
  tx: Reader,
  agentIds: string[],
  now: Date,
): Promise<Map<string, number>> {
  const loads = new Map<string, number>();
  for (const { agentId, weight } of await loadAssignedWork(tx, agentIds, now)) {
    loads.set(agentId, (loads.get(agentId) ?? 0) + weight);
  }
  return loads;
}
