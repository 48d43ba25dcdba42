import type { AsOf, Release } from "#contract/threads/thread-requests.ts";
import type { Thread } from "#contract/threads/thread.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { AppError, invalidField } from "#server/domain/app-error.ts";
import { canManageThread } from "#server/domain/access/can-manage-thread.ts";
import type { Context } from "#server/domain/context.ts";
import {
  applyChange,
  changeThread,
  workOnThread,
} from "#server/domain/messages/change-thread.ts";
import { eventLine, noteLine } from "#server/domain/thread/event-line.ts";
import { tellWhoWon } from "./lost-claim.ts";
import {
  lockThreadById,
  type ThreadState,
} from "#server/domain/thread/thread-state.ts";
import {
  clearTimer,
  clearTimers,
  setTimer,
} from "#server/domain/outbox/timers.ts";
import { leaveScheduledAtHandover } from "#server/domain/conversations/ownership/leave-scheduled.ts";
import { undoClose } from "./undo-close.ts";
import { requireSeen } from "#server/domain/messages/seen.ts";
import { watchReplyTargets } from "#server/domain/thread/reply-target.ts";
import { requireRoom } from "#server/domain/assignment/capacity.ts";
import { notify } from "#server/domain/notifications/notify.ts";
import { announceTransfer } from "#server/domain/assignment/handed-over.ts";
import { endOffers } from "#server/domain/assignment/open-offers.ts";
import { beginWait, requeue } from "#server/domain/routing/entry/requeue.ts";
import { claim } from "#server/domain/assignment/claim.ts";
import { watchOwners } from "#server/domain/thread/owner-watch.ts";
import { readRoutingSettings } from "#server/domain/settings/routing-settings.ts";

type Owner = { id: string; name: string };

/**
 * Makes the actor the owner; nothing changes if they already are. `force` lets a supervisor or the queue's
 * manager take over an owned thread, and confirms more threads than the actor's capacity for one without an
 * owner.
 * @throws AppError owned_by_other with `current.owner`: another agent won; at_capacity with `current` {load,
 *   capacity, limit}
 */
export function takeThread(
  context: Context,
  actor: Actor,
  { threadId, force }: { threadId: string; force: boolean },
): Promise<Thread | null> {
  return workOnThread(context, actor, threadId, async (tx, state, now) => {
    if (state.ownerId === actor.agentId) return "unchanged";
    const from = await ownerOf(tx, state);
    if (from && !force) throw ownedByOther(from, state);
    if (from && !(await canManageThread(tx, actor, state))) {
      throw new AppError("forbidden", { needs: "supervisor" });
    }
    if (!from && !force) await requireRoom(tx, actor.agentId, state, now);
    await claim(tx, state, actor.agentId, now, "taken");
    const to = { id: actor.agentId, name: actor.name };
    await announceTransfer(tx, state, { by: actor, from, to }, now);
    return [eventLine(state, actor, { type: "taken", from }, now)];
  }).catch((error: unknown) => tellWhoWon(context, actor, threadId, error));
}

/**
 * Returns a thread to the place it was routed to. The customer's waiting time continues, and its
 * scheduled messages stay, unless the input cancels them.
 * @throws AppError wrong_state, owned_by_other, newer_message
 */
export function releaseThread(
  context: Context,
  actor: Actor,
  threadId: string,
  { seenMessageId, scheduled: choice = "keep" }: Release = {},
): Promise<Thread | null> {
  return workOnThread(context, actor, threadId, async (tx, state, now) => {
    if (state.ownerId === null) throw wrongState(state, "owned");
    await requireOwner(tx, state, actor);
    await requireSeen(tx, state, seenMessageId);
    const byId = state.ownerId;
    const from = await ownerOf(tx, state);
    const leaving = { actor, choice, now };
    const canceled = await leaveScheduledAtHandover(tx, state, leaving);
    await requeue(tx, state, { reason: "released", byId }, now);
    await announceTransfer(tx, state, { by: actor, from, to: null }, now);
    return [...canceled, eventLine(state, actor, { type: "released" }, now)];
  });
}

/**
 * Reopens a closed or snoozed thread. The actor becomes the owner of a closed one. `force` confirms more
 * threads than the actor's capacity. If the agent who closed the thread reopens it at once, the close is undone: its
 * owner is the one before, and one that had none waits again where it was.
 * @throws AppError owned_by_other; at_capacity with `current` {load, capacity, limit}
 */
export function reopenThread(
  context: Context,
  actor: Actor,
  { threadId, force }: { threadId: string; force: boolean },
): Promise<Thread | null> {
  return changeThread(context, actor, threadId, async (tx, state, now) => {
    if (state.status === "open" || state.status === "waiting") {
      return "unchanged";
    }
    if (state.status === "closed") {
      const undone = await undoClose(tx, state, actor, now);
      // What was undone was there before, so it is no more than that.
      if (!undone && !force) await requireRoom(tx, actor.agentId, state, now);
      if (undone?.ownerId === null)
        await requeue(tx, state, { reason: "reopened" }, now);
      else
        await claim(
          tx,
          state,
          undone?.ownerId ?? actor.agentId,
          now,
          "reopened",
        );
      if (undone) await watchReplyTargets(tx, [state]);
    } else {
      await requireOwner(tx, state, actor);
      await clearTimer(tx, "snooze", state.id);
      await wake(tx, state, now);
      // The agent who ends the snooze sees the note now.
      if (state.pinnedWhy === "snooze") state.pinnedNoteId = null;
    }
    return [eventLine(state, actor, { type: "reopened" }, now)];
  });
}

