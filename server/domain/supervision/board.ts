import type { OfficeState } from "#contract/hours/hours.ts";
import type { Presence } from "#contract/people/agent.ts";
import type { Queue } from "#contract/routing/queue.ts";
import type { Board } from "#contract/supervision/board.ts";
import { Prisma } from "#server/db/client.ts";
import { requireAction, type Actor } from "#server/domain/access/actor.ts";
import { supervisedBy } from "#server/domain/access/scope.ts";
import type { Context } from "#server/domain/context.ts";
import { connectedAt } from "#server/domain/presence/connected.ts";
import { loadsOf } from "#server/domain/assignment/assigned-work.ts";
import { loadOffices } from "#server/domain/routing/entry/places.ts";
import { teamRoles } from "#server/domain/access/role-lists.ts";

type QueueRow = Omit<
  Board["queues"][number],
  "oldestWaitingSince" | "office" | "paused"
> & {
  schedule: unknown;
  oldest: Date | null;
  pausedAt: Date | null;
  pausedUntil: Date | null;
  pausedMessage: string | null;
};

type AgentRow = {
  id: string;
  name: string;
  presence: Presence;
  presenceText: string | null;
  presenceMessage: string | null;
  presenceReason: string | null;
  since: Date;
  until: Date | null;
  connected: boolean;
  capacity: number;
  openThreads: number;
  ringing: number;
  asked: number;
  missed: number;
  wrapUpUntil: Date | null;
  queues: { id: string; loggedIn: boolean }[] | null;
};

const MISSED_MS = 24 * 3_600_000;

/**
 * Returns the present state of queues and agents of the actor's departments, and of those without a
 * department. For supervisors. @throws AppError forbidden
 */
export async function getBoard(context: Context, actor: Actor): Promise<Board> {
  requireAction(actor, "board.read");
  const { prisma } = context.db;
  const now = context.clock.now();
  const office = await loadOffices(prisma, now);
  const queues = await loadQueues(context, actor);
  const agents = await loadAgents(context, actor, now);
  const loads = await loadsOf(
    prisma,
    agents.map(({ id }) => id),
    now,
  );
  return {
    at: now.toISOString(),
    queues: queues.map((row) =>
      queueShape(row, office(row.schedule, row.departmentId)),
    ),
    unassigned: await loadUnassigned(context, actor),
    agents: agents.map(({ since, until, wrapUpUntil, ...row }) => ({
      ...row,
      since: since.toISOString(),
      until: until?.toISOString() ?? null,
      wrapUpUntil:
        wrapUpUntil !== null && wrapUpUntil > now
          ? wrapUpUntil.toISOString()
          : null,
      queues: row.queues ?? [],
      load: loads.get(row.id) ?? 0,
    })),
  };
}

function queueShape(
  {
    schedule: _schedule,
    oldest,
    pausedAt,
    pausedUntil,
    pausedMessage,
    ...row
  }: QueueRow,
  office: OfficeState,
): Board["queues"][number] {
  const paused: Queue["paused"] = pausedAt && {
    since: pausedAt.toISOString(),
    until: pausedUntil?.toISOString() ?? null,
    message: pausedMessage,
  };
  return {
    ...row,
    office,
    paused,
    oldestWaitingSince: oldest?.toISOString() ?? null,
  };
}

function loadQueues({ db }: Context, actor: Actor): Promise<QueueRow[]> {
  return db.sql.$queryRaw<QueueRow[]>(Prisma.sql`
    select q.id, q.name, q."departmentId", q.strategy, q.schedule, q."pausedAt", q."pausedUntil", q."pausedMessage",
      coalesce(w.waiting, 0) as waiting, coalesce(w.offered, 0) as offered, w.oldest,
      coalesce(w."inHand", 0) as "inHand",
      coalesce(s."loggedIn", 0) as "loggedIn", coalesce(s.available, 0) as available
    from queue q left join (
      select t."routedToId" as id, count(*) filter (where t.status = 'waiting')::int as waiting,
        count(*) filter (where t.routing = 'offered')::int as offered,
        min(t."waitingSince") filter (where t.status = 'waiting') as oldest,
        count(*) filter (where t.status = 'open')::int as "inHand"
      from thread t where t."routedToType" = 'queue' and t.status in ('waiting', 'open') and not t.test
        -- what the queue could not hold is with the unassigned; only its members see it still
        and not (t.status = 'waiting' and t.routing = 'none') group by 1
    ) w on w.id = q.id left join (
      select m."queueId" as id, count(*)::int as "loggedIn",
        count(*) filter (where a.presence = 'available' or (m."keepsRinging" and a.presence <> 'offline'))::int as available
      from queue_member m join agent a on a.id = m."agentId"
      where m."loggedIn" and a."disabledAt" is null group by 1
    ) s on s.id = q.id
    where ${supervisedBy(actor, Prisma.sql`q."departmentId"`)} order by q.name, q.id`);
}

async function loadUnassigned(
  { db }: Context,
  actor: Actor,
): Promise<Board["unassigned"]> {
  const [row] = await db.sql.$queryRaw<
    { waiting: number; oldest: Date | null }[]
  >(Prisma.sql`
    select count(*)::int as waiting, min(t."waitingSince") as oldest from thread t
    where t.status = 'waiting' and t.routing = 'none' and not t.test and ${supervisedBy(actor, Prisma.sql`t."departmentId"`)}`);
  return {
    waiting: row?.waiting ?? 0,
    oldestWaitingSince: row?.oldest?.toISOString() ?? null,
  };
}

function loadAgents(
  { db }: Context,
  actor: Actor,
  now: Date,
): Promise<AgentRow[]> {
  const supervised = Prisma.sql`(
    not exists (select 1 from department_member m where m."agentId" = a.id)
    or exists (select 1 from department_member m
      where m."agentId" = a.id and ${supervisedBy(actor, Prisma.sql`m."departmentId"`)}))`;
  return db.sql.$queryRaw<AgentRow[]>(Prisma.sql`
    select a.id, a.name, a.presence, a."presenceText", a."presenceMessage", a."presenceReason",
      a."presenceSince" as since, a."presenceUntil" as until, ${connectedAt(now)} as connected, a.capacity,
      (select count(*)::int from thread t where t."ownerId" = a.id and t.status = 'open' and not t.test) as "openThreads",
      (select count(*)::int from offer o where o."agentId" = a.id and o."endedAt" is null and o.kind = 'ring')
        + (select count(*)::int from lead_offer o where o."agentId" = a.id and o."endedAt" is null) as ringing,
      (select count(*)::int from offer o where o."agentId" = a.id and o."endedAt" is null and o.kind = 'transfer') as asked,
      (select count(*)::int from offer o where o."agentId" = a.id and o.result = 'missed' and o.kind = 'ring'
        and o."endedAt" > ${new Date(now.getTime() - MISSED_MS)}::timestamptz)
        + (select count(*)::int from lead_offer o where o."agentId" = a.id and o.result = 'missed'
          and o."endedAt" > ${new Date(now.getTime() - MISSED_MS)}::timestamptz) as missed,
      (select max(m."wrapUpTill") from queue_member m where m."agentId" = a.id) as "wrapUpUntil",
      (select json_agg(json_build_object('id', m."queueId", 'loggedIn', m."loggedIn") order by m."queueId")
        from queue_member m join queue q on q.id = m."queueId"
        where m."agentId" = a.id and ${supervisedBy(actor, Prisma.sql`q."departmentId"`)}) as queues
    from agent a where a."disabledAt" is null and a.role in (${teamRoles}) and ${supervised} order by a.name, a.id`);
}
