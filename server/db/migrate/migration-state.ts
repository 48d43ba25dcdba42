import type pg from "pg";
import { readMigrations } from "./migrations.ts";
import type { Migration } from "./migrations.ts";

export type MigrationState = {
  /** Names of this version's migrations that the database has. */
  applied: string[];
  /** Names of this version's migrations that the database lacks, oldest first. */
  pending: string[];
};

/** Compares this version's migrations with the database's record of them. It changes nothing and needs no engine. */
export async function migrationState(
  database: Pick<pg.ClientBase, "query">,
  migrations: Migration[] = readMigrations(),
): Promise<MigrationState> {
  const names = await recordedNames(database);
  const all = migrations.map(({ name }) => name);
  return {
    applied: all.filter((name) => names.has(name)),
    pending: all.filter((name) => !names.has(name)),
  };
}

/**
 * As `migrationState`, with the migrations that the database has and this
 * version does not know: a newer version has been there.
 */
export async function migrationRecord(
  database: Pick<pg.ClientBase, "query">,
): Promise<MigrationState & { unknown: string[] }> {
  const state = await migrationState(database);
  const known = new Set([...state.applied, ...state.pending]);
  const names = await recordedNames(database);
  return {
    ...state,
    unknown: [...names].filter((one) => !known.has(one)).sort(),
  };
}

async function recordedNames(
  database: Pick<pg.ClientBase, "query">,
): Promise<Set<string>> {
  const table = await database.query<{ found: boolean }>(
    `SELECT to_regclass('_prisma_migrations') IS NOT NULL AS found`,
  );
  if (!table.rows[0]?.found) return new Set(); // never migrated
  const { rows } = await database.query<{ name: string }>(
    `SELECT migration_name AS name FROM _prisma_migrations
     WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL`,
  );
  return new Set(rows.map(({ name }) => name));
}
