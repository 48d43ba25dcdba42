import type { Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import pg from "pg";
import { from as copyFrom } from "pg-copy-streams";
import { connectionOptions } from "#server/db/client.ts";
import { migrate } from "#server/db/migrate/migrate.ts";
import { readMigrations } from "#server/db/migrate/migrations.ts";
import type { Log } from "#server/runtime/log.ts";
import { StartError } from "#server/runtime/start-error.ts";
import { columnList, functionNames, quote, tableNames } from "./catalog.ts";
import type { ArchivedSequence, ArchivedTable } from "./snapshot.ts";

/** empty: a restore loses nothing. parley: it holds data. foreign: its tables are not Parley's. */
export type DatabaseState = "empty" | "parley" | "foreign";

/** The tables that a person would miss. Other tables have rows from the migrations, or from running processes. */
const HELD_BY_PEOPLE = ["agent", "source", "customer"];

/** Looks at a database before a restore. */
export function stateOfDatabase(url: string): Promise<DatabaseState> {
  return withClient(url, async (client) => {
    const names = await tableNames(client);
    if (names.length === 0) return "empty";
    if (!names.includes("_prisma_migrations")) return "foreign";
    for (const name of HELD_BY_PEOPLE) {
      if (!names.includes(name)) continue;
      const { rowCount } = await client.query(
        `SELECT 1 FROM ${quote(name)} LIMIT 1`,
      );
      if (rowCount !== 0) return "parley";
    }
    return "empty";
  });
}

/** Names of migrations that this version does not have. */
export function unknownMigrations(names: string[]): string[] {
  const known = new Set(readMigrations().map(({ name }) => name));
  return names.filter((name) => !known.has(name));
}

export type LoadOptions = {
  url: string;
  log: Log;
  /** The migrations that the archive was made at; all known. */
  migrations: string[];
  sequences: ArchivedSequence[];
  /** Statements that change the loaded rows before any process can see them. */
  beforeCommit?: readonly string[];
};

/** Takes rows; several calls may bring those of one table. */
export type Loader = {
  /** Rows in the text format of COPY. */
  load(table: ArchivedTable, rows: AsyncIterable<Uint8Array>): Promise<void>;
};

/**
 * Empties the database, brings its schema to the archive's migrations, lets
 * `feed` fill the tables in one transaction, and migrates forward. Foreign
 * keys are dropped meanwhile and made again, so that they check every row.
 * It needs no rights beyond those of the tables' owner.
 */
export async function loadDatabase(
  options: LoadOptions,
  feed: (loader: Loader) => Promise<void>,
): Promise<void> {
  const { url, log } = options;
  await withClient(url, reset);
  const wanted = new Set(options.migrations);
  await migrate(
    url,
    log,
    readMigrations().filter(({ name }) => wanted.has(name)),
  );
  await withClient(url, (client) => fill(client, options, feed));
  await migrate(url, log);
}

async function reset(client: pg.Client): Promise<void> {
  await client.query("BEGIN");
  const tables = await tableNames(client);
  if (tables.length > 0)
    await client.query(`DROP TABLE ${tables.map(quote).join(", ")} CASCADE`);
  for (const name of await functionNames(client))
    await client.query(`DROP FUNCTION ${name} CASCADE`);
  await client.query("COMMIT");
}

async function fill(
  client: pg.Client,
  { sequences, beforeCommit = [] }: LoadOptions,
  feed: (loader: Loader) => Promise<void>,
): Promise<void> {
  await client.query("BEGIN");
  const all = (await tableNames(client))
    .filter((name) => name !== "_prisma_migrations")
    .map(quote);
  const keys = await foreignKeys(client);
  for (const { table, name } of keys)
    await client.query(`ALTER TABLE ${table} DROP CONSTRAINT ${quote(name)}`);
  const triggers = await guardingTriggers(client);
  for (const { table, name } of triggers)
    await client.query(`ALTER TABLE ${table} DISABLE TRIGGER ${quote(name)}`);
  // Rows that the migrations wrote, which the archive has, too, and rows of processes that run meanwhile.
  if (all.length > 0) await client.query(`TRUNCATE ${all.join(", ")}`);
  await feed({
    load: ({ name, columns }, rows) => {
      const sink: Writable = client.query(
        copyFrom(`COPY ${quote(name)} (${columnList(columns)}) FROM STDIN`),
      );
      return pipeline(rows, sink);
    },
  });
  for (const statement of beforeCommit) await client.query(statement);
  for (const { table, name, enable } of triggers)
    await client.query(`ALTER TABLE ${table} ${enable} ${quote(name)}`);
  for (const { table, name, definition } of keys) {
    await client.query(
      `ALTER TABLE ${table} ADD CONSTRAINT ${quote(name)} ${definition}`,
    );
  }
  for (const { table, column, last } of sequences) {
    await client.query(
      `SELECT setval(pg_get_serial_sequence(quote_ident($1), $2),
         greatest($3::bigint, (SELECT coalesce(max(${quote(column)}), 1) FROM ${quote(table)})))`,
      [table, column, last],
    );
  }
  await client.query("COMMIT");
}

type ForeignKey = { table: string; name: string; definition: string };

async function foreignKeys(client: pg.Client): Promise<ForeignKey[]> {
  const { rows } = await client.query<ForeignKey>(
    `SELECT c.conrelid::regclass::text AS "table", c.conname AS name, pg_get_constraintdef(c.oid) AS definition
     FROM pg_constraint c JOIN pg_namespace n ON n.oid = c.connamespace
     WHERE c.contype = 'f' AND n.nspname = current_schema()`,
  );
  return rows;
}

type Trigger = { table: string; name: string; enable: string };

/** The bit of pg_trigger.tgtype for a trigger that an insertion fires. */
const ON_INSERT = 4;

/**
 * The triggers that stand in the way of emptying a table, each with the words that enable it as it was: some are to act
 * always. Those of an insertion hold rules of rows, and stay.
 */
async function guardingTriggers(client: pg.Client): Promise<Trigger[]> {
  const { rows } = await client.query<Trigger>(
    `SELECT t.tgrelid::regclass::text AS "table", t.tgname AS name,
       CASE t.tgenabled WHEN 'A' THEN 'ENABLE ALWAYS TRIGGER' WHEN 'R' THEN 'ENABLE REPLICA TRIGGER'
         ELSE 'ENABLE TRIGGER' END AS enable
     FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE NOT t.tgisinternal AND t.tgenabled <> 'D' AND t.tgtype & ${ON_INSERT} = 0 AND n.nspname = current_schema()`,
  );
  return rows;
}

async function withClient<T>(
  url: string,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = new pg.Client(connectionOptions(url));
  client.on("error", () => undefined); // the next query reports it
  try {
    await client.connect();
  } catch (error) {
    throw new StartError(
      `The database cannot be reached: ${(error as Error).message}.`,
      { cause: error },
    );
  }
  try {
    return await work(client);
  } finally {
    await client.end(); // an open transaction ends with it, undone
  }
}
