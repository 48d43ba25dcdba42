import {
  type ChannelRetention,
  defaultRetention,
  retentionSchema,
  type Retention,
  type RetentionPreview,
  type UpdateRetention,
} from "#contract/company/retention.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { inSqlTransaction } from "#server/db/transaction.ts";
import { requireAction, type Actor } from "#server/domain/access/actor.ts";
import { AppError } from "#server/domain/app-error.ts";
import { changesOf } from "#server/domain/access/audit-changes.ts";
import { writeAudit, type AuditActor } from "#server/domain/access/audit.ts";
import { isHeldLead, isHeldThread } from "#server/domain/access/legal-hold.ts";
import type { Context } from "#server/domain/context.ts";
import {
  readSetting,
  writeSetting,
  type Setting,
} from "#server/domain/setting-row.ts";

const SETTING: Setting<Retention> = {
  key: "retention",
  schema: retentionSchema,
  defaults: defaultRetention,
};

/** Reads the settings as they are stored. */
export function readRetention(
  reader: Pick<Sql, "$queryRaw">,
): Promise<Retention> {
  return readSetting(reader, SETTING);
}

/** Returns the settings. For admins. @throws AppError forbidden */
export function getRetention(
  { db }: Context,
  actor: Actor,
): Promise<Retention> {
  requireAction(actor, "settings.inspect");
  return readRetention(db.sql);
}

/**
 * Changes the given settings; the next sweep applies them. For admins.
 * @throws AppError forbidden, invalid_input (no such channel)
 */
export async function updateRetention(
  context: Context,
  doer: AuditActor,
  patch: UpdateRetention,
): Promise<Retention> {
  requireAction(doer, "settings.manage");
  return inSqlTransaction(context.db, async (tx) => {
    await requireChannels(tx, patch);
    const old = await readSetting(tx, SETTING);
    const value = await writeSetting(tx, SETTING, patch);
    const target = { type: "setting", id: SETTING.key };
    const changes = changesOf(old, patch);
    await writeAudit(tx, doer, "setting.updated", target, changes);
    return value;
  });
}

/**
 * Counts what the settings, changed by `patch`, would remove now. It changes
 * nothing. For admins. @throws AppError forbidden, invalid_input (no such channel)
 */
export async function previewRetention(
  { db }: Context,
  actor: Actor,
  patch: UpdateRetention,
): Promise<RetentionPreview> {
  requireAction(actor, "settings.manage");
  await requireChannels(db.sql, patch);
  const wanted = retentionSchema.parse({
    ...(await readRetention(db.sql)),
    ...patch,
  });
  const count = async (selection: Prisma.Sql | null) => {
    if (selection === null) return 0;
    const [row] = await db.sql.$queryRaw<{ count: number }[]>(
      Prisma.sql`select count(*)::int as count from (${selection}) expired`,
    );
    return row?.count ?? 0;
  };
  const [deliveries, leads, traces, offers, leadOffers, channels] =
    await Promise.all([
      count(expiredDeliveries(wanted)),
      count(expiredLeads(wanted)),
      count(expiredTraces(wanted)),
      count(expiredOffers(wanted)),
      count(expiredLeadOffers(wanted)),
      countByChannel(db.sql, wanted),
    ]);
  const sum = (of: "messages" | "files") =>
    channels.reduce((total, channel) => total + channel[of], 0);
  return {
    deliveries,
    messages: sum("messages"),
    files: sum("files"),
    leads,
    routing: traces + offers + leadOffers,
    channels,
  };
}

