import { readTexts } from "#contract/text/channel-texts.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import {
  LIVE_EXCHANGE_MS,
  waitStep,
} from "#server/domain/routing/decide/wait-step.ts";
import {
  PAST_WAITS,
  waitMinutes,
} from "#server/domain/routing/decide/wait-estimate.ts";
import { loadOffices } from "./places.ts";
import { applyChange } from "#server/domain/messages/change-thread.ts";
import { sendAutomaticReply } from "#server/domain/messages/automatic-reply.ts";
import type { ThreadState } from "#server/domain/thread/thread-state.ts";
import { setTimer } from "#server/domain/outbox/timers.ts";

const HOUR_MS = 3_600_000;
/** Older waits do not help to estimate today's. */
const LATELY_MS = 7 * 24 * HOUR_MS;

type Row = {
  tellsWait: boolean;
  waitTexts: unknown;
  tellEveryHours: number;
  schedule: unknown;
  departmentId: string | null;
  paused: boolean;
  answeredAt: Date | null;
  position: number;
  pastMs: number[];
};

/**
 * Sends the wait message to a customer who has waited as long as the queue allows: position and estimated
 * time, in the customer's language, at most once within the queue's hours. The caller holds the thread's
 * lock.
 */
export async function tellWait(
  tx: Sql,
  state: ThreadState,
  now: Date,
): Promise<void> {
  if (state.routedToType !== "queue" || state.routedToId === null) return;
  const [[row], office] = await Promise.all([
    loadRow(tx, state, state.routedToId, now),
    loadOffices(tx, now),
  ]);
  if (!row) return;
  const step = waitStep({
    waits: state.routing === "queued" || state.routing === "offered",
    tells: row.tellsWait,
    office: office(row.schedule, row.departmentId),
    paused: row.paused,
    answeredAt: row.answeredAt,
    now,
  });
  switch (step.kind) {
    case "silent":
      return;
    case "later":
      return setTimer(tx, {
        kind: "wait_message",
        key: state.id,
        dueAt: step.at,
      });
    case "say":
      return applyChange(
        tx,
        state,
        async () => {
          const text = await sendAutomaticReply(
            tx,
            state,
            {
              kind: "waiting",
              texts: readTexts(row.waitTexts),
              position: row.position,
              wait: waitMinutes(row.pastMs, waitedMs(state, now)),
              quietMs: row.tellEveryHours * HOUR_MS,
            },
            now,
          );
          return text === null ? "unchanged" : [];
        },
        now,
      );
  }
}

function waitedMs({ queuedAt }: ThreadState, now: Date): number {
  return queuedAt === null ? 0 : now.getTime() - queuedAt.getTime();
}

/** `answeredAt` counts agents' messages, sent from this console or from the vendor's own inbox. */
function loadRow(
  tx: Sql,
  { id }: ThreadState,
  queueId: string,
  now: Date,
): Promise<Row[]> {
  const live = new Date(now.getTime() - LIVE_EXCHANGE_MS);
  const lately = new Date(now.getTime() - LATELY_MS);
  return tx.$queryRaw<Row[]>(Prisma.sql`
    select q."tellsWait", q."waitTexts", q."tellEveryHours", q.schedule, q."departmentId",
      (q."pausedAt" is not null and (q."pausedUntil" is null or q."pausedUntil" > ${now}::timestamptz)) as paused,
      (select max(m."sentAt") from message m where m."threadId" = ${id}::uuid and m.direction = 'out'
        and m.kind = 'message' and (m."authorType" = 'agent' or (m."authorType" = 'page' and m.event->>'by' is distinct from 'app'))
        and m."sentAt" > ${live}::timestamptz) as "answeredAt",
      (select 1 + count(*)::int from thread t join thread mine on mine.id = ${id}::uuid
        where t."routedToId" = q.id and t."routedToType" = 'queue' and t.status = 'waiting'
          and t.routing in ('queued', 'offered') and (t."rankAt", t.id) < (mine."rankAt", mine.id)) as position,
      array(select w.ms from queue_wait w where w."queueId" = q.id and w."takenAt" > ${lately}::timestamptz
        order by w."takenAt" desc limit ${PAST_WAITS}::int) as "pastMs"
    from queue q where q.id = ${queueId}::uuid`);
}
