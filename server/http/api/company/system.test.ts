import { afterAll, beforeAll, expect, test } from "vitest";
import type { System } from "#contract/supervision/system.ts";
import { testDatabase } from "#server/db/test-database.ts";
import { inSqlTransaction } from "#server/db/transaction.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { noteBackup } from "#server/domain/settings/last-backup.ts";
import { startTestServer, type TestServer } from "#server/http/test-server.ts";
import { newId } from "#server/runtime/crypto.ts";

/** The page of the system: what waits, what failed, what runs. */

const db = await testDatabase();
let server: TestServer;
let ada: Actor;
let page: Awaited<ReturnType<TestServer["world"]["page"]>>;

beforeAll(async () => {
  server = await startTestServer(db);
  ada = await server.world.agent("Ada", "admin");
  const ann = await server.world.agent("Ann");
  page = await server.world.page({ type: "agent", id: ann.agentId });
});
afterAll(() => server.stop());

async function system(): Promise<System> {
  const { status, body } = await server.call(ada, "GET", "/system");
  expect(status).toBe(200);
  return body as System;
}

async function failedJob(createdAt = new Date()): Promise<string> {
  const { id } = await db.prisma.job.create({
    data: {
      id: newId(),
      kind: "backfill",
      channelId: page.channelId,
      state: "failed",
      params: { since: new Date().toISOString(), reason: "asked" },
      error: "Meta refused the page.",
      createdAt,
      finishedAt: new Date(),
    },
  });
  return id;
}
const retry = (id: string) =>
  server.call(ada, "POST", `/system/jobs/${id}/retry`);

test("deliveries that wait or were set aside, and the age of the oldest", async () => {
  const receivedAt = new Date(Date.now() - 90_000);
  const row = { sourceId: page.sourceId, body: Buffer.from("{}"), receivedAt };
  await db.prisma.delivery.create({ data: { ...row, state: "parked" } });
  await db.prisma.delivery.create({ data: { ...row, state: "pending" } });
  const { work } = await system();
  expect(work).toMatchObject({ deliveriesPending: 1, deliveriesParked: 1 });
  expect(work.deliveriesOldestSeconds).toBeGreaterThanOrEqual(89);
});

test("living processes with role, version and sockets; the dead are left out", async () => {
  const about = { role: "worker", version: "0.0.1", hostname: "two" };
  const dead = new Date(Date.now() - 3_600_000);
  await db.prisma.node.create({ data: { id: "alive", ...about } });
  await db.prisma.node.create({ data: { id: "dead", ...about, seenAt: dead } });
  const { processes } = await system();
  expect(processes.find(({ id }) => id === "alive")).toMatchObject({
    ...about,
    sockets: 0,
  });
  expect(processes.map(({ id }) => id)).not.toContain("dead");
});

test("database, disk and the last backup", async () => {
  const before = await system();
  expect(before.database.bytes).toBeGreaterThan(0);
  expect(before.database.version).toMatch(/^\d+/);
  expect(before.database.slowStatements).toBeNull();
  expect(before.lastBackup).toBeNull();
  const at = new Date("2026-11-29T03:00:00.000Z");
  await inSqlTransaction(db, (tx) => noteBackup(tx, { at, bytes: 5_000 }));
  const { lastBackup } = await system();
  expect(lastBackup).toEqual({ at: at.toISOString(), bytes: 5_000 });
});

test("a failed job is listed until it is repeated, which happens once", async () => {
  const id = await failedJob();
  const [listed] = (await system()).failedJobs;
  expect(listed).toMatchObject({
    id,
    kind: "backfill",
    error: "Meta refused the page.",
    channel: { id: page.channelId },
  });
  const first = await retry(id);
  expect(first.status).toBe(202);
  expect(first.body).toMatchObject({ id, state: "running", error: null });
  expect((await system()).failedJobs).toEqual([]);
  expect((await retry(id)).status).toBe(409);
  // Another one runs for this channel now.
  const later = await failedJob(new Date(Date.now() + 1_000));
  expect((await retry(later)).status).toBe(409);
  expect((await retry(newId())).status).toBe(404);
});
