import {
  defaultLeadSettings,
  leadSettingsSchema,
  type LeadSettings,
  type UpdateLeadSettings,
} from "#contract/leads/lead-settings.ts";
import { lockUntilCommit } from "#server/db/advisory-lock.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { inSqlTransaction } from "#server/db/transaction.ts";
import { requireRole, type Actor } from "#server/domain/access/actor.ts";
import { writeAudit } from "#server/domain/access/audit.ts";
import { invalidInput } from "#server/domain/app-error.ts";
import type { Context } from "#server/domain/context.ts";
import { requireDestination } from "#server/domain/destinations/destination.ts";

const KEY = "leads";

/** Reads the settings: the stored values over the defaults. Unreadable values count as not stored. */
export async function readLeadSettings(
  reader: Pick<Sql, "$queryRaw">,
): Promise<LeadSettings> {
  const [row] = await reader.$queryRaw<{ value: unknown }[]>(
    Prisma.sql`select value from setting where key = ${KEY}`,
  );
  const saved = leadSettingsSchema.partial().safeParse(row?.value ?? {});
  return {
    ...defaultLeadSettings,
    ...(saved.success ? (saved.data as Partial<LeadSettings>) : {}),
  };
}

/** Returns the settings. For supervisors. @throws AppError forbidden */
export async function getLeadSettings(
  context: Context,
  actor: Actor,
): Promise<LeadSettings> {
  requireRole(actor, "supervisor");
  return readLeadSettings(context.db.sql);
}

/** Changes the given settings. For admins. @throws AppError forbidden, invalid_input */
export async function updateLeadSettings(
  context: Context,
  actor: Actor,
  patch: UpdateLeadSettings,
): Promise<LeadSettings> {
  requireRole(actor, "admin");
  return inSqlTransaction(context.db, async (tx) => {
    await lockUntilCommit(tx, `setting ${KEY}`);
    await requireDestination(tx, "defaultAssignee", patch.defaultAssignee);
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
    const value = { ...(await readLeadSettings(tx)), ...patch };
    await tx.$executeRaw(Prisma.sql`
      insert into setting (key, value, "updatedAt") values (${KEY}, ${JSON.stringify(value)}::jsonb, now())
      on conflict (key) do update set value = excluded.value, "updatedAt" = excluded."updatedAt"`);
    await writeAudit(
      tx,
      actor,
      "setting.updated",
      { type: "setting", id: KEY },
      patch,
    );
    return readLeadSettings(tx);
  });
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
