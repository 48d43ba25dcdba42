import type { Thread } from "#contract/threads/thread.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import type { Context } from "#server/domain/context.ts";
import { changeThread } from "#server/domain/messages/change-thread.ts";
import { requireOwner } from "#server/domain/conversations/ownership/ownership.ts";
import type { ThreadState } from "#server/domain/thread/thread-state.ts";

/**
 * The note of a transfer is pinned as soon as the receiver owns the thread, the note of a snooze and the reason of a
 * decline at once. It is unpinned when an agent answers the customer, the owner dismisses it or ends the snooze, the
 * thread is closed, or another transfer or snooze brings its own note. If the owner goes offline in between, the next
 * owner has it, since no one has acted on it; a decline's reason is for its owner alone.
 */

/** Pins the note of an accepted transfer request. The note and the request have the same time. */
export async function pinNote(
  tx: Sql,
  state: ThreadState,
  asked: { fromId: string | null; createdAt: Date },
): Promise<void> {
  const [note] = await tx.$queryRaw<{ id: string }[]>(Prisma.sql`
    select id from message where "threadId" = ${state.id}::uuid and kind = 'note'
      and "authorId" = ${asked.fromId}::uuid and "sentAt" = ${asked.createdAt}::timestamptz
    order by id desc limit 1`);
  state.pinnedNoteId = note?.id ?? null;
  state.pinnedWhy = null;
}

/** Dismisses the pinned note. Safe to repeat. @throws AppError not_found, owned_by_other */
export function dismissNote(
  context: Context,
  actor: Actor,
  threadId: string,
): Promise<Thread | null> {
  return changeThread(context, actor, threadId, async (tx, state) => {
    if (state.pinnedNoteId === null) return "unchanged";
    await requireOwner(tx, state, actor);
    state.pinnedNoteId = null;
    return [];
  });
}
