import { isLocale, defaultLocale } from "#contract/base/locales.ts";
import {
  MAILED_UNSEEN,
  type NotificationSettings,
} from "#contract/notifications/notification-settings.ts";
import type { Notification } from "#contract/notifications/notification.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { inSqlTransaction } from "#server/db/transaction.ts";
import { deviceHere } from "#server/domain/access/devices-here.ts";
import type { Context } from "#server/domain/context.ts";
import { dropMail, enqueueMail } from "#server/domain/mail/mail-jobs.ts";
import { isMailSetUp } from "#server/domain/mail/mail-settings.ts";
import type {
  MailContent,
  MailItem,
} from "#server/domain/mail/mail-templates.ts";
import { clearTimer, setTimer } from "#server/domain/outbox/timers.ts";
import { newId } from "#server/runtime/crypto.ts";
import { loadNotificationSettings } from "./notification-settings.ts";
import { loadNotification } from "./notifications.ts";
import { offShift } from "./off-shift.ts";
import { tell } from "./push-words.ts";

/*
 * What an agent has seen nowhere is emailed, several conversations in one email.
 *
 * A notification that its agent wants by email is written as `due`, and starts the agent's timer `unseen_mail`.
 * due → sent: the timer has run out; the email is written in the same transaction, so it is written once.
 * due → read: the agent has seen it in the console. It is not emailed.
 * The timer is set later while the agent is there, does not want to be disturbed, or is off shift.
 * A customer's message in the agent's own thread has no row until it is emailed: whether it was seen follows from
 * the thread. Its row keeps a second email away until the agent has opened the conversation.
 * The email holds the ids of the notifications alone. Its words are made when it leaves, without those that the
 * agent has seen meanwhile.
 */

/** More conversations than a person reads in one email. */
const MAX_MAILED = 100;
const MAX_ITEMS = 20;
const SHOWN_CHARACTERS = 200;

type Reader = NotificationSettings & {
  shift: unknown;
  presence: string;
  actedAt: Date | null;
  isLooking: boolean;
};

type Unseen = {
  notifications: { id: string; at: Date }[];
  messages: { threadId: string; messageId: string; text: string; at: Date }[];
};

/**
 * Emails an agent what they have not seen, or sets the timer for later. `take` removes the timer that ran out.
 * Threads are locked before it, as in every command.
 */
export async function mailUnseen(
  tx: Sql,
  agentId: string,
  now: Date,
  take: () => Promise<boolean>,
): Promise<void> {
  const reader = await loadReader(tx, agentId, now);
  const { messages } = reader
    ? await findUnseen(tx, agentId, reader)
    : { messages: [] };
  const ids = messages.map(({ threadId }) => threadId);
  await tx.$queryRaw(Prisma.sql`
    select id from thread where id = any(${ids}::uuid[]) order by id for key share`);
  if (!(await take()) || !reader) return;
  const found = await findUnseen(tx, agentId, reader);
  const unseen = {
    ...found,
    messages: found.messages.filter(({ threadId }) => ids.includes(threadId)),
  };
  const dueAt = await dueOf(tx, reader, unseen, now);
  if (dueAt === null || !(await isMailSetUp(tx))) return;
  if (dueAt > now) return setTimer(tx, timerOf(agentId, dueAt));
  const notificationIds = await markMailed(tx, agentId, unseen, now);
  await enqueueMail(tx, {
    to: { agentId },
    template: "unseen",
    data: { notificationIds },
  });
}

/**
 * An email that leaves now says how much waits for the agent: what they have not seen counts as emailed, so that no
 * second email of the same morning repeats it.
 */
export async function replaceUnseenMail(
  tx: Sql,
  agentId: string,
  now: Date,
): Promise<void> {
  const reader = await loadReader(tx, agentId, now);
  if (!reader) return;
  const unseen = await findUnseen(tx, agentId, reader);
  await markMailed(tx, agentId, unseen, now);
  await clearTimer(tx, "unseen_mail", agentId);
}

