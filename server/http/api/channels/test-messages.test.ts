import { createServer } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { ConnectedChannel } from "#contract/channels/channel.ts";
import type { Board } from "#contract/supervision/board.ts";
import type { Message } from "#contract/threads/message.ts";
import type { Thread } from "#contract/threads/thread.ts";
import { testDatabase } from "#server/db/test-database.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { startTestServer, type TestServer } from "#server/http/test-server.ts";
import { startPipeline, type Pipeline } from "#server/pipeline/run/pipeline.ts";

/** A test message from outside: it takes the way of a message, is marked, counts nowhere, and can be deleted. */

let server: TestServer;
let pipeline: Pipeline;
let olga: Actor;
let aki: Actor;
let queueId: string;
let page: Awaited<ReturnType<TestServer["world"]["page"]>>;
/** Requests that reached the vendor. */
let outside: string[] = [];
const vendor = createServer((request, response) => {
  outside.push(`${request.method} ${request.url}`);
  response.writeHead(400).end("{}");
});

beforeAll(async () => {
  vendor.listen(0, "127.0.0.1");
  await once(vendor, "listening");
  const { port } = vendor.address() as AddressInfo;
  server = await startTestServer(await testDatabase(), {
    metaGraphUrl: `http://127.0.0.1:${port}`,
    outboundPrivate: true,
  });
  pipeline = startPipeline(server.world.services, {
    role: "all",
    announceTo: server.live.sink,
  });
  olga = await server.world.agent("Olga", "owner");
  aki = await server.world.agent("Aki");
  await server.world.sits(aki);
  queueId = await server.world.queue([aki], { strategy: "ring_all" });
  page = await server.world.page({ type: "queue", id: queueId });
});
afterAll(async () => {
  await pipeline.stop();
  await server.stop();
  vendor.close();
});

async function call<T>(
  method: string,
  path: string,
  body?: unknown,
  actor = olga,
) {
  const answer = await server.call(actor, method, path, body);
  return { status: answer.status, body: answer.body as T };
}

const threadOf = async (id: string) =>
  (await call<Thread>("GET", `/threads/${id}`)).body;
const messagesOf = async (id: string) =>
  (await call<{ items: Message[] }>("GET", `/threads/${id}/messages`)).body
    .items;

async function sendTest(channelId = page.channelId): Promise<Thread> {
  const { status, body } = await call<{ threadId: string }>(
    "POST",
    `/channels/${channelId}/test-message`,
  );
  expect(status).toBe(202);
  return vi.waitFor(async () => {
    const thread = await threadOf(body.threadId);
    expect(thread.lastMessage).not.toBeNull();
    return thread;
  }, 30_000);
}

const countDeliveries = () =>
  server.host.context.db.prisma.delivery.count({
    where: { sourceId: page.sourceId },
  });

test("it arrives where a message would, marked as a test, and rings for no agent", async () => {
  const before = await countDeliveries();
  const thread = await sendTest();
  expect(thread).toMatchObject({
    test: true,
    status: "waiting",
    routing: "none",
    routedTo: { type: "queue", id: queueId },
    customer: { name: "Test customer" },
    lastMessage: { test: true, direction: "in", status: "received" },
  });
  expect(await countDeliveries()).toBe(before + 1);
  const offers = await call<{ items: unknown[] }>(
    "GET",
    "/offers",
    undefined,
    aki,
  );
  expect(offers.body.items).toEqual([]);
  const trace = await call<{ items: { step: string }[] }>(
    "GET",
    `/threads/${thread.id}/trace`,
  );
  expect(JSON.stringify(trace.body)).toContain("routed");
});

