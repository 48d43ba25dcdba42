import {
  companySchema,
  defaultCompany,
  type Company,
  type UpdateCompany,
} from "#contract/company/company.ts";
import { lockUntilCommit } from "#server/db/advisory-lock.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { inSqlTransaction } from "#server/db/transaction.ts";
import { requireAction, type Actor } from "#server/domain/access/actor.ts";
import { writeAudit, type AuditActor } from "#server/domain/access/audit.ts";
import type { Context } from "#server/domain/context.ts";

const KEY = "company";

/** Reads the company: the stored values over the defaults. Unreadable values count as not stored. */
export async function readCompany(
  reader: Pick<Sql, "$queryRaw">,
): Promise<Company> {
  const [row] = await reader.$queryRaw<{ value: unknown }[]>(
    Prisma.sql`select value from setting where key = ${KEY}`,
  );
  const saved = companySchema.partial().safeParse(row?.value ?? {});
  return {
    ...defaultCompany,
    ...(saved.success ? (saved.data as Partial<Company>) : {}),
  };
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
    // Two changes of different fields at the same time: both are kept.
    await lockUntilCommit(tx, `setting ${KEY}`);
    return storeCompany(tx, doer, patch);
  });
}

/** Writes the given fields over the stored ones. */
export async function storeCompany(
  tx: Sql,
  doer: AuditActor,
  patch: UpdateCompany,
): Promise<Company> {
  const value = { ...(await readCompany(tx)), ...patch };
  await tx.$executeRaw(Prisma.sql`
    insert into setting (key, value, "updatedAt") values (${KEY}, ${JSON.stringify(value)}::jsonb, now())
    on conflict (key) do update set value = excluded.value, "updatedAt" = excluded."updatedAt"`);
  const target = { type: "setting", id: KEY };
  await writeAudit(tx, doer, "setting.updated", target, patch);
  return readCompany(tx);
}
