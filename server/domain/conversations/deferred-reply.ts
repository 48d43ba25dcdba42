import type { Sql } from "#server/db/sql.ts";
import { applyChange } from "#server/domain/messages/change-thread.ts";
import {
  sendAutomaticReply,
  type DeferredReply,
} from "#server/domain/messages/automatic-reply.ts";
import type { ThreadState } from "#server/domain/thread/thread-state.ts";

/**
 * What the page had to say to somebody whose language was not known yet: it is
 * now, or nobody can wait for it any longer. Nothing if the conversation has
 * changed hands meanwhile or is dealt with. The thread is locked.
 */
export function sendDeferredReply(
  tx: Sql,
  state: ThreadState,
  { said, ownerId }: DeferredReply,
  now: Date,
): Promise<void> {
  if (state.ownerId !== ownerId || state.status === "closed")
    return Promise.resolve();
  return applyChange(
    tx,
    state,
    async () => {
      const text = await sendAutomaticReply(
        tx,
        state,
        said,
        now,
        "known_or_not",
      );
      return text === null ? "unchanged" : [];
    },
    now,
  );
}
