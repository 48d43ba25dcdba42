import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { wakeAfterCommit } from "#server/db/wakes.ts";
import { raiseAlerts } from "#server/domain/assignment/alerts.ts";
import { announceTransfer } from "#server/domain/assignment/handed-over.ts";
import { endOffers } from "#server/domain/assignment/open-offers.ts";
import { watchWait, type WaitLimits } from "./watch-wait.ts";
import { writeTraces } from "#server/domain/assignment/write-trace.ts";
import {
  prefer,
  type ThreadState,
} from "#server/domain/thread/thread-state.ts";
import { clearTimers } from "#server/domain/outbox/timers.ts";
import { newId } from "#server/runtime/crypto.ts";

export type Requeue = {
  /** released, signed_out, offline, disabled, expired, lost_queue, lost_department, lost_channel, silent, reopened */
  reason: string;
  /** An agent who is gone left the thread behind: it is offered at a limited pace. */
  handedDown?: boolean;
  /** The agent who returned it and is not asked again in this round. */
  byId?: string | null;
  /** Keeps a snoozed thread asleep and offers it when it wakes; otherwise it wakes now. */
  keepsSnooze?: boolean;
};

/**
 * Removes the owner of a thread and puts it back into the queue or ring group it was routed to, or else among
 * the unassigned threads. The customer's waiting time continues. Changes the locked state in place; the
 * caller saves and publishes it.
 */
export async function requeue(
  tx: Sql,
  state: ThreadState,
  { reason, handedDown = false, byId = null, keepsSnooze = false }: Requeue,
  now: Date,
): Promise<void> {
  const fromId = state.ownerId;
  await endOffers(tx, state, now, { winnerId: null, reason: "moved" });
  const sleeps = keepsSnooze && state.status === "snoozed";
  const clocks = ["silent", "max_wait", "wait_message", "nobody"] as const;
  await clearTimers(tx, sleeps ? [...clocks] : [...clocks, "snooze"], state.id);
  returnToQueue(state, now, sleeps);
  wakeAfterCommit(tx, "route");
  state.handedDown = handedDown && state.routing === "queued";
  if (byId !== null) await passedBy(tx, state, byId, now);
  await writeTraces(
    tx,
    [
      {
        threadId: state.id,
        step: "requeued",
        detail: { reason, fromId, routing: state.routing, round: state.round },
      },
    ],
    now,
  );
  if (fromId !== null && !TOLD_OTHERWISE.has(reason))
    await tellFormerOwner(tx, state, { fromId, reason }, now);
  if (!sleeps) await beginWait(tx, state, reason, now);
}

/** No hand-over notice for these: the owner acted, or is gone, or the release itself sends the notice. */
const TOLD_OTHERWISE: ReadonlySet<string> = new Set([
  "released",
  "signed_out",
  "disabled",
]);

async function tellFormerOwner(
  tx: Sql,
  state: ThreadState,
  { fromId, reason }: { fromId: string; reason: string },
  now: Date,
): Promise<void> {
  const [from] = await tx.$queryRaw<{ id: string; name: string }[]>(
    Prisma.sql`select id, name from agent where id = ${fromId}::uuid`,
  );
  if (from)
    await announceTransfer(
      tx,
      state,
      { by: null, from, to: null, reason },
      now,
    );
}

/**
 * Starts the wait of a thread without an owner: sets the timers of its queue, or alerts supervisors if it has
 * none. For a snoozed thread this happens when it wakes.
 */
export async function beginWait(
  tx: Sql,
  state: ThreadState,
  reason: string,
  now: Date,
): Promise<void> {
  await watchWaitAgain(tx, state, now);
  if (state.routing !== "none") return;
  await raiseAlerts(
    tx,
    [
      {
        kind: "unassigned",
        threadId: state.id,
        departmentId: state.departmentId,
        detail: { reason },
      },
    ],
    now,
  );
}

function returnToQueue(state: ThreadState, now: Date, sleeps: boolean): void {
  state.lastOwnerId = state.ownerId ?? state.lastOwnerId;
  state.ownerId = null;
  state.ownedSince = null;
  if (!sleeps) {
    state.status = "waiting";
    state.snoozedUntil = null;
  }
  // A thread that was routed to one agent has no queue to return to.
  if (state.routedToType === "agent") {
    state.routedToType = null;
    state.routedToId = null;
  }
  state.routing = state.routedToType === null || state.test ? "none" : "queued";
  state.queuedAt = now;
  prefer(state, []);
  state.round += 1;
  state.seed = Math.floor(Math.random() * 1_000_000);
  state.roundAt = null;
  state.heldFor = null;
}

// Counts as a passed ring, so that an agent is not offered the thread they have just returned.
async function passedBy(
  tx: Sql,
  { id, round }: ThreadState,
  agentId: string,
  now: Date,
): Promise<void> {
  await tx.$executeRaw(Prisma.sql`
    insert into offer (id, "threadId", "agentId", kind, round, weight, "createdAt", "expiresAt", "endedAt", result)
    values (${newId()}::uuid, ${id}::uuid, ${agentId}::uuid, 'ring', ${round}, 0, ${now}::timestamptz,
      ${now}::timestamptz, ${now}::timestamptz, 'returned')`);
}

async function watchWaitAgain(
  tx: Sql,
  state: ThreadState,
  now: Date,
): Promise<void> {
  const { routedToType, routedToId } = state;
  if (routedToType !== "queue" || routedToId === null) return;
  const [queue] = await tx.$queryRaw<WaitLimits[]>(Prisma.sql`
    select "maxWaitSeconds", case when "tellsWait" then "tellAfterSeconds" end as "tellAfterSeconds"
    from queue where id = ${routedToId}::uuid`);
  if (queue) await watchWait(tx, state, queue, now);
}
