import { PASSED_ENDS } from "#contract/routing/offer-end.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import type { PassedWhy } from "#server/domain/routing/decide/eligible.ts";
import type { Strategy } from "#server/domain/routing/decide/choose.ts";
import { companyHoursSql } from "#server/domain/settings/company.ts";
import {
  stateColumns,
  type ThreadState,
} from "#server/domain/thread/thread-state.ts";

/** Number of threads that one transaction offers; small, so that row locks are short. */
export const BATCH = 25;
// Inlined into the SQL: for a parameter of unknown value, a generic plan expects a tenth of all rows.
export const LIMIT = Prisma.raw(String(BATCH));

/** A queue's settings for offering threads. */
export type DrainedQueue = {
  id: string;
  name: string;
  departmentId: string | null;
  strategy: Strategy;
  offerSeconds: number;
  /** Strategies by skill: how long the queue waits for each group that is here; null: not at all. */
  widenSeconds: number | null;
  autoAccept: boolean;
  agentLimit: number | null;
  handleHours: number;
  pointerAgentId: string | null;
  canOverflow: boolean;
  /** The queue's longest wait, after which it overflows. */
  maxWaitSeconds: number | null;
  /** Whether the company's own service chooses the agents: service.ts. */
  asksService: boolean;
  paused: boolean;
  schedule: unknown;
  resetSchedule: "never" | "daily" | "weekly" | "monthly";
  countsSince: Date;
};

/** A waiting thread with its channel's weight and limit. */
export type QueuedThread = ThreadState & {
  weight: number;
  channelLimit: number | null;
};

/** Loads a queue. Null: it no longer exists. */
export async function loadQueue(
  tx: Pick<Sql, "$queryRaw">,
  queueId: string,
  now: Date,
): Promise<DrainedQueue | null> {
  return (await loadQueues(tx, [queueId], now))[0] ?? null;
}

/** Loads the queues that still exist, in the order of their ids. */
export function loadQueues(
  tx: Pick<Sql, "$queryRaw">,
  queueIds: string[],
  now: Date,
): Promise<DrainedQueue[]> {
  return tx.$queryRaw<DrainedQueue[]>(Prisma.sql`
    select id, name, "departmentId", strategy, "offerSeconds", "widenSeconds", "autoAccept", "agentLimit", "handleHours",
      "pointerAgentId", "overflowId" is not null as "canOverflow", "maxWaitSeconds",
      "serviceUrl" is not null as "asksService", schedule, "resetSchedule", "countsSince",
      ("pausedAt" is not null and ("pausedUntil" is null or "pausedUntil" > ${now}::timestamptz)) as paused
    from queue where id = any(${queueIds}::uuid[]) order by id`);
}

/** `wasRung`: the thread was offered at least once; otherwise no one can have passed on it. */
export type LockedThread = QueuedThread & { wasRung: boolean };

/** A position in the line of several queues. */
export type PlaceInLine = { id: string; rankAt: Date };

/**
 * The first threads that one queue may offer, locked or not.
 * @param after only positions after this one; null: from the first.
 * @param table `thread`, or where leads wait.
 */
export function firstInLine(
  tx: Sql,
  due: Prisma.Sql,
  after: PlaceInLine | null,
  table: Prisma.Sql = Prisma.sql`thread`,
): Promise<PlaceInLine[]> {
  const later =
    after === null
      ? Prisma.sql`true`
      : Prisma.sql`(t."rankAt", t.id) > (${after.rankAt}::timestamptz, ${after.id}::uuid)`;
  return tx.$queryRaw<PlaceInLine[]>(Prisma.sql`
    select t.id, t."rankAt" from ${table} t where ${due} and ${later}
    order by t."rankAt", t.id limit ${LIMIT}`);
}

/**
 * Locks those of the threads that still wait, in the order of their positions, and skips threads locked by
 * others. `wasRung` does not use `exists`: with many waiting threads Postgres then reads all offers ever
 * made.
 */