/** @returns the ids of the notifications, those of messages among them */
async function markMailed(
  tx: Sql,
  agentId: string,
  { notifications, messages }: Unseen,
  now: Date,
): Promise<string[]> {
  const ids = [
    ...notifications.map(({ id }) => id),
    ...(await recordMessages(tx, agentId, messages, now)),
  ];
  await tx.$executeRaw(Prisma.sql`
    update notification set mail = 'sent' where id = any(${ids}::uuid[])`);
  return ids;
}

/**
 * Makes the words of an email of `unseen` that is about to leave. Null: it is dropped, because the agent has seen
 * everything or is off shift now. What it held is then due again.
 */
export async function loadUnseenMail(
  context: Context,
  mail: { id: string; claims: number; agentId: string; locale: string },
  notificationIds: readonly string[],
): Promise<MailContent | null> {
  const { sql } = context.db;
  const now = context.clock.now();
  const { agentId } = mail;
  const reader = await loadReader(sql, agentId, now);
  const off = reader && (await quietTill(sql, reader, now));
  if (!reader || off) {
    await inSqlTransaction(context.db, async (tx) => {
      if (!(await dropMail(tx, mail)) || !off) return;
      await tx.$executeRaw(Prisma.sql`
        update notification set mail = 'due' where id = any(${notificationIds}::uuid[])`);
      const waitMs = reader.mailAfterMinutes * 60_000;
      const dueAt = new Date(off.getTime() + waitMs);
      await setTimer(tx, timerOf(agentId, dueAt));
    });
    return null;
  }
  const unseen = await loadStillUnseen(sql, agentId, notificationIds);
  if (unseen.length === 0) {
    await dropMail(sql, mail);
    return null;
  }
  const locale = isLocale(mail.locale) ? mail.locale : defaultLocale;
  const items = new Map<string, MailItem>();
  for (const notification of unseen) {
    const { about, name, what, text, url } = tell(notification, locale);
    const lines = [what, ...(reader.mailText && text ? [`“${text}”`] : [])];
    const item = items.get(about) ?? { title: name, lines: [], path: url };
    item.lines.push(...lines);
    items.set(about, item);
  }
  return {
    template: "unseen",
    data: {
      items: [...items.values()].slice(0, MAX_ITEMS),
      more: Math.max(0, items.size - MAX_ITEMS),
    },
  };
}

const timerOf = (agentId: string, dueAt: Date) => ({
  kind: "unseen_mail" as const,
  key: agentId,
  dueAt,
});

async function loadReader(
  sql: Sql,
  agentId: string,
  now: Date,
): Promise<Reader | null> {
  const [agent] = await sql.$queryRaw<
    Pick<Reader, "shift" | "presence" | "actedAt" | "isLooking">[]
  >(Prisma.sql`
    select a.shift, a.presence, a."actedAt", exists (select from agent_connection c
      where c."agentId" = a.id and c.visible and ${deviceHere(now)}) as "isLooking"
    from agent a where a.id = ${agentId}::uuid and a."disabledAt" is null and a.role <> 'reviewer'`);
  if (!agent) return null;
  return { ...(await loadNotificationSettings(sql, { agentId })), ...agent };
}

async function quietTill(
  sql: Sql,
  { shift, quietOffShift }: Reader,
  now: Date,
): Promise<Date | null> {
  const off = quietOffShift ? await offShift(sql, shift, now) : null;
  return off?.till ?? null;
}

/** When the oldest of these may be emailed; null: there is none. */
async function dueOf(
  sql: Sql,
  reader: Reader,
  { notifications, messages }: Unseen,
  now: Date,
): Promise<Date | null> {
  const times = [...notifications, ...messages].map(({ at }) => at.getTime());
  if (times.length === 0) return null;
  // An agent at the console has the bell and the title of the tab.
  const isThere = reader.isLooking || reader.presence === "dnd";
  const quiet = await quietTill(sql, reader, now);
  const from = Math.max(
    Math.min(...times),
    reader.actedAt?.getTime() ?? 0,
    isThere ? now.getTime() : 0,
    quiet?.getTime() ?? 0,
  );
  return new Date(from + reader.mailAfterMinutes * 60_000);
}

