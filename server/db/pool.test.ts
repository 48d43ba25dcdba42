import pg from "pg";
import { expect, test } from "vitest";
import { createLog } from "#server/runtime/log.ts";
import { openDatabase } from "./client.ts";
import { testDatabase } from "./test-database.ts";

async function onOneConnection() {
  const { url } = await testDatabase();
  return openDatabase({ url, log: createLog("silent"), poolSize: 1 });
}

async function connectionId(db: Awaited<ReturnType<typeof onOneConnection>>) {
  const { rows } = await db.pool.query<{ pid: number }>(
    "SELECT pg_backend_pid() AS pid",
  );
  return rows[0]?.pid;
}

test("a refused query keeps its connection, through pg and through Prisma", async () => {
  const db = await onOneConnection();
  const before = await connectionId(db);
  await expect(db.pool.query("SELECT 1/0")).rejects.toThrow("division by zero");
  await expect(db.prisma.$queryRaw`SELECT 1/0`).rejects.toThrow();
  expect(await connectionId(db)).toBe(before);
  await db.close();
});

test("a lost connection fails its query, and the next one gets another", async () => {
  const db = await onOneConnection();
  const before = await connectionId(db);
  const waiting = expect(db.pool.query("SELECT pg_sleep(60)")).rejects.toThrow(
    /terminat/,
  );
  const killer = new pg.Client(db.url);
  await killer.connect();
  await killer.query("SELECT pg_terminate_backend($1)", [before]);
  await killer.end();
  await waiting;
  expect(await connectionId(db)).not.toBe(before);
  await db.close();
});

test("timestamps are in UTC", async () => {
  const db = await onOneConnection();
  const { rows } = await db.pool.query("SHOW TimeZone");
  expect(rows).toEqual([{ TimeZone: "UTC" }]);
  await db.close();
});
