import type { Sql } from "#server/db/sql.ts";
import { applyChange } from "#server/domain/messages/change-thread.ts";
import {
  sendAutomaticReply,
  type DeferredReply,
} from "#server/domain/messages/automatic-reply.ts";
import type { ThreadState } from "#server/domain/thread/thread-state.ts";

/**
 * Sends the automatic message that waited for the customer's language. It runs when the language becomes
 * known or the wait for it ends. It sends nothing if the thread has changed its owner meanwhile or is closed.
 * The caller holds the thread's lock.
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
