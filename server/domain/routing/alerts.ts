import type { Alert } from "#contract/supervision.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { supervisesSql } from "#server/domain/access/scope.ts";
import { visibleTo } from "#server/domain/access/visible.ts";
import type { Context } from "#server/domain/context.ts";
import { announce } from "#server/domain/threads/announcements.ts";
import { newId } from "#server/runtime/crypto.ts";

/** Something a person should look at: one agent (`agentId`), or the supervisors. */
export type NewAlert = {
  kind: string;
  agentId?: string | null;
  threadId?: string | null;
  departmentId?: string | null;
  detail?: Record<string, unknown>;
};

/** In the transaction of what it is about; the caller wakes `announce`. */
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
  await tx.$executeRaw(Prisma.sql`
    insert into alert (id, kind, "agentId", "threadId", "departmentId", detail, "createdAt")
    select x.id, x.kind, x."agentId", x."threadId", x."departmentId", x.detail, ${now}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as x(id uuid, kind text, "agentId" uuid,
      "threadId" uuid, "departmentId" uuid, detail jsonb)`);
  await announce(
    tx,
    rows.map(({ id }) => ({ kind: "alert.created", payload: { alertId: id } })),
  );
}

/**
 * Whom an alert is for: SQL over an alert `al` and an agent `a`. Its agent, or
 * every supervisor of its department, and of a thread the managers of its queue.
 */
export const alertPredicate = Prisma.sql`(
  a."disabledAt" is null and (al."agentId" = a.id or (al."agentId" is null and (
    ${supervisesSql(Prisma.sql`al."departmentId"`)}
    or exists (select 1 from thread t join queue_member m on m."queueId" = t."routedToId"
               where t.id = al."threadId" and t."routedToType" = 'queue' and m."agentId" = a.id and m.manager)))))`;

type Row = Omit<Alert, "at"> & { createdAt: Date };

const SHOWN = 100;
const SHOWN_DAYS = 7;

/** The last week's alerts for the actor, newest first; of threads only those they may see, also where the detail names one. `mine`: to them alone. */
export async function listAlerts(
  context: Context,
  actor: Actor,
  { mine = false }: { mine?: boolean } = {},
): Promise<Alert[]> {
  const since = new Date(
    context.clock.now().getTime() - SHOWN_DAYS * 86_400_000,
  );
  const rows = await context.db.prisma.$queryRaw<Row[]>(Prisma.sql`
    select al.id, al.kind, al."agentId", al."threadId", al."departmentId", al."createdAt",
      case when exists (select 1 from thread t where t.id::text = al.detail->>'threadId' and ${visibleTo(actor)})
        then al.detail else al.detail - 'threadId' end as detail
    from alert al join agent a on a.id = ${actor.agentId}::uuid and ${alertPredicate}
    where ${mine ? Prisma.sql`al."agentId" = ${actor.agentId}::uuid` : Prisma.sql`true`}
      and al."createdAt" > ${since}::timestamptz and (al."threadId" is null or exists (
      select 1 from thread t where t.id = al."threadId" and ${visibleTo(actor)}))
    order by al."createdAt" desc, al.id desc limit ${SHOWN}`);
  return rows.map(alertShape);
}

function alertShape({ createdAt, ...row }: Row): Alert {
  return { ...row, at: createdAt.toISOString() };
}

/** By id, for the announcer. */
export async function loadAlerts(tx: Sql, ids: string[]): Promise<Alert[]> {
  if (ids.length === 0) return [];
  const rows = await tx.$queryRaw<Row[]>(Prisma.sql`
    select id, kind, "agentId", "threadId", "departmentId", detail, "createdAt"
    from alert where id = any(${ids}::uuid[])`);
  return rows.map(alertShape);
}
