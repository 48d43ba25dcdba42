import type { ScheduledChoice } from "#contract/threads/thread-requests.ts";
import { truncate } from "#contract/text/text.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { notify } from "#server/domain/notifications/notify.ts";
import { announce } from "#server/domain/outbox/announcements.ts";
import { clearTimersOf } from "#server/domain/outbox/timers.ts";
import { eventLine } from "#server/domain/thread/event-line.ts";
import type { NewMessage } from "#server/domain/thread/insert-messages.ts";
import type { ThreadState } from "#server/domain/thread/thread-state.ts";

const NOTICE_CHARACTERS = 200;

/*
 * The scheduled messages of a thread whose owner gives it up. Closing cancels them unless its author keeps them: a
 * kept one opens the thread again at its time. A transfer and a return keep them unless their author cancels them:
 * a kept one goes with the thread, and is sent at its time as a reply of the agent who owns the thread then.
 */

type Leaving = { actor: Actor; choice: ScheduledChoice; now: Date };

/** For a thread that closes. The caller has locked it and has not changed its owner yet. @returns the thread events */
export async function leaveScheduledAtClose(
  tx: Sql,
  state: ThreadState,
  { actor, choice, now }: Leaving,
): Promise<NewMessage[]> {
  if (choice === "cancel") return cancelScheduledOf(tx, state, actor, now);
  if (state.ownerId !== null) await giveToOwner(tx, state, state.ownerId);
  return [];
}

/** For a thread that is handed on. The caller has locked it. @returns the thread events */
export async function leaveScheduledAtHandover(
  tx: Sql,
  state: ThreadState,
  { actor, choice, now }: Leaving,
): Promise<NewMessage[]> {
  if (choice === "cancel") return cancelScheduledOf(tx, state, actor, now);
  await passOnScheduled(tx, state);
  return [];
}

/** Keeps those that wait for their time with the thread. */
export async function passOnScheduled(
  tx: Sql,
  { id }: Pick<ThreadState, "id">,
): Promise<void> {
  const passed = await tx.$executeRaw(Prisma.sql`
    update scheduled_message set "asOwner" = true, "canUndo" = false, version = version + 1
    where "threadId" = ${id}::uuid and "heldCode" is null and not "asOwner"`);
  if (passed > 0)
    await announce(tx, [{ kind: "schedule.changed", threadId: id }]);
}

/**
 * Cancels all of a thread; authors other than the actor are notified, with the text.
 * @returns the thread event; none without scheduled messages
 */
export async function cancelScheduledOf(
  tx: Sql,
  state: ThreadState,
  actor: Actor,
  now: Date,
): Promise<NewMessage[]> {
  const gone = await deleteScheduled(
    tx,
    Prisma.sql`"threadId" = ${state.id}::uuid`,
  );
  if (gone.length === 0) return [];
  await notify(
    tx,
    gone
      .filter(({ agentId }) => agentId !== actor.agentId)
      .map(({ agentId, text }) => ({
        kind: "send_failed" as const,
        event: "scheduled_canceled",
        agentId,
        threadId: state.id,
        detail: { text: truncate(text, NOTICE_CHARACTERS) },
      })),
    now,
  );
  const event = { type: "scheduled_canceled" as const, count: gone.length };
  return [eventLine(state, actor, event, now)];
}

type Gone = { id: string; threadId: string; agentId: string; text: string };

/** Deletes those of the condition, with their timers. */
export async function deleteScheduled(
  tx: Sql,
  where: Prisma.Sql,
): Promise<Gone[]> {
  const gone = await tx.$queryRaw<Gone[]>(
    Prisma.sql`delete from scheduled_message where ${where} returning id, "threadId", "agentId", text`,
  );
  await clearTimersOf(
    tx,
    "scheduled",
    gone.map(({ id }) => id),
  );
  const threadIds = new Set(gone.map(({ threadId }) => threadId));
  await announce(
    tx,
    [...threadIds].map((threadId) => ({ kind: "schedule.changed", threadId })),
  );
  return gone;
}

/** Makes the scheduled messages that came with the thread its owner's own. */
async function giveToOwner(
  tx: Sql,
  { id }: ThreadState,
  ownerId: string,
): Promise<void> {
  const given = await tx.$queryRaw<{ id: string }[]>(Prisma.sql`
    select id from scheduled_message where "threadId" = ${id}::uuid and "asOwner" for update`);
  for (const each of given) await makeAuthor(tx, each.id, ownerId);
  if (given.length > 0)
    await announce(tx, [{ kind: "schedule.changed", threadId: id }]);
}

/** Makes the agent the author of a scheduled message and of its files. */
export async function makeAuthor(
  tx: Sql,
  id: string,
  agentId: string,
): Promise<void> {
  await tx.$executeRaw(Prisma.sql`
    update attachment f set "uploaderId" = ${agentId}::uuid from scheduled_message s
    where s.id = ${id}::uuid and f.id = any(s."attachmentIds") and f."messageId" is null
      and f."uploaderId" = s."agentId"`);
  await tx.$executeRaw(Prisma.sql`
    update scheduled_message set "agentId" = ${agentId}::uuid, "asOwner" = false, version = version + 1
    where id = ${id}::uuid`);
}
