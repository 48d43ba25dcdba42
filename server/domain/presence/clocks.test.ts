import { beforeAll, expect, test } from "vitest";
import { createDatabaseClock } from "#server/db/database-clock.ts";
import { testDatabase } from "#server/db/test-database.ts";
import type { Context } from "#server/domain/context.ts";
import {
  connectDevice,
  keepDevices,
  loseAgents,
  sweepNodes,
} from "#server/domain/people/account/devices.ts";
import { setPresence } from "#server/domain/people/presence.ts";
import {
  createTestContext,
  newActor,
  type TestContext,
} from "#server/domain/test-context.ts";

let web: TestContext;
beforeAll(async () => {
  web = createTestContext(await testDatabase());
});

/** A process whose machine's clock is off by so many milliseconds; `setMs` changes the difference. */
async function processOff(byMs: number) {
  let offMs = byMs;
  const clock = createDatabaseClock(web.db.sql, web.log, {
    wall: () => Date.now() + offMs,
    steady: () => performance.now(),
  });
  const before = clock.now();
  await clock.sync();
  const context: Context = { ...web, clock };
  return { context, clock, before, setMs: (ms: number) => (offMs = ms) };
}

const presenceOf = async (id: string) =>
  (
    await web.db.prisma.agent.findUnique({
      where: { id },
      select: { presence: true },
    })
  )?.presence;

test.each([90_000, -90_000, 7_200_000])(
  "a machine whose clock is off by %i ms goes by the database's time, also when somebody sets it",
  async (byMs) => {
    const { clock, before, setMs } = await processOff(byMs);
    const offMs = async () => {
      const [row] = await web.db.sql.$queryRaw<
        { now: Date }[]
      >`select clock_timestamp() as now`;
      return Math.abs(clock.now().getTime() - (row?.now.getTime() ?? 0));
    };
    const wrongMs = Math.abs(byMs) / 2;
    expect(Math.abs(before.getTime() - Date.now())).toBeGreaterThan(wrongMs);
    expect(await offMs()).toBeLessThan(wrongMs);
    setMs(byMs + 86_400_000);
    expect(await offMs()).toBeLessThan(wrongMs);
    await clock.sync();
    expect(await offMs()).toBeLessThan(wrongMs);
  },
);

test.each([90_000, -90_000])(
  "a worker whose machine is off by %i ms takes nobody for lost",
  async (byMs) => {
    const { context: worker } = await processOff(byMs);
    const actor = await newActor(web, "agent");
    const { agentId } = actor;
    const connectionId = `socket ${byMs}`;
    const device = { connectionId, agentId, nodeId: "web" };
    await setPresence(web, actor, "available");
    await connectDevice(web, device);
    expect(await sweepNodes(worker)).toBe(0);
    await loseAgents(worker, new Date(0));
    expect(await presenceOf(agentId)).toBe("available");
  },
);

test("after a clock was wrong, the next heartbeat brings agents and connections back", async () => {
  const actor = await newActor(web, "agent");
  const { agentId } = actor;
  const device = { connectionId: "open", agentId, nodeId: "web" };
  await setPresence(web, actor, "available");
  await connectDevice(web, device);
  expect(await keepDevices(web, [device])).toEqual([]);
  web.clock.at = new Date(Date.now() + 7_200_000);
  await sweepNodes(web);
  await loseAgents(web, new Date(0));
  expect(await presenceOf(agentId)).toBe("offline");
  web.clock.at = null;
  expect(await keepDevices(web, [device])).toEqual(["open"]);
  expect(await presenceOf(agentId)).toBe("available");
});
