import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { recordFacts } from "./facts.ts";
import type { ThreadState } from "./thread-state.ts";
import { newId } from "#server/runtime/crypto.ts";

/** Begins a session for each closed thread that opens again. Reports count from its start. The priority was of the last one. */
export async function openSessions(
  tx: Sql,
  states: ThreadState[],
  now: Date,
): Promise<void> {
  if (states.length === 0) return;
  for (const state of states) {
    state.sessionId = newId();
    state.priorityLevel = "normal";
  }
  const rows = states.map(({ id, sessionId }) => ({
    id: sessionId,
    threadId: id,
  }));
  await tx.$executeRaw(Prisma.sql`
    insert into thread_session (id, "threadId", "openedAt")
    select x.id, x."threadId", ${now}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as x(id uuid, "threadId" uuid)`);
}

/**
 * Ends the session of a thread that closes; reports count it if an agent closes it. `outcome` and `noteId`: the
 * answers to the wrap-up form. A session that has ended stays as it is, and is counted once.
 */
export async function closeSession(
  tx: Sql,
  state: ThreadState,
  {
    closedById,
    outcome,
    noteId,
    isSpam = false,
  }: {
    closedById: string | null;
    outcome: string | null;
    noteId: string | null;
    isSpam?: boolean;
  },
  now: Date,
): Promise<void> {
  if (state.sessionId === null) return;
  const ended = await tx.$executeRaw(Prisma.sql`
    update thread_session set "closedAt" = ${now}::timestamptz, "closedById" = ${closedById}::uuid,
      outcome = ${outcome}, "wrapUpNoteId" = ${noteId}::uuid, "settledBefore" = ${state.settledCount}::int,
      "ownedBefore" = ${state.ownerId !== null}::boolean, "lastOwnerBefore" = ${state.lastOwnerId}::uuid
    where id = ${state.sessionId}::uuid and "closedAt" is null`);
  if (ended === 0 || closedById === null) return;
  const act = { state, at: now, agentId: closedById };
  await recordFacts(tx, [
    { ...act, kind: isSpam ? "spam" : "closed" },
    ...(state.waitingSince === null || isSpam
      ? []
      : [{ ...act, kind: "unanswered" as const, from: state.waitingSince }]),
  ]);
}

/**
 * Records the time of a session's first answer, and the question that it answers. Later answers change nothing.
 * @param question since when the customer waited; null: the agent wrote first
 */
export async function recordFirstReply(
  tx: Sql,
  state: ThreadState,
  question: Date | null,
  at: Date,
): Promise<void> {
  if (state.sessionId === null) return;
  await tx.$executeRaw(Prisma.sql`
    update thread_session set "firstReplyAt" = ${at}::timestamptz, "firstQuestionAt" = ${question}::timestamptz
    where id = ${state.sessionId}::uuid and "firstReplyAt" is null`);
}
