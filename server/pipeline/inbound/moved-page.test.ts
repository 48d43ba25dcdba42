import { beforeAll, expect, test } from "vitest";
import { testDatabase } from "#server/db/test-database.ts";
import { createMessengerChannel } from "#server/domain/channels/connect/connect-messenger.ts";
import { listDeliveries } from "#server/domain/channels/deliveries.ts";
import { deleteChannel } from "#server/domain/channels/channels.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { wakeWaiting } from "./deliveries.ts";
import {
  applyOnce,
  createWorld,
  receiveOnlyChannels,
  delivery,
  digits,
  type World,
} from "#server/pipeline/test-world.ts";
import { randomToken } from "#server/runtime/crypto.ts";

/** Deliveries for a page that is not connected now, or from another app of ours. */

let world: World;
let boss: Actor;
let queueId: string;

beforeAll(async () => {
  world = createWorld(await testDatabase());
  boss = await world.agent("Boss", "owner");
  queueId = await world.queue([boss]);
});

async function deliver(
  sourceId: string,
  pageId: string,
  words: string,
  mid = `m_${randomToken(20)}`,
): Promise<void> {
  const item = {
    psid: digits(16),
    timestamp: Date.now(),
    message: { mid, text: words },
  };
  const body = delivery(pageId, [item]);
  await world.services.intake.add({
    kind: "messenger",
    externalId: "",
    sourceId,
    body,
  });
  await applyAll();
}

async function applyAll(): Promise<void> {
  while (await applyOnce(world.services, receiveOnlyChannels));
}

function countOf(text: string): Promise<number> {
  return world.context.db.prisma.message.count({ where: { text } });
}

function connect(pageId: string, appId: string) {
  return createMessengerChannel(world.context, boss, {
    type: "messenger",
    name: "moved",
    pageId,
    pageToken: "another-token",
    appId,
    appSecret: "second-app-secret-0001",
    route: {
      open: { type: "queue", id: queueId },
      closed: null,
      closedMessage: null,
    },
  });
}

async function waiting() {
  const query = { state: "waiting", limit: 10 } as const;
  return (await listDeliveries(world.context, boss, query)).items;
}

test("a page moved to another app of ours: the first app's deliveries are shown, once", async () => {
  const page = await world.page({ type: "queue", id: queueId });
  await deliver(page.sourceId, page.pageId, "before the move");
  await deleteChannel(world.context, boss, page.channelId);
  const moved = await connect(page.pageId, digits(15));
  const { sourceId } = await world.context.db.prisma.channel.findUniqueOrThrow({
    where: { id: moved.id },
    select: { sourceId: true },
  });
  expect(sourceId).not.toBe(page.sourceId);
  const mid = `m_${randomToken(20)}`;
  await deliver(page.sourceId, page.pageId, "through the old app", mid);
  await deliver(sourceId, page.pageId, "through the old app", mid);
  expect(await countOf("through the old app")).toBe(1);
});

test("deliveries between disconnecting and connecting again wait, are listed, and are applied then", async () => {
  const page = await world.page({ type: "queue", id: queueId });
  await deleteChannel(world.context, boss, page.channelId);
  await deliver(page.sourceId, page.pageId, "in between");
  expect(await countOf("in between")).toBe(0);
  expect(await waiting()).toMatchObject([
    { state: "waiting", waitingFor: [page.pageId] },
  ]);
  expect(await wakeWaiting(world.context.db.sql)).toBe(0);
  await connect(page.pageId, page.appId);
  expect(await wakeWaiting(world.context.db.sql)).toBe(1);
  await applyAll();
  expect(await countOf("in between")).toBe(1);
  expect(await waiting()).toEqual([]);
});

test("of a delivery for two pages, the connected page is served at once and the other once it is connected", async () => {
  const here = await world.page({ type: "queue", id: queueId });
  const later = digits(15);
  const entry = (pageId: string, words: string) => ({
    id: pageId,
    time: Date.now(),
    messaging: [
      {
        sender: { id: digits(16) },
        recipient: { id: pageId },
        timestamp: Date.now(),
        message: { mid: `m_${randomToken(20)}`, text: words },
      },
    ],
  });
  const body = {
    object: "page",
    entry: [entry(here.pageId, "for here"), entry(later, "for later")],
  };
  await world.services.intake.add({
    kind: "messenger",
    externalId: "",
    sourceId: here.sourceId,
    body: Buffer.from(JSON.stringify(body)),
  });
  await applyAll();
  expect(await countOf("for here")).toBe(1);
  await connect(later, here.appId);
  await wakeWaiting(world.context.db.sql);
  await applyAll();
  expect([await countOf("for here"), await countOf("for later")]).toEqual([
    1, 1,
  ]);
});
