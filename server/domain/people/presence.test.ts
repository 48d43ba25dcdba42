import { beforeAll, expect, test } from "vitest";
import { NODE_LOST_MS } from "#server/domain/access/devices-here.ts";
import { testDatabase } from "#server/db/test-database.ts";
import {
  beatNode,
  connectDevice,
  disconnectDevice,
  endNode,
  keepDevices,
  sweepNodes,
} from "#server/domain/people/account/devices.ts";
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

test("each change ends one span, begins the next and is published; a repeated one does nothing", async () => {
  const actor = await newActor(context, "agent");
  const { agentId } = actor;
  context.woken.length = 0;
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
    where: { kind: { not: "settings.updated" } }, // except the one from creating the agent
    orderBy: { id: "asc" },
  });
  expect(told.map(({ kind, payload }) => [kind, payload])).toEqual([
    ["presence.updated", { agentId }],
    ["presence.updated", { agentId }],
  ]);
  expect(context.woken).toEqual(["route", "announce", "route", "announce"]);
});

test("devices come and go; those of a dead process are swept, and come back if it was alive", async () => {
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
  expect(await beatNode(context, "node-a")).toEqual({ wasLost: false });
  context.clock.at = new Date(start + NODE_LOST_MS + 1_000);
  expect(await beatNode(context, "node-a")).toEqual({ wasLost: true });
  expect(await sweepNodes(context)).toBe(1);
  expect(await ids()).toEqual(["a", "b"]);
  expect(await beatNode(context, "node-b")).toEqual({ wasLost: true });
  expect(await keepDevices(context, [device("b"), device("d")])).toEqual(["d"]);
  expect(await ids()).toEqual(["a", "b", "d"]);
  await endNode(context, "node-a");
  await endNode(context, "node-b");
  expect(await ids()).toEqual([]);
  expect(await context.db.prisma.node.count()).toBe(0);
  // An agent who was removed meanwhile causes no error.
  await keepDevices(context, [
    { ...device("x"), agentId: "019a0000-0000-7000-8000-000000000000" },
  ]);
  context.clock.at = null;
});