function countByChannel(
  reader: Pick<Sql, "$queryRaw">,
  wanted: Retention,
): Promise<RetentionPreview["channels"]> {
  const messages = expiredMessages(wanted);
  const scheduled = expiredScheduled(wanted);
  const files = expiredFiles(wanted);
  const parts = [
    messages &&
      Prisma.sql`select m."channelId", 1 as message, 0 as file from (${messages}) e join message m on m.id = e.id`,
    scheduled &&
      Prisma.sql`select t."channelId", 1, 0 from (${scheduled}) e join scheduled_message s on s.id = e.id
        join thread t on t.id = s."threadId"`,
    files &&
      Prisma.sql`select m."channelId", 0, 1 from (${files}) e join attachment f on f.id = e.id
        join message m on m.id = f."messageId"`,
  ].filter((part) => part !== null);
  if (parts.length === 0) return Promise.resolve([]);
  return reader.$queryRaw(Prisma.sql`
    select found."channelId", sum(found.message)::int as messages, sum(found.file)::int as files
    from (${Prisma.join(parts, " union all ")}) as found ("channelId", message, file)
    group by 1 order by count(*) desc, 1`);
}

/** @throws AppError invalid_input, for each channel that never was */
async function requireChannels(
  reader: Pick<Sql, "$queryRaw">,
  { channels = {} }: UpdateRetention,
): Promise<void> {
  const ids = Object.keys(channels);
  if (ids.length === 0) return;
  // One that was disconnected still has its messages.
  const known = await reader.$queryRaw<{ id: string }[]>(
    Prisma.sql`select id from channel where id = any(${ids}::uuid[])`,
  );
  const missing = ids.filter((id) => !known.some((one) => one.id === id));
  if (missing.length === 0) return;
  throw new AppError("invalid_input", {
    errors: missing.map((id) => ({
      path: `channels.${id}`,
      message: "There is no such channel.",
    })),
  });
}

/**
 * SELECT of the ids of deliveries that are kept no longer. A delivery holds the
 * texts of its messages, so it goes with them at the latest.
 */
export function expiredDeliveries(retention: Retention): Prisma.Sql {
  const { deliveriesDays, messagesDays } = retention;
  const days = Math.min(deliveriesDays, messagesDays ?? deliveriesDays);
  const isOld = Prisma.sql`"receivedAt" < ${before(days)}`;
  // A source delivers for several channels: the one that keeps its messages for the shortest time decides.
  const sooner = Object.entries(retention.channels).flatMap(([id, own]) =>
    own.messagesDays !== null && own.messagesDays < days
      ? Prisma.sql`("receivedAt" < ${before(own.messagesDays)}
          and "sourceId" = (select "sourceId" from channel where id = ${id}::uuid))`
      : [],
  );
  return Prisma.sql`select id from delivery
    where state in ('applied', 'waiting') and (${Prisma.join([isOld, ...sooner], " or ")})`;
}

/** SELECT of the ids of messages that are kept no longer; null: all are kept. */
export function expiredMessages(retention: Retention): Prisma.Sql | null {
  const at = Prisma.sql`m."sentAt"`;
  const isExpired = expiry(retention, "messagesDays", at);
  if (isExpired === null) return null;
  // An open conversation keeps its history: whether its customer waits follows from it.
  return Prisma.sql`select m.id from message m join thread t on t.id = m."threadId"
    where ${isExpired} and t.status = 'closed' and not ${isHeldThread}
      and not exists (select 1 from send_job j where j."messageId" = m.id)`;
}

/**
 * SELECT of the ids of scheduled messages that were held and are kept no longer; null: all are kept. They are
 * texts of the conversation, like its messages.
 */
export function expiredScheduled(retention: Retention): Prisma.Sql | null {
  const at = Prisma.sql`s."dueAt"`;
  const isExpired = expiry(retention, "messagesDays", at);
  if (isExpired === null) return null;
  return Prisma.sql`select s.id from scheduled_message s join thread t on t.id = s."threadId"
    where ${isExpired} and s."heldCode" is not null and t.status = 'closed' and not ${isHeldThread}`;
}

/** SELECT of the ids of attachments whose files are kept no longer; null: all are kept. */
export function expiredFiles(retention: Retention): Prisma.Sql | null {
  const at = Prisma.sql`f."createdAt"`;
  const isExpired = expiry(retention, "filesDays", at);
  if (isExpired === null) return null;
  return Prisma.sql`select f.id from attachment f join message m on m.id = f."messageId"
    join thread t on t.id = m."threadId"
    where ${isExpired} and f."storageKey" is not null and t.status = 'closed' and not ${isHeldThread}
      and not exists (select 1 from send_job j where j."messageId" = m.id)`;
}

