import type { AsOf } from "#contract/threads/thread-requests.ts";
import type { Thread } from "#contract/threads/thread.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { AppError } from "#server/domain/app-error.ts";
import type { Context } from "#server/domain/context.ts";
import { changeThread } from "#server/domain/messages/change-thread.ts";
import { requireSeen } from "#server/domain/messages/seen.ts";
import { clearTimers } from "#server/domain/outbox/timers.ts";
import { eventLine } from "#server/domain/thread/event-line.ts";
import { recordNoReplyNeeded } from "#server/domain/thread/waiting.ts";
import { requireOwner } from "#server/domain/conversations/ownership/ownership.ts";

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
    if (state.ownerId === null)
      throw new AppError("wrong_state", {
        needs: "owned",
        current: { status: state.status, routing: state.routing },
      });
    await requireOwner(tx, state, actor);
    if (state.waitingSince === null) return "unchanged";
    await requireSeen(tx, state, seenMessageId);
    recordNoReplyNeeded(state);
    await clearTimers(tx, ["silent", "reply_target"], state.id);
    return [eventLine(state, actor, { type: "no_reply_needed" }, now)];
  });
}
