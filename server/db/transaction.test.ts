import { expect, test } from "vitest";
import { Prisma } from "./client.ts";
import type { Database } from "./client.ts";
import type { Sql } from "./sql.ts";
import { testDatabase } from "./test-database.ts";
import { wakeAfterCommit } from "./wakes.ts";
import {
  inSqlTransaction,
  inPrismaTransaction,
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
  const work = inPrismaTransaction(db, async (tx) => {
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
    inPrismaTransaction(db, async (tx) => {
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

test("a refused duplicate is recognized from either source", async () => {
  const db = await counters();
  const byPg = await db.pool
    .query("INSERT INTO counter VALUES ('a', 1)")
    .catch((error: unknown) => error);
  const byPrisma = await inPrismaTransaction(
    db,
    (tx) => tx.$executeRaw`INSERT INTO counter VALUES ('a', 1)`,
  ).catch((error: unknown) => error);
  expect(isUniqueViolation(byPg)).toBe(true);
  expect(isUniqueViolation(byPrisma)).toBe(true);
  expect(isUniqueViolation(new Error("another"))).toBe(false);
});

test("another error of Postgres keeps its code", async () => {
  const db = await counters();
  const error = await inPrismaTransaction(
    db,
    (tx) => tx.$executeRaw`INSERT INTO counter VALUES ('c', NULL)`,
  ).catch((caught: unknown) => caught);
  expect(postgresCode(error)).toBe("23502");
});

test("settings of a transaction hold in it, and no longer after it", async () => {
  const db = await testDatabase();
  const settings = Prisma.sql`select current_setting('plan_cache_mode') as plans,
    current_setting('enable_seqscan') as scans, current_setting('lock_timeout') as locks`;
  const within = await inSqlTransaction(db, (tx) => tx.$queryRaw(settings), {
    planCache: "generic",
    lockTimeoutMs: 49.5,
  });
  expect(within).toEqual([
    { plans: "force_generic_plan", scans: "off", locks: "50ms" },
  ]);
  const behind = await inSqlTransaction(db, (tx) => tx.$queryRaw(settings));
  expect(behind).toEqual([{ plans: "auto", scans: "on", locks: "0" }]);
});

// Postgres cuts longer names, and pg complains about them on the console.
test("names of statements are short enough for Postgres", async () => {
  const db = await testDatabase();
  const prepared = await inSqlTransaction(
    db,
    async (tx) => {
      await tx.$queryRaw`select 1 as n`;
      return tx.$queryRaw<{ length: number }[]>`
        select octet_length(name) as length from pg_prepared_statements`;
    },
    { planCache: "generic", lockTimeoutMs: 50 },
  );
  const longest = Math.max(...prepared.map(({ length }) => length));
  expect(prepared.length).toBeGreaterThan(2);
  expect(longest).toBeLessThan(63);
});

test.each([
  ["Prisma's", inPrismaTransaction],
  ["our own", inSqlTransaction],
] as const)(
  "%s transaction wakes once, after its commit; one that fails wakes nothing",
  async (_whose, run) => {
    const db = await counters();
    const woken: string[] = [];
    const stop = db.wakes.onWake((work) => woken.push(work));
    const failing = run(db, async (tx: Sql) => {
      await tx.$executeRaw`UPDATE counter SET value = 1`;
      wakeAfterCommit(tx, "send");
      throw new Error("no");
    });
    await expect(failing).rejects.toThrow("no");
    expect(woken).toEqual([]);
    let seenInside: string[] | null = null;
    await run(db, async (tx: Sql) => {
      wakeAfterCommit(tx, "send");
      wakeAfterCommit(tx, "announce");
      wakeAfterCommit(tx, "send");
      await tx.$executeRaw`UPDATE counter SET value = 2`;
      seenInside = [...woken];
    });
    expect(seenInside).toEqual([]);
    expect(woken).toEqual(["send", "announce"]);
    wakeAfterCommit(db.sql, "route"); // outside a transaction the row is committed already
    expect(woken).toEqual(["send", "announce", "route"]);
    stop();
    wakeAfterCommit(db.sql, "route");
    expect(woken).toHaveLength(3);
  },
);
