import type { Priority } from "#contract/threads/priority-levels.ts";
import type { Thread } from "#contract/threads/thread.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import type { Context } from "#server/domain/context.ts";
import { changeThread } from "#server/domain/messages/change-thread.ts";
import { eventLine } from "#server/domain/thread/event-line.ts";
import { setLevel } from "#server/domain/thread/thread-state.ts";
import { requireOwner } from "#server/domain/conversations/ownership/ownership.ts";

/**
 * Sets how urgent a thread is. Its place in the line of its queue follows. It
 * stays until it is changed, or until the customer writes after the thread was
 * closed.
 * @throws AppError not_found, owned_by_other, participant_only
 */
export function setPriority(
  context: Context,
  actor: Actor,
  { threadId, priority }: { threadId: string; priority: Priority },
): Promise<Thread | null> {
  return changeThread(context, actor, threadId, async (tx, state, now) => {
    const before = state.priorityLevel;
    if (before === priority) return "unchanged";
    await requireOwner(tx, state, actor);
    setLevel(state, priority);
    return [
      eventLine(
        state,
        actor,
        { type: "priority_changed", priority, before },
        now,
      ),
    ];
  });
}
