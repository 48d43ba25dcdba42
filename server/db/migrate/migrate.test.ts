import { afterEach, beforeEach, expect, test } from "vitest";
import { createLog } from "#server/runtime/log.ts";
import { openDatabase } from "#server/db/client.ts";
import type { Database } from "#server/db/client.ts";
import { migrate } from "./migrate.ts";
import { migrationState } from "./migration-state.ts";
import { readMigrations } from "./migrations.ts";
import { diffSchemaAndMigrations } from "./schema-drift.ts";
import { createEmptyDatabase, testDatabase } from "#server/db/test-database.ts";

const log = createLog("silent");
let db: Database;
let drop: () => Promise<void>;

beforeEach(async () => {
  const empty = await createEmptyDatabase();
  drop = empty.drop;
  db = openDatabase({ url: empty.url, log });
});
afterEach(async () => {
  await db.close();
  await drop();
});

async function tables(): Promise<string[]> {
  const { rows } = await db.pool.query<{ name: string }>(
    `SELECT table_name AS name FROM information_schema.tables
     WHERE table_schema = 'public' AND table_name <> '_prisma_migrations'`,
  );
  return rows.map(({ name }) => name);
}

test("the schema and the migrations agree", async () => {
  const { url } = await testDatabase();
  expect(await diffSchemaAndMigrations(url)).toBe("");
});

test("nodes that start at once apply every migration once", async () => {
  const names = readMigrations().map(({ name }) => name);
  const before = await migrationState(db.pool);
  expect(before).toEqual({ applied: [], pending: names });

  const nodes = [1, 2, 3].map(() => migrate(db.url, log));
  for (const state of await Promise.all(nodes)) {
    expect(state).toEqual({ applied: names, pending: [] });
  }
  const records = await db.pool.query(
    "SELECT migration_name FROM _prisma_migrations",
  );
  expect(records.rowCount).toBe(names.length);
});

test("a failed migration leaves nothing, and can be repaired", async () => {
  const good = { name: "1_good", sql: "CREATE TABLE good (id int);" };
  const bad = {
    name: "2_bad",
    sql: "CREATE TABLE half (id int); CREATE TABLE good (id int);",
  };
  await expect(migrate(db.url, log, [good, bad])).rejects.toThrow(
    /^The database could not be brought up to date: 2_bad failed: .*"good" already exists/,
  );
  expect(await tables()).toEqual(["good"]);

  const mended = { name: "2_bad", sql: "CREATE TABLE whole (id int);" };
  const state = await migrate(db.url, log, [good, mended]);
  expect(state.pending).toEqual([]);
  expect((await tables()).sort()).toEqual(["good", "whole"]);
});

test("SQL written by hand is sent unchanged, semicolons included", async () => {
  const sql = `
    CREATE TABLE note (body text CHECK (body <> ';'));
    CREATE FUNCTION shout() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN NEW.body := upper(NEW.body); RETURN NEW; END
    $$;
    CREATE TRIGGER shout BEFORE INSERT ON note
      FOR EACH ROW EXECUTE FUNCTION shout();
    INSERT INTO note VALUES ('a; b');`;
  await migrate(db.url, log, [{ name: "1_by_hand", sql }]);
  const { rows } = await db.pool.query("SELECT body FROM note");
  expect(rows).toEqual([{ body: "A; B" }]);
});

test("an index can be built beside a working server", async () => {
  const migrations = [
    { name: "1_table", sql: "CREATE TABLE busy (id int);" },
    { name: "2_index", sql: "CREATE INDEX CONCURRENTLY by_id ON busy (id);" },
  ];
  const state = await migrate(db.url, log, migrations);
  expect(state.pending).toEqual([]);
});

test("an index whose building failed is built anew", async () => {
  await db.pool.query("CREATE TABLE busy (id int)");
  await db.pool.query("INSERT INTO busy VALUES (1), (1)");
  const unique = {
    name: "3_unique",
    sql: "CREATE UNIQUE INDEX CONCURRENTLY once ON busy (id);",
  };
  await expect(migrate(db.url, log, [unique])).rejects.toThrow("3_unique");
  await db.pool.query("DELETE FROM busy");
  const state = await migrate(db.url, log, [unique]);
  expect(state.pending).toEqual([]);
});

test("an unreachable database is one sentence", async () => {
  const nowhere = "postgres://parley:secret@127.0.0.1:1/parley";
  const migrating = migrate(nowhere, log);
  await expect(migrating).rejects.toThrow(
    /^DATABASE_URL: the database cannot be reached: .*ECONNREFUSED/,
  );
  await expect(migrating).rejects.not.toThrow("secret");
});
