import { beforeAll, expect, test } from "vitest";
import type { Channel } from "#server/channels/channel.ts";
import type { Channels } from "#server/channels/registry.ts";
import { testDatabase } from "#server/db/test-database.ts";
import {
  listDeliveries,
  replayDeliveries,
} from "#server/domain/channels/deliveries.ts";
import { listMessages } from "#server/domain/inbox/list-messages.ts";
import { listThreads } from "#server/domain/inbox/list-threads.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import {
  applyOnce,
  createWorld,
  receiveOnlyChannels,
  delivery,
  digits,
  type World,
} from "#server/pipeline/test-world.ts";
import { randomToken } from "#server/runtime/crypto.ts";

let world: World;
let mei: Actor;
let boss: Actor;
let page: Awaited<ReturnType<World["page"]>>;

beforeAll(async () => {
  world = createWorld(await testDatabase());
  mei = await world.agent("Mei");
  boss = await world.agent("Boss", "owner");
  const queueId = await world.queue([mei]);
  page = await world.page({ type: "queue", id: queueId });
});

const deliver = (items: Record<string, unknown>[]) =>
  world.receive(page, items);

function text(psid: string, words: string, at = Date.now(), mid = newMid()) {
  return { psid, timestamp: at, message: { mid, text: words } };
}

function raise(words: string): never {
  throw new Error(words);
}

const newMid = () => `m_${randomToken(20)}`;
const newPsid = () => digits(16);

async function threadOf(psid: string, actor = mei) {
  const { items } = await listThreads(world.context, actor, {
    limit: 100,
    sort: "newest",
  });
  return items.find(({ customer }) =>
    customer.identities.some(({ externalId }) => externalId === psid),
  );
}

async function messagesOf(psid: string) {
  const thread = await threadOf(psid, boss);
  if (!thread) return [];
  const query = { threadId: thread.id, limit: 100 };
  const { items } = await listMessages(world.context, boss, query);
  return items.toReversed();
}

test("a first message makes a customer and a thread, routed to the queue of the page", async () => {
  const psid = newPsid();
  await deliver([text(psid, "Is the blue one in stock? 你好 👋")]);
  const thread = await threadOf(psid);
  expect(thread).toMatchObject({
    status: "waiting",
    routing: "queued",
    unread: 1,
    owner: null,
    customer: { name: `Guest ${psid.slice(-4)}`, nameKnown: false },
    lastMessage: { text: "Is the blue one in stock? 你好 👋" },
  });
  expect(thread?.waitingSince).not.toBeNull();
  expect(thread?.replyWindow?.standardUntil).toBeDefined();
});

test("a batch of two makes two messages, once, even when delivered twice", async () => {
  const psid = newPsid();
  const items = [
    text(psid, "one", 1_793_200_000_000),
    text(psid, "two", 1_793_200_001_000),
  ];
  await deliver(items);
  await deliver(items);
  expect((await messagesOf(psid)).map((message) => message.text)).toEqual([
    "one",
    "two",
  ]);
  expect((await threadOf(psid))?.unread).toBe(2);
});

test("messages stand in the order of their times, whatever the order of arrival", async () => {
  const psid = newPsid();
  await deliver([text(psid, "third", 1_793_200_003_000)]);
  await deliver([text(psid, "first", 1_793_200_001_000)]);
  await deliver([text(psid, "second", 1_793_200_002_000)]);
  expect((await messagesOf(psid)).map((message) => message.text)).toEqual([
    "first",
    "second",
    "third",
  ]);
  expect((await threadOf(psid))?.lastMessage?.text).toBe("third");
});

