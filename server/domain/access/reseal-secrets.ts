import { inSqlTransaction } from "#server/db/transaction.ts";
import { writeAudit, type AuditActor } from "#server/domain/access/audit.ts";
import { requireRole } from "#server/domain/access/actor.ts";
import {
  quoted,
  sealedColumns,
  type SealedColumn,
} from "#server/domain/access/sealed.ts";
import type { Context } from "#server/domain/context.ts";

type SealedValue = { sealed: string };

const BATCH = 200;

/**
 * Seals every stored secret of an older key again with the current one, and
 * returns their number. Safe to repeat and to run beside a working server: a
 * value that was replaced meanwhile is left alone, because it was sealed just
 * now.
 * @throws AppError forbidden
 */
export async function resealSecrets(
  context: Context,
  doer: AuditActor,
): Promise<{ resealed: number }> {
  requireRole(doer, "owner");
  let resealed = 0;
  for (const column of await sealedColumns(context.db)) {
    resealed += await resealColumn(context, column);
  }
  await inSqlTransaction(context.db, (tx) =>
    writeAudit(
      tx,
      doer,
      "secrets.resealed",
      { type: "workspace", id: "secrets" },
      { resealed },
    ),
  );
  return { resealed };
}

// Rows are found by value: the values are unique, since each has an IV of its own.
async function resealColumn(
  { db, vault }: Context,
  { table, column }: SealedColumn,
): Promise<number> {
  const [from, name] = [quoted(table), quoted(column)];
  let resealed = 0;
  for (let after = ""; ;) {
    const values = await db.sql.$queryRaw<SealedValue[]>`
      SELECT ${name} AS sealed FROM ${from}
      WHERE ${name} > ${after} ORDER BY ${name} LIMIT ${BATCH}`;
    for (const { sealed } of values) {
      after = sealed;
      if (vault.isCurrent(sealed)) continue;
      const anew = vault.seal(vault.open(sealed));
      resealed += await db.sql.$executeRaw`
        UPDATE ${from} SET ${name} = ${anew} WHERE ${name} = ${sealed}`;
    }
    if (values.length < BATCH) return resealed;
  }
}
