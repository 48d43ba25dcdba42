import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { wakeAfterCommit } from "#server/db/wakes.ts";
import { raiseAlerts } from "#server/domain/assignment/alerts.ts";
import { tellHandOver } from "#server/domain/assignment/handed-over.ts";
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
  /** released, signed_out, offline, disabled, expired, lost_queue, lost_department, lost_channel, silent */
  reason: string;
  /** Somebody gone left it behind: it is given out slowly. */
  handedDown?: boolean;
  /** Who gave it back and is not asked again in this round. */
  byId?: string | null;
  /** A snoozed thread sleeps on and is given out when it wakes; else it is woken now. */
  keepsSnooze?: boolean;
};

/**
 * Nobody's any more: back in the queue or ring group it was routed to, where
 * the router finds it, else among the unassigned. The customer's waiting goes
 * on. Changes the locked state in place; the caller saves and announces it.
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

/** Their own deed, or they are gone; a release by somebody else is told by the release. */
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
    await tellHandOver(tx, state, { by: null, from, to: null, reason }, now);
}

/**
 * A thread that nobody owns begins to wait: the clocks of its queue run, and
 * where there is none supervisors are told. Of a snoozed one when it wakes.
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
  // A thread that was meant for one person has no queue to go back to.
  if (state.routedToType === "agent") {
    state.routedToType = null;
    state.routedToId = null;
  }
  state.routing = state.routedToType === null ? "none" : "queued";
  state.queuedAt = now;
  prefer(state, []);
  state.round += 1;
  state.seed = Math.floor(Math.random() * 1_000_000);
  state.roundAt = null;
  state.heldFor = null;
}

// Like a ring they have passed on: being asked for what one has just given back helps nobody.
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
