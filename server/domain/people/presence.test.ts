import { beforeAll, expect, test } from "vitest";
import { testDatabase } from "#server/db/test-database.ts";
import {
  connectDevice,
  DEVICE_LOST_MS,
  disconnectDevice,
  disconnectNode,
  seeDevices,
  sweepDevices,
} from "./devices.ts";
import { setPresence } from "./presence.ts";
import {
  createTestContext,
  newActor,
  type TestContext,
} from "#server/domain/test-context.ts";

let context: TestContext;
beforeAll(async () => {
  context = createTestContext(await testDatabase());
});

test("each change ends one span, begins the next and is announced; repeating it is nothing", async () => {
  const actor = await newActor(context, "agent");
  const { agentId } = actor;
  await setPresence(context, actor, "available");
  await setPresence(context, actor, "available");
  await Promise.all([
    setPresence(context, actor, "away"),
    setPresence(context, actor, "away"),
  ]);
  const spans = await context.db.prisma.presenceSpan.findMany({
    where: { agentId },
    orderBy: { id: "asc" },
  });
  expect(
    spans.map(({ presence, endedAt }) => [presence, endedAt === null]),
  ).toEqual([
    ["available", false],
    ["away", true],
  ]);
  const told = await context.db.prisma.announcement.findMany({
    where: { kind: { not: "settings.updated" } }, // of making the agent
    orderBy: { id: "asc" },
  });
  expect(told.map(({ kind, payload }) => [kind, payload])).toEqual([
    ["presence.updated", { agentId }],
    ["presence.updated", { agentId }],
  ]);
  expect(context.woken).toEqual(["announce", "route", "announce", "route"]);
});

test("devices come, are seen, go; those of a dead node are swept and a living one comes back", async () => {
  const { agentId } = await newActor(context, "agent");
  const device = (connectionId: string, nodeId = "node-a") => ({
    connectionId,
    agentId,
    nodeId,
  });
  const ids = async () =>
    (
      await context.db.prisma.agentConnection.findMany({
        where: { agentId },
        orderBy: { id: "asc" },
      })
    ).map(({ id }) => id);
  const start = Date.now();
  context.clock.at = new Date(start);
  for (const id of ["a", "b", "c"]) await connectDevice(context, device(id));
  await connectDevice(context, device("d", "node-b"));
  await disconnectDevice(context, "c");
  await disconnectDevice(context, "c");
  expect(await ids()).toEqual(["a", "b", "d"]);
  context.clock.at = new Date(start + DEVICE_LOST_MS + 1_000);
  await seeDevices(context, [device("a")]);
  expect(await sweepDevices(context)).toBe(2);
  expect(await ids()).toEqual(["a"]);
  await seeDevices(context, [device("a"), device("b")]);
  expect(await ids()).toEqual(["a", "b"]);
  await disconnectNode(context, "node-a");
  expect(await ids()).toEqual([]);
  // Somebody who was removed meanwhile is no error.
  await seeDevices(context, [
    { ...device("x"), agentId: "019a0000-0000-7000-8000-000000000000" },
  ]);
  context.clock.at = null;
});
