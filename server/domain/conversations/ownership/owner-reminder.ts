import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { raiseAlerts } from "#server/domain/assignment/alerts.ts";
import { loadOffices } from "#server/domain/routing/entry/places.ts";
import { requeue } from "#server/domain/routing/entry/requeue.ts";
import { readRoutingSettings } from "#server/domain/settings/routing-settings.ts";
import { applyChange } from "#server/domain/messages/change-thread.ts";
import { eventLine } from "#server/domain/thread/event-line.ts";
import type { ThreadState } from "#server/domain/thread/thread-state.ts";
import { setTimer } from "#server/domain/outbox/timers.ts";

/**
 * Runs while a customer waits and the owner does not answer. Stage 1 reminds the owner, stage 2 alerts the
 * supervisors, stage 3 returns the thread to its queue, if the company wants that. Each stage comes the same
 * number of minutes after the one before; outside the hours none does. The caller holds the thread's lock.
 */
export async function remindOwner(
  tx: Sql,
  state: ThreadState,
  stage: number,
  now: Date,
): Promise<void> {
  const { silentMinutes, silentRequeue } = await readRoutingSettings(tx);
  if (state.ownerId === null || state.waitingSince === null) return;
  if (state.status !== "open" || silentMinutes === null) return;
  const isWorking = (await officeOf(tx, state, now)) === "open";
  if (isWorking) await act(tx, state, stage, now);
  const next = isWorking ? stage + 1 : stage;
  if (next > (silentRequeue ? 3 : 2) || state.ownerId === null) return;
  await setTimer(tx, {
    kind: "silent",
    key: state.id,
    dueAt: new Date(now.getTime() + silentMinutes * 60_000),
    payload: { stage: next },
  });
}

async function act(
  tx: Sql,
  state: ThreadState,
  stage: number,
  now: Date,
): Promise<void> {
  const [found] = await tx.$queryRaw<{ id: string; name: string }[]>(
    Prisma.sql`select id, name from agent where id = ${state.ownerId}::uuid`,
  );
  const owner = found ?? null;
  const alert = {
    threadId: state.id,
    departmentId: state.departmentId,
    detail: { owner, since: state.waitingSince?.toISOString() ?? null },
  };
  if (stage === 1)
    return raiseAlerts(
      tx,
      [{ ...alert, kind: "nudge", agentId: state.ownerId }],
      now,
    );
  if (stage === 2)
    return raiseAlerts(tx, [{ ...alert, kind: "owner_silent" }], now);
  await applyChange(
    tx,
    state,
    async () => {
      const byId = state.ownerId;
      await requeue(tx, state, { reason: "silent", byId }, now);
      const event = {
        type: "requeued" as const,
        reason: "silent",
        from: owner,
      };
      return [eventLine(state, null, event, now)];
    },
    now,
  );
}

async function officeOf(tx: Sql, state: ThreadState, now: Date) {
  const office = await loadOffices(tx, now);
  const [queue] =
    state.routedToType === "queue"
      ? await tx.$queryRaw<{ schedule: unknown }[]>(
          Prisma.sql`select schedule from queue where id = ${state.routedToId}::uuid`,
        )
      : [];
  return office(queue?.schedule ?? null, state.departmentId);
}
