import type { Readable } from "node:stream";
import pg from "pg";
import { to as copyTo } from "pg-copy-streams";
import { connectionOptions } from "#server/db/client.ts";
import { columnList, quote, tableNames } from "./catalog.ts";

/** A table in a backup; generated columns are left out, because the database makes them again. */
export type ArchivedTable = { name: string; columns: string[] };

/** The last number that a sequence gave, by the column that takes from it. */
export type ArchivedSequence = { table: string; column: string; last: string };

/** One moment of the database, whatever is written meanwhile. */
export type Snapshot = {
  /** Names of the migrations that it has, oldest first. */
  migrations: string[];
  tables: ArchivedTable[];
  sequences: ArchivedSequence[];
  /** The rows of a table in the text format of COPY. */
  rows(table: ArchivedTable): Readable;
  /** The columns that can name files, in order. */
  fileKeys(): Promise<string[]>;
};

/** Rows about running processes: they mean nothing elsewhere. */
const PASSING = ["node", "agent_connection", "_prisma_migrations"];

/**
 * Calls `work` with one consistent snapshot of the database. It reads beside a
 * working server and locks out nothing but changes of the schema. The format
 * is text and the schema comes from the migrations, so that it can be loaded
 * into another version of Postgres.
 */
export async function inSnapshot<T>(
  url: string,
  work: (snapshot: Snapshot) => Promise<T>,
): Promise<T> {
  const client = new pg.Client(connectionOptions(url));
  client.on("error", () => undefined); // the next query reports it
  await client.connect();
  try {
    const names = await tableNames(client);
    const kept = names.filter((name) => !PASSING.includes(name));
    await client.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    // Before the first query, which takes the snapshot: no migration comes between.
    if (kept.length > 0) {
      await client.query(
        `LOCK TABLE ${kept.map(quote).join(", ")} IN ACCESS SHARE MODE`,
      );
    }
    return await work(await describe(client, kept));
  } finally {
    await client.end(); // ends the transaction, too
  }
}

async function describe(client: pg.Client, names: string[]): Promise<Snapshot> {
  const tables: ArchivedTable[] = [];
  const sequences: ArchivedSequence[] = [];
  const keyColumns: { table: string; column: string }[] = [];
  for (const name of names) {
    const columns = await columnsOf(client, name);
    tables.push({ name, columns: columns.map(({ column }) => column) });
    for (const { column, sequence, isKey } of columns) {
      if (isKey) keyColumns.push({ table: name, column });
      if (sequence === null) continue;
      const { rows } = await client.query<{ last: string }>(
        `SELECT last_value::text AS last FROM ${sequence}`,
      );
      sequences.push({ table: name, column, last: rows[0]?.last ?? "1" });
    }
  }
  const recorded = await client.query<{ name: string }>(
    `SELECT migration_name AS name FROM _prisma_migrations
     WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL ORDER BY 1`,
  );
  return {
    migrations: recorded.rows.map(({ name }) => name),
    tables,
    sequences,
    rows: ({ name, columns }) =>
      client.query(
        copyTo(`COPY ${quote(name)} (${columnList(columns)}) TO STDOUT`),
      ),
    async fileKeys() {
      const keys = new Set<string>();
      for (const { table, column } of keyColumns) {
        const { rows } = await client.query<{ key: string }>(
          `SELECT ${quote(column)} AS key FROM ${quote(table)} WHERE ${quote(column)} IS NOT NULL`,
        );
        for (const { key } of rows) keys.add(key);
      }
      return [...keys].sort();
    },
  };
}

/** `isKey`: it names files, as the sweep of files knows them: a text column ending in `Key`. */
type Column = { column: string; sequence: string | null; isKey: boolean };

async function columnsOf(client: pg.Client, table: string): Promise<Column[]> {
  const { rows } = await client.query<Column>(
    `SELECT column_name AS "column",
       pg_get_serial_sequence(quote_ident(table_name), column_name) AS sequence,
       column_name LIKE '%Key' AND data_type = 'text' AS "isKey"
     FROM information_schema.columns
     WHERE table_schema = current_schema() AND table_name = $1 AND is_generated = 'NEVER'
     ORDER BY ordinal_position`,
    [table],
  );
  return rows;
}
