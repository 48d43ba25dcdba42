import type { PageQuery } from "#contract/base/page.ts";
import type { Alert } from "#contract/supervision/alert.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { wakeAfterCommit } from "#server/db/wakes.ts";
import { inSqlTransaction } from "#server/db/transaction.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { AppError } from "#server/domain/app-error.ts";
import { supervisesSql } from "#server/domain/access/scope.ts";
import { visibleTo } from "#server/domain/access/visible.ts";
import type { Context } from "#server/domain/context.ts";
import { readIdCursor, toPage, type Page } from "#server/domain/page.ts";
import { causeIsOver } from "./alert-causes.ts";
import { announce } from "#server/domain/outbox/announcements.ts";
import { notifyOfAlerts } from "#server/domain/notifications/alert-notifications.ts";
import { writeTeamChatPosts } from "#server/domain/notifications/team-chat-jobs.ts";
import { newId } from "#server/runtime/crypto.ts";

/** A matter that needs a person's attention: one agent's (`agentId`), or the supervisors'. */
export type NewAlert = {
  kind: string;
  agentId?: string | null;
  threadId?: string | null;
  departmentId?: string | null;
  detail?: Record<string, unknown>;
};

/** Writes alerts, except about test threads. Call it in the transaction of the change they are about. */
export async function raiseAlerts(
  tx: Sql,
  alerts: NewAlert[],
  now: Date,
): Promise<void> {
  if (alerts.length === 0) return;
  const rows = alerts.map((alert) => ({
    id: newId(),
    agentId: null,
    threadId: null,
    departmentId: null,
    detail: {},
    ...alert,
  }));
  const raised = await tx.$queryRaw<{ id: string; posts: number }[]>(Prisma.sql`
    with raised as (insert into alert (id, kind, "agentId", "threadId", "departmentId", detail, "createdAt")
    select x.id, x.kind, x."agentId", x."threadId", x."departmentId", x.detail, ${now}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as x(id uuid, kind text, "agentId" uuid,
      "threadId" uuid, "departmentId" uuid, detail jsonb)
    where not exists (select from thread t where t.id = x."threadId" and t.test) returning id, kind, "agentId"),
    posts as (${writeTeamChatPosts})
    select id, (select count(*)::int from posts) as posts from raised`);
  if (raised.some(({ posts }) => posts > 0)) wakeAfterCommit(tx, "team-chats");
  const written = new Set(raised.map(({ id }) => id));
  await notifyOfAlerts(
    tx,
    rows.filter(({ id }) => written.has(id)),
    now,
  );
  await announce(
    tx,
    raised.map(({ id }) => ({
      kind: "alert.created",
      payload: { alertId: id },
    })),
  );
}

/**
 * SQL condition over an alert `al` and an agent `a` who receives it: the alert's agent, or every
 * supervisor of its department and the managers of its thread's queue. Reviewers receive none.
 */
export const alertPredicate = Prisma.sql`(
  a."disabledAt" is null and a.role <> 'reviewer' and (al."agentId" = a.id or (al."agentId" is null and (
    ${supervisesSql(Prisma.sql`al."departmentId"`)}
    or exists (select 1 from thread t join queue_member m on m."queueId" = t."routedToId"
               where t.id = al."threadId" and t."routedToType" = 'queue' and m."agentId" = a.id and m.manager)))))`;

type Row = Omit<Alert, "at"> & { createdAt: Date };

const SHOWN_DAYS = 7;

/**
 * Lists the actor's alerts of the last week, newest first, without dismissed ones and those whose cause is
 * gone. An alert about a thread, also one named in its detail, is listed only if the actor may see that
 * thread. `mine`: only alerts for the actor alone.
 */
export async function listAlerts(
  context: Context,
  actor: Actor,
  { mine = false, limit, cursor }: PageQuery & { mine?: boolean },
): Promise<Page<Alert>> {
  const since = new Date(
    context.clock.now().getTime() - SHOWN_DAYS * 86_400_000,
  );
  const before = readIdCursor(cursor);
  const rows = await context.db.sql.$queryRaw<Row[]>(Prisma.sql`
    select al.id, al.kind, al."agentId", al."threadId", al."departmentId", al."createdAt",
      case when exists (select 1 from thread t where t.id::text = al.detail->>'threadId' and ${visibleTo(actor)})
        then al.detail else al.detail - 'threadId' end as detail
    from alert al join agent a on a.id = ${actor.agentId}::uuid and ${alertPredicate}
    where ${mine ? Prisma.sql`al."agentId" = ${actor.agentId}::uuid` : Prisma.sql`true`}
      and ${before ? Prisma.sql`al.id < ${before}::uuid` : Prisma.sql`true`}
      and al."dismissedAt" is null and not ${causeIsOver}
      and al."createdAt" > ${since}::timestamptz and (al."threadId" is null or exists (
      select 1 from thread t where t.id = al."threadId" and ${visibleTo(actor)}))
    order by al.id desc limit ${limit + 1}::int`);
  return toPage(rows, limit, alertShape);
}

/**
 * Dismisses an alert for all its receivers. A dismissed alert does not change.
 * @throws AppError not_found: also for an alert of other receivers.
 */
export async function dismissAlert(
  context: Context,
  actor: Actor,
  alertId: string,
): Promise<void> {
  const now = context.clock.now();
  await inSqlTransaction(context.db, async (tx) => {
    const [alert] = await tx.$queryRaw<{ dismissedAt: Date | null }[]>(
      Prisma.sql`
      select al."dismissedAt" from alert al join agent a on a.id = ${actor.agentId}::uuid and ${alertPredicate}
      where al.id = ${alertId}::uuid and (al."threadId" is null or exists (
        select 1 from thread t where t.id = al."threadId" and ${visibleTo(actor)}))
      for update of al`,
    );
    if (!alert) throw new AppError("not_found", { alertId });
    if (alert.dismissedAt !== null) return;
    await tx.$executeRaw(Prisma.sql`
      update alert set "dismissedAt" = ${now}::timestamptz, "dismissedById" = ${actor.agentId}::uuid
      where id = ${alertId}::uuid`);
    await announce(tx, [{ kind: "alert.ended", payload: { alertId } }]);
  });
}

function alertShape({ createdAt, ...row }: Row): Alert {
  return { ...row, at: createdAt.toISOString() };
}

/** Loads alerts by id, for the event sink. */
export async function loadAlerts(tx: Sql, ids: string[]): Promise<Alert[]> {
  if (ids.length === 0) return [];
  const rows = await tx.$queryRaw<Row[]>(Prisma.sql`
    select id, kind, "agentId", "threadId", "departmentId", detail, "createdAt"
    from alert where id = any(${ids}::uuid[])`);
  return rows.map(alertShape);
}
