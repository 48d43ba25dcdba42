import { io, type Socket } from "socket.io-client";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import type {
  Notification,
  NotificationPage,
} from "#contract/notifications/notification.ts";
import { testDatabase } from "#server/db/test-database.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { startTestServer, type TestServer } from "#server/http/test-server.ts";
import { housekeep } from "#server/pipeline/jobs/housekeeping.ts";
import { settleSend } from "#server/pipeline/outbound/settle.ts";
import { startPipeline, type Pipeline } from "#server/pipeline/run/pipeline.ts";
import { delivery, digits } from "#server/pipeline/test-world.ts";
import { newId, randomToken } from "#server/runtime/crypto.ts";

/** Notifications from outside: written once for each person, read on one device and read on all. */

type Page = Awaited<ReturnType<TestServer["world"]["page"]>>;

let server: TestServer;
let pipeline: Pipeline;
let page: Page;
let mei: Actor;
let ola: Actor;
let threadId: string;
let psid: string;
const screens: Socket[] = [];

beforeAll(async () => {
  server = await startTestServer(await testDatabase());
  pipeline = startPipeline(server.world.services, {
    role: "all",
    announceTo: server.live.sink,
  });
});
afterAll(async () => {
  for (const screen of screens) screen.close();
  await pipeline.stop();
  await server.stop();
});

beforeEach(async () => {
  const { world } = server;
  mei = await world.agent("Mei");
  ola = await world.agent("Ola");
  page = await world.page({ type: "queue", id: await world.queue([mei]) });
  psid = digits(16);
  threadId = await say("hi");
  await ok(mei, "POST", `/threads/${threadId}/take`, {});
});

/** The customer writes; the thread. */
async function say(text: string): Promise<string> {
  const mid = `m_${randomToken(20)}`;
  const item = { psid, timestamp: Date.now(), message: { mid, text } };
  const body = delivery(page.pageId, [item]);
  await server.world.services.intake.add({ ...page.from, body });
  return vi.waitUntil(async () => {
    const found = await server.world.context.db.prisma.message.findFirst({
      where: { externalId: mid },
      select: { threadId: true },
    });
    return found?.threadId;
  }, 20_000);
}

const ok: TestServer["ok"] = (...call) => server.ok(...call);

const listed = async (actor: Actor, query = "") =>
  await ok<NotificationPage>(actor, "GET", `/notifications${query}`);
const first = (actor: Actor, kind: Notification["kind"]) =>
  vi.waitUntil(
    async () => (await listed(actor)).items.find((one) => one.kind === kind),
    20_000,
  );
const note = (actor: Actor, text: string, mentions: string[]) =>
  ok(actor, "POST", `/threads/${threadId}/messages`, {
    kind: "note",
    text,
    mentions,
    clientId: newId(),
  });

async function screenOf(
  actor: Actor,
): Promise<{ ids(name: string): string[] }> {
  const socket = io(server.url, {
    forceNew: true,
    transports: ["websocket"],
    auth: { token: await server.token(actor) },
  });
  screens.push(socket);
  const heard: [name: string, ids: string[]][] = [];
  socket.on("notification.created", (told: { notification: Notification }) =>
    heard.push(["created", [told.notification.id]]),
  );
  socket.on("notification.read", ({ ids }: { ids: string[] }) =>
    heard.push(["read", ids]),
  );
  await new Promise((resolve) => socket.once("connect", () => resolve(null)));
  return {
    ids: (name) =>
      heard.filter(([each]) => each === name).flatMap(([, ids]) => ids),
  };
}

test("a mention is one notification, and reading it on one device is told to the others", async () => {
  const [here, there] = [await screenOf(ola), await screenOf(ola)];
  const others = await screenOf(mei);
  await note(mei, "@Ola, please look", [ola.agentId]);
  const told = await first(ola, "mention");
  expect(told).toMatchObject({
    event: "mention",
    threadId,
    customer: { externalId: psid },
    detail: { by: { name: "Mei" }, text: "@Ola, please look" },
    readAt: null,
  });
  expect(await listed(ola)).toMatchObject({ unread: 1 });
  await vi.waitUntil(() => there.ids("created").length > 0, 20_000);
  expect(there.ids("created")).toEqual([told.id]);

  // Other people's notifications cannot be read.
  await ok(mei, "POST", "/notifications/read", { ids: [told.id] });
  expect(await listed(ola, "?unread=true")).toMatchObject({ unread: 1 });
  await ok(ola, "POST", "/notifications/read", { ids: [told.id] });
  await vi.waitUntil(() => here.ids("read").length > 0, 20_000);
  await vi.waitUntil(() => there.ids("read").length > 0, 20_000);
  expect(there.ids("read")).toEqual([told.id]);
  expect(others.ids("read")).toEqual([]);
  expect(others.ids("created")).toEqual([]);
  expect(await listed(ola, "?unread=true")).toEqual({
    items: [],
    nextCursor: null,
    unread: 0,
  });
  expect((await listed(ola)).items[0]?.readAt).not.toBeNull();
});

