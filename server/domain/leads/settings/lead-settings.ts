import {
  defaultLeadSettings,
  leadSettingsSchema,
  type LeadSettings,
  type UpdateLeadSettings,
} from "#contract/leads/lead-settings.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { inSqlTransaction } from "#server/db/transaction.ts";
import { requireAction, type Actor } from "#server/domain/access/actor.ts";
import { writeAudit } from "#server/domain/access/audit.ts";
import { invalidInput } from "#server/domain/app-error.ts";
import type { Context } from "#server/domain/context.ts";
import {
  readSetting,
  writeSetting,
  type Setting,
} from "#server/domain/setting-row.ts";
import { requireDestination } from "#server/domain/destinations/destination.ts";

const SETTING: Setting<LeadSettings> = {
  key: "leads",
  schema: leadSettingsSchema,
  defaults: defaultLeadSettings,
};

/** Reads the settings as they are stored. */
export function readLeadSettings(
  reader: Pick<Sql, "$queryRaw">,
): Promise<LeadSettings> {
  return readSetting(reader, SETTING);
}

/** Returns the settings. For supervisors. @throws AppError forbidden */
export async function getLeadSettings(
  context: Context,
  actor: Actor,
): Promise<LeadSettings> {
  requireAction(actor, "leads.sources");
  return readLeadSettings(context.db.sql);
}

/** Changes the given settings. For admins. @throws AppError forbidden, invalid_input */
export async function updateLeadSettings(
  context: Context,
  actor: Actor,
  patch: UpdateLeadSettings,
): Promise<LeadSettings> {
  requireAction(actor, "leads.settings");
  return inSqlTransaction(context.db, async (tx) => {
    await requireDestination(
      tx,
      "defaultAssignee",
      patch.defaultAssignee,
      "leads",
    );
    await requireRow(
      tx,
      "lead_status",
      "defaultStatusId",
      patch.defaultStatusId,
    );
    await requireRow(
      tx,
      "lead_source",
      "defaultSourceId",
      patch.defaultSourceId,
    );
    const before = await readLeadSettings(tx);
    const value = await writeSetting(tx, SETTING, patch);
    if (before.stalledHours === null && value.stalledHours !== null)
      await watchOpenLeads(tx, value.stalledHours, context.clock.now());
    await writeAudit(
      tx,
      actor,
      "setting.updated",
      { type: "setting", id: SETTING.key },
      patch,
    );
    return value;
  });
}

/** Watches the open leads that no clock runs for, once an admin turns the alert about stalled leads on. */
async function watchOpenLeads(
  tx: Sql,
  stalledHours: number,
  now: Date,
): Promise<void> {
  const dueAt = new Date(now.getTime() + stalledHours * 3_600_000);
  await tx.$executeRaw(Prisma.sql`
    insert into timer (id, kind, key, "dueAt")
    select gen_random_uuid(), 'lead_stalled', l.id::text, ${dueAt}::timestamptz
    from lead l left join lead_status s on s.id = l."statusId"
    where not l.test and coalesce(s.stage, 'open') = 'open'
    on conflict (kind, key) do nothing`);
}

/** @throws AppError invalid_input at `path`: there is no such status or source */
export async function requireRow(
  tx: Pick<Sql, "$queryRaw">,
  table: "lead_status" | "lead_source",
  path: string,
  id: string | null | undefined,
): Promise<void> {
  if (!id) return;
  const rows = await tx.$queryRaw<{ id: string }[]>(
    Prisma.sql`select id from ${Prisma.raw(table)} where id = ${id}::uuid for share`,
  );
  if (rows.length === 0) throw invalidInput(path, "Choose one that exists.");
}
