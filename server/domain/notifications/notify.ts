import type { NotificationKind } from "#contract/notifications/notification.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { announce } from "#server/domain/outbox/announcements.ts";
import { wakeAfterCommit } from "#server/db/wakes.ts";
import { defaultWays } from "./notification-settings.ts";
import { deviceWants } from "./device-wants.ts";
import { awaitUnseen } from "./unseen-timer.ts";
import { newId } from "#server/runtime/crypto.ts";

/** Something that one agent should hear of. */
export type NewNotification = {
  kind: NotificationKind;
  /** Default: the kind. */
  event?: string;
  agentId: string;
  threadId?: string | null;
  /** A note about a customer; its customer and its words are read with it. */
  customerNoteId?: string;
  alertId?: string;
  detail?: Record<string, unknown>;
  /** Replaces the agent's unread notification of this kind about this thread. */
  replaces?: boolean;
};

/**
 * Writes notifications with their pushes and emails, except about test threads, to reviewers, and of kinds that their agent
 * does not want in any way. Call it in the transaction of the change they are about.
 */
export async function notify(
  tx: Sql,
  notifications: readonly NewNotification[],
  now: Date,
): Promise<void> {
  if (notifications.length === 0) return;
  const rows = notifications.map(({ event, ...each }) => ({
    id: newId(),
    event: event ?? each.kind,
    threadId: null,
    customerNoteId: null,
    alertId: null,
    detail: {},
    replaces: false,
    app: defaultWays(each.kind).app,
    push: defaultWays(each.kind).push,
    mail: defaultWays(each.kind).mail ?? null,
    ...each,
  }));
  const wanted = deviceWants(Prisma.sql`x.kind`, now);
  const written = await tx.$queryRaw<
    {
      id: string;
      agentId: string;
      listed: boolean;
      pushed: boolean;
      mail: string | null;
    }[]
  >(Prisma.sql`
    with given as (
      select x.*, coalesce((a."notificationSettings"->'kinds'->x.kind->>'app')::boolean, x.app) as listed,
        coalesce((a."notificationSettings"->'kinds'->x.kind->>'push')::boolean, x.push)
          and exists (select from push_subscription s where s."agentId" = a.id and ${wanted}) as pushed,
        x.mail is not null and coalesce((a."notificationSettings"->'kinds'->x.kind->>'mail')::boolean, x.mail)
          and exists (select from setting where key = 'mail' and value->>'host' is not null) as mailed
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as x(id uuid, "agentId" uuid, kind text,
          event text, "threadId" uuid, "customerNoteId" uuid, "alertId" uuid, detail jsonb, replaces boolean, app boolean,
          push boolean, mail boolean)
        join agent a on a.id = x."agentId" and a."disabledAt" is null and a.role <> 'reviewer'
      where not exists (select from thread t where t.id = x."threadId" and t.test)),
    replaced as (
      delete from notification n using given g where g.replaces and n."agentId" = g."agentId"
        and n."threadId" = g."threadId" and n.kind = g.kind and n."readAt" is null
      returning n."agentId", n."threadId", n.kind, n.mail),
    written as (
      insert into notification (id, "agentId", kind, event, "threadId", "customerNoteId", "alertId", detail, "createdAt",
        listed, mail)
      -- The agent has an email about the conversation and has not opened it since: no other one.
      select id, "agentId", kind, event, "threadId", "customerNoteId", "alertId", detail, ${now}::timestamptz, listed,
        case when mailed then case when exists (select from replaced r where r."agentId" = g."agentId"
          and r."threadId" = g."threadId" and r.kind = g.kind and r.mail = 'sent') then 'sent' else 'due' end end
      from given g where listed or pushed or mailed returning id, mail),
    pushes as (
      insert into push_job (id, "notificationId", "subscriptionId")
      select gen_random_uuid(), g.id, s.id from given g join push_subscription s on s."agentId" = g."agentId"
      where g.pushed and ${deviceWants(Prisma.sql`g.kind`, now)})
    select w.id, g."agentId", g.listed, g.pushed, w.mail from written w join given g on g.id = w.id`);
  if (written.some(({ pushed }) => pushed)) wakeAfterCommit(tx, "push");
  await awaitUnseen(
    tx,
    written.filter(({ mail }) => mail === "due"),
    now,
  );
  await announce(
    tx,
    written
      .filter(({ listed }) => listed)
      .map(({ id }) => ({
        kind: "notification.created",
        payload: { notificationId: id },
      })),
  );
}
