import type { PauseQueue } from "#contract/routing/queue-requests.ts";
import type { Queue } from "#contract/routing/queue.ts";
import { inPrismaTransaction, type PrismaTx } from "#server/db/transaction.ts";
import { wakeAfterCommit } from "#server/db/wakes.ts";
import { requireSupervised, scopeOf } from "#server/domain/access/scope.ts";
import { invalidField } from "#server/domain/app-error.ts";
import {
  announceSettings,
  writeAudit,
  type AuditActor,
} from "#server/domain/access/audit.ts";
import type { Context } from "#server/domain/context.ts";
import { readQueue } from "./read-queue.ts";
import { clearTimer, setTimer } from "#server/domain/outbox/timers.ts";

/**
 * Pauses a queue: it offers nothing and passes new threads to its overflow, if it has one. Waiting threads
 * keep waiting. For supervisors.
 * @throws AppError forbidden, not_found, invalid_input
 */
export async function pauseQueue(
  context: Context,
  doer: AuditActor,
  queueId: string,
  { until, message }: PauseQueue,
): Promise<Queue> {
  await scopeOf(context.db.prisma, doer);
  const now = context.clock.now();
  const ends = until ? new Date(until) : null;
  if (ends !== null && ends <= now) throw invalidField("until", "past");
  return inPrismaTransaction(context.db, async (tx) => {
    const { paused, departmentId } = await readQueue(tx, queueId);
    await requireSupervised(tx, doer, { departmentId });
    await tx.queue.update({
      where: { id: queueId },
      data: {
        pausedAt: paused ? new Date(paused.since) : now,
        pausedUntil: ends,
        pausedMessage: message || null,
      },
      select: { id: true },
    });
    await clearTimer(tx, "unpause", queueId);
    if (ends !== null)
      await setTimer(tx, { kind: "unpause", key: queueId, dueAt: ends });
    const target = { type: "queue", id: queueId };
    await writeAudit(tx, doer, "queue.paused", target, {
      until: until ?? null,
    });
    return readQueue(tx, queueId);
  });
}

/** Resumes a queue: it offers the threads that waited. For supervisors. @throws AppError forbidden, not_found */
export async function resumeQueue(
  context: Context,
  doer: AuditActor,
  queueId: string,
): Promise<Queue> {
  const queue = await inPrismaTransaction(context.db, async (tx) => {
    await scopeOf(tx, doer);
    await requireSupervised(tx, doer, await readQueue(tx, queueId));
    await clearTimer(tx, "unpause", queueId);
    await unpause(tx, queueId);
    const target = { type: "queue", id: queueId };
    await writeAudit(tx, doer, "queue.resumed", target);
    return readQueue(tx, queueId);
  });
  return queue;
}

/** Ends a timed pause once its time is over. */
export async function endPause(
  tx: PrismaTx,
  queueId: string,
  now: Date,
): Promise<void> {
  const due = { id: queueId, pausedUntil: { lte: now } };
  if ((await tx.queue.count({ where: due })) === 0) return;
  await unpause(tx, queueId);
  await announceSettings(tx, ["queues"]);
}

async function unpause(tx: PrismaTx, queueId: string): Promise<void> {
  wakeAfterCommit(tx, "route");
  await tx.queue.update({
    where: { id: queueId },
    data: { pausedAt: null, pausedUntil: null, pausedMessage: null },
    select: { id: true },
  });
}
