import {
  digestSchema,
  type Digest,
} from "#contract/notifications/notification.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { inSqlTransaction } from "#server/db/transaction.ts";
import { deviceHere } from "#server/domain/access/devices-here.ts";
import type { Context } from "#server/domain/context.ts";
import { dropMail, enqueueMail } from "#server/domain/mail/mail-jobs.ts";
import type { MailContent } from "#server/domain/mail/mail-templates.ts";
import { setTimer, setTimers } from "#server/domain/outbox/timers.ts";
import { loadNotificationSettings } from "./notification-settings.ts";
import { notify } from "./notify.ts";
import { replaceUnseenMail } from "./unseen-mail.ts";
import { offShift } from "./off-shift.ts";

/*
 * A digest says how much waits for an agent who was away for some hours.
 *
 * - They come back: their first device connects, and the list of notifications gets a digest.
 * - Their working hours begin, or without such hours their absence has lasted long enough, and each day after
 *   that: an agent who wants it gets it by email, if the numbers are others than in the last one.
 * That email replaces the one of what they have not seen, if it has not left yet.
 * There is one unread digest of an agent. Where nothing waits there is none.
 */

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Writes the digest of an agent whose first device has connected after a long absence. Safe to repeat. */
export async function welcomeBack(
  context: Context,
  agentId: string,
  connectionId: string,
): Promise<void> {
  const now = context.clock.now();
  const away = await loadAway(context.db.sql, agentId, now, connectionId);
  if (!away) return;
  await inSqlTransaction(context.db, async (tx) => {
    // Two devices may connect at once.
    await tx.$queryRaw(
      Prisma.sql`select from agent where id = ${agentId}::uuid for no key update`,
    );
    const [written] = await tx.$queryRaw<unknown[]>(Prisma.sql`
      select 1 from notification where "agentId" = ${agentId}::uuid and kind = 'digest' and event = 'digest_back'
        and "createdAt" > ${away.since}::timestamptz limit 1`);
    if (!written) await write(tx, agentId, { isBack: true }, now);
  });
}

/** Starts the time after which agents who have just left get their digest by email, if they want one. */
export async function awaitDigests(
  { db, clock }: Pick<Context, "db" | "clock">,
  agentIds: readonly string[],
): Promise<void> {
  if (agentIds.length === 0) return;
  const agents = await db.sql.$queryRaw<{ id: string }[]>(Prisma.sql`
    select a.id from agent a where a.id = any(${agentIds}::uuid[]) and a.shift is null
      and (a."notificationSettings"->'kinds'->'digest'->>'mail')::boolean`);
  if (agents.length === 0) return;
  await inSqlTransaction(db, async (tx) => {
    const timers = [];
    for (const { id } of agents) {
      const settings = await loadNotificationSettings(tx, { agentId: id });
      const waitMs = settings.digestAfterHours * HOUR_MS;
      const dueAt = new Date(clock.now().getTime() + waitMs);
      timers.push({ kind: "digest" as const, key: id, dueAt });
    }
    await setTimers(tx, timers);
  });
}

/** The timer `digest` of an agent without working hours has run out. */
export async function sendDailyDigest(
  tx: Sql,
  agentId: string,
  now: Date,
): Promise<void> {
  if (!(await loadAway(tx, agentId, now))) return;
  await write(tx, agentId, { isBack: false }, now);
  const dueAt = new Date(now.getTime() + DAY_MS);
  await setTimer(tx, { kind: "digest", key: agentId, dueAt });
}

/** An agent's working hours have begun or ended: one who is still away gets the digest of the day. */
export async function digestOfShift(
  tx: Sql,
  agentId: string,
  now: Date,
): Promise<void> {
  const away = await loadAway(tx, agentId, now);
  if (!away || (await offShift(tx, away.shift, now))) return;
  await write(tx, agentId, { isBack: false }, now);
}

/** Makes the numbers of a digest that is about to be emailed. Null: nothing waits any more, and it is dropped. */
export async function loadDigestMail(
  { db: { sql } }: Context,
  mail: { id: string; claims: number; agentId: string },
): Promise<MailContent | null> {
  const data = await countDigest(sql, mail.agentId);
  if (!isEmpty(data)) return { template: "digest", data };
  await dropMail(sql, mail);
  return null;
}

async function write(
  tx: Sql,
  agentId: string,
  { isBack }: { isBack: boolean },
  now: Date,
): Promise<void> {
  const { kinds } = await loadNotificationSettings(tx, { agentId });
  const digest = await countDigest(tx, agentId);
  const [last] = await tx.$queryRaw<{ detail: unknown }[]>(Prisma.sql`
    select detail from notification where "agentId" = ${agentId}::uuid and kind = 'digest' order by id desc limit 1`);
  await tx.$executeRaw(Prisma.sql`
    delete from notification where "agentId" = ${agentId}::uuid and kind = 'digest' and "readAt" is null`);
  if (isEmpty(digest)) return;
  const event = isBack ? "digest_back" : "digest";
  await notify(tx, [{ kind: "digest", event, agentId, detail: digest }], now);
  if (isBack || !kinds.digest.mail || isSame(last?.detail, digest)) return;
  await enqueueMail(tx, { to: { agentId }, template: "digest", data: {} });
  await replaceUnseenMail(tx, agentId, now);
}

/** An agent without a device for as long as they chose; null: they are here, or were a short time ago. */
async function loadAway(
  sql: Sql,
  agentId: string,
  now: Date,
  butConnection = "",
): Promise<{ since: Date; shift: unknown } | null> {
  const [agent] = await sql.$queryRaw<
    { since: Date | null; shift: unknown }[]
  >(Prisma.sql`
    select a."lastSeenAt" as since, a.shift from agent a
    where a.id = ${agentId}::uuid and a."disabledAt" is null and a.role <> 'reviewer'
      and not exists (select from agent_connection c
        where c."agentId" = a.id and c.id <> ${butConnection} and not c.watching and ${deviceHere(now)})`);
  if (!agent?.since) return null;
  const { digestAfterHours } = await loadNotificationSettings(sql, { agentId });
  const isLong =
    now.getTime() - agent.since.getTime() >= digestAfterHours * HOUR_MS;
  return isLong ? { since: agent.since, shift: agent.shift } : null;
}

async function countDigest(sql: Sql, agentId: string): Promise<Digest> {
  const [counted] = await sql.$queryRaw<Digest[]>(Prisma.sql`
    select
      (select count(*)::int from thread t where t."ownerId" = ${agentId}::uuid and t.status = 'open'
        and t."waitingSince" is not null and not t.test) as waiting,
      (select count(distinct m."threadId")::int from mention m join thread t on t.id = m."threadId"
        where m."agentId" = ${agentId}::uuid and m."seenAt" is null and not t.test) as mentions,
      (select count(*)::int from lead l left join lead_status s on s.id = l."statusId"
        where l."ownerId" = ${agentId}::uuid and l."firstTouchAt" is null and not l.test
          and coalesce(s.stage, 'open') = 'open') as leads`);
  return counted ?? { waiting: 0, mentions: 0, leads: 0 };
}

function isEmpty({ waiting, mentions, leads }: Digest): boolean {
  return waiting + mentions + leads === 0;
}

function isSame(last: unknown, digest: Digest): boolean {
  const known = digestSchema.safeParse(last);
  return (
    known.success &&
    known.data.waiting === digest.waiting &&
    known.data.mentions === digest.mentions &&
    known.data.leads === digest.leads
  );
}
