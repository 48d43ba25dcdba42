import type { Sql } from "#server/db/sql.ts";
import { applyChange } from "#server/domain/messages/change-thread.ts";
import {
  sayByProgram,
  type WaitingWords,
} from "#server/domain/messages/program-text.ts";
import type { ThreadState } from "#server/domain/thread/thread-state.ts";

/**
 * What the page had to say to somebody whose language was not known yet: it is
 * now, or nobody can wait for it any longer. Nothing if the conversation has
 * changed hands meanwhile or is dealt with. The thread is locked.
 */
export function sayWaitingWords(
  tx: Sql,
  state: ThreadState,
  { said, ownerId }: WaitingWords,
  now: Date,
): Promise<void> {
  if (state.ownerId !== ownerId || state.status === "closed")
    return Promise.resolve();
  return applyChange(
    tx,
    state,
    async () => {
      const text = await sayByProgram(tx, state, said, now, "known_or_not");
      return text === null ? "unchanged" : [];
    },
    now,
  );
}