test("effects that come before their message wait for it", async () => {
  const psid = newPsid();
  const mid = newMid();
  const at = Date.now();
  await deliver([
    {
      psid,
      timestamp: at + 3,
      reaction: { mid, action: "react", emoji: "❤️", reaction: "love" },
    },
    {
      psid,
      timestamp: at + 2,
      message_edit: { mid, text: "corrected", num_edit: 1 },
    },
  ]);
  await deliver([text(psid, "mistyped", at, mid)]);
  const [message] = await messagesOf(psid);
  expect(message).toMatchObject({
    text: "corrected",
    reactions: [{ emoji: "❤️", by: "customer" }],
  });
  expect(message?.editedAt).not.toBeNull();
});

test("a reaction that was removed stays removed when the older one is delivered again", async () => {
  const psid = newPsid();
  const mid = newMid();
  const at = Date.now();
  const react = {
    psid,
    timestamp: at + 1,
    reaction: { mid, action: "react", emoji: "😮", reaction: "wow" },
  };
  await deliver([text(psid, "look", at, mid), react]);
  await deliver([
    { psid, timestamp: at + 2, reaction: { mid, action: "unreact" } },
  ]);
  await deliver([react]);
  expect((await messagesOf(psid))[0]?.reactions).toEqual([]);
});

test("an unsent message leaves a tombstone without its text and files", async () => {
  const psid = newPsid();
  const mid = newMid();
  await deliver([
    {
      psid,
      timestamp: Date.now(),
      message: {
        mid,
        text: "secret",
        attachments: [
          { type: "image", payload: { url: "https://cdn.example/1.jpg" } },
        ],
      },
    },
  ]);
  expect((await messagesOf(psid))[0]?.attachments).toHaveLength(1);
  await deliver([
    { psid, timestamp: Date.now(), message: { mid, is_deleted: true } },
  ]);
  const [message] = await messagesOf(psid);
  expect(message).toMatchObject({ text: null, attachments: [] });
  expect(message?.deletedAt).not.toBeNull();
});

test("a message written outside Parley answers the waiting customer", async () => {
  const psid = newPsid();
  const at = Date.now();
  await deliver([text(psid, "anybody there?", at)]);
  await deliver([
    {
      psid,
      timestamp: at + 5,
      message: {
        mid: newMid(),
        is_echo: true,
        app_id: 26390203743090,
        text: "Yes, here!",
      },
    },
  ]);
  expect((await threadOf(psid))?.waitingSince).toBeNull();
  expect((await messagesOf(psid)).at(-1)).toMatchObject({
    direction: "out",
    author: { type: "page" },
    status: "sent",
  });
});

test("the ticks of messages sent outside rise with the watermarks and never fall", async () => {
  const psid = newPsid();
  const at = Date.now();
  const echo = {
    mid: newMid(),
    is_echo: true,
    app_id: 26390203743090,
    text: "Hello",
  };
  await deliver([
    text(psid, "hi", at - 5),
    { psid, timestamp: at, message: echo },
  ]);
  await deliver([{ psid, timestamp: at + 9, read: { watermark: at + 1 } }]);
  await deliver([{ psid, delivery: { watermark: at + 1, mids: [echo.mid] } }]);
  expect((await messagesOf(psid)).at(-1)?.status).toBe("read");
});

test("standby locks the thread and a direct message frees it", async () => {
  const psid = newPsid();
  const body = {
    object: "page",
    entry: [
      {
        id: page.pageId,
        time: Date.now(),
        standby: [
          {
            sender: { id: psid },
            recipient: { id: page.pageId },
            timestamp: Date.now(),
            message: { mid: newMid(), text: "to the bot" },
          },
        ],
      },
    ],
  };
  await world.services.intake.add({
    kind: "messenger",
    externalId: "",
    sourceId: page.sourceId,
    body: Buffer.from(JSON.stringify(body)),
  });
  while (await applyOnce(world.services, receiveOnlyChannels));
  expect((await threadOf(psid))?.controlledBy).toBe("unknown");
  await deliver([text(psid, "to you")]);
  expect((await threadOf(psid))?.controlledBy).toBeNull();
});

