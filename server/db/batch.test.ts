import type pg from "pg";
import { beforeAll, beforeEach, expect, test } from "vitest";
import { runTogether } from "./batch.ts";
import type { Database } from "./client.ts";
import { sqlOn } from "./sql.ts";
import { testDatabase } from "./test-database.ts";
import { inSqlTransaction, pipelineUntilCommit } from "./transaction.ts";

let db: Database;

beforeAll(async () => {
  db = await testDatabase();
  await db.pool.query(
    "CREATE TABLE counter (name text PRIMARY KEY, value int)",
  );
});

beforeEach(async () => {
  await db.pool.query("TRUNCATE counter");
  await db.pool.query("INSERT INTO counter VALUES ('a', 1), ('b', 2)");
});

async function counters() {
  const { rows } = await db.pool.query<{ name: string; value: number }>(
    "SELECT * FROM counter ORDER BY name",
  );
  return Object.fromEntries(rows.map(({ name, value }) => [name, value]));
}

async function onOneLine<T>(work: (client: pg.PoolClient) => Promise<T>) {
  const client = await db.pool.connect();
  try {
    return await work(client);
  } finally {
    client.release();
  }
}

test("each statement gets its own rows, the first time and later", async () => {
  await onOneLine(async (client) => {
    for (let round = 0; round < 3; round += 1) {
      const sql = sqlOn(runTogether(client));
      const [one, changed, none, same, two] = await Promise.all([
        sql.$queryRaw`SELECT name, value FROM counter ORDER BY name`,
        sql.$executeRaw`UPDATE counter SET value = value + ${1}::int`,
        sql.$queryRaw`SELECT value AS nothing FROM counter WHERE name = ${"z"}`,
        sql.$queryRaw`SELECT name, value FROM counter ORDER BY name`,
        sql.$queryRaw`SELECT 12345678901234567890::numeric AS long, 7::int8 AS big,
          null::text AS empty, ${new Date(0)}::timestamptz AS at, ${["x,", 'y"']}::text[] AS list`,
      ]);
      expect(one).toEqual([
        { name: "a", value: 1 + round },
        { name: "b", value: 2 + round },
      ]);
      expect(changed).toBe(2);
      expect(none).toEqual([]);
      expect(same).toEqual([
        { name: "a", value: 2 + round },
        { name: "b", value: 3 + round },
      ]);
      expect(two).toEqual([
        {
          long: "12345678901234567890",
          big: 7n,
          empty: null,
          at: new Date(0),
          list: ["x,", 'y"'],
        },
      ]);
    }
  });
});

test("statements that pg prepared are reused, and the other way round", async () => {
  await onOneLine(async (client) => {
    const known = { name: "known", text: "SELECT value FROM counter" };
    const { rows } = await client.query(known);
    const together = runTogether(client);
    expect((await together.query(known)).rows).toEqual(rows);
    const other = { name: "other", text: "SELECT name FROM counter" };
    const answer = await together.query(other);
    expect((await client.query(other)).rows).toEqual(answer.rows);
  });
});

test("statements behind a failed one fail with its error, and can run again", async () => {
  const work = () =>
    inSqlTransaction(db, async (tx) => {
      const all = await Promise.allSettled([
        tx.$executeRaw`UPDATE counter SET value = 10 WHERE name = 'a'`,
        tx.$executeRaw`INSERT INTO counter VALUES ('b', 0)`,
        tx.$queryRaw`SELECT count(*) FROM counter`,
      ]);
      expect(all.map(({ status }) => status)).toEqual([
        "fulfilled",
        "rejected",
        "rejected",
      ]);
    });
  await expect(work()).rejects.toThrow("duplicate key");
  expect(await counters()).toEqual({ a: 1, b: 2 });
  await db.pool.query("DELETE FROM counter WHERE name = 'b'");
  const [, , counted] = await inSqlTransaction(db, (tx) =>
    Promise.all([
      tx.$executeRaw`UPDATE counter SET value = 10 WHERE name = 'a'`,
      tx.$executeRaw`INSERT INTO counter VALUES ('b', 0)`,
      tx.$queryRaw`SELECT count(*) FROM counter`,
    ]),
  );
  expect(counted).toEqual([{ count: 2n }]);
});

test("a failed statement that is not awaited fails the commit", async () => {
  const work = inSqlTransaction(db, async (tx) => {
    await tx.$executeRaw`UPDATE counter SET value = 10 WHERE name = 'a'`;
    pipelineUntilCommit(tx.$executeRaw`INSERT INTO counter VALUES ('b', 0)`);
  });
  await expect(work).rejects.toThrow("duplicate key");
  expect(await counters()).toEqual({ a: 1, b: 2 });
});

test("a statement begun beside a failure, or after it, does not run", async () => {
  let late: Promise<unknown> = Promise.resolve();
  const work = inSqlTransaction(db, async (tx) => {
    await tx.$queryRaw`SELECT 1`;
    pipelineUntilCommit(
      tx.$executeRaw`UPDATE counter SET value = 10 WHERE name = 'a'`,
    );
    late = Promise.resolve().then(
      () => tx.$executeRaw`UPDATE counter SET value = 10 WHERE name = 'b'`,
    );
    late.catch(() => undefined);
    throw new Error("no");
  });
  await expect(work).rejects.toThrow("no");
  await expect(late).rejects.toThrow("over");
  expect(await counters()).toEqual({ a: 1, b: 2 });
});

test("a value that cannot be written fails the transaction, awaited or not", async () => {
  const object: Record<string, unknown> = {};
  object["self"] = object;
  const work = inSqlTransaction(db, async (tx) => {
    await tx.$queryRaw`SELECT 1`;
    pipelineUntilCommit(
      tx.$executeRaw`UPDATE counter SET value = 10 WHERE name = 'a'`,
      tx.$executeRaw`INSERT INTO counter VALUES (${object}, 1)`,
    );
  });
  await expect(work).rejects.toThrow("circular");
  expect(await counters()).toEqual({ a: 1, b: 2 });
});

test("a lost connection fails all of them", async () => {
  const client = await db.pool.connect();
  const sql = sqlOn(runTogether(client));
  const [{ pid }] = await sql.$queryRaw<[{ pid: number }]>`
    SELECT pg_backend_pid() AS pid`;
  const asked = Promise.allSettled([
    sql.$queryRaw`SELECT pg_sleep(60)`,
    sql.$queryRaw`SELECT 1`,
  ]);
  await db.pool.query("SELECT pg_terminate_backend($1)", [pid]);
  expect((await asked).map(({ status }) => status)).toEqual([
    "rejected",
    "rejected",
  ]);
  client.release(true);
});
