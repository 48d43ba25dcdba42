import { TEAM_ROLES } from "#contract/people/roles.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { forgetFacts } from "#server/domain/thread/facts.ts";
import type { ThreadState } from "#server/domain/thread/thread-state.ts";
import { deriveWaiting } from "#server/domain/thread/waiting.ts";

/** An agent who reopens a thread this soon after closing it undoes the close. */
const UNDO_MS = 2 * 60_000;

/**
 * Undoes a close by the same agent a moment ago: the session goes on, reports count no close and no new
 * session, and a customer without an answer waits as before. The caller holds the row's lock, makes the returned agent the
 * owner, or returns the thread to its place, and saves the state.
 * @returns `ownerId`: the owner before; where they have left, the actor; null: it had none. Null: nothing was undone,
 *   and the thread stays closed
 */
export async function undoClose(
  tx: Sql,
  state: ThreadState,
  { agentId }: Actor,
  now: Date,
): Promise<{ ownerId: string | null } | null> {
  const since = new Date(now.getTime() - UNDO_MS);
  const [session] = await tx.$queryRaw<
    {
      closedAt: Date;
      settledBefore: number | null;
      ownedBefore: boolean | null;
      lastOwnerBefore: string | null;
    }[]
  >(
    Prisma.sql`update thread_session s
      set "closedAt" = null, "closedById" = null, outcome = null, "wrapUpNoteId" = null
      from thread_session b where b.id = s.id and s.id = ${state.sessionId}::uuid and s."closedById" = ${agentId}::uuid
        and s."closedAt" >= ${since}::timestamptz
      returning b."closedAt", s."settledBefore", s."ownedBefore", s."lastOwnerBefore"`,
  );
  if (!session) return null;
  await forgetFacts(tx, state, {
    kinds: ["closed", "spam", "unanswered"],
    at: session.closedAt,
  });
  state.closedAt = null;
  state.status = "open";
  state.settledCount = session.settledBefore ?? state.settledCount;
  await deriveWaiting(tx, [state]);
  if (session.ownedBefore === false) {
    state.lastOwnerId = session.lastOwnerBefore;
    return { ownerId: null };
  }
  // Closing sets it to the owner, or to who closed a thread without one.
  const [owner] = await tx.$queryRaw<{ id: string }[]>(Prisma.sql`
    select id from agent where id = ${state.lastOwnerId}::uuid and "disabledAt" is null
      and role = any(${[...TEAM_ROLES]}::text[])`);
  return { ownerId: owner?.id ?? agentId };
}
