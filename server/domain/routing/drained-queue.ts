import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import type { PassedWhy } from "#server/domain/routing/decide/eligible.ts";
import type { Strategy } from "#server/domain/routing/decide/choose.ts";
import {
  stateColumns,
  type ThreadState,
} from "#server/domain/threads/thread-state.ts";

/** Threads that one transaction gives out; small enough to hold no row for long. */
export const BATCH = 25;
// Written out: of a number it does not see, a kept plan expects a tenth of all rows.
export const LIMIT = Prisma.raw(String(BATCH));

/** A queue as far as giving out goes. */
export type DrainedQueue = {
  id: string;
  name: string;
  departmentId: string | null;
  strategy: Strategy;
  offerSeconds: number;
  /** By skill: how long each group that is here is waited for; null: not at all. */
  widenSeconds: number | null;
  autoAccept: boolean;
  agentLimit: number | null;
  handleHours: number;
  pointerAgentId: string | null;
  canOverflow: boolean;
  /** A service of the house's own is asked whom to offer to: service.ts. */
  asksService: boolean;
  paused: boolean;
  schedule: unknown;
  resetSchedule: "never" | "daily" | "weekly" | "monthly";
  countsSince: Date;
};

/** A waiting thread with what its channel asks. */
export type QueuedThread = ThreadState & {
  weight: number;
  channelLimit: number | null;
};

/** Null: gone. */
export async function loadQueue(
  tx: Pick<Sql, "$queryRaw">,
  queueId: string,
  now: Date,
): Promise<DrainedQueue | null> {
  const [row] = await tx.$queryRaw<DrainedQueue[]>(Prisma.sql`
    select id, name, "departmentId", strategy, "offerSeconds", "widenSeconds", "autoAccept", "agentLimit", "handleHours",
      "pointerAgentId", "overflowId" is not null as "canOverflow",
      "serviceUrl" is not null as "asksService", schedule, "resetSchedule", "countsSince",
      ("pausedAt" is not null and ("pausedUntil" is null or "pausedUntil" > ${now}::timestamptz)) as paused
    from queue where id = ${queueId}::uuid`);
  return row ?? null;
}

/** `wasRung`: it was offered to somebody at some time; else nobody can have passed on it. */
export type LockedThread = QueuedThread & { wasRung: boolean };

/**
 * The longest waiting first, of those that nobody holds. Not by `exists`:
 * where many wait Postgres answers that from a list of all offers ever made.
 */
export function lockQueued(tx: Sql, due: Prisma.Sql): Promise<LockedThread[]> {
  return tx.$queryRaw<LockedThread[]>(Prisma.sql`
    select ${stateColumns}, ch.weight, ch."agentLimit" as "channelLimit",
      (select true from offer o where o."threadId" = t.id limit 1) is not null as "wasRung"
    from thread t join identity i on i.id = t."identityId" join channel ch on ch.id = t."channelId"
    where ${due}
    order by t."rankAt", t.id limit ${LIMIT} for update of t skip locked`);
}

/** Who passed on a thread or is asked by a colleague, and when somebody last said no. */
export type Passed = {
  by: Map<string, PassedWhy>;
  declinedAt: Date | null;
};

type PassedRow = {
  threadId: string;
  agentId: string;
  result: PassedWhy;
  endedAt: Date | null;
};

/**
 * Who declined or missed each of them in its round, and in the pause after a
 * round also who did so in that one. Whom a colleague asks to take it over is
 * not rung beside that. Of a thread that nobody passed on: none.
 */
export async function loadPassed(
  tx: Pick<Sql, "$queryRaw">,
  threads: Pick<ThreadState, "id" | "round" | "roundAt">[],
  now: Date,
): Promise<Map<string, Passed>> {
  if (threads.length === 0) return new Map();
  const wanted = threads.map(({ id, round, roundAt }) => ({
    id,
    from: isPaused(roundAt, now) ? round - 1 : round,
    round,
  }));
  const rows = await tx.$queryRaw<PassedRow[]>(Prisma.sql`
    select o."threadId", o."agentId", coalesce(o.result, 'asked') as result, o."endedAt"
    from jsonb_to_recordset(${JSON.stringify(wanted)}::jsonb) as x(id uuid, "from" int, round int)
    join offer o on o."threadId" = x.id
    where (o.round between x."from" and x.round and o.kind = 'ring' and o.result in ('declined', 'missed'))
      or (o.kind = 'transfer' and o."endedAt" is null) order by o."endedAt", o.id`);
  return new Map(
    [...Map.groupBy(rows, ({ threadId }) => threadId)].map(([id, some]) => [
      id,
      {
        by: new Map(some.map(({ agentId, result }) => [agentId, result])),
        declinedAt:
          some.findLast(({ result }) => result === "declined")?.endedAt ?? null,
      },
    ]),
  );
}

/** Everybody was asked, and the next round has not begun. Pure. */
export function isPaused(roundAt: Date | null, now: Date): boolean {
  return roundAt !== null && roundAt > now;
}

/** Counts begin anew each day, week (Monday) or month, by the clock of the queue's hours. */
export async function resetCounts(
  tx: Sql,
  { id, resetSchedule, countsSince }: DrainedQueue,
  now: Date,
): Promise<void> {
  if (resetSchedule === "never") return;
  const unit = { daily: "day", weekly: "week", monthly: "month" }[
    resetSchedule
  ];
  const [row] = await tx.$queryRaw<{ due: boolean }[]>(Prisma.sql`
    select date_trunc(${unit}, ${now}::timestamptz, tz.name) > ${countsSince}::timestamptz as due
    from (select coalesce((select q.schedule->>'timeZone' from queue q where q.id = ${id}::uuid),
      (select d.schedule->>'timeZone' from queue q join department d on d.id = q."departmentId"
        where q.id = ${id}::uuid), 'UTC') as name) tz`);
  if (!row?.due) return;
  await tx.$executeRaw(Prisma.sql`
    update queue_member set answered = 0 where "queueId" = ${id}::uuid`);
  await tx.$executeRaw(Prisma.sql`
    update queue set "countsSince" = ${now}::timestamptz where id = ${id}::uuid`);
}
