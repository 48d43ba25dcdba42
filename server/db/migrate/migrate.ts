import pg from "pg";
import type { Log } from "#server/runtime/log.ts";
import { pause } from "#server/runtime/pause.ts";
import { StartError } from "#server/runtime/start-error.ts";
import { connectionOptions } from "#server/db/client.ts";
import { migrationState } from "./migration-state.ts";
import type { MigrationState } from "./migration-state.ts";
import { NO_FILTER, readMigrations, toMigrationList } from "./migrations.ts";
import type { Migration } from "./migrations.ts";
import { openSchemaEngine } from "./schema-engine.ts";
import type { OpenSchemaEngine } from "./schema-engine.ts";

const LOCK_KEY = 7_027_539_042_026; // ours alone; any number that nothing else uses
const LOCK_TIMEOUT_MS = 10 * 60_000; // another node may be migrating a large table
const LOCK_POLL_MS = 200;
/**
 * Longer than while it serves: a process that starts is busy with its own
 * code, and a busy machine would find the answer only after a short time-out.
 */
const CONNECT_TIMEOUT_MS = 30_000;

// As Prisma creates it. We create it so that the transaction below never
// begins with a query on a missing table.
const MIGRATIONS_TABLE = `
  CREATE TABLE IF NOT EXISTS _prisma_migrations (
    id VARCHAR(36) PRIMARY KEY NOT NULL,
    checksum VARCHAR(64) NOT NULL,
    finished_at TIMESTAMPTZ,
    migration_name VARCHAR(255) NOT NULL,
    logs TEXT,
    rolled_back_at TIMESTAMPTZ,
    started_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    applied_steps_count INTEGER NOT NULL DEFAULT 0
  )`;

/**
 * Applies the pending migrations of prisma/migrations, each with its record in
 * one transaction, so that a crash leaves either all of it or nothing. Any
 * number of nodes may call it at once: one works, the others wait.
 * A migration with CONCURRENTLY must be that one statement alone. It runs
 * without a transaction, as Postgres demands.
 * @throws StartError when the database is out of reach or a migration fails.
 */
export async function migrate(
  url: string,
  log: Log,
  migrations: Migration[] = readMigrations(),
): Promise<MigrationState> {
  const client = await connect(url);
  try {
    await lockMigrations(client);
    const { pending } = await migrationState(client, migrations);
    if (pending.length > 0) {
      await client.query(MIGRATIONS_TABLE);
      await applyEach(url, migrations, new Set(pending), log);
    }
    return await migrationState(client, migrations);
  } finally {
    await client.end(); // its lock ends with the session
  }
}

/**
 * Waits until no other node migrates. It asks again and again: a statement that waits for the lock has a snapshot, and
 * an index that is built CONCURRENTLY waits for every snapshot, so that the two would wait for each other.
 */
async function lockMigrations(client: pg.Client): Promise<void> {
  const deadline = Date.now() + LOCK_TIMEOUT_MS;
  for (;;) {
    const { rows } = await client.query<{ got: boolean }>(
      "SELECT pg_try_advisory_lock($1) AS got",
      [LOCK_KEY],
    );
    if (rows[0]?.got) return;
    if (Date.now() > deadline)
      throw new StartError(
        "Another process has been bringing the database up to date for ten minutes.",
      );
    await pause(LOCK_POLL_MS);
  }
}

async function applyEach(
  url: string,
  migrations: Migration[],
  pending: Set<string>,
  log: Log,
): Promise<void> {
  const opened = await openSchemaEngine(url);
  try {
    for (const [index, migration] of migrations.entries()) {
      if (!pending.has(migration.name)) continue;
      const startedAt = performance.now();
      await applyLast(opened, migrations.slice(0, index + 1));
      const durationMs = Math.round(performance.now() - startedAt);
      log.info({ migration: migration.name, durationMs }, "migration applied");
    }
  } finally {
    await opened.close(); // uncommitted work ends with the connection
  }
}

// The engine needs the whole history up to the migration to be applied.
async function applyLast(
  { engine, pool, causeOf }: OpenSchemaEngine,
  migrations: Migration[],
): Promise<void> {
  const { name, sql } = migrations.at(-1) as Migration;
  const alone = /\bCONCURRENTLY\b/i.test(sql);
  try {
    await (alone ? clearUnfinished(pool, name) : pool.query("BEGIN"));
    await engine.applyMigrations({
      migrationsList: toMigrationList(migrations),
      filters: NO_FILTER,
    });
    if (!alone) await pool.query("COMMIT");
  } catch (error) {
    const cause = causeOf(error);
    throw new StartError(
      `The database could not be brought up to date: ${name} failed: ${firstLine(cause)}.`,
      { cause },
    );
  }
}

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({
    ...connectionOptions(url),
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
  });
  client.on("error", () => undefined); // the next query reports it
  try {
    await client.connect();
    return client;
  } catch (error) {
    throw new StartError(
      `DATABASE_URL: the database cannot be reached: ${firstLine(error)}.`,
      { cause: error },
    );
  }
}

function firstLine(error: unknown): string {
  const { message, code } = error as NodeJS.ErrnoException;
  const text = message || code || String(error); // an AggregateError has no message
  return text.replaceAll(/(?<!\s)\s*\n\s*/g, " ").replace(/\.$/, "");
}

/**
 * What a statement outside of a transaction leaves behind when it is cut off: a record that it began, and an index that
 * is useless and in the way of its next building.
 */
async function clearUnfinished(
  pool: OpenSchemaEngine["pool"],
  name: string,
): Promise<void> {
  await pool.query(
    "DELETE FROM _prisma_migrations WHERE migration_name = $1 AND finished_at IS NULL",
    [name],
  );
  const { rows } = await pool.query<{ index: string }>(
    `SELECT i.indexrelid::regclass::text AS index FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
     JOIN pg_namespace n ON n.oid = c.relnamespace WHERE NOT i.indisvalid AND n.nspname = current_schema()`,
  );
  for (const { index } of rows) await pool.query(`DROP INDEX ${index}`);
}
