import { beforeAll, expect, test } from "vitest";
import { listDeliveries } from "#server/domain/channels/deliveries.ts";
import { testDatabase } from "#server/db/test-database.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { listAlerts } from "#server/domain/assignment/alerts.ts";
import {
  applyOnce,
  createWorld,
  receiveOnlyChannels,
  delivery,
  digits,
  type World,
} from "#server/pipeline/test-world.ts";
import { watchTrouble } from "#server/pipeline/run/watch-trouble.ts";
import { randomToken } from "#server/runtime/crypto.ts";

let world: World;
let boss: Actor;
let page: Awaited<ReturnType<World["page"]>>;

beforeAll(async () => {
  world = createWorld(await testDatabase());
  boss = await world.agent("Boss", "owner");
  page = await world.page({ type: "queue", id: await world.queue([boss]) });
});

const pending = () =>
  world.context.db.prisma.delivery.findMany({
    where: { state: "pending" },
    select: { attempts: true, error: true },
  });

async function deliverOne(words: string): Promise<void> {
  const body = delivery(page.pageId, [
    {
      psid: digits(16),
      timestamp: Date.now(),
      message: { mid: `m_${randomToken(20)}`, text: words },
    },
  ]);
  await world.services.intake.add({ ...page.from, body });
}

async function makeDue(): Promise<void> {
  await world.context.db.pool.query(
    `update delivery set "nextAttemptAt" = now() where state = 'pending'`,
  );
}

/** Takes the lock that building an index takes. */
async function lockMessages() {
  const client = await world.context.db.pool.connect();
  await client.query("begin");
  await client.query("lock table message in share mode");
  return async () => {
    await client.query("rollback");
    client.release();
  };
}

test("a lock that lasts uses up no attempt, raises an alert, and loses nothing", async () => {
  await deliverOne("waits 1");
  await deliverOne("waits 2");
  const unlock = await lockMessages();
  try {
    await applyOnce(world.services, receiveOnlyChannels);
    expect(await pending()).toEqual([
      { attempts: 0, error: "waits (55P03)" },
      { attempts: 0, error: "waits (55P03)" },
    ]);
    await watchTrouble(world.context);
    expect(
      (await listAlerts(world.context, boss, { limit: 100 })).items,
    ).toEqual([]);
    await world.context.db.pool.query(
      `update delivery set "receivedAt" = now() - interval '2 minutes' where state = 'pending'`,
    );
    await watchTrouble(world.context);
    await watchTrouble(world.context);
    expect(
      (await listAlerts(world.context, boss, { limit: 100 })).items,
    ).toMatchObject([{ kind: "deliveries_wait", detail: { reason: "55P03" } }]);
  } finally {
    await unlock();
  }
  await makeDue();
  while (await applyOnce(world.services, receiveOnlyChannels));
  expect(await pending()).toEqual([]);
  const query = { state: "parked", limit: 10 } as const;
  expect((await listDeliveries(world.context, boss, query)).items).toEqual([]);
  const texts = await world.context.db.prisma.message.findMany({
    where: { text: { startsWith: "waits" } },
    select: { text: true },
    orderBy: { text: "asc" },
  });
  expect(texts).toEqual([{ text: "waits 1" }, { text: "waits 2" }]);
}, 60_000);