export function lockInLine(
  tx: Sql,
  places: PlaceInLine[],
): Promise<LockedThread[]> {
  const ids = places.map(({ id }) => id);
  return tx.$queryRaw<LockedThread[]>(Prisma.sql`
    select ${stateColumns}, ch.weight, ch."agentLimit" as "channelLimit",
      (select true from offer o where o."threadId" = t.id limit 1) is not null as "wasRung"
    from thread t join identity i on i.id = t."identityId" join channel ch on ch.id = t."channelId"
    where t.id = any(${ids}::uuid[]) and t.routing = 'queued' and t."routedToType" = 'queue' and t.status = 'waiting'
      and t."preferredId" is null
    order by t."rankAt", t.id for update of t skip locked`);
}

/**
 * Agents who passed on a thread or have an open transfer request, the last decline, and the agents for whom
 * it rang last.
 */
export type Passed = {
  by: Map<string, PassedWhy>;
  declinedAt: Date | null;
  rangLast: ReadonlySet<string>;
};

export const nobodyPassed: Passed = {
  by: new Map(),
  declinedAt: null,
  rangLast: new Set(),
};

export type PassedRow = {
  agentId: string;
  result: PassedWhy;
  endedAt: Date | null;
  round: number;
};

/**
 * Loads the agents who passed on each thread in its round and, during the pause after a round, also in that
 * one. An agent with an open transfer request is included, so that the queue does not ring for them as well.
 * Threads on which no one passed are not in the result.
 */
export async function loadPassed(
  tx: Pick<Sql, "$queryRaw">,
  threads: Pick<ThreadState, "id" | "round" | "roundAt">[],
  now: Date,
): Promise<Map<string, Passed>> {
  if (threads.length === 0) return new Map();
  const wanted = threads.map(({ id, round }) => ({ id, round }));
  const rows = await tx.$queryRaw<
    (PassedRow & { threadId: string })[]
  >(Prisma.sql`
    select o."threadId", o."agentId", coalesce(o.result, 'asked') as result, o."endedAt", o.round
    from jsonb_to_recordset(${JSON.stringify(wanted)}::jsonb) as x(id uuid, round int)
    join offer o on o."threadId" = x.id
    where (o.round between x.round - 1 and x.round and o.kind = 'ring' and o.result in (${Prisma.join([...PASSED_ENDS])}))
      or (o.kind = 'transfer' and o."endedAt" is null) order by o."endedAt", o.id`);
  const byThread = Map.groupBy(rows, ({ threadId }) => threadId);
  return new Map(
    threads.flatMap((thread) => {
      const some = byThread.get(thread.id);
      return some ? [[thread.id, passedOf(thread, some, now)]] : [];
    }),
  );
}

/** Who passed on one thread or lead, from its offers in the order of their ends. Pure. */
export function passedOf(
  { round, roundAt }: Pick<ThreadState, "round" | "roundAt">,
  rows: PassedRow[],
  now: Date,
): Passed {
  const from = isPaused(roundAt, now) ? round - 1 : round;
  const counted = rows.filter(
    (row) => row.result === "asked" || row.round >= from,
  );
  const last = rows.findLast(({ result }) => result !== "asked")?.endedAt;
  return {
    by: new Map(counted.map(({ agentId, result }) => [agentId, result])),
    declinedAt:
      counted.findLast(({ result }) => result === "declined")?.endedAt ?? null,
    rangLast: new Set(
      rows
        .filter(({ endedAt }) => endedAt?.getTime() === last?.getTime())
        .map(({ agentId }) => agentId),
    ),
  };
}

/** Whether every agent was asked and the next round has not begun. Pure. */
export function isPaused(roundAt: Date | null, now: Date): boolean {
  return roundAt !== null && roundAt > now;
}

/** Resets the answered counts each day, week (Monday) or month, in the time zone of the queue's hours. */
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
        where q.id = ${id}::uuid), ${companyHoursSql}->>'timeZone', 'UTC') as name) tz`);
  if (!row?.due) return;
  await tx.$executeRaw(Prisma.sql`
    update queue_member set answered = 0 where "queueId" = ${id}::uuid`);
  await tx.$executeRaw(Prisma.sql`
    update queue set "countsSince" = ${now}::timestamptz where id = ${id}::uuid`);
}
