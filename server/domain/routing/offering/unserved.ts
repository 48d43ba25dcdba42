import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { wakeAfterCommit } from "#server/db/wakes.ts";
import { causeIsOver } from "#server/domain/assignment/alert-causes.ts";
import { raiseAlerts } from "#server/domain/assignment/alerts.ts";
import { loadCandidates } from "#server/domain/assignment/candidates.ts";
import { applyChange } from "#server/domain/messages/change-thread.ts";
import { startTimers } from "#server/domain/outbox/timers.ts";
import type { Selection } from "#server/domain/routing/decide/select.ts";
import { BUSY } from "#server/domain/routing/decide/widen.ts";
import { loadOffices } from "#server/domain/routing/entry/places.ts";
import { overflowTo } from "#server/domain/routing/entry/enter-destination.ts";
import { readRoutingSettings } from "#server/domain/settings/routing-settings.ts";
import {
  saveThreads,
  type ThreadState,
} from "#server/domain/thread/thread-state.ts";
import {
  loadPassed,
  loadQueue,
  nobodyPassed,
  type DrainedQueue,
} from "./drained-queue.ts";
import { selectFor } from "./select-for.ts";

/**
 * Sets or clears the timer `nobody` of threads that no member of their queue can take. The timer starts when
 * the router first finds no eligible agent, and keeps its time while that lasts. It is cleared when an agent
 * is found and when the thread leaves the queue. Invariant: such a thread has `heldFor`, so whatever resets
 * `heldFor` clears the timer, and the router looks at the thread again.
 */
export async function watchNobody(
  tx: Sql,
  threadIds: string[],
  now: Date,
): Promise<void> {
  if (threadIds.length === 0) return;
  const { nobodyMinutes } = await readRoutingSettings(tx);
  if (nobodyMinutes === null) return;
  const dueAt = new Date(now.getTime() + nobodyMinutes * 60_000);
  await startTimers(
    tx,
    threadIds.map((key) => ({
      kind: "nobody",
      key,
      dueAt,
      payload: { since: now.toISOString() },
    })),
  );
}

/** Whether no member of the queue can take the thread, and no skill group is still to come. Pure. */
export function findsNobody(selection: Selection): boolean {
  return selection.kind === "hold" && selection.reason === "nobody_eligible";
}

/**
 * Runs when no one could take the thread for as long as the settings say: supervisors get an alert, unless
 * one about it stands, and the queue overflows. A closed or paused queue does nothing; the time begins again
 * when it opens. The caller holds the thread's lock.
 * @param since ISO time when the router first found no eligible agent.
 */
export async function alertUnserved(
  tx: Sql,
  state: ThreadState,
  since: string,
  now: Date,
): Promise<void> {
  const { routedToType, routedToId, routing, status } = state;
  if (routedToType !== "queue" || routedToId === null) return;
  if (routing !== "queued" || status !== "waiting") return;
  const [queue, { nobodyMinutes }] = await Promise.all([
    loadQueue(tx, routedToId, now),
    readRoutingSettings(tx),
  ]);
  if (queue === null || nobodyMinutes === null) return;
  const selection = await selectNow(tx, state, queue, now);
  if (selection === null || !findsNobody(selection)) return lookAnew(tx, state);
  if (!(await isToldAlready(tx, state)))
    await raiseAlerts(
      tx,
      [
        {
          kind: "nobody_available",
          threadId: state.id,
          departmentId: state.departmentId,
          detail: { queue: { id: queue.id, name: queue.name }, since },
        },
      ],
      now,
    );
  if (!overflowsNow(queue, selection)) return;
  await applyChange(
    tx,
    state,
    async () => {
      await overflowTo(tx, state, "nobody_available", now);
      return [];
    },
    now,
  );
}

/** The selection that the router would make at this moment. Null: the queue offers nothing. */
async function selectNow(
  tx: Sql,
  state: ThreadState,
  queue: DrainedQueue,
  now: Date,
): Promise<Selection | null> {
  const office = await loadOffices(tx, now);
  const isOpen = office(queue.schedule, queue.departmentId) === "open";
  if (queue.paused || !isOpen) return null;
  const [candidates, passed, [channel]] = await Promise.all([
    loadCandidates(tx, { ...queue, type: "queue" }, now),
    loadPassed(tx, [state], now),
    tx.$queryRaw<{ weight: number; channelLimit: number | null }[]>(Prisma.sql`
      select weight, "agentLimit" as "channelLimit" from channel where id = ${state.channelId}::uuid`),
  ]);
  const asks = channel ?? { weight: 1, channelLimit: null };
  return selectFor(
    { queue, candidates },
    { ...state, ...asks },
    passed.get(state.id) ?? nobodyPassed,
    now,
  );
}

/**
 * Makes the router look at the thread again: it finds an agent, or starts the timer again. Screens show none
 * of this.
 */
async function lookAnew(tx: Sql, state: ThreadState): Promise<void> {
  state.heldFor = null;
  await saveThreads(tx, [state]);
  wakeAfterCommit(tx, "route");
}

/** Whether an alert of the arrival or of an earlier timer still stands, dismissed or not. */
async function isToldAlready(
  tx: Sql,
  { id }: Pick<ThreadState, "id">,
): Promise<boolean> {
  const told = await tx.$queryRaw<unknown[]>(Prisma.sql`
    select from alert al where al."threadId" = ${id}::uuid
      and al.kind in ('nobody_available', 'nobody_logged_in') and not ${causeIsOver} limit 1`);
  return told.length > 0;
}

/**
 * Whether the thread overflows now. If members are only busy, the queue's own longest wait decides when it
 * has one. Pure.
 */
function overflowsNow(
  { canOverflow, maxWaitSeconds }: DrainedQueue,
  { excluded }: Selection,
): boolean {
  const isBusy = excluded.some(({ reason }) => BUSY.has(reason));
  return canOverflow && !(isBusy && maxWaitSeconds !== null);
}
