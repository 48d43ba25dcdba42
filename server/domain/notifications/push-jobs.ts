import type { Notification } from "#contract/notifications/notification.ts";
import {
  defaultLocale,
  isLocale,
  type Locale,
} from "#contract/base/locales.ts";
import { Prisma } from "#server/db/client.ts";
import { ROUNDED_NOW } from "#server/db/rounded-now.ts";
import type { Sql } from "#server/db/sql.ts";
import { deviceHere } from "#server/domain/access/devices-here.ts";
import type { Context } from "#server/domain/context.ts";
import { deviceWants } from "./device-wants.ts";
import { offShift } from "./off-shift.ts";
import { loadNotification } from "./notifications.ts";

/*
 * A push is a row for each notification and device, written with the notification.
 * due → claimed until `dueAt`, by raising it. → gone: the push service took it, or said no for good, or it is of
 * no use any more. A process that ends before that leaves it, and it is sent again: the device shows a repeated
 * push once, because both have the same tag.
 */

/** The device to which a push goes. */
export type PushTarget = {
  subscriptionId: string;
  endpoint: string;
  p256dh: string;
  auth: string;
};

export type ClaimedPush = PushTarget & {
  id: string;
  notificationId: string;
  attempts: number;
};

/** A claim ends after this time; an attempt is shorter. */
const LEASE_SECONDS = 60;
/** A push that was not sent for this long would surprise its reader. */
const USELESS_AFTER = "1 hour";

export const PUSH_DUE = Prisma.sql`"dueAt" <= ${ROUNDED_NOW}`;

/** Claims the push that has been due for the longest; undefined: none is due. */
export async function claimPush(sql: Sql): Promise<ClaimedPush | undefined> {
  await sql.$executeRaw(Prisma.sql`
    delete from push_job where "createdAt" < now() - ${USELESS_AFTER}::interval and ${PUSH_DUE}`);
  const [row] = await sql.$queryRaw<ClaimedPush[]>(Prisma.sql`
    update push_job j set "dueAt" = now() + ${LEASE_SECONDS}::int * interval '1 second', attempts = attempts + 1
    from push_subscription s
    where s.id = j."subscriptionId" and j.id = (select id from push_job where ${PUSH_DUE}
      order by "dueAt", id limit 1 for update skip locked)
    returning j.id, j."notificationId", j.attempts, s.id as "subscriptionId", s.endpoint, s.p256dh, s.auth`);
  return row;
}

export async function finishPush(sql: Sql, id: string): Promise<void> {
  await sql.$executeRaw(
    Prisma.sql`delete from push_job where id = ${id}::uuid`,
  );
}

export async function postponePush(
  sql: Sql,
  id: string,
  waitMs: number,
): Promise<void> {
  await sql.$executeRaw(Prisma.sql`
    update push_job set "dueAt" = now() + ${Math.round(waitMs)}::int * interval '1 millisecond'
    where id = ${id}::uuid`);
}

/** Keeps what the push service said of a device; `error` null: it took the notification. */
export async function notePushAnswer(
  sql: Sql,
  subscriptionId: string,
  error: string | null,
): Promise<void> {
  await sql.$executeRaw(Prisma.sql`
    update push_subscription set error = ${error},
      "lastAcceptedAt" = case when ${error === null} then now() else "lastAcceptedAt" end
    where id = ${subscriptionId}::uuid`);
}

/** The push service does not know the device any more. */
export async function dropSubscription(sql: Sql, id: string): Promise<void> {
  await sql.$executeRaw(
    Prisma.sql`delete from push_subscription where id = ${id}::uuid`,
  );
}

export type WantedPush = {
  notification: Notification;
  locale: Locale;
  /** Whether names and the customer's words may be on the device's screen. */
  showsText: boolean;
  /** The agent's own threads whose customers wait for a reply. */
  waiting: number;
};

/**
 * The content of a push; null: it is of no use any more, because it was read,
 * its agent has a tab in sight, does not want to be disturbed, or is off shift.
 */
export async function loadWantedPush(
  { db: { sql }, clock }: Context,
  { notificationId, subscriptionId }: ClaimedPush,
): Promise<WantedPush | null> {
  const now = clock.now();
  const [agent] = await sql.$queryRaw<
    {
      locale: string | null;
      showsText: boolean;
      isQuiet: boolean;
      shift: unknown;
      isLooking: boolean;
      waiting: number;
    }[]
  >(Prisma.sql`
    select coalesce(a.locale, (select value->>'locale' from setting where key = 'company')) as locale, a.shift,
      coalesce((a."notificationSettings"->>'pushText')::boolean, true) as "showsText",
      coalesce((a."notificationSettings"->>'quietOffShift')::boolean, true) as "isQuiet",
      exists (select from agent_connection c where c."agentId" = a.id and c.visible and ${deviceHere(now)}) as "isLooking",
      (select count(*)::int from thread t where t."ownerId" = a.id and t.status = 'open'
        and t."waitingSince" is not null and not t.test) as waiting
    from notification n join agent a on a.id = n."agentId"
      -- The device may be another person's since the push was written.
      join push_subscription s on s.id = ${subscriptionId}::uuid and s."agentId" = n."agentId" and ${deviceWants(Prisma.sql`n.kind`, now)}
    where n.id = ${notificationId}::uuid and n."readAt" is null and a."disabledAt" is null and a.presence <> 'dnd'`);
  if (!agent || agent.isLooking) return null;
  if (agent.isQuiet && (await offShift(sql, agent.shift, now))) return null;
  const loaded = await loadNotification(sql, notificationId);
  if (!loaded) return null;
  const { locale } = agent;
  return {
    notification: loaded.notification,
    locale: locale !== null && isLocale(locale) ? locale : defaultLocale,
    showsText: agent.showsText,
    waiting: agent.waiting,
  };
}
