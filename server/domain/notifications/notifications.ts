import type { PageQuery } from "#contract/base/page.ts";
import {
  MAX_UNREAD_COUNTED,
  type Notification,
  type NotificationPage,
  type ReadNotifications,
} from "#contract/notifications/notification.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { inSqlTransaction } from "#server/db/transaction.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { seesCustomer } from "#server/domain/access/visible-customer.ts";
import { readsNote } from "#server/domain/access/visible-note.ts";
import { visiblePredicate } from "#server/domain/access/visible.ts";
import type { Context } from "#server/domain/context.ts";
import { announce } from "#server/domain/outbox/announcements.ts";
import { readIdCursor, toPage } from "#server/domain/page.ts";

/** Notifications are kept for this many days. */
export const NOTIFICATION_DAYS = 30;

type Row = Omit<Notification, "at" | "readAt"> & {
  createdAt: Date;
  readAt: Date | null;
};

/** The characters of a note about a customer that are shown. */
const SHOWN_CHARACTERS = 500;

/**
 * A notification `n` of the agent `a`. One about a thread is shown only while the agent may see the thread, and one of a
 * note about a customer only while they may read the note.
 */
const SHOWN = Prisma.sql`((n."threadId" is null or exists (
    select 1 from thread t where t.id = n."threadId" and ${visiblePredicate}))
  and (n."customerNoteId" is null or exists (
    select 1 from customer_note cn where cn.id = n."customerNoteId"
      and ${seesCustomer(Prisma.sql`cn."customerId"`)} and ${readsNote(Prisma.sql`cn`)})))`;

/** A note’s words are as they are now: its author may have changed them, and a merge may have moved it. */
const NOTE = Prisma.sql`(select jsonb_build_object('noteId', cn.id, 'customerId', cn."customerId",
    'text', left(cn.text, ${SHOWN_CHARACTERS}::int), 'customer', jsonb_build_object('name', c.name,
      'externalId', coalesce((select i."externalId" from identity i where i."customerId" = c.id order by i.id limit 1), '')))
  from customer_note cn join customer c on c.id = cn."customerId" where cn.id = n."customerNoteId")`;

const COLUMNS = Prisma.sql`n.id, n.kind, n.event, n."threadId", n."alertId", n."createdAt", n."readAt",
  (select jsonb_build_object('name', c.name, 'externalId', i."externalId") from thread t
    join customer c on c.id = t."customerId" join identity i on i.id = t."identityId"
    where t.id = n."threadId") as customer,
  case when n."customerNoteId" is not null then n.detail || ${NOTE}
    when exists (select 1 from thread t where t.id::text = n.detail->>'threadId' and ${visiblePredicate})
    then n.detail else n.detail - 'threadId' end as detail`;

/** Lists the actor's notifications of the last 30 days, newest first, with the number of unread ones. */
export async function listNotifications(
  { db }: Context,
  actor: Actor,
  { unread, limit, cursor }: PageQuery & { unread: boolean },
): Promise<NotificationPage> {
  const before = readIdCursor(cursor);
  const [rows, [counted]] = await Promise.all([
    db.sql.$queryRaw<Row[]>(Prisma.sql`
      select ${COLUMNS} from notification n join agent a on a.id = n."agentId"
      where n."agentId" = ${actor.agentId}::uuid and n.listed and ${SHOWN}
        and ${before ? Prisma.sql`n.id < ${before}::uuid` : Prisma.sql`true`}
        and ${unread ? Prisma.sql`n."readAt" is null` : Prisma.sql`true`}
      order by n.id desc limit ${limit + 1}::int`),
    db.sql.$queryRaw<{ count: number }[]>(Prisma.sql`
      select count(*)::int as count from (
        select 1 from notification n join agent a on a.id = n."agentId"
        where n."agentId" = ${actor.agentId}::uuid and n.listed and n."readAt" is null and ${SHOWN}
        limit ${MAX_UNREAD_COUNTED}::int) as unread`),
  ]);
  return {
    ...toPage(rows, limit, notificationShape),
    unread: counted?.count ?? 0,
  };
}

/** Marks the actor's notifications as read, for all of their devices. Ids of others are left out. */
export async function readNotifications(
  { db, clock }: Context,
  actor: Actor,
  { ids, all }: ReadNotifications,
): Promise<void> {
  const which = all
    ? Prisma.sql`true`
    : Prisma.sql`id = any(${ids ?? []}::uuid[])`;
  await inSqlTransaction(db, async (tx) => {
    const read = await tx.$queryRaw<{ id: string }[]>(Prisma.sql`
      update notification set "readAt" = ${clock.now()}::timestamptz
      where "agentId" = ${actor.agentId}::uuid and "readAt" is null and ${which} returning id`);
    if (read.length === 0) return;
    const payload = {
      agentId: actor.agentId,
      notificationIds: read.map(({ id }) => id),
    };
    await announce(tx, [{ kind: "notification.read", payload }]);
  });
}

/**
 * Marks what the actor was notified of about a thread as read, because they have opened it, on whatever device.
 * `isAll`: they have seen its newest message. Where it went is not in the thread: that stays unread.
 */
export async function readThreadNotifications(
  tx: Sql,
  { agentId }: Pick<Actor, "agentId">,
  threadId: string,
  { isAll, now }: { isAll: boolean; now: Date },
): Promise<void> {
  const read = await tx.$queryRaw<{ id: string }[]>(Prisma.sql`
    update notification set "readAt" = ${now}::timestamptz
    where "threadId" = ${threadId}::uuid and "agentId" = ${agentId}::uuid and "readAt" is null
      and event <> 'taken_from_you' and (${isAll} or kind not in ('message', 'reply'))
    returning id`);
  if (read.length === 0) return;
  const payload = { agentId, notificationIds: read.map(({ id }) => id) };
  await announce(tx, [{ kind: "notification.read", payload }]);
}

/** Loads one for its agent; null: it is gone, or its agent may not see its thread. */
export async function loadNotification(
  tx: Sql,
  id: string,
): Promise<{ agentId: string; notification: Notification } | null> {
  const [row] = await tx.$queryRaw<(Row & { agentId: string })[]>(Prisma.sql`
    select n."agentId", ${COLUMNS} from notification n join agent a on a.id = n."agentId"
    where n.id = ${id}::uuid and ${SHOWN}`);
  if (!row) return null;
  const { agentId, ...rest } = row;
  return { agentId, notification: notificationShape(rest) };
}

function notificationShape({ createdAt, readAt, ...row }: Row): Notification {
  return {
    ...row,
    at: createdAt.toISOString(),
    readAt: readAt?.toISOString() ?? null,
  };
}
