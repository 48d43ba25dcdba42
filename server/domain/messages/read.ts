import type { AsOf } from "#contract/threads/thread-requests.ts";
import type { Thread } from "#contract/threads/thread.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { inSqlTransaction } from "#server/db/transaction.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import type { Context } from "#server/domain/context.ts";
import { announce } from "#server/domain/outbox/announcements.ts";
import { readThreadNotifications } from "#server/domain/notifications/notifications.ts";
import { readThread } from "./get-thread.ts";
import { seenCount } from "./seen.ts";
import { lockThreadToRead } from "#server/domain/thread/thread-state.ts";

/**
 * Marks the thread read up to `seenMessageId`; left out: up to the newest
 * message. It is the actor's own mark: no other agent's unread count changes.
 * Mentions of the actor in the thread count as seen, and the actor's
 * notifications about it as read.
 * @returns the thread, and whether any message was unread before
 * @throws AppError not_found, invalid_input (`seenMessageId`)
 */
export async function markRead(
  context: Context,
  actor: Actor,
  threadId: string,
  { seenMessageId }: AsOf = {},
): Promise<{ thread: Thread; wasUnread: boolean }> {
  const result = await inSqlTransaction(context.db, async (tx) => {
    const state = await lockThreadToRead(tx, actor, threadId);
    const seen =
      seenMessageId === undefined
        ? state.inboundCount
        : await seenCount(tx, state, seenMessageId);
    const changed = await tx.$executeRaw(Prisma.sql`
      insert into thread_read ("threadId", "agentId", "readCount", "readAt")
      values (${threadId}::uuid, ${actor.agentId}::uuid, ${seen}, ${context.clock.now()}::timestamptz)
      on conflict ("threadId", "agentId") do update
        set "readCount" = excluded."readCount", "readAt" = excluded."readAt"
        where thread_read."readCount" < excluded."readCount"`);
    const seenMentions = await markMentionsSeen(
      tx,
      actor,
      threadId,
      context.clock.now(),
    );
    await readThreadNotifications(tx, actor, threadId, {
      isAll: seen >= state.inboundCount,
      now: context.clock.now(),
    });
    const wasUnread = changed > 0 && seen > 0;
    if (wasUnread || seenMentions) {
      // The version rises so that the agent's other screens take the new count.
      await tx.$executeRaw(
        Prisma.sql`update thread set version = version + 1 where id = ${threadId}::uuid`,
      );
      await announce(tx, [{ kind: "thread.updated", threadId }]);
    }
    return { thread: await readThread(tx, actor, threadId), wasUnread };
  });
  return result;
}

/**
 * Makes the customer's newest message unread for the actor, so that the thread is found again; nothing where it is
 * unread already, or where the customer has not written. No other agent's unread count changes.
 * @throws AppError not_found
 */
export async function markUnread(
  context: Context,
  actor: Actor,
  threadId: string,
): Promise<Thread> {
  return inSqlTransaction(context.db, async (tx) => {
    const { inboundCount } = await lockThreadToRead(tx, actor, threadId);
    const changed = await tx.$executeRaw(Prisma.sql`
      update thread_read set "readCount" = ${inboundCount}::int - 1
      where "threadId" = ${threadId}::uuid and "agentId" = ${actor.agentId}::uuid
        and "readCount" >= ${inboundCount}::int and ${inboundCount}::int > 0`);
    if (changed > 0) {
      await tx.$executeRaw(
        Prisma.sql`update thread set version = version + 1 where id = ${threadId}::uuid`,
      );
      await announce(tx, [{ kind: "thread.updated", threadId }]);
    }
    return readThread(tx, actor, threadId);
  });
}

/** @returns whether any mention of the actor was unseen */
async function markMentionsSeen(
  tx: Sql,
  { agentId }: Actor,
  threadId: string,
  now: Date,
): Promise<boolean> {
  const seen = await tx.$executeRaw(Prisma.sql`
    update mention set "seenAt" = ${now}::timestamptz
    where "threadId" = ${threadId}::uuid and "agentId" = ${agentId}::uuid and "seenAt" is null`);
  return seen > 0;
}
