import type { Role } from "#contract/people/agent.ts";
import type { Thread } from "#contract/threads/thread.ts";
import type { Sql } from "#server/db/sql.ts";
import { inSqlTransaction } from "#server/db/transaction.ts";
import { wakeAfterCommit } from "#server/db/wakes.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import type { Context } from "#server/domain/context.ts";
import { recordActed } from "#server/domain/presence/acted.ts";
import {
  announce,
  type VisibilitySnapshot,
} from "#server/domain/outbox/announcements.ts";
import { bringForward } from "#server/domain/outbox/timers.ts";
import { readThread } from "./get-thread.ts";
import {
  writeMessages,
  type NewMessage,
} from "#server/domain/thread/insert-messages.ts";
import {
  lockThread,
  saveThreads,
  snapshotVisibility,
  type ThreadState,
} from "#server/domain/thread/thread-state.ts";

/** Changes the state in place and returns the event lines that record the change; `unchanged` if there is nothing to do. */
export type Change = (
  tx: Sql,
  state: ThreadState,
  now: Date,
) => Promise<NewMessage[] | "unchanged"> | NewMessage[] | "unchanged";

/**
 * Runs one command on one thread of an actor who may see it: lock, change,
 * save, publish. Returns the thread as it is afterwards, or null if the
 * command has taken it out of the actor's own sight.
 * @param least the lowest role that may give the command
 * @throws AppError forbidden, not_found, and the errors of `change`
 */
export async function changeThread(
  context: Context,
  actor: Actor,
  threadId: string,
  change: Change,
  least: Role = "agent",
): Promise<Thread | null> {
  await recordActed(context, actor);
  const thread = await inSqlTransaction(context.db, async (tx) => {
    const state = await lockThread(tx, actor, threadId, least);
    await applyChange(tx, state, change, context.clock.now());
    return readThread(tx, actor, threadId).catch(nullIfHidden);
  });
  return thread;
}

/** The same for commands that reviewers may also give, on the threads of their channel. */
export function workOnThread(
  context: Context,
  actor: Actor,
  threadId: string,
  change: Change,
): Promise<Thread | null> {
  return changeThread(context, actor, threadId, change, "reviewer");
}

/** The same for a thread that the caller has locked. */
export async function applyChange(
  tx: Sql,
  state: ThreadState,
  change: Change,
  now: Date,
): Promise<void> {
  const before = snapshotVisibility(state);
  const lines = await change(tx, state, now);
  if (lines === "unchanged") return;
  // Capacity may be free now, or the thread itself may be offered.
  if (hasMoved(before, state)) wakeAfterCommit(tx, "route");
  // Warnings of a snoozed thread are put off until its end, which may be now.
  if (before.status === "snoozed" && state.status !== "snoozed")
    await bringForward(tx, { kind: "reply_target", key: state.id, dueAt: now });
  await Promise.all([
    saveThreads(tx, [state]),
    announceMoves(tx, [{ state, before }], lines),
  ]);
}

function hasMoved(before: VisibilitySnapshot, state: ThreadState): boolean {
  return (
    before.ownerId !== state.ownerId ||
    before.status !== state.status ||
    before.routing !== state.routing
  );
}

/** Announces threads that were changed and saved in the same round trip, and writes their event lines. */
export async function announceMoves(
  tx: Sql,
  moved: { state: ThreadState; before: VisibilitySnapshot }[],
  lines: NewMessage[],
): Promise<void> {
  await Promise.all([
    writeMessages(tx, lines),
    announce(tx, [
      ...moved.map(({ state, before }) => ({
        kind: "thread.updated" as const,
        threadId: state.id,
        before,
      })),
      ...lines.map(({ id, threadId }) => ({
        kind: "message.created" as const,
        threadId,
        messageId: id,
      })),
    ]),
  ]);
}

/** A command may take the thread out of its actor's sight. */
export function nullIfHidden(error: unknown): null {
  if (error instanceof Error && error.message === "not_found") return null;
  throw error;
}
