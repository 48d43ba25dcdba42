import { readHours, type Hours } from "#contract/hours/hours.ts";
import type { Calendars } from "#contract/hours/office-state.ts";
import { afterOfficeTime } from "#contract/hours/office-times.ts";
import {
  readReplyTarget,
  replyStages,
  type ReplyStage,
  type ReplyTarget,
} from "#contract/routing/reply-target.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { setTimers } from "#server/domain/outbox/timers.ts";
import { loadCalendars } from "#server/domain/settings/load-calendars.ts";
import { threadHoursSql } from "./office-hours.ts";
import { mayHaveTarget, type ThreadState } from "./thread-state.ts";

/*
 * A queue can have a target for its replies. While a customer waits in one of its threads, the timer `reply_target`
 * runs to the next stage: a warning, or the end of the time. When it ends, the wait is computed again
 * (conversations/reply-warning.ts), so a timer that is too early or too late does no harm. A reply, a close and
 * another place clear it. The end of the time is the thread's `replyDueAt`, by which lists are sorted.
 */

/** The stage that a wait reaches at a time. */
export type ReachedStage = { stage: ReplyStage; at: Date };

/** The target of a thread whose customer waits. */
export type ReplyWatch = {
  threadId: string;
  queue: { id: string; name: string };
  /** In order. Those that are not reached within two weeks are left out. */
  stages: ReachedStage[];
};

type Row = {
  threadId: string;
  queueId: string;
  queueName: string;
  since: Date;
  replyTarget: unknown;
  hours: unknown;
  isFirst: boolean;
};

/** When the whole time of a target is over. Null: not within two weeks. Pure. */
export function missedAt(stages: readonly ReachedStage[]): Date | null {
  return stages.find(({ stage }) => stage === "missed")?.at ?? null;
}

/**
 * Sets the timers and `replyDueAt` of threads whose customers wait. Threads of queues without a target get none. The
 * caller saves the threads.
 */
export async function watchReplyTargets(
  tx: Sql,
  states: readonly ThreadState[],
): Promise<void> {
  await startWatches(tx, await loadReplyWatches(tx, states));
}

export function startWatches(
  tx: Sql,
  watches: readonly ReplyWatch[],
): Promise<void> {
  return setTimers(
    tx,
    watches.flatMap(({ threadId, stages: [first] }) =>
      first === undefined
        ? []
        : [{ kind: "reply_target", key: threadId, dueAt: first.at }],
    ),
  );
}

/**
 * The targets of those threads among these whose customers wait in a queue with a target. Sets `replyDueAt` of all of
 * them; the caller saves them.
 */
export async function loadReplyWatches(
  tx: Sql,
  states: readonly ThreadState[],
): Promise<ReplyWatch[]> {
  for (const state of states) state.replyDueAt = null;
  const waiting = states.filter(mayHaveTarget);
  if (waiting.length === 0) return [];
  const given = waiting.map((state) => ({
    id: state.id,
    queueId: state.routedToId,
    departmentId: state.departmentId,
    channelId: state.channelId,
    sessionId: state.sessionId,
    since: state.waitingSince,
  }));
  const rows = await tx.$queryRaw<Row[]>(Prisma.sql`
    select x.id as "threadId", q.id as "queueId", q.name as "queueName", x.since, q."replyTarget",
      case when q."replyTarget"->>'clock' = 'office' then ${threadHoursSql({
        queueId: Prisma.sql`q.id`,
        departmentId: Prisma.sql`x."departmentId"`,
        channelId: Prisma.sql`x."channelId"`,
      })} end as hours,
      not exists (select from thread_session s where s.id = x."sessionId" and s."firstReplyAt" is not null) as "isFirst"
    from jsonb_to_recordset(${JSON.stringify(given)}::jsonb) as x(id uuid, "queueId" uuid, "departmentId" uuid,
        "channelId" uuid, "sessionId" uuid, since timestamptz)
      join queue q on q.id = x."queueId" and q."replyTarget" is not null`);
  if (rows.length === 0) return [];
  const hours = rows.map((row) => readHours(row.hours));
  const calendars = hours.some((one) => one && one.calendarIds.length > 0)
    ? await loadCalendars(tx)
    : undefined;
  const stateOf = new Map(waiting.map((state) => [state.id, state]));
  return rows.flatMap((row, i) => {
    const target = readReplyTarget(row.replyTarget);
    if (!target) return [];
    const { threadId, queueId: id, queueName: name, since, isFirst } = row;
    const office = { hours: hours[i] ?? null, calendars };
    const stages = stagesOf(target, { since, isFirst, ...office });
    const state = stateOf.get(threadId);
    if (state) state.replyDueAt = missedAt(stages);
    return [{ threadId, queue: { id, name }, stages }];
  });
}

/**
 * Watches the waiting threads of a queue whose target has changed. Stages that they have passed are not made up for:
 * a new target on a full queue would warn of all of them at once.
 */
export async function watchQueue(
  tx: Pick<Sql, "$executeRaw">,
  queueId: string,
  now: Date,
): Promise<void> {
  const payload = { after: now.toISOString() };
  await tx.$executeRaw(Prisma.sql`
    insert into timer (id, kind, key, "dueAt", payload)
    select gen_random_uuid(), 'reply_target', t.id::text, ${now}::timestamptz, ${JSON.stringify(payload)}::jsonb from thread t
    where t."routedToId" = ${queueId}::uuid and t."routedToType" = 'queue' and t."waitingSince" is not null
      and t.status <> 'closed' and not t.test
    on conflict (kind, key) do update set "dueAt" = excluded."dueAt", payload = excluded.payload, attempts = 0`);
}

type Wait = {
  since: Date;
  isFirst: boolean;
  hours: Hours | null;
  calendars?: Calendars | undefined;
};

/** When a wait reaches each stage of its target. Pure. */
export function stagesOf(
  target: ReplyTarget,
  { since, isFirst, hours, calendars }: Wait,
): ReachedStage[] {
  const seconds = isFirst ? target.firstSeconds : target.nextSeconds;
  if (seconds === null) return [];
  return replyStages(target).flatMap(({ stage, percent }) => {
    const ms = seconds * 10 * percent;
    const counted = target.clock === "office" ? hours : null;
    const at = afterOfficeTime(counted, since, ms, calendars);
    return at === null ? [] : [{ stage, at }];
  });
}
