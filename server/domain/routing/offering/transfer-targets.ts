import type { TransferTarget } from "#contract/supervision/transfer-target.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { supervisedBy } from "#server/domain/access/scope.ts";
import { canManageThread } from "#server/domain/access/can-manage-thread.ts";
import { AppError } from "#server/domain/app-error.ts";
import type { Context } from "#server/domain/context.ts";
import { loadCandidates } from "#server/domain/assignment/candidates.ts";
import type { LoadedCandidate } from "#server/domain/routing/decide/in-line.ts";
import { enter } from "#server/domain/routing/decide/enter.ts";
import { loadPlaces } from "#server/domain/routing/entry/places.ts";
import { seeThread } from "#server/domain/messages/get-thread.ts";
import type { ThreadState } from "#server/domain/thread/thread-state.ts";

export type AgentTarget = {
  id: string;
  name: string;
  reason: TransferTarget["reason"];
  /** The thread's weight in their load, set by its channel. */
  weight: number;
};

/** Whether this agent can be asked to take the thread over. Null: no such agent. */
export async function agentTarget(
  tx: Sql,
  { ownerId, channelId }: Pick<ThreadState, "ownerId" | "channelId">,
  agentId: string,
  now: Date,
): Promise<AgentTarget | null> {
  const [agent] = await loadCandidates(
    tx,
    { type: "agents", ids: [agentId] },
    now,
  );
  if (!agent || agent.disabled) return null;
  const [channel] = await tx.$queryRaw<{ weight: number }[]>(
    Prisma.sql`select weight from channel where id = ${channelId}::uuid`,
  );
  const weight = channel?.weight ?? 1;
  const reason = refusalOf(agent, ownerId, weight);
  return { id: agentId, name: agent.name, reason, weight };
}

/**
 * Why the agent cannot be asked; null: they can. The status transfer_only allows exactly these requests.
 * Pure.
 */
export function refusalOf(
  { agentId, mayOwn, presence, connected, load, capacity }: LoadedCandidate,
  ownerId: string | null,
  weight: number,
): TransferTarget["reason"] {
  if (agentId === ownerId) return "owner";
  if (!mayOwn) return "role";
  if (presence === "offline" || presence === "dnd" || presence === "away")
    return presence;
  if (!connected) return "not_connected";
  return load + weight > capacity ? "at_capacity" : null;
}

/**
 * SQL condition: the place belongs to a department of the actor or to none, or the actor is a member of it.
 * Of other places the actor learns whether they can be chosen, but not how many threads wait there.
 */
function isOurs(actor: Actor, alias: "q" | "g"): Prisma.Sql {
  const place = Prisma.raw(alias);
  const member =
    alias === "q"
      ? Prisma.sql`select 1 from queue_member m where m."queueId" = q.id and m."agentId" = ${actor.agentId}::uuid`
      : Prisma.sql`select 1 from ring_group_member m where m."ringGroupId" = g.id and m."agentId" = ${actor.agentId}::uuid`;
  return Prisma.sql`(${place}."departmentId" is null or exists (${member})
    or exists (select 1 from department_member d where d."departmentId" = ${place}."departmentId"
      and d."agentId" = ${actor.agentId}::uuid)
    or ${supervisedBy(actor, Prisma.sql`${place}."departmentId"`)})`;
}

type QueueRow = {
  isOurs: boolean;
  id: string;
  name: string;
  noteRequired: boolean;
  waiting: number;
  oldest: Date | null;
  available: number;
};

type TransferredThread = Pick<
  ThreadState,
  "ownerId" | "departmentId" | "routedToType" | "routedToId"
> & {
  /** Weight of its channel. */
  weight: number;
  /** Setting of its present queue. */
  noteRequired: boolean;
};

type Colleague = {
  id: string;
  presenceText: string | null;
  presenceMessage: string | null;
};

/**
 * Lists all agents, queues and ring groups as transfer targets, with the reason for each that cannot be
 * chosen now.
 * @throws AppError not_found
 */