async function findUnseen(
  sql: Sql,
  agentId: string,
  { kinds }: Reader,
): Promise<Unseen> {
  const wanted = MAILED_UNSEEN.filter((kind) => kinds[kind].mail);
  const notifications = await sql.$queryRaw<Unseen["notifications"]>(Prisma.sql`
    select id, "createdAt" as at from notification
    where "agentId" = ${agentId}::uuid and "readAt" is null and mail = 'due' and kind <> 'message'
      and kind = any(${wanted}::text[])
    order by id limit ${MAX_MAILED}::int`);
  if (!kinds.message.mail) return { notifications, messages: [] };
  const messages = await sql.$queryRaw<Unseen["messages"]>(Prisma.sql`
    select t.id as "threadId", m.id as "messageId", left(m.text, ${SHOWN_CHARACTERS}::int) as text,
      greatest(m.at, t."ownedSince") as at
    from thread t join identity i on i.id = t."identityId"
      left join thread_read r on r."threadId" = t.id and r."agentId" = t."ownerId"
      join lateral (
        select (array_agg(m.id order by m.id desc))[1] as id, (array_agg(m.text order by m.id desc))[1] as text,
          min(m."createdAt") as at
        from message m where m."threadId" = t.id and m."sentAt" >= t."waitingSince" and m.kind = 'message'
          and m.direction = 'in' and m."inboundNo" > coalesce(r."readCount", 0)) m on m.id is not null
    where t."ownerId" = ${agentId}::uuid and t.status = 'open' and not t.test
      and t."inboundCount" > coalesce(r."readCount", 0) and coalesce(i."blockedUntil" < now(), true)
      and not exists (select from notification n where n."threadId" = t.id and n."agentId" = t."ownerId"
        and n.kind = 'message' and n.mail = 'sent' and n."readAt" is null)
    order by at limit ${MAX_MAILED}::int`);
  return { notifications, messages };
}

/** Keeps a row for each thread whose messages are emailed, or the one that a push has. @returns the ids */
async function recordMessages(
  tx: Sql,
  agentId: string,
  messages: Unseen["messages"],
  now: Date,
): Promise<string[]> {
  const rows = messages.map(({ threadId, messageId, text }) => ({
    id: newId(),
    threadId,
    detail: { messageId, text },
  }));
  const kept = await tx.$queryRaw<{ id: string }[]>(Prisma.sql`
    with given as (
      select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as x(id uuid, "threadId" uuid, detail jsonb)),
    had as (
      select distinct on (n."threadId") n.id, n."threadId" from notification n join given g on g."threadId" = n."threadId"
      where n."agentId" = ${agentId}::uuid and n.kind = 'message' and n."readAt" is null
      order by n."threadId", n.id desc),
    made as (
      insert into notification (id, "agentId", kind, event, "threadId", detail, "createdAt", listed)
      select g.id, ${agentId}::uuid, 'message', 'message', g."threadId", g.detail, ${now}::timestamptz, false
      from given g where not exists (select from had h where h."threadId" = g."threadId") returning id)
    select id from had union all select id from made`);
  return kept.map(({ id }) => id);
}

async function loadStillUnseen(
  sql: Sql,
  agentId: string,
  ids: readonly string[],
): Promise<Notification[]> {
  const rows = await sql.$queryRaw<{ id: string }[]>(Prisma.sql`
    select n.id from notification n left join thread t on t.id = n."threadId"
      left join thread_read r on r."threadId" = t.id and r."agentId" = n."agentId"
    where n.id = any(${ids}::uuid[]) and n."agentId" = ${agentId}::uuid and n."readAt" is null
      and (n.kind <> 'message' or (t."ownerId" = n."agentId" and t."inboundCount" > coalesce(r."readCount", 0)))
    order by n.id`);
  const loaded: Notification[] = [];
  for (const { id } of rows) {
    const one = await loadNotification(sql, id);
    if (one) loaded.push(one.notification);
  }
  return loaded;
}
