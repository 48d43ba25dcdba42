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
import { overflowTo } from "#server/domain/routing/entry/settle.ts";
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
 * A thread that no member of its queue can take has a timer `nobody`. The timer
 * starts when the router first finds nobody, and keeps its time while that
 * lasts. It is cleared when somebody is found and when the thread leaves the
 * queue. Invariant: such a thread has `heldFor`, so whatever resets `heldFor`
 * clears the timer, and the router looks at the thread again.
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

/** No member of the queue can take it, and no skill group is still to come. Pure. */
export function findsNobody(selection: Selection): boolean {
  return selection.kind === "hold" && selection.reason === "nobody_eligible";
}

/**
 * Nobody could take the thread for as long as the settings say: supervisors get
 * an alert, unless one about it stands, and the queue overflows. A queue that is
 * closed or paused tells nothing; the time begins again when it opens. The
 * thread is locked.
 * @param since ISO; when the router first found nobody.
 */
export async function tellNobody(
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

/** Whom the router would choose at this moment. Null: the queue gives nothing out. */
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

/** The router finds somebody, or starts the timer again. Screens show none of this. */
async function lookAnew(tx: Sql, state: ThreadState): Promise<void> {
  state.heldFor = null;
  await saveThreads(tx, [state]);
  wakeAfterCommit(tx, "route");
}

/** An alert of the arrival or of an earlier timer still holds, dismissed or not. */
async function isToldAlready(
  tx: Sql,
  { id }: Pick<ThreadState, "id">,
): Promise<boolean> {
  const told = await tx.$queryRaw<unknown[]>(Prisma.sql`
    select from alert al where al."threadId" = ${id}::uuid
      and al.kind in ('nobody_available', 'nobody_logged_in') and not ${causeIsOver} limit 1`);
  return told.length > 0;
}

/** Where members are only busy, the queue's own longest wait decides if it has one. Pure. */
function overflowsNow(
  { canOverflow, maxWaitSeconds }: DrainedQueue,
  { excluded }: Selection,
): boolean {
  const isBusy = excluded.some(({ reason }) => BUSY.has(reason));
  return canOverflow && !(isBusy && maxWaitSeconds !== null);
}
