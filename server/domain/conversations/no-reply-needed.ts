import type { AsOf } from "#contract/threads/thread-requests.ts";
import type { Thread } from "#contract/threads/thread.ts";
import type { Sql } from "#server/db/sql.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { AppError } from "#server/domain/app-error.ts";
import type { Context } from "#server/domain/context.ts";
import { changeThread } from "#server/domain/messages/change-thread.ts";
import { requireSeen } from "#server/domain/messages/seen.ts";
import {
  setTimer,
  setTimers,
  takeTimers,
  type NewTimer,
} from "#server/domain/outbox/timers.ts";
import { readRoutingSettings } from "#server/domain/settings/routing-settings.ts";
import { eventLine } from "#server/domain/thread/event-line.ts";
import { forgetFacts, recordFacts } from "#server/domain/thread/facts.ts";
import { watchOwners } from "#server/domain/thread/owner-watch.ts";
import {
  loadReplyWatches,
  startWatches,
} from "#server/domain/thread/reply-target.ts";
import type { ThreadState } from "#server/domain/thread/thread-state.ts";
import {
  deriveWaiting,
  recordNoReplyNeeded,
} from "#server/domain/thread/waiting.ts";
import { requireOwner } from "#server/domain/conversations/ownership/ownership.ts";

/** An agent can undo it for this long. */
const UNDO_MS = 2 * 60_000;

/** A wait that was ended, as the timer `no_reply` keeps it until it can no longer be undone. */
type EndedWait = {
  byId: string;
  sessionId: string | null;
  ownerId: string | null;
  placeId: string | null;
  settledBefore: number;
  settledCount: number;
  timers: (Omit<NewTimer, "dueAt"> & { dueAt: string })[];
};

/**
 * Ends the customer's wait without a reply: the thread stays open with its
 * owner. The customer waits again from their next message on. A thread without
 * a waiting customer does not change.
 * @throws AppError not_found, participant_only, owned_by_other, newer_message,
 *   wrong_state (it has no owner)
 */
export function markNoReplyNeeded(
  context: Context,
  actor: Actor,
  threadId: string,
  { seenMessageId }: AsOf = {},
): Promise<Thread | null> {
  return changeThread(context, actor, threadId, async (tx, state, now) => {
    if (state.ownerId === null) throw wrongState(state, "owned");
    await requireOwner(tx, state, actor);
    if (state.waitingSince === null) return "unchanged";
    await requireSeen(tx, state, seenMessageId);
    await recordFacts(tx, [
      {
        kind: "waived",
        state,
        at: now,
        agentId: actor.agentId,
        from: state.waitingSince,
      },
    ]);
    const { settledCount: settledBefore } = state;
    recordNoReplyNeeded(state);
    state.back = null;
    const cleared = await takeTimers(tx, ["silent", "reply_target"], state.id);
    const ended: EndedWait = {
      byId: actor.agentId,
      sessionId: state.sessionId,
      ownerId: state.ownerId,
      placeId: state.routedToId,
      settledBefore,
      settledCount: state.settledCount,
      timers: cleared.map((timer) => ({
        ...timer,
        dueAt: timer.dueAt.toISOString(),
      })),
    };
    await setTimer(tx, {
      kind: "no_reply",
      key: state.id,
      dueAt: new Date(now.getTime() + UNDO_MS),
      payload: ended,
    });
    return [eventLine(state, actor, { type: "no_reply_needed" }, now)];
  });
}

/**
 * Undoes `markNoReplyNeeded` by the same agent a moment ago: the customer waits since the time of before, and the
 * owner's reminders and the reply target go on. A thread that was answered meanwhile, or whose customer waits
 * already, does not change.
 * @throws AppError not_found, participant_only, owned_by_other,
 *   wrong_state (it has no owner; or there is nothing of the actor to undo)
 */
export function undoNoReplyNeeded(
  context: Context,
  actor: Actor,
  threadId: string,
): Promise<Thread | null> {
  return changeThread(context, actor, threadId, async (tx, state, now) => {
    if (state.ownerId === null) throw wrongState(state, "owned");
    await requireOwner(tx, state, actor);
    const [kept] = await takeTimers(tx, ["no_reply"], state.id);
    // The request came twice.
    if (!kept && state.waitingSince !== null) return "unchanged";
    const ended = kept?.payload as EndedWait | undefined;
    const isOurs =
      ended?.byId === actor.agentId &&
      ended.sessionId === state.sessionId &&
      ended.settledCount === state.settledCount;
    if (!kept || !isOurs || kept.dueAt <= now)
      throw wrongState(state, "no_reply_needed");
    await forgetFacts(tx, state, {
      kinds: ["waived"],
      at: new Date(kept.dueAt.getTime() - UNDO_MS),
    });
    state.settledCount = ended.settledBefore;
    await deriveWaiting(tx, [state]);
    if (state.waitingSince === null) return "unchanged";
    await watchAgain(tx, state, ended, now);
    return [eventLine(state, actor, { type: "no_reply_undone" }, now)];
  });
}

/** Sets the timers of a wait again; those of another owner or place begin. */
async function watchAgain(
  tx: Sql,
  state: ThreadState,
  { ownerId, placeId, timers }: EndedWait,
  now: Date,
): Promise<void> {
  const watches = await loadReplyWatches(tx, [state]);
  const isSame = ownerId === state.ownerId && placeId === state.routedToId;
  // The end of a snooze begins the reminders.
  if (isSame && state.status === "open") {
    await setTimers(
      tx,
      timers.map((timer) => ({ ...timer, dueAt: new Date(timer.dueAt) })),
    );
    return;
  }
  await startWatches(tx, watches);
  if (state.status === "open")
    await watchOwners(tx, [state], await readRoutingSettings(tx), now);
}

function wrongState(state: ThreadState, needs: string): AppError {
  return new AppError("wrong_state", {
    needs,
    current: { status: state.status, routing: state.routing },
  });
}
