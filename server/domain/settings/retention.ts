import {
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
import { writeAudit, type AuditActor } from "#server/domain/access/audit.ts";
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

/** Changes the given settings; the next sweep applies them. For admins. @throws AppError forbidden */
export async function updateRetention(
  context: Context,
  doer: AuditActor,
  patch: UpdateRetention,
): Promise<Retention> {
  requireAction(doer, "settings.manage");
  return inSqlTransaction(context.db, async (tx) => {
    const value = await writeSetting(tx, SETTING, patch);
    const target = { type: "setting", id: SETTING.key };
    await writeAudit(tx, doer, "setting.updated", target, patch);
    return value;
  });
}

/**
 * Counts what the settings, changed by `patch`, would remove now. It changes
 * nothing. For admins. @throws AppError forbidden
 */
export async function previewRetention(
  { db }: Context,
  actor: Actor,
  patch: UpdateRetention,
): Promise<RetentionPreview> {
  requireAction(actor, "settings.manage");
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
  const [deliveries, messages, scheduled, files, leads] = await Promise.all([
    count(expiredDeliveries(wanted)),
    count(expiredMessages(wanted)),
    count(expiredScheduled(wanted)),
    count(expiredFiles(wanted)),
    count(expiredLeads(wanted)),
  ]);
  return { deliveries, messages: messages + scheduled, files, leads };
}

/**
 * SELECT of the ids of deliveries that are kept no longer. A delivery holds the
 * texts of its messages, so it goes with them at the latest.
 */
export function expiredDeliveries({
  deliveriesDays,
  messagesDays,
}: Retention): Prisma.Sql {
  const days = Math.min(deliveriesDays, messagesDays ?? deliveriesDays);
  return Prisma.sql`select id from delivery
    where state in ('applied', 'waiting') and "receivedAt" < ${before(days)}`;
}

/** SELECT of the ids of messages that are kept no longer; null: all are kept. */
export function expiredMessages({
  messagesDays,
}: Retention): Prisma.Sql | null {
  if (messagesDays === null) return null;
  // An open conversation keeps its history: whether its customer waits follows from it.
  return Prisma.sql`select m.id from message m join thread t on t.id = m."threadId"
    where m."sentAt" < ${before(messagesDays)} and t.status = 'closed'
      and not exists (select 1 from send_job j where j."messageId" = m.id)`;
}

/**
 * SELECT of the ids of scheduled messages that were held and are kept no longer; null: all are kept. They are
 * texts of the conversation, like its messages.
 */
export function expiredScheduled({
  messagesDays,
}: Retention): Prisma.Sql | null {
  if (messagesDays === null) return null;
  return Prisma.sql`select s.id from scheduled_message s join thread t on t.id = s."threadId"
    where s."dueAt" < ${before(messagesDays)} and s."heldCode" is not null and t.status = 'closed'`;
}

/** SELECT of the ids of attachments whose files are kept no longer; null: all are kept. */
export function expiredFiles({ filesDays }: Retention): Prisma.Sql | null {
  if (filesDays === null) return null;
  return Prisma.sql`select f.id from attachment f join message m on m.id = f."messageId"
    join thread t on t.id = m."threadId"
    where f."createdAt" < ${before(filesDays)} and f."storageKey" is not null and t.status = 'closed'
      and not exists (select 1 from send_job j where j."messageId" = m.id)`;
}

/** SELECT of the ids of leads that are kept no longer; null: all are kept. */
export function expiredLeads({ leadsDays }: Retention): Prisma.Sql | null {
  if (leadsDays === null) return null;
  return Prisma.sql`select id from lead where "createdTime" < ${before(leadsDays)}`;
}

function before(days: number): Prisma.Sql {
  return Prisma.sql`now() - ${days}::int * interval '1 day'`;
}
