import {
  companySchema,
  defaultCompany,
  type Company,
  type UpdateCompany,
} from "#contract/company/company.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { inSqlTransaction } from "#server/db/transaction.ts";
import { requireAction, type Actor } from "#server/domain/access/actor.ts";
import { changesOf } from "#server/domain/access/audit-changes.ts";
import { writeAudit, type AuditActor } from "#server/domain/access/audit.ts";
import type { Context } from "#server/domain/context.ts";
import {
  readSetting,
  writeSetting,
  type Setting,
} from "#server/domain/setting-row.ts";

const SETTING: Setting<Company> = {
  key: "company",
  schema: companySchema,
  defaults: defaultCompany,
};

/** SQL: the company's office hours as JSON; null: none. */
export const companyHoursSql = Prisma.sql`
  (select nullif(value->'hours', 'null') from setting where key = ${SETTING.key})`;

/** Reads the settings as they are stored. */
export function readCompany(reader: Pick<Sql, "$queryRaw">): Promise<Company> {
  return readSetting(reader, SETTING);
}

/** Returns the beginning of a day ("2026-11-30") in the company's time zone. */
export async function startOfDay(
  reader: Pick<Sql, "$queryRaw">,
  day: string,
): Promise<Date> {
  const { timeZone } = await readCompany(reader);
  const [row] = await reader.$queryRaw<{ at: Date }[]>(
    Prisma.sql`select (${day}::timestamp at time zone ${timeZone}) as at`,
  );
  return row?.at ?? new Date(`${day}T00:00:00Z`);
}

/** Returns the company. Every teammate may read it; the public pages show most of it to everyone. */
export function getCompany(context: Context, _actor: Actor): Promise<Company> {
  return readCompany(context.db.sql);
}

/** Changes the given fields. For admins. @throws AppError forbidden */
export async function updateCompany(
  context: Context,
  doer: AuditActor,
  patch: UpdateCompany,
): Promise<Company> {
  requireAction(doer, "settings.manage");
  return inSqlTransaction(context.db, async (tx) => {
    const old = await readSetting(tx, SETTING);
    const value = await writeSetting(tx, SETTING, patch);
    const target = { type: "setting", id: SETTING.key };
    const changes = changesOf(old, patch);
    await writeAudit(tx, doer, "setting.updated", target, changes);
    return value;
  });
}
