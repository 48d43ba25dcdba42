import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { System } from "#contract/supervision/system.ts";
import { testDatabase } from "#server/db/test-database.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { SYNTHETIC_EVERY_MS } from "#server/domain/settings/synthetic-check.ts";
import { startTestServer, type TestServer } from "#server/http/test-server.ts";
import { createMetrics } from "#server/http/ops/metrics.ts";
import { startPipeline, type Pipeline } from "#server/pipeline/run/pipeline.ts";

/** The synthetic message: through the whole pipeline, by one node of two, seen and counted by nobody. */

const db = await testDatabase();
const MINUTE_MS = 60_000;
const SOON = { timeout: 20_000, interval: 100 };

let nodes: TestServer[];
let olga: Actor;
let pipelines: Pipeline[] = [];
const published: string[] = [];

beforeAll(async () => {
  nodes = [await startTestServer(db), await startTestServer(db)];
  for (const { world } of nodes) world.context.config.syntheticMessage = true;
  const { world } = first();
  olga = await world.agent("Olga", "owner");
  await world.sits(olga);
  start();
});
afterAll(async () => {
  await stop();
  await Promise.all(nodes.map((node) => node.stop()));
});

function first(): TestServer {
  if (!nodes[0]) throw new Error("No node.");
  return nodes[0];
}

/** One node publishes and the other does the rest, as web and worker do. */
function start(): void {
  const announceTo = { emit: (event: string) => void published.push(event) };
  pipelines = nodes.map(({ world }, nth) =>
    startPipeline(world.services, {
      role: nth === 0 ? "all" : "worker",
      announceTo,
    }),
  );
}

async function stop(): Promise<void> {
  await Promise.all(pipelines.map((pipeline) => pipeline.stop()));
  pipelines = [];
}

async function seen(): Promise<NonNullable<System["syntheticMessage"]>> {
  const { status, body } = await first().call(olga, "GET", "/system");
  expect(status).toBe(200);
  const { syntheticMessage } = body as System;
  if (syntheticMessage === null) throw new Error("It is turned off.");
  return syntheticMessage;
}

const setClocks = (at: Date) =>
  nodes.forEach(({ world }) => (world.clock.at = at));

test("it comes through, leaves no row, and no screen hears of it; another follows after five minutes", async () => {
  const { prisma } = db;
  const { lastSuccessAt, seconds, late } = await vi.waitFor(async () => {
    const now = await seen();
    expect(now.lastSuccessAt).not.toBeNull();
    return now;
  }, SOON);
  expect(seconds).toBeLessThan(20);
  expect(late).toBe(false);

  const metrics = createMetrics(db, {
    sockets: () => 0,
    sends: {},
    synthetic: true,
  });
  await metrics.refresh();
  const at = Date.parse(lastSuccessAt ?? "") / 1000;
  expect(await metrics.registry.metrics()).toContain(
    `parley_synthetic_last_success_timestamp ${at}\n`,
  );

  setClocks(new Date(Date.parse(lastSuccessAt ?? "") + SYNTHETIC_EVERY_MS));
  await vi.waitFor(async () => {
    expect((await seen()).lastSuccessAt).not.toBe(lastSuccessAt);
  }, SOON);
  await stop();

  expect(await prisma.delivery.count()).toBe(0);
  expect(await prisma.announcement.count()).toBe(0);
  expect(await prisma.customer.count()).toBe(0);
  expect(await prisma.message.count()).toBe(0);
  expect(await prisma.channel.count()).toBe(0);
  expect(published).toEqual([]);
  const { body } = await first().call(olga, "GET", "/threads");
  expect(body).toMatchObject({ items: [] });
});

test("without a process that publishes it is late after fifteen minutes, and rows do not pile up", async () => {
  const last = (await seen()).lastSuccessAt ?? "";
  for (const minutes of [6, 12, 18]) {
    setClocks(new Date(Date.parse(last) + minutes * MINUTE_MS));
    // The loops of a worker begin with a round at once.
    const [, second] = nodes;
    const worker = startPipeline((second ?? first()).world.services, {
      role: "worker",
      announceTo: { emit: () => undefined },
    });
    await vi.waitFor(async () => {
      expect(await db.prisma.announcement.count()).toBeGreaterThan(0);
    }, SOON);
    await worker.stop();
    expect(await db.prisma.delivery.count()).toBe(0);
    expect(await db.prisma.announcement.deleteMany()).toEqual({ count: 1 });
  }
  expect(await seen()).toMatchObject({ lastSuccessAt: last, late: true });
});
