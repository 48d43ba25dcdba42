import type { Destination } from "#contract/routing/destination.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import type { AuditActor } from "#server/domain/access/audit.ts";
import { invalidField } from "#server/domain/app-error.ts";
import { announceTransfer } from "#server/domain/assignment/handed-over.ts";
import { claim } from "#server/domain/assignment/claim.ts";
import { applyChange } from "#server/domain/messages/change-thread.ts";
import { setTimer } from "#server/domain/outbox/timers.ts";
import { enter, type Place } from "#server/domain/routing/decide/enter.ts";
import { enterDestination } from "#server/domain/routing/entry/enter-destination.ts";
import { loadPlaces } from "#server/domain/routing/entry/places.ts";
import { requeue } from "#server/domain/routing/entry/requeue.ts";
import { eventLine } from "#server/domain/thread/event-line.ts";
import { watchReplyTargets } from "#server/domain/thread/reply-target.ts";
import {
  lockThreadById,
  type ThreadState,
} from "#server/domain/thread/thread-state.ts";
import { passOnScheduled } from "#server/domain/conversations/ownership/leave-scheduled.ts";
import { stayAt } from "./transfer.ts";
import { ownerOf } from "./ownership.ts";

/** A destination that a company can send threads to now, with what routing knows of it. */
type Target = {
  place: Place;
  entry: ReturnType<typeof enter>;
};

/**
 * Sends all open and snoozed threads of an agent to a destination, in the caller's transaction. Snoozed
 * threads stay snoozed. A closed or paused queue receives them too: the choice was made by hand.
 * @returns how many threads moved.
 * @throws AppError invalid_input at `handOver`: the destination is gone, or is the agent.
 */
export async function handOverThreadsOf(
  tx: Sql,
  doer: AuditActor,
  agentId: string,
  to: Destination,
  now: Date,
): Promise<number> {
  const { map } = await loadPlaces(tx, now);
  const place = to.id === agentId ? null : map(to);
  if (place === null) throw invalidField("handOver", "destination_gone");
  const target = { place, entry: enter(to, map) };
  const rows = await tx.$queryRaw<{ id: string }[]>(Prisma.sql`
    select t.id from thread t where t."ownerId" = ${agentId}::uuid and t.status in ('open', 'snoozed') order by t.id`);
  for (const { id } of rows) {
    const state = await lockThreadById(tx, id);
    if (!state || state.ownerId !== agentId) continue;
    await handOver(tx, state, doer, target, now);
  }
  return rows.length;
}

async function handOver(
  tx: Sql,
  state: ThreadState,
  doer: AuditActor,
  target: Target,
  now: Date,
): Promise<void> {
  const by = doer.agentId === null ? null : { ...doer, agentId: doer.agentId };
  const { type, id, name } = target.place;
  const to = { type, id, name };
  await applyChange(
    tx,
    state,
    async () => {
      const from = await ownerOf(tx, state);
      state.handovers = 0;
      await passOnScheduled(tx, state);
      await move(tx, state, target, now);
      await announceTransfer(tx, state, { by, from: null, to }, now);
      return [eventLine(state, by, { type: "transferred", to, from }, now)];
    },
    now,
  );
}

async function move(
  tx: Sql,
  state: ThreadState,
  { place, entry }: Target,
  now: Date,
): Promise<void> {
  const { snoozedUntil, wakesOnReply } = state;
  const sleeps = state.status === "snoozed" && snoozedUntil !== null;
  if (place.type === "agent") {
    await claim(tx, state, place.id, now, "transferred");
    if (!sleeps) return;
    state.status = "snoozed";
    state.snoozedUntil = snoozedUntil;
    state.wakesOnReply = wakesOnReply;
    await setTimer(tx, { kind: "snooze", key: state.id, dueAt: snoozedUntil });
    return;
  }
  state.handedOver = true;
  if (sleeps) {
    state.routedToType = place.type;
    state.routedToId = place.id;
    state.departmentId = place.departmentId ?? state.departmentId;
    await requeue(tx, state, { reason: "disabled", keepsSnooze: true }, now);
    await watchReplyTargets(tx, [state]);
    return;
  }
  await enterDestination(tx, state, {
    entry: stayAt(entry, place, entry.hops[0]?.reason ?? null),
    now,
    departmentId: state.departmentId,
  });
}
