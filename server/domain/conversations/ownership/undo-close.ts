import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import type { ThreadState } from "#server/domain/thread/thread-state.ts";
import { deriveWaiting } from "#server/domain/thread/waiting.ts";

/** An agent who reopens a thread this soon after closing it undoes the close. */
const UNDO_MS = 2 * 60_000;

/**
 * Undoes a close by the same agent a moment ago: the session goes on, reports count no close and no new
 * session, and a customer without an answer waits as before. The caller holds the row's lock, sets
 * the owner, and saves the state.
 * @returns whether it was undone; false: the thread stays closed
 */
export async function undoClose(
  tx: Sql,
  state: ThreadState,
  { agentId }: Actor,
  now: Date,
): Promise<boolean> {
  const since = new Date(now.getTime() - UNDO_MS);
  const [session] = await tx.$queryRaw<{ settledBefore: number | null }[]>(
    Prisma.sql`update thread_session
      set "closedAt" = null, "closedById" = null, outcome = null, "wrapUpNoteId" = null
      where id = ${state.sessionId}::uuid and "closedById" = ${agentId}::uuid
        and "closedAt" >= ${since}::timestamptz
      returning "settledBefore"`,
  );
  if (!session) return false;
  await tx.$executeRaw(Prisma.sql`
    delete from report_fact where "sessionId" = ${state.sessionId}::uuid and kind = 'closed'`);
  state.closedAt = null;
  state.status = "open";
  state.settledCount = session.settledBefore ?? state.settledCount;
  await deriveWaiting(tx, [state]);
  return true;
}