test("no figure counts it: board, alerts, customers, what the channel has seen", async () => {
  const thread = await sendTest();
  const taken = await call<Thread>(
    "POST",
    `/threads/${thread.id}/take`,
    {},
    aki,
  );
  expect(taken.body).toMatchObject({ owner: { id: aki.agentId } });
  await sendTest();
  const { body: board } = await call<Board>("GET", "/board");
  const queue = board.queues.find(({ id }) => id === queueId);
  expect(queue).toMatchObject({ waiting: 0, inHand: 0, offered: 0 });
  expect(board.unassigned.waiting).toBe(0);
  const agent = board.agents.find(({ id }) => id === aki.agentId);
  expect(agent).toMatchObject({ openThreads: 0, load: 0 });
  const alerts = await call<{ items: { threadId: string | null }[] }>(
    "GET",
    "/alerts",
  );
  expect(alerts.body.items.filter(({ threadId }) => threadId)).toEqual([]);
  const customers = await call<{ items: unknown[] }>("GET", "/customers");
  expect(customers.body.items).toEqual([]);
  const { db } = server.host.context;
  expect(await db.prisma.queueWait.count()).toBe(0);
  expect(
    await db.prisma.queueMember.findFirstOrThrow({ where: { queueId } }),
  ).toMatchObject({ answered: 0 });
  // It proves nothing about the vendor.
  expect(
    await db.prisma.channel.findUniqueOrThrow({
      where: { id: page.channelId },
      include: { source: true },
    }),
  ).toMatchObject({ lastEventAt: null, source: { lastDeliveryAt: null } });
});

test("a reply, a read mark and typing stay in Parley", async () => {
  const thread = await sendTest();
  outside = [];
  const path = `/threads/${thread.id}`;
  const reply = await call<Message>(
    "POST",
    `${path}/messages`,
    { text: "Hello, test", clientId: "one" },
    aki,
  );
  expect(reply).toMatchObject({ status: 202 });
  expect(reply.body).toMatchObject({ test: true, status: "sent", error: null });
  await call("POST", `${path}/typing`, { on: true }, aki);
  await call("POST", `${path}/read`, {}, aki);
  const [said] = await messagesOf(thread.id);
  const reaction = await call<{ type: string }>(
    "PUT",
    `${path}/messages/${said?.id ?? ""}/reaction`,
    { emoji: "👍" },
    aki,
  );
  expect(reaction.status).toBeGreaterThanOrEqual(400);
  // Given back, it still rings for no agent.
  await call("POST", `${path}/release`, {}, aki);
  expect(await threadOf(thread.id)).toMatchObject({
    owner: null,
    routing: "none",
  });
  const { prisma } = server.host.context.db;
  expect(await prisma.sendJob.count()).toBe(0);
  const { externalId } = await prisma.identity.findFirstOrThrow({
    where: { threads: { some: { id: thread.id } } },
  });
  // The channel's own health is looked at meanwhile, by GET and without the customer.
  const acts = outside.filter(
    (line) => !line.startsWith("GET ") || line.includes(externalId),
  );
  expect(acts).toEqual([]);
});

test("deleting the test data leaves nothing of it, and touches nothing else", async () => {
  const real = await server.world.page({ type: "queue", id: queueId });
  const kept = await sendTest(real.channelId);
  const thread = await sendTest();
  const { db } = server.host.context;
  const path = `/channels/${page.channelId}/test-data`;
  expect((await call("DELETE", path)).status).toBe(204);
  expect((await call("GET", `/threads/${thread.id}`)).status).toBe(404);
  expect(await countDeliveries()).toBe(0);
  const left = await db.prisma.thread.findMany({ select: { id: true } });
  expect(left).toEqual([{ id: kept.id }]);
  expect(await db.prisma.customer.count()).toBe(1);
  expect(await db.prisma.identity.count()).toBe(1);
  // Safe to repeat.
  expect((await call("DELETE", path)).status).toBe(204);
});

test("a home-made channel makes one, too; one whose secret does not sign says so and keeps nothing", async () => {
  const created = await call<ConnectedChannel>("POST", "/channels", {
    type: "api",
    name: "Shop",
    callbackUrl: "http://127.0.0.1:9/in",
    route: { open: { type: "queue", id: queueId } },
  });
  const { id } = created.body;
  expect(await sendTest(id)).toMatchObject({ test: true, channelId: id });
  const empty = await server.world.page(null, { appSecret: "" });
  const refused = await call<{ type: string }>(
    "POST",
    `/channels/${empty.channelId}/test-message`,
  );
  expect(refused.status).toBe(409);
  const { db } = server.host.context;
  expect(
    await db.prisma.thread.count({ where: { channelId: empty.channelId } }),
  ).toBe(0);
});
