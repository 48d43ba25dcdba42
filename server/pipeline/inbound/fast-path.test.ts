import { beforeAll, beforeEach, expect, test } from "vitest";
import { Prisma } from "#server/db/client.ts";
import { testDatabase } from "#server/db/test-database.ts";
import { inSqlTransaction } from "#server/db/transaction.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { listMessages } from "#server/domain/inbox/list-messages.ts";
import { listThreads } from "#server/domain/inbox/list-threads.ts";
import {
  createEventPublisher,
  type EventPublisher,
} from "#server/pipeline/publish/event-publisher.ts";
import { createApplier, type Applier } from "./apply.ts";
import {
  createWorld,
  receiveOnlyChannels,
  delivery,
  digits,
  type World,
} from "#server/pipeline/test-world.ts";
import { randomToken } from "#server/runtime/crypto.ts";

/** A delivery that comes alone is stored, applied and published in one transaction, or goes the usual way. */

type Told = { event: string; payload: unknown; agentIds: string[] };

let world: World;
let mei: Actor;
let page: Awaited<ReturnType<World["page"]>>;
let publisher: EventPublisher;
let applier: Applier;
let told: Told[] = [];

beforeAll(async () => {
  world = createWorld(await testDatabase());
  mei = await world.agent("Mei");
  const queueId = await world.queue([mei]);
  page = await world.page({ type: "queue", id: queueId });
  await world.sits(mei);
  publisher = createEventPublisher(world.context, {
    emit: (event, payload, agentIds) =>
      void told.push({ event, payload, agentIds }),
    screens: () => 1,
  });
  applier = createApplier({
    ...world.services,
    channels: receiveOnlyChannels,
    publisher,
  });
  world.services.intake.registerFastPath(applier);
});

const newMid = () => `m_${randomToken(20)}`;

function bodyOf(psid: string, words: string, mid = newMid()): Uint8Array {
  const item = { psid, timestamp: Date.now(), message: { mid, text: words } };
  return delivery(page.pageId, [item]);
}

function say(psid: string, words: string, mid = newMid()): Promise<void> {
  const { sourceId } = page;
  return world.services.intake.add({
    kind: "messenger",
    externalId: "",
    sourceId,
    body: bodyOf(psid, words, mid),
  });
}

/** The usual way: applies the stored deliveries and publishes the announcements. */
async function catchUp(): Promise<void> {
  while (await applier.round());
  while (await publisher.round());
}

async function threadOf(psid: string) {
  const query = { limit: 100, sort: "newest" as const };
  const { items } = await listThreads(world.context, mei, query);
  const found = items.find(({ customer }) =>
    customer.identities.some(({ externalId }) => externalId === psid),
  );
  if (!found) throw new Error("No such thread.");
  return found;
}

async function messagesOf(psid: string) {
  const { id: threadId } = await threadOf(psid);
  const query = { threadId, limit: 100 };
  return (await listMessages(world.context, mei, query)).items;
}

const pending = () =>
  world.context.db.prisma.delivery.count({ where: { state: "pending" } });
const announced = () => world.context.db.prisma.announcement.count();

let psid: string;

beforeEach(async () => {
  // The first delivery caches the channel and makes the thread.
  psid = digits(16);
  await say(psid, "hello");
  await catchUp();
  await catchUp();
  told = [];
});

test("a delivery is stored and applied when it is acknowledged, and published once as a fetch would show it", async () => {
  await say(psid, "Is it in stock?");
  expect(await pending()).toBe(0);
  const thread = await threadOf(psid);
  const [message] = await messagesOf(psid);
  expect(message?.text).toBe("Is it in stock?");
  expect(told).toEqual([
    {
      event: "message.created",
      payload: { message, thread },
      agentIds: [mei.agentId],
    },
  ]);
  expect(await announced()).toBe(1);
  await catchUp();
  expect(told).toHaveLength(1);
  expect(await announced()).toBe(0);
});

test("the raw delivery is kept, marked as applied", async () => {
  const body = bodyOf(psid, "keep me");
  await world.services.intake.add({ ...page.from, body });
  const row = await world.context.db.prisma.delivery.findFirst({
    orderBy: { id: "desc" },
  });
  expect(row).toMatchObject({ state: "applied", attempts: 1, error: null });
  expect(row?.appliedAt).not.toBeNull();
  expect(Buffer.from(row?.body ?? [])).toEqual(Buffer.from(body));
});

test("the same delivery again changes nothing", async () => {
  const mid = newMid();
  await say(psid, "once", mid);
  await say(psid, "once", mid);
  await Promise.all([say(psid, "both", "m_a"), say(psid, "both", "m_a")]);
  await catchUp();
  const texts = (await messagesOf(psid)).map(({ text }) => text);
  expect(texts.toSorted()).toEqual(["both", "hello", "once"]);
  expect((await threadOf(psid)).unread).toBe(3);
});

test("a delivery that is not JSON, or of an unknown page, is stored and inspected", async () => {
  const { sourceId } = page;
  await world.services.intake.add({
    kind: "messenger",
    externalId: "",
    sourceId,
    body: Buffer.from("not json"),
  });
  const strange = delivery("1", [{ psid, message: { mid: newMid() } }]);
  await world.services.intake.add({
    kind: "messenger",
    externalId: "",
    sourceId,
    body: strange,
  });
  expect(await pending()).toBe(2);
  await catchUp();
  expect(await pending()).toBe(0);
  const rows = await world.context.db.prisma.delivery.findMany({
    orderBy: { id: "desc" },
    take: 2,
  });
  expect(rows.map(({ state }) => state)).toEqual(["waiting", "parked"]);
});

test("a delivery for a locked thread is stored at once and applied later", async () => {
  const { id } = await threadOf(psid);
  await inSqlTransaction(world.context.db, async (tx) => {
    await tx.$queryRaw(
      Prisma.sql`select 1 from thread where id = ${id}::uuid for update`,
    );
    await say(psid, "while it is held");
    expect(await pending()).toBe(1);
  });
  await catchUp();
  expect((await messagesOf(psid))[0]?.text).toBe("while it is held");
});

test("a disconnected page takes no delivery, even if its channel is cached", async () => {
  const { db } = world.context;
  const { channelId } = page;
  const set = (deletedAt: Date | null) =>
    db.prisma.channel.update({ where: { id: channelId }, data: { deletedAt } });
  await set(new Date());
  await say(psid, "nobody home");
  await catchUp();
  await set(null);
  expect((await messagesOf(psid)).map(({ text }) => text)).toEqual(["hello"]);
});

test("after another event in between, the batch is read again and published after it", async () => {
  const { prepare } = publisher;
  const eager: EventPublisher = {
    ...publisher,
    prepare(tx, rows, ids) {
      const ready = prepare(tx, rows, ids);
      // As if the loop had published something between the read and the commit.
      return ready && { ...ready, turn: ready.turn - 1 };
    },
  };
  const other = createApplier({
    ...world.services,
    channels: receiveOnlyChannels,
    publisher: eager,
  });
  world.services.intake.registerFastPath(other);
  await say(psid, "teaches it the page");
  while (await other.round());
  await catchUp();
  told = [];
  await say(psid, "in between");
  world.services.intake.registerFastPath(applier);
  expect(await pending()).toBe(0);
  expect(told).toEqual([]);
  await catchUp();
  expect(told.map(({ event }) => event)).toEqual(["message.created"]);
});
