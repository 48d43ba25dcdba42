import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Thread } from "#contract/threads/thread.ts";
import { testDatabase } from "#server/db/test-database.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { startTestServer, type TestServer } from "#server/http/test-server.ts";
import { digits } from "#server/pipeline/test-world.ts";

/** An agent can take a thread off the lists of work without an answer to the customer. */

let server: TestServer;
let mei: Actor;
let jun: Actor;
let sue: Actor;
let page: Awaited<ReturnType<TestServer["world"]["page"]>>;
let psid: string;
let threadId: string;

beforeAll(async () => {
  server = await startTestServer(await testDatabase());
  const { world } = server;
  mei = await world.agent("Mei");
  jun = await world.agent("Jun");
  sue = await world.agent("Sue", "supervisor");
  const queueId = await world.queue([mei, jun]);
  page = await world.page({ type: "queue", id: queueId });
});
afterAll(() => server.stop());

beforeEach(async () => {
  psid = digits(16);
  await write("Is the blue one in stock?");
  const { prisma } = server.world.context.db;
  const thread = await prisma.thread.findFirstOrThrow({
    where: { identity: { externalId: psid } },
  });
  threadId = thread.id;
});

const write = (text: string) => server.world.write(page, { psid, text });

const act = (verb: string, body: object = {}, actor = mei) =>
  server.call(actor, "POST", `/threads/${threadId}/${verb}`, body);
const now = async () =>
  (await server.call(mei, "GET", `/threads/${threadId}`)).body as Thread;
const isListed = async (query: string) => {
  const { body } = await server.call(mei, "GET", `/threads?limit=100&${query}`);
  const { items } = body as { items: Thread[] };
  return items.some(({ id }) => id === threadId);
};

test("no reply needed ends the wait until the customer writes again", async () => {
  expect((await act("no-reply-needed")).body).toMatchObject({
    code: "wrong_state",
  });
  await act("take");
  const { lastMessage } = await now();
  await write("Thank you!");
  expect(
    (await act("no-reply-needed", { seenMessageId: lastMessage?.id })).body,
  ).toMatchObject({ code: "newer_message" });
  expect((await act("no-reply-needed", {}, jun)).status).toBe(404);
  expect((await act("no-reply-needed")).body).toMatchObject({
    status: "open",
    owner: { id: mei.agentId },
    waitingSince: null,
  });
  expect(await isListed("view=waiting_on_us")).toBe(false);
  expect(await isListed("view=mine")).toBe(true);
  await write("And the red one?");
  expect((await now()).waitingSince).not.toBeNull();
});

test("marked as unread, the newest message is unread for the agent alone until they read it", async () => {
  await act("take");
  await write("And the red one?");
  const unreadOf = async (actor: Actor) =>
    ((await server.call(actor, "GET", `/threads/${threadId}`)).body as Thread)
      .unread;
  await act("read");
  await act("read", {}, sue);
  expect((await act("unread")).body).toMatchObject({ unread: 1 });
  // Once more changes nothing.
  expect((await act("unread")).body).toMatchObject({ unread: 1 });
  expect(await unreadOf(sue)).toBe(0);
  expect(await isListed("unread=true")).toBe(true);
  await act("read");
  expect(await unreadOf(mei)).toBe(0);
  const bulk = await server.call(mei, "POST", "/threads/bulk", {
    ids: [threadId],
    action: { type: "unread" },
  });
  expect(bulk.body).toMatchObject({ done: [threadId], failed: [] });
  expect(await unreadOf(mei)).toBe(1);
  expect((await act("unread", {}, jun)).status).toBe(404);
});

test("an archived thread leaves every list but the archive until the customer writes", async () => {
  await act("take");
  expect((await act("archive")).body).toMatchObject({ code: "wrong_state" });
  await act("close");
  expect((await act("archive")).body).toMatchObject({ status: "closed" });
  expect((await now()).archivedAt).not.toBeNull();
  expect(await isListed("view=closed")).toBe(false);
  expect(await isListed("")).toBe(false);
  expect(await isListed("view=archived")).toBe(true);
  expect(await isListed("q=blue%20one")).toBe(true);
  expect((await act("unarchive")).body).toMatchObject({ archivedAt: null });
  expect(await isListed("view=closed")).toBe(true);
  const bulk = await server.call(mei, "POST", "/threads/bulk", {
    ids: [threadId],
    action: { type: "archive" },
  });
  expect(bulk.body).toMatchObject({ done: [threadId], failed: [] });
  await write("Hello again");
  expect(await now()).toMatchObject({ archivedAt: null });
  expect((await now()).status).not.toBe("closed");
});