test("two thousand items in one delivery, and the same again", async () => {
  const psids = Array.from({ length: 200 }, newPsid);
  const items = Array.from({ length: 2000 }, (_, index) =>
    text(
      psids[index % psids.length] ?? "",
      `n ${index}`,
      1_793_300_000_000 + index,
    ),
  );
  await deliver(items);
  await deliver(items);
  const count = await world.context.db.prisma.message.count({
    where: { text: { startsWith: "n " } },
  });
  expect(count).toBe(2000);
});

function parsingAs(parse: Channel["parse"]): Channels {
  return {
    ...receiveOnlyChannels,
    messenger: { ...receiveOnlyChannels.messenger, parse },
  };
}

test("a poisoned item stops neither its own delivery nor the next", async () => {
  const psid = newPsid();
  const poisoned = parsingAs((body) => {
    const events =
      receiveOnlyChannels.messenger.parse(body, { externalId: "" }) ?? [];
    return events.map((event) =>
      // Postgres stores no text like this, so it stands for a fault of our own.
      event.type === "message" && event.text === "poison"
        ? { ...event, text: "broken \u0000 text" }
        : event,
    );
  });
  const body = delivery(page.pageId, [
    text(psid, "poison"),
    text(psid, "wholesome"),
  ]);
  await world.services.intake.add({ ...page.from, body });
  const other = newPsid();
  await world.services.intake.add({
    kind: "messenger",
    externalId: "",
    sourceId: page.sourceId,
    body: delivery(page.pageId, [text(other, "unharmed")]),
  });
  const { prisma } = world.context.db;
  await expect
    .poll(
      async () => {
        await prisma.$executeRaw`update delivery set "nextAttemptAt" = now() where state = 'pending'`;
        await applyOnce(world.services, poisoned);
        return prisma.delivery.count({ where: { state: "parked" } });
      },
      { interval: 10, timeout: 20_000 },
    )
    .toBe(1);
  expect((await messagesOf(psid)).map((message) => message.text)).toEqual([
    "wholesome",
  ]);
  expect((await messagesOf(other)).map((message) => message.text)).toEqual([
    "unharmed",
  ]);
});

test("a signed delivery that is not JSON is kept for inspection", async () => {
  await world.services.intake.add({
    kind: "messenger",
    externalId: "",
    sourceId: page.sourceId,
    body: Buffer.from("not json {"),
  });
  while (await applyOnce(world.services, receiveOnlyChannels));
  const { prisma } = world.context.db;
  const [kept] = await prisma.delivery.findMany({
    where: { error: "not JSON" },
  });
  expect(Buffer.from(kept?.body ?? []).toString()).toBe("not json {");
});

test("an admin sees the parked deliveries and applies them again", async () => {
  const psid = newPsid();
  const broken = parsingAs(() => raise("a fault of ours"));
  const body = delivery(page.pageId, [text(psid, "late but here")]);
  await world.services.intake.add({ ...page.from, body });
  const { prisma } = world.context.db;
  const query = { state: "parked", limit: 1 } as const;
  await expect
    .poll(
      async () => {
        await prisma.$executeRaw`update delivery set "nextAttemptAt" = now() where state = 'pending'`;
        await applyOnce(world.services, broken);
        return (await listDeliveries(world.context, boss, query)).items[0]
          ?.body;
      },
      { interval: 10, timeout: 20_000 },
    )
    .toContain("late but here");
  const [parked] = (await listDeliveries(world.context, boss, query)).items;
  await expect(listDeliveries(world.context, mei, query)).rejects.toMatchObject(
    { code: "forbidden" },
  );
  expect(await replayDeliveries(world.context, boss, [parked?.id ?? ""])).toBe(
    1,
  );
  while (await applyOnce(world.services, receiveOnlyChannels));
  expect((await messagesOf(psid)).map((message) => message.text)).toEqual([
    "late but here",
  ]);
});
