import { Prisma, type Database } from "#server/db/client.ts";
import type { Vault } from "#server/runtime/crypto.ts";
import { StartError } from "#server/runtime/start-error.ts";

export type SealedColumn = { table: string; column: string };

type Sample = { keyId: string; sealed: string };

/** A single value may be damaged; a key is wrong only if it opens none of them. */
const SAMPLES_A_KEY = 3;

/**
 * The columns with secrets. A column is found by its name: a text column
 * ending in `Sealed`. Empty before the first migration.
 */
export function sealedColumns(db: Database): Promise<SealedColumn[]> {
  return db.sql.$queryRaw<SealedColumn[]>`
    SELECT table_name AS "table", column_name AS "column"
    FROM information_schema.columns
    WHERE table_schema = current_schema() AND column_name LIKE '%Sealed'
    ORDER BY 1, 2`;
}

export async function isAnythingSealed(db: Database): Promise<boolean> {
  for (const { table, column } of await sealedColumns(db)) {
    const rows = await db.sql.$queryRaw<unknown[]>`
      SELECT 1 FROM ${quoted(table)} WHERE ${quoted(column)} IS NOT NULL LIMIT 1`;
    if (rows.length > 0) return true;
  }
  return false;
}

/** Whether the keys of this process open the stored secrets, whichever key sealed them. */
export async function opensWhatIsStored(
  db: Database,
  vault: Vault,
): Promise<boolean> {
  const opened = new Map<string, boolean>();
  for (const { keyId, sealed } of await samples(db)) {
    opened.set(keyId, opened.get(keyId) === true || canOpen(vault, sealed));
  }
  return [...opened.values()].every(Boolean);
}

/** @throws StartError one sentence, if a stored secret could not be opened */
export async function requireKeysThatOpen(
  db: Database,
  vault: Vault,
): Promise<void> {
  if (await opensWhatIsStored(db, vault)) return;
  throw new StartError(
    "ENCRYPTION_KEY (or the file encryption-key in DATA_DIR) does not open the secrets stored in the database: put the key that sealed them back, behind the new one and parted by a comma.",
  );
}

/** The names come from the catalog, and are quoted all the same. */
export function quoted(identifier: string): Prisma.Sql {
  return Prisma.raw(`"${identifier.replaceAll('"', '""')}"`);
}

async function samples(db: Database): Promise<Sample[]> {
  const columns = await sealedColumns(db);
  if (columns.length === 0) return [];
  const values = columns.map(
    ({ table, column }) => Prisma.sql`
      SELECT ${quoted(column)} AS sealed FROM ${quoted(table)} WHERE ${quoted(column)} IS NOT NULL`,
  );
  return db.sql.$queryRaw<Sample[]>`
    SELECT "keyId", sealed FROM (
      SELECT split_part(sealed, '.', 2) AS "keyId", sealed,
        row_number() OVER (PARTITION BY split_part(sealed, '.', 2) ORDER BY sealed) AS place
      FROM (${Prisma.join(values, " UNION ALL ")}) stored
    ) one WHERE place <= ${SAMPLES_A_KEY}`;
}

function canOpen(vault: Vault, sealed: string): boolean {
  try {
    vault.open(sealed);
    return true;
  } catch {
    return false;
  }
}