test("a close that is undone at once leaves the wait, the session and the report as they were", async () => {
  const { prisma } = server.world.context.db;
  const facts = () =>
    prisma.reportFact.findMany({
      where: { threadId, kind: { in: ["arrived", "closed"] } },
    });
  const sessions = () => prisma.threadSession.findMany({ where: { threadId } });
  await act("take");
  const { waitingSince } = await now();
  expect(waitingSince).not.toBeNull();
  await act("close");
  expect((await now()).waitingSince).toBeNull();
  expect((await facts()).map(({ kind }) => kind).sort()).toEqual([
    "arrived",
    "closed",
  ]);
  expect((await act("reopen")).body).toMatchObject({
    status: "open",
    owner: { id: mei.agentId },
    waitingSince,
  });
  expect(await isListed("view=waiting_on_us")).toBe(true);
  expect((await facts()).map(({ kind }) => kind)).toEqual(["arrived"]);
  expect(await sessions()).toMatchObject([{ closedAt: null }]);

  // What needed no reply before needs none after.
  await act("no-reply-needed");
  await act("close");
  await act("reopen");
  expect((await now()).waitingSince).toBeNull();

  // Somebody else, or later: a new session, and nobody waits.
  await write("And the red one?");
  await act("close");
  expect((await act("reopen", {}, sue)).body).toMatchObject({
    owner: { id: sue.agentId },
    waitingSince: null,
  });
  expect(await sessions()).toHaveLength(2);
  await act("close", {}, sue);
  await prisma.threadSession.updateMany({
    where: { threadId, closedById: sue.agentId },
    data: { closedAt: new Date(Date.now() - 3 * 60_000) },
  });
  await act("reopen", {}, sue);
  expect(await sessions()).toHaveLength(3);
});

test("undoing the close of a teammate's thread gives it back to them", async () => {
  await act("take");
  await act("close", {}, sue);
  const undone = await server.call(sue, "POST", "/threads/bulk", {
    ids: [threadId],
    action: { type: "reopen" },
  });
  expect(undone.body).toMatchObject({ done: [threadId], failed: [] });
  expect(await now()).toMatchObject({
    status: "open",
    owner: { id: mei.agentId },
  });
});

test("undoing the close of a thread that had no owner leaves it without one, waiting in its queue", async () => {
  const queueId = await server.world.queue([mei, jun]);
  await act("take");
  const to = { type: "queue", id: queueId };
  await act("transfer", { to });
  const before = await now();
  expect(before).toMatchObject({ status: "waiting", owner: null });
  expect((await act("close", {}, sue)).body).toMatchObject({
    status: "closed",
  });
  expect((await act("reopen", {}, sue)).body).toMatchObject({
    status: "waiting",
    owner: null,
    routedTo: to,
    routing: before.routing,
    waitingSince: before.waitingSince,
  });
  const { lastOwnerId } =
    await server.world.context.db.prisma.thread.findUniqueOrThrow({
      where: { id: threadId },
    });
  expect(lastOwnerId).toBe(mei.agentId);
});

test("a closed thread that is transferred to a queue begins a session, and reports count each close once", async () => {
  const { prisma } = server.world.context.db;
  const queueId = await server.world.queue([mei, jun]);
  await act("close");
  const to = { type: "queue", id: queueId };
  expect((await act("transfer", { to })).status).toBe(200);
  expect(await now()).toMatchObject({ status: "waiting", routedTo: to });
  await act("close");
  await write("One more thing");
  const { customer } = await now();
  await server.call(mei, "POST", `/customers/${customer.id}/block`, {});
  expect((await now()).status).toBe("closed");

  const sessions = await prisma.threadSession.findMany({ where: { threadId } });
  expect(sessions).toHaveLength(3);
  for (const { id, closedAt } of sessions) {
    expect(closedAt).not.toBeNull();
    const facts = await prisma.reportFact.findMany({
      where: { sessionId: id, kind: { in: ["arrived", "closed"] } },
      select: { kind: true, agentId: true },
      orderBy: { kind: "asc" },
    });
    expect(facts).toEqual([
      { kind: "arrived", agentId: null },
      { kind: "closed", agentId: mei.agentId },
    ]);
  }
});

test("a closed thread is listed as its last owner's, and by no one else", async () => {
  await act("take");
  expect(await isListed("owner=me&status=closed")).toBe(false);
  await act("close");
  expect((await now()).lastOwnerId).toBe(mei.agentId);
  expect(await isListed("owner=me&status=closed")).toBe(true);
  expect(await isListed(`owner=${mei.agentId}&status=closed`)).toBe(true);
  expect(await isListed(`owner=${jun.agentId}&status=closed`)).toBe(false);
  // In a list of other threads too, the owner is the agent who has it now.
  expect(await isListed("owner=me")).toBe(false);
  await act("archive");
  expect(await isListed("owner=me&archived=true")).toBe(true);
});