/**
 * Snoozes a thread until a time or until the customer writes; without `wakesOnReply` until the time alone. A note is
 * pinned for when it is back.
 * @throws AppError wrong_state, owned_by_other, newer_message
 */
export function snoozeThread(
  context: Context,
  actor: Actor,
  {
    threadId,
    until,
    wakesOnReply = true,
    note = null,
    seenMessageId,
  }: {
    threadId: string;
    until: string;
    wakesOnReply?: boolean | undefined;
    note?: string | null | undefined;
  } & AsOf,
): Promise<Thread | null> {
  return changeThread(context, actor, threadId, async (tx, state, now) => {
    const at = new Date(until);
    if (at <= now) throw invalidField("until", "past");
    if (state.status === "closed") throw wrongState(state, "open");
    await requireOwner(tx, state, actor);
    await requireSeen(tx, state, seenMessageId);
    await endOffers(tx, state, now, { winnerId: null, reason: "moved" });
    await clearTimers(tx, ["silent", "nobody"], state.id);
    if (state.routing === "offered") state.routing = "queued";
    state.heldFor = null;
    state.status = "snoozed";
    state.snoozedUntil = at;
    state.wakesOnReply = wakesOnReply;
    await setTimer(tx, { kind: "snooze", key: state.id, dueAt: at });
    const event = { type: "snoozed" as const, until };
    const line = eventLine(
      state,
      actor,
      wakesOnReply ? event : { ...event, reason: "holds" },
      now,
    );
    // The note of an earlier snooze is out of date.
    if (state.pinnedWhy === "snooze") state.pinnedNoteId = null;
    if (!note) return [line];
    const beside = noteLine(state, actor, note, now);
    state.pinnedNoteId = beside.id;
    state.pinnedWhy = "snooze";
    return [line, beside];
  });
}

/** Ends a snooze. A repeated or late call changes nothing. */
export async function wakeSnoozed(
  tx: Sql,
  threadId: string,
  now: Date,
): Promise<void> {
  const state = await lockThreadById(tx, threadId);
  if (!state || state.status !== "snoozed") return;
  if (state.snoozedUntil !== null && state.snoozedUntil > now) return;
  await applyChange(
    tx,
    state,
    async () => {
      const wrote = !state.wakesOnReply && state.waitingSince !== null;
      await wake(tx, state, now);
      state.back = "due";
      if (state.ownerId === null) {
        state.queuedAt = now;
        await beginWait(tx, state, "woken", now);
      }
      const line = { type: "woken" as const };
      return [
        eventLine(
          state,
          null,
          wrote ? { ...line, reason: "meanwhile" } : line,
          now,
        ),
      ];
    },
    now,
  );
  const { ownerId } = state;
  if (ownerId !== null)
    await notify(
      tx,
      [{ kind: "snooze_woke", agentId: ownerId, threadId }],
      now,
    );
}

/** Ends a snooze. Its owner was not reminded of a customer who waits: reminders begin. */
async function wake(tx: Sql, state: ThreadState, now: Date): Promise<void> {
  state.status = state.ownerId === null ? "waiting" : "open";
  state.snoozedUntil = null;
  await watchOwners(tx, [state], await readRoutingSettings(tx), now);
}

/**
 * Returns all threads of an agent, in the caller's transaction, because the agent was disabled or lost the
 * right to them. Snoozed threads stay snoozed.
 */
export async function requeueThreadsOf(
  tx: Sql,
  agentId: string,
  reason: string,
  now: Date,
  /** SQL condition over a thread `t`; omitted: all threads. */
  which: Prisma.Sql = Prisma.sql`true`,
): Promise<number> {
  const rows = await tx.$queryRaw<{ id: string }[]>(Prisma.sql`
    select t.id from thread t where t."ownerId" = ${agentId}::uuid and ${which} order by t.id`);
  for (const { id } of rows) {
    const state = await lockThreadById(tx, id);
    if (!state || state.ownerId !== agentId) continue;
    await applyChange(
      tx,
      state,
      async () => {
        const from = await ownerOf(tx, state);
        await requeue(
          tx,
          state,
          { reason, handedDown: true, keepsSnooze: true },
          now,
        );
        return [
          eventLine(state, null, { type: "requeued", reason, from }, now),
        ];
      },
      now,
    );
  }
  return rows.length;
}

/** @throws AppError owned_by_other, unless the actor owns the thread or can manage it, or it has no owner. */
export async function requireOwner(
  tx: Sql,
  state: ThreadState,
  actor: Actor,
): Promise<void> {
  if (state.ownerId === null || state.ownerId === actor.agentId) return;
  if (await canManageThread(tx, actor, state)) return;
  const owner = await ownerOf(tx, state);
  if (owner) throw ownedByOther(owner, state);
}

export async function ownerOf(
  tx: Sql,
  { ownerId }: ThreadState,
): Promise<Owner | null> {
  if (ownerId === null) return null;
  const [owner] = await tx.$queryRaw<Owner[]>(
    Prisma.sql`select id, name from agent where id = ${ownerId}::uuid`,
  );
  return owner ?? null;
}

export function ownedByOther(owner: Owner, state: ThreadState): AppError {
  return new AppError("owned_by_other", {
    current: { owner, since: state.ownedSince?.toISOString() ?? null },
  });
}

function wrongState(state: ThreadState, needs: string): AppError {
  return new AppError("wrong_state", {
    needs,
    current: { status: state.status, routing: state.routing },
  });
}