test("a participant hears of the customer's messages once for a conversation; where nobody follows, nothing is written", async () => {
  const { prisma } = server.world.context.db;
  const rows = () => prisma.notification.count({ where: { threadId } });
  await say("still nobody");
  await ok(mei, "POST", `/threads/${threadId}/participants`, {
    agentId: ola.agentId,
  });
  expect((await first(ola, "invited")).detail).toMatchObject({
    by: { name: "Mei" },
  });
  expect(await rows()).toBe(1);
  await say("are you there?");
  expect((await first(ola, "reply")).detail).toMatchObject({
    text: "are you there?",
  });
  await say("hello?");
  await vi.waitUntil(
    async () => (await first(ola, "reply")).detail["text"] === "hello?",
    20_000,
  );
  expect(await rows()).toBe(2);
  expect((await listed(mei)).items).toEqual([]);
});

test("a hand-over tells both sides, and hides the conversation from those who do not see it", async () => {
  const olga = await server.world.agent("Olga", "owner");
  await screenOf(ola);
  await ok(ola, "PATCH", "/me/presence", { presence: "available" });
  await ok(olga, "POST", `/threads/${threadId}/transfer`, {
    to: { type: "agent", id: ola.agentId },
    mode: "force",
    note: "Yours",
  });
  expect(await first(ola, "assigned")).toMatchObject({
    event: "given_to_you",
    detail: { threadId, by: { name: "Olga" }, text: "Yours" },
  });
  const taken = await first(mei, "transferred");
  expect(taken.detail).toMatchObject({ to: { name: "Ola" } });
  expect(taken.detail["threadId"]).toBeUndefined();
});

test("a snooze that ends and a message that fails are told to whose they are", async () => {
  const { context } = server.world;
  const until = new Date(Date.now() + 3_600_000).toISOString();
  await ok(mei, "POST", `/threads/${threadId}/snooze`, { until });
  const past = new Date(Date.now() - 1_000);
  const where = { id: threadId };
  await context.db.prisma.thread.update({
    where,
    data: { snoozedUntil: past },
    select: { id: true },
  });
  await context.db.prisma.timer.updateMany({
    where: { kind: "snooze", key: threadId },
    data: { dueAt: past },
  });
  expect(await first(mei, "snooze_woke")).toMatchObject({ threadId });

  const sent = await ok<{ id: string }>(
    mei,
    "POST",
    `/threads/${threadId}/messages`,
    {
      text: "Hello",
      clientId: newId(),
    },
  );
  const job = {
    messageId: sent.id,
    threadId,
    channelId: page.channelId,
    attempts: 1,
    createdAt: new Date(),
  };
  const error = {
    key: "window_closed",
    code: 10,
    subcode: null,
    message: "no",
    trace: null,
  };
  await context.db.prisma.message.update({
    where: { id: sent.id },
    data: { status: "sending" },
    select: { id: true },
  });
  await settleSend(
    context,
    job,
    { kind: "refused", error, usage: null },
    { until: null, timedOut: "lookup" },
  );
  expect(await first(mei, "send_failed")).toMatchObject({
    threadId,
    detail: { messageId: sent.id, code: "window_closed" },
  });
});

test("a kind that its agent does not want is not listed, and all are read at once", async () => {
  const before = await ok(ola, "GET", "/me/notifications");
  expect(before).toMatchObject({ kinds: { mention: { app: true } } });
  const kinds = { mention: { app: false } };
  expect(await ok(ola, "PATCH", "/me/notifications", { kinds })).toMatchObject({
    kinds: { mention: { app: false }, invited: { app: true } },
  });
  await note(mei, "@Ola?", [ola.agentId]);
  await ok(ola, "PATCH", "/me/notifications", {
    kinds: { mention: { app: true } },
  });
  await note(mei, "@Ola!", [ola.agentId]);
  await note(mei, "@Ola!!", [ola.agentId]);
  const { items, unread } = await listed(ola);
  expect(items.map(({ detail }) => detail["text"])).toEqual([
    "@Ola!!",
    "@Ola!",
  ]);
  expect(unread).toBe(2);
  await ok(ola, "POST", "/notifications/read", { all: true });
  expect(await listed(ola)).toMatchObject({ unread: 0 });
  const neither = await server.call(ola, "POST", "/notifications/read", {});
  expect(neither.status).toBe(422);
  // A page that takes no messages is listed whatever they choose.
  const unlisted = await server.call(ola, "PATCH", "/me/notifications", {
    kinds: { channel_problem: { app: false } },
  });
  expect(unlisted.status).toBe(422);
  expect(await ok(ola, "GET", "/me/notifications")).toMatchObject({
    kinds: { channel_problem: { app: true } },
  });
});

test("after 30 days it is removed", async () => {
  await note(mei, "@Ola, old", [ola.agentId]);
  await note(mei, "@Ola, new", [ola.agentId]);
  const [, old] = (await listed(ola)).items;
  await server.world.context.db.prisma.notification.update({
    where: { id: old?.id ?? "" },
    data: { createdAt: new Date(Date.now() - 31 * 86_400_000) },
    select: { id: true },
  });
  await housekeep(server.world.context);
  const { items } = await listed(ola);
  expect(items.map(({ detail }) => detail["text"])).toEqual(["@Ola, new"]);
});
