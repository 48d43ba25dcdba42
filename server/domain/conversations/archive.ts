import type { Thread } from "#contract/threads/thread.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { AppError } from "#server/domain/app-error.ts";
import type { Context } from "#server/domain/context.ts";
import { changeThread } from "#server/domain/messages/change-thread.ts";
import { eventLine } from "#server/domain/thread/event-line.ts";

/**
 * Archives a closed thread: it leaves every list but the archive, and search
 * still finds it. It leaves the archive when the customer writes, when it is
 * reopened, or with `on` false.
 * @throws AppError not_found, participant_only, wrong_state (not closed)
 */
export function archiveThread(
  context: Context,
  actor: Actor,
  { threadId, on }: { threadId: string; on: boolean },
): Promise<Thread | null> {
  return changeThread(context, actor, threadId, (_tx, state, now) => {
    if ((state.archivedAt !== null) === on) return "unchanged";
    if (state.status !== "closed")
      throw new AppError("wrong_state", {
        needs: "closed",
        current: { status: state.status, routing: state.routing },
      });
    state.archivedAt = on ? now : null;
    const type = on ? "archived" : "unarchived";
    return [eventLine(state, actor, { type }, now)];
  });
}
