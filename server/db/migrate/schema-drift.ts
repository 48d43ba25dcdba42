import {
  NO_FILTER,
  readMigrations,
  readSchema,
  toMigrationList,
  writeMigration,
} from "./migrations.ts";
import { openSchemaEngine } from "./schema-engine.ts";

/**
 * Returns the SQL that a migration needs to bring prisma/migrations to
 * prisma/schema.prisma; empty when both agree.
 * Prisma compares only what its schema can express. Parts written by hand in a
 * migration therefore stay and are no difference: CHECK constraints, partial
 * and expression indexes, extensions, functions, triggers. An index that the
 * schema can express must be in the schema too, also one with an operator
 * class (`@@index([name(ops: raw("gin_trgm_ops"))], type: Gin)`), or it would
 * be dropped here.
 * @param url any database of a server on which we may create another: the
 * migrations are applied to a scratch database beside it, which is dropped.
 */
export async function diffSchemaAndMigrations(url: string): Promise<string> {
  const { engine, close } = await openSchemaEngine(url);
  try {
    const { stdout } = await engine.diff({
      from: { tag: "migrations", ...toMigrationList(readMigrations()) },
      to: { tag: "schemaDatamodel", ...readSchema() },
      script: true,
      shadowDatabaseUrl: null,
      exitCode: null,
      filters: NO_FILTER,
    } as Parameters<typeof engine.diff>[0]);
    const sql = (stdout ?? "").trim();
    return sql === "-- This is an empty migration." ? "" : sql;
  } finally {
    await close();
  }
}

/**
 * Writes prisma/migrations/<UTC time>_<name>/migration.sql with the result of
 * `diffSchemaAndMigrations`, to be read, completed by hand and committed.
 * Returns the file's path, or null when there is nothing to do.
 */
export async function createMigration(
  name: string,
  url: string,
  now: Date,
): Promise<string | null> {
  const sql = await diffSchemaAndMigrations(url);
  if (sql === "") return null;
  const stamp = now.toISOString().replaceAll(/\D/g, "").slice(0, 14);
  const slug = name.toLowerCase().replaceAll(/[^a-z0-9]+/g, "_");
  return writeMigration(`${stamp}_${slug}`, `${sql}\n`);
}
