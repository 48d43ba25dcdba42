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
import { AppError } from "#server/domain/app-error.ts";
import { changesOf } from "#server/domain/access/audit-changes.ts";
import { writeAudit, type AuditActor } from "#server/domain/access/audit.ts";
import {
  isActive,
  readHeldPeriods,
} from "#server/domain/access/held-periods.ts";
import type { Context } from "#server/domain/context.ts";
import {
  readSetting,
  writeSetting,
  type Setting,
} from "#server/domain/setting-row.ts";
import {
  expiredDeliveries,
  expiredFiles,
  expiredLeadOffers,
  expiredLeads,
  expiredMessages,
  expiredOffers,
  expiredScheduled,
  expiredTraces,
  type Holds,
} from "./expired-rows.ts";

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
  const removed = await countExpired(
    db.sql,
    wanted,
    await readHeldPeriods(db.sql),
  );
  const all = (await isAnythingHeld(db.sql))
    ? await countExpired(db.sql, wanted, "none")
    : removed;
  const heldOf = (kind: keyof RetentionPreview["held"]) =>
    // Rows that came between the two counts are not held.
    Math.max(0, all[kind] - removed[kind]);
  return {
    ...removed,
    held: {
      deliveries: heldOf("deliveries"),
      messages: heldOf("messages"),
      files: heldOf("files"),
      leads: heldOf("leads"),
      routing: heldOf("routing"),
    },
  };
}

async function isAnythingHeld(
  reader: Pick<Sql, "$queryRaw">,
): Promise<boolean> {
  const rows = await reader.$queryRaw<unknown[]>(
    Prisma.sql`select h.id from legal_hold h where ${isActive} limit 1`,
  );
  return rows.length > 0;
}

async function countExpired(
  reader: Pick<Sql, "$queryRaw">,
  wanted: Retention,
  holds: Holds,
): Promise<Omit<RetentionPreview, "held">> {
  const count = async (selection: Prisma.Sql | null) => {
    if (selection === null) return 0;
    const [row] = await reader.$queryRaw<{ count: number }[]>(
      Prisma.sql`select count(*)::int as count from (${selection}) expired`,
    );
    return row?.count ?? 0;
  };
  const [deliveries, leads, traces, offers, leadOffers, channels] =
    await Promise.all([
      count(expiredDeliveries(wanted, holds)),
      count(expiredLeads(wanted, holds)),
      count(expiredTraces(wanted, holds)),
      count(expiredOffers(wanted, holds)),
      count(expiredLeadOffers(wanted, holds)),
      countByChannel(reader, wanted, holds),
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
  holds: Holds,
): Promise<RetentionPreview["channels"]> {
  const messages = expiredMessages(wanted, holds);
  const scheduled = expiredScheduled(wanted, holds);
  const files = expiredFiles(wanted, holds);
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
