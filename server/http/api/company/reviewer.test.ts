import { io, type Socket } from "socket.io-client";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { Message } from "#contract/threads/message.ts";
import type { Thread } from "#contract/threads/thread.ts";
import { testDatabase } from "#server/db/test-database.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { expireReviewers } from "#server/domain/people/expire-reviewers.ts";
import { startTestServer, type TestServer } from "#server/http/test-server.ts";
import { createEventPublisher } from "#server/pipeline/publish/event-publisher.ts";
import { newId, randomToken } from "#server/runtime/crypto.ts";

/** A reviewer's acts, reads and events from outside: one channel, until the end. */

type Page = Awaited<ReturnType<TestServer["world"]["page"]>>;
type Heard = { name: string; payload: unknown };

/** The longest wait for a condition on a busy machine. */
const BUSY = { timeout: 20_000 };

let server: TestServer;
let rita: Actor;
let mei: Actor;
let boss: Actor;
let reviewed: Page;
let other: Page;
let socket: Socket;
const heard: Heard[] = [];

beforeAll(async () => {
  server = await startTestServer(await testDatabase());
  const { world } = server;
  mei = await world.agent("Mei");
  boss = await world.agent("Olga", "owner");
  const queue = { type: "queue" as const, id: await world.queue([mei]) };
  reviewed = await world.page(queue);
  other = await world.page(queue);
  rita = await world.reviewer("Rita", reviewed.channelId);
  socket = io(server.url, {
    auth: { token: await server.token(rita) },
    transports: ["websocket"],
    reconnection: false,
  });
  socket.onAny((name: string, payload: unknown) =>
    heard.push({ name, payload }),
  );
  await vi.waitFor(() => expect(socket.connected).toBe(true), BUSY);
});
afterAll(async () => {
  socket.disconnect();
  await server.stop();
});

const write = async (page: Page, text: string) =>
  (await server.world.write(page, { text })).threadId;

/** The events that Rita hears during an act. */
async function hearing(act: () => Promise<unknown>): Promise<Heard[]> {
  const publisher = createEventPublisher(
    server.world.context,
    server.live.sink,
  );
  while (await publisher.round());
  const from = heard.length;
  await act();
  while (await publisher.round());
  // The marker comes after all that was told before it.
  server.live.sink.emit("access.changed", {}, [rita.agentId]);
  const since = () => heard.slice(from);
  await vi.waitFor(
    () => expect(since().at(-1)?.name).toBe("access.changed"),
    BUSY,
  );
  return since().slice(0, -1);
}

const as = (actor: Actor, method: string, path: string, body?: object) =>
  server.call(actor, method, path, body);
const itemsOf = <Item>(answer: { body: unknown }) =>
  (answer.body as { items: Item[] }).items;

test("a reviewer takes and answers a thread of the channel, and hears of it", async () => {
  let threadId = "";
  const told = await hearing(async () => {
    threadId = await write(reviewed, "Is the blue one in stock?");
  });
  expect(told.map(({ name }) => name)).toContain("message.created");
  const path = `/threads/${threadId}`;
  expect(await as(rita, "POST", `${path}/take`, {})).toMatchObject({
    status: 200,
    body: { owner: { id: rita.agentId } },
  });
  const sent = await as(rita, "POST", `${path}/messages`, {
    text: "Yes, three of them.",
    clientId: newId(),
  });
  expect(sent.status).toBe(202);
  const note = { kind: "note", text: "Done", clientId: newId() };
  expect((await as(rita, "POST", `${path}/messages`, note)).status).toBe(202);
  const written = itemsOf<Message>(await as(rita, "GET", `${path}/messages`));
  expect(written.map(({ text }) => text)).toEqual(
    expect.arrayContaining([
      "Is the blue one in stock?",
      "Yes, three of them.",
      "Done",
    ]),
  );
  expect(
    await server.world.context.db.prisma.sendJob.count({ where: { threadId } }),
  ).toBe(1);
  expect(await as(rita, "POST", `${path}/close`, {})).toMatchObject({
    status: 200,
    body: { status: "closed" },
  });
});

test("another channel is neither listed, found, read nor heard of", async () => {
  const words = `Words${randomToken(6)}`;
  const ours = await write(reviewed, `${words} here`);
  let theirs = "";
  const told = await hearing(async () => {
    theirs = await write(other, `${words} elsewhere`);
    await as(mei, "POST", `/threads/${theirs}/take`, {});
  });
  expect(JSON.stringify(told)).not.toContain(theirs);
  const listed = itemsOf<Thread>(await as(rita, "GET", "/threads?limit=100"));
  expect(listed.map(({ id }) => id)).toContain(ours);
  expect(new Set(listed.map(({ channelId }) => channelId))).toEqual(
    new Set([reviewed.channelId]),
  );
  const { body } = await as(rita, "GET", `/search?q=${words}`);
  const { threads, messages } = body as {
    threads: Thread[];
    messages: Message[];
  };
  expect(threads.every(({ id }) => id === ours)).toBe(true);
  expect(messages.map(({ threadId }) => threadId)).toEqual([ours]);
  expect((await as(rita, "GET", `/threads/${theirs}`)).status).toBe(404);
  const names = itemsOf<{ id: string }>(
    await as(rita, "GET", "/channels/names"),
  );
  expect(names.map(({ id }) => id)).toEqual([reviewed.channelId]);
});

test("colleagues and settings are not told of", async () => {
  expect(
    itemsOf<{ id: string }>(await as(rita, "GET", "/agents")),
  ).toMatchObject([{ id: rita.agentId }]);
  for (const path of ["/queues", "/departments", "/labels", "/alerts"])
    expect(itemsOf(await as(rita, "GET", path))).toEqual([]);
  for (const path of ["/settings/routing", "/customers", "/leads", "/board"])
    expect((await as(rita, "GET", path)).status).toBe(403);
  const told = await hearing(async () => {
    await as(mei, "PATCH", "/me/presence", { presence: "away" });
    await as(boss, "POST", "/labels", { name: "VIP", color: "slate" });
    await as(boss, "PATCH", `/channels/${other.channelId}`, { name: "Other" });
    await as(boss, "POST", "/queues", { name: "New" });
  });
  expect(told).toEqual([]);
});

test("their own page is told of, and they may make no API token", async () => {
  const told = await hearing(() =>
    as(boss, "PATCH", `/channels/${reviewed.channelId}`, { name: "Ours" }),
  );
  expect(told).toMatchObject([
    { name: "channel.updated", payload: { channel: { name: "Ours" } } },
  ]);
  expect((await as(rita, "POST", "/me/tokens", {})).status).toBe(403);
});

test("at the end the socket is cut, the API refuses and the threads go back", async () => {
  const { context } = server.world;
  const threadId = await write(reviewed, "Last question");
  await as(rita, "POST", `/threads/${threadId}/take`, {});
  await context.db.prisma.agent.update({
    where: { id: rita.agentId },
    data: { expiresAt: new Date(Date.now() - 60_000) },
  });
  server.live.recheck();
  await vi.waitFor(() => expect(socket.connected).toBe(false), BUSY);
  expect((await as(rita, "GET", "/me")).status).toBe(401);
  expect(await expireReviewers(context)).toBe(1);
  expect(await as(boss, "GET", `/threads/${threadId}`)).toMatchObject({
    body: { owner: null },
  });
});