export async function listTransferTargets(
  context: Context,
  actor: Actor,
  threadId: string,
): Promise<TransferTarget[]> {
  const { sql } = context.db;
  const now = context.clock.now();
  await seeThread(sql, actor, threadId);
  const [thread] = await sql.$queryRaw<TransferredThread[]>(Prisma.sql`
    select t."ownerId", t."departmentId", t."routedToType", t."routedToId", ch.weight,
      coalesce(q."noteRequired", false) as "noteRequired"
    from thread t join channel ch on ch.id = t."channelId"
    left join queue q on t."routedToType" = 'queue' and q.id = t."routedToId"
    where t.id = ${threadId}::uuid`);
  if (!thread) throw new AppError("not_found", { threadId });
  const people = await sql.$queryRaw<Colleague[]>(Prisma.sql`
    select id, "presenceText", "presenceMessage" from agent where "disabledAt" is null order by name`);
  const candidates = await loadCandidates(
    sql,
    { type: "agents", ids: people.map(({ id }) => id) },
    now,
  );
  const byId = new Map(candidates.map((one) => [one.agentId, one]));
  const mayForce = await canManageThread(sql, actor, thread);
  const agents = people.flatMap((person): TransferTarget[] => {
    const candidate = byId.get(person.id);
    if (!candidate) return [];
    const reason = refusalOf(candidate, thread.ownerId, thread.weight);
    return [
      {
        ...empty,
        to: { type: "agent", id: person.id },
        name: candidate.name,
        reason,
        canForce: mayForce && reason !== "owner" && reason !== "role",
        noteRequired: thread.noteRequired,
        presence: candidate.presence,
        presenceText: person.presenceText,
        presenceMessage: person.presenceMessage,
        offShift: candidate.offShift
          ? { until: candidate.offShift.until?.toISOString() ?? null }
          : null,
        load: candidate.load,
        capacity: candidate.capacity,
      },
    ];
  });
  return [...agents, ...(await placeTargets(sql, actor, mayForce, now))];
}

const empty = {
  presence: null,
  presenceText: null,
  presenceMessage: null,
  offShift: null,
  load: null,
  capacity: null,
  office: null,
  waiting: null,
  oldestWaitingSince: null,
  available: null,
} as const;

async function placeTargets(
  reader: Pick<Sql, "$queryRaw">,
  actor: Actor,
  canForce: boolean,
  now: Date,
): Promise<TransferTarget[]> {
  const { map } = await loadPlaces(reader, now);
  const rows = await reader.$queryRaw<
    (QueueRow & { type: "queue" | "ring_group" })[]
  >(Prisma.sql`
    select 'queue' as type, q.id, q.name, q."noteRequired",
      (select count(*)::int from queue_member m join agent a on a.id = m."agentId"
        where m."queueId" = q.id and m."loggedIn"
          and (a.presence = 'available' or (m."keepsRinging" and a.presence <> 'offline'))) as available,
      coalesce(w.waiting, 0) as waiting, w.oldest, ${isOurs(actor, "q")} as "isOurs"
    from queue q left join (${waitingIn("queue")}) w on w.id = q.id
    union all
    select 'ring_group', g.id, g.name, false,
      (select count(*)::int from ring_group_member m join agent a on a.id = m."agentId"
        where m."ringGroupId" = g.id and a.presence = 'available'),
      coalesce(w.waiting, 0), w.oldest, ${isOurs(actor, "g")}
    from ring_group g left join (${waitingIn("ring_group")}) w on w.id = g.id
    order by 3`);
  return rows.map((row): TransferTarget => {
    const to = { type: row.type, id: row.id };
    const place = map(to);
    return {
      ...empty,
      to,
      name: row.name,
      reason: enter(to, map).hops[0]?.reason ?? null,
      canForce,
      noteRequired: row.noteRequired,
      office: place && place.type !== "agent" ? place.office : null,
      waiting: row.isOurs ? row.waiting : null,
      oldestWaitingSince: (row.isOurs && row.oldest?.toISOString()) || null,
      available: row.available,
    };
  });
}

function waitingIn(type: "queue" | "ring_group"): Prisma.Sql {
  return Prisma.sql`select t."routedToId" as id, count(*)::int as waiting, min(t."waitingSince") as oldest
    from thread t where t."routedToType" = ${type} and t.status = 'waiting' and not t.test group by 1`;
}