/** SELECT of the ids of leads that are kept no longer; null: all are kept. */
export function expiredLeads({ leadsDays }: Retention): Prisma.Sql | null {
  if (leadsDays === null) return null;
  return Prisma.sql`select l.id from lead l where l."createdTime" < ${before(leadsDays)} and not ${isHeldLead}`;
}

/**
 * SELECT of the ids of routing decisions that are kept no longer; null: all are kept. An open conversation keeps
 * those of its session: "Why here?" answers with them.
 */
export function expiredTraces(retention: Retention): Prisma.Sql | null {
  return expiredRouting(retention, {
    table: Prisma.sql`routing_trace`,
    at: Prisma.sql`r.at`,
  });
}

/**
 * SELECT of the ids of offers that are kept no longer; null: all are kept. An open conversation keeps those of its
 * session: the router asks them who has passed on it. Reports count missed offers by facts (thread/facts.ts).
 */
export function expiredOffers(retention: Retention): Prisma.Sql | null {
  const expired = expiredRouting(retention, {
    table: Prisma.sql`offer`,
    at: Prisma.sql`r."createdAt"`,
  });
  return expired && Prisma.sql`${expired} and r."endedAt" is not null`;
}

/** SELECT of the ids of offers of leads that are kept no longer; null: all are kept. A lead in line keeps its offers. */
export function expiredLeadOffers({
  routingDays,
}: Retention): Prisma.Sql | null {
  if (routingDays === null) return null;
  return Prisma.sql`select r.id from lead_offer r where r."createdAt" < ${before(routingDays)}
    and r."endedAt" is not null and not exists (select from lead_wait w where w.id = r."leadId")
    and not exists (select from lead l where l.id = r."leadId" and ${isHeldLead})`;
}

/** SELECT from a table `r` whose rows are of a thread and have a time. */
function expiredRouting(
  retention: Retention,
  { table, at }: { table: Prisma.Sql; at: Prisma.Sql },
): Prisma.Sql | null {
  // The note of a transfer request is a text of the conversation, so these go with the messages at the latest.
  const { routingDays } = retention;
  const sooner = (days: number | null) =>
    routingDays === null || days === null
      ? (routingDays ?? days)
      : Math.min(routingDays, days);
  const isExpired = expiry(
    {
      ...retention,
      messagesDays: sooner(retention.messagesDays),
      channels: Object.fromEntries(
        Object.entries(retention.channels).map(([id, own]) => [
          id,
          { ...own, messagesDays: sooner(own.messagesDays) },
        ]),
      ),
    },
    "messagesDays",
    at,
  );
  if (isExpired === null) return null;
  return Prisma.sql`select r.id from ${table} r join thread t on t.id = r."threadId"
    where ${isExpired} and not ${isHeldThread} and (t.status = 'closed'
      or ${at} < (select s."openedAt" from thread_session s where s.id = t."sessionId"))`;
}

/**
 * SQL condition: `at` is longer ago than the channel of a thread `t` keeps it;
 * null: every channel keeps all of it.
 */
function expiry(
  retention: Retention,
  of: keyof ChannelRetention,
  at: Prisma.Sql,
): Prisma.Sql | null {
  const own = Object.entries(retention.channels);
  const all = [retention[of], ...own.map(([, days]) => days[of])];
  const limits = all.filter((days) => days !== null);
  if (limits.length === 0) return null;
  // Plain, so that the index of the time serves; the days of each channel then decide.
  const isOld = Prisma.sql`${at} < ${before(Math.min(...limits))}`;
  if (own.length === 0) return isOld;
  const cases = own.map(
    ([id, days]) => Prisma.sql`when ${id}::uuid then ${days[of]}::int`,
  );
  // Without an end it is null, and so is the comparison.
  return Prisma.sql`${isOld} and ${at} < now() - interval '1 day'
    * case t."channelId" ${Prisma.join(cases, " ")} else ${retention[of]}::int end`;
}

function before(days: number): Prisma.Sql {
  return Prisma.sql`now() - ${days}::int * interval '1 day'`;
}
