import { expect, test } from "vitest";
import type { Database } from "./client.ts";
import { testDatabase } from "./test-database.ts";
import {
  inTransaction,
  isUniqueViolation,
  postgresCode,
} from "./transaction.ts";

async function counters(): Promise<Database> {
  const db = await testDatabase();
  await db.pool.query(
    "CREATE TABLE IF NOT EXISTS counter (name text PRIMARY KEY, value int NOT NULL)",
  );
  await db.pool.query("TRUNCATE counter");
  await db.pool.query("INSERT INTO counter VALUES ('a', 0), ('b', 0)");
  return db;
}

test("work that throws leaves nothing behind", async () => {
  const db = await counters();
  const work = inTransaction(db, async (tx) => {
    await tx.$executeRaw`UPDATE counter SET value = 1`;
    throw new Error("no");
  });
  await expect(work).rejects.toThrow("no");
  const { rows } = await db.pool.query("SELECT sum(value)::int FROM counter");
  expect(rows).toEqual([{ sum: 0 }]);
});

test("two transactions that deadlock both commit in the end", async () => {
  const db = await counters();
  let arrived = 0;
  let open: () => void = () => undefined;
  const bothHoldOne = new Promise<void>((resolve) => (open = resolve));
  const raise = (first: string, second: string) =>
    inTransaction(db, async (tx) => {
      await tx.$executeRaw`UPDATE counter SET value = value + 1 WHERE name = ${first}`;
      arrived += 1;
      if (arrived >= 2) open();
      await bothHoldOne;
      await tx.$executeRaw`UPDATE counter SET value = value + 1 WHERE name = ${second}`;
    });
  await Promise.all([raise("a", "b"), raise("b", "a")]);
  const { rows } = await db.pool.query("SELECT value FROM counter");
  expect(rows).toEqual([{ value: 2 }, { value: 2 }]);
  expect(arrived).toBeGreaterThan(2); // one of them had to begin again
});

test("a refused duplicate is recognised, whoever says so", async () => {
  const db = await counters();
  const byPg = await db.pool
    .query("INSERT INTO counter VALUES ('a', 1)")
    .catch((error: unknown) => error);
  const byPrisma = await inTransaction(
    db,
    (tx) => tx.$executeRaw`INSERT INTO counter VALUES ('a', 1)`,
  ).catch((error: unknown) => error);
  expect(isUniqueViolation(byPg)).toBe(true);
  expect(isUniqueViolation(byPrisma)).toBe(true);
  expect(isUniqueViolation(new Error("another"))).toBe(false);
});

test("another error of Postgres keeps its code", async () => {
  const db = await counters();
  const error = await inTransaction(
    db,
    (tx) => tx.$executeRaw`INSERT INTO counter VALUES ('c', NULL)`,
  ).catch((caught: unknown) => caught);
  expect(postgresCode(error)).toBe("23502");
});
