import type { Message } from "#contract/threads/message.ts";
import { Prisma } from "#server/db/client.ts";
import { inSqlTransaction } from "#server/db/transaction.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import type { Context } from "#server/domain/context.ts";
import { canManageThread } from "#server/domain/access/can-manage-thread.ts";
import { visibleTo } from "#server/domain/access/visible.ts";
import { tellWhoWon } from "#server/domain/conversations/ownership/lost-claim.ts";
import { applyChange } from "#server/domain/messages/change-thread.ts";
import { clearTimer } from "#server/domain/outbox/timers.ts";
import { recordActed } from "#server/domain/presence/acted.ts";
import {
  lockThread,
  type ThreadState,
} from "#server/domain/thread/thread-state.ts";
import type { Reply } from "./reply.ts";
import { contentOf, insertScheduled, plannedBefore } from "./scheduled.ts";
import { sendDueScheduled } from "./send-scheduled.ts";
import { takeByReply } from "./take-by-reply.ts";

/*
 * A reply that its author can take back: a scheduled message of some seconds. The thread is its author's from the
 * moment they press Send. Canceling the message takes it back; the thread stays with its author. The routes that close,
 * snooze, return or pass on a conversation send it first, so that it is still a reply of its session and its owner.
 */

/**
 * Stores a reply that is sent when `undoSeconds` are over, also if no tab is open then.
 * The same clientId again returns the same message.
 * @throws AppError the errors of `reply`: then nothing was stored.
 */
export async function holdReply(
  context: Context,
  actor: Actor,
  { threadId, ...input }: Reply & { undoSeconds: number },
): Promise<Message> {
  await recordActed(context, actor);
  return inSqlTransaction(context.db, async (tx) => {
    const state = await lockThread(tx, actor, threadId, "reviewer");
    const before = await plannedBefore(tx, threadId, input.clientId);
    if (before) return before;
    const now = context.clock.now();
    await applyChange(
      tx,
      state,
      async () => (await takeByReply(tx, state, actor, input, now)).events,
      now,
    );
    const dueAt = new Date(now.getTime() + input.undoSeconds * 1_000);
    return insertScheduled(tx, state, actor, {
      ...contentOf(input, dueAt),
      clientId: input.clientId,
      unlessCustomerWrites: false,
      canUndo: true,
      now,
    });
  }).catch((error: unknown) => tellWhoWon(context, actor, threadId, error));
}

/**
 * Sends the replies of a thread that could still be taken back, before a command that ends them. One that is refused
 * is kept with the reason. Nothing is sent for an actor whose command will be refused because a teammate owns the
 * thread: the author can still take the reply back.
 */
export async function sendHeldReplies(
  context: Context,
  actor: Actor,
  threadId: string,
): Promise<void> {
  const { sql } = context.db;
  const held = await sql.$queryRaw<Held[]>(Prisma.sql`
    select s.id, s."agentId", t."ownerId", t."departmentId", t."routedToType", t."routedToId"
    from scheduled_message s join thread t on t.id = s."threadId"
    where s."threadId" = ${threadId}::uuid and s."canUndo" and s."heldCode" is null and ${visibleTo(actor)}
    order by s."dueAt", s.id`);
  for (const one of held) {
    const { agentId } = actor;
    const isTheirs = one.agentId === agentId || one.ownerId === agentId;
    if (!isTheirs && !(await canManageThread(sql, actor, one))) continue;
    await sendDueScheduled(context, one.id, async (tx, _now, row) => {
      // Its author may have given it another time since it was listed.
      if (!row?.canUndo || row.heldCode !== null) return false;
      await clearTimer(tx, "scheduled", one.id);
      return true;
    });
  }
}

type Held = { id: string; agentId: string } & Pick<
  ThreadState,
  "ownerId" | "departmentId" | "routedToType" | "routedToId"
>;
