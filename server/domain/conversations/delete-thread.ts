import type { PageQuery } from "#contract/base/page.ts";
import {
  DELETED_THREAD_DAYS,
  type DeletedThread,
} from "#contract/threads/deleted-thread.ts";
import { neutralName } from "#contract/text/profile-name.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { inSqlTransaction } from "#server/db/transaction.ts";
import { requireAction, type Actor } from "#server/domain/access/actor.ts";
import { writeAudit } from "#server/domain/access/audit.ts";
import type { AuditAction } from "#server/domain/access/audit-action.ts";
import { canManageThread } from "#server/domain/access/can-manage-thread.ts";
import { isOfHeldPeriod } from "#server/domain/access/held-periods.ts";
import {
  isHeldThread,
  requireNoHold,
} from "#server/domain/access/legal-hold.ts";
import { supervisedBy } from "#server/domain/access/scope.ts";
import { AppError } from "#server/domain/app-error.ts";
import type { Context } from "#server/domain/context.ts";
import { cancelScheduledOf } from "#server/domain/conversations/ownership/leave-scheduled.ts";
import { announce } from "#server/domain/outbox/announcements.ts";
import type { Page } from "#server/domain/page.ts";
import { recordActed } from "#server/domain/presence/acted.ts";
import { readCursor, toTimedPage } from "#server/domain/thread/cursor.ts";
import { writeMessages } from "#server/domain/thread/insert-messages.ts";
import {
  lockThread,
  lockThreadById,
  saveThreads,
  type ThreadState,
} from "#server/domain/thread/thread-state.ts";
import { shutThread } from "./close.ts";

/**
 * Deletes a thread: it is closed, and no one sees it any more, in no list, search or count. It can be restored for 30
 * days and is removed then, with its messages and files. If its customer writes before, it comes back, as out of
 * the archive. For supervisors of the thread; recorded.
 * @throws AppError forbidden, participant_only, not_found, held
 */
export async function deleteThread(
  context: Context,
  actor: Actor,
  threadId: string,
): Promise<void> {
  requireAction(actor, "threads.delete");
  await recordActed(context, actor);
  const now = context.clock.now();
  await inSqlTransaction(context.db, async (tx) => {
    const state = await lockThread(tx, actor, threadId);
    if (!(await canManageThread(tx, actor, state)))
      throw new AppError("forbidden", { threadId });
    await requireNoHold(tx, actor, [state.customerId], threadId);
    await writeMessages(tx, await cancelScheduledOf(tx, state, actor, now));
    if (state.status !== "closed") {
      const { agentId } = actor;
      const session = { closedById: agentId, outcome: null, noteId: null };
      await shutThread(tx, state, session, now);
    }
    state.deletedAt = now;
    await saveThreads(tx, [state]);
    await endNotices(tx, actor, threadId, now);
    await record(tx, actor, "thread.deleted", state);
    await announce(tx, [{ kind: "thread.removed", threadId }]);
  });
}

/** Nothing about it asks people for anything any more, on any screen. */
async function endNotices(
  tx: Sql,
  { agentId }: Actor,
  threadId: string,
  now: Date,
): Promise<void> {
  const alerts = await tx.$queryRaw<{ id: string }[]>(Prisma.sql`
    update alert set "dismissedAt" = ${now}::timestamptz, "dismissedById" = ${agentId}::uuid
    where "threadId" = ${threadId}::uuid and "dismissedAt" is null returning id`);
  const notices = await tx.$queryRaw<{ id: string; agentId: string }[]>(
    Prisma.sql`delete from notification where "threadId" = ${threadId}::uuid returning id, "agentId"`,
  );
  await tx.$executeRaw(
    Prisma.sql`delete from draft where "threadId" = ${threadId}::uuid`,
  );
  const byAgent = Map.groupBy(notices, (notice) => notice.agentId);
  await announce(tx, [
    ...alerts.map(({ id }) => ({
      kind: "alert.ended" as const,
      payload: { alertId: id },
    })),
    ...[...byAgent].map(([agent, those]) => ({
      kind: "notification.read" as const,
      payload: {
        agentId: agent,
        notificationIds: those.map(({ id }) => id),
      },
    })),
  ]);
}

/**
 * Restores a deleted thread, closed. For supervisors of the thread; recorded.
 * @throws AppError forbidden, not_found: also a thread that is not deleted
 */
export async function restoreThread(
  context: Context,
  actor: Actor,
  threadId: string,
): Promise<void> {
  requireAction(actor, "threads.delete");
  await recordActed(context, actor);
  await inSqlTransaction(context.db, async (tx) => {
    const state = await lockThreadById(tx, threadId);
    if (!state?.deletedAt || !(await canManageThread(tx, actor, state)))
      throw new AppError("not_found", { threadId });
    state.deletedAt = null;
    await saveThreads(tx, [state]);
    await record(tx, actor, "thread.restored", state);
    await announce(tx, [{ kind: "thread.updated", threadId }]);
  });
}

function record(
  tx: Sql,
  actor: Actor,
  action: AuditAction,
  { id, customerId }: ThreadState,
): Promise<void> {
  return writeAudit(tx, actor, action, { type: "thread", id }, { customerId });
}

type Row = Omit<DeletedThread, "deletedAt" | "removedAt" | "customer"> & {
  at: Date;
  customerId: string;
  name: string | null;
  externalId: string;
};

/** Lists the deleted threads that the actor can restore, the last one first. @throws AppError forbidden */
export async function listDeletedThreads(
  { db }: Context,
  actor: Actor,
  { limit, cursor }: PageQuery,
): Promise<Page<DeletedThread>> {
  requireAction(actor, "threads.delete");
  const before = readCursor(cursor);
  const rows = await db.sql.$queryRaw<Row[]>(Prisma.sql`
    select t.id, t."deletedAt" as at, t."channelId", t."customerId", c.name, i."externalId", (select count(*)::int
      from message m where m."threadId" = t.id and m.kind = 'message') as messages
    from thread t join customer c on c.id = t."customerId" join identity i on i.id = t."identityId"
    where t."deletedAt" is not null and ${supervisedBy(actor, Prisma.sql`t."departmentId"`)}
      ${before ? Prisma.sql`and (t."deletedAt", t.id) < (${before.at}::timestamptz, ${before.id}::uuid)` : Prisma.empty}
    order by t."deletedAt" desc, t.id desc limit ${limit + 1}::int`);
  return toTimedPage(rows, limit, ({ id, channelId, messages, at, ...of }) => ({
    id,
    channelId,
    customer: {
      id: of.customerId,
      name: of.name ?? neutralName(of.externalId),
    },
    messages,
    deletedAt: at.toISOString(),
    removedAt: new Date(at.getTime() + KEPT_MS).toISOString(),
  }));
}

const KEPT_MS = DELETED_THREAD_DAYS * 86_400_000;
/** Rows of one transaction: with a thread go its messages and all that hangs on them. */
const BATCH = 50;

/** Removes threads that can no longer be restored, with all that belongs to them. The sweep of files removes the bytes. Safe to repeat. */
export async function removeDeletedThreads({ db }: Context): Promise<void> {
  for (;;) {
    const removed = await db.sql.$executeRaw(Prisma.sql`
      delete from thread where id in (select t.id from thread t
        where t."deletedAt" < now() - ${DELETED_THREAD_DAYS}::int * interval '1 day'
          and not ${isHeldThread} and not ${isOfHeldPeriod}
        order by t.id limit ${BATCH}::int for update of t skip locked)`);
    if (removed < BATCH) return;
  }
}
