import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { AuditEntry } from "#contract/people/audit.ts";
import type { DeletedThread } from "#contract/threads/deleted-thread.ts";
import type { Thread } from "#contract/threads/thread.ts";
import { testDatabase } from "#server/db/test-database.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { startTestServer, type TestServer } from "#server/http/test-server.ts";
import { housekeep } from "#server/pipeline/jobs/housekeeping.ts";
import { digits } from "#server/pipeline/test-world.ts";
import { newId } from "#server/runtime/crypto.ts";

/** Conversations are deleted, restored and marked as spam, from outside. */

let server: TestServer;
let mei: Actor;
let sue: Actor;
let admin: Actor;
let page: Awaited<ReturnType<TestServer["world"]["page"]>>;
let psid: string;
let threadId: string;

beforeAll(async () => {
  server = await startTestServer(await testDatabase());
  const { world } = server;
  mei = await world.agent("Mei");
  sue = await world.agent("Sue", "supervisor");
  admin = await world.agent("Ada", "admin");
  page = await world.page({ type: "queue", id: await world.queue([mei]) });
});
afterAll(() => server.stop());

beforeEach(async () => {
  psid = digits(16);
  await write("Is the green one in stock?");
  const { prisma } = server.world.context.db;
  const thread = await prisma.thread.findFirstOrThrow({
    where: { identity: { externalId: psid } },
  });
  threadId = thread.id;
});

async function write(text: string): Promise<void> {
  await server.world.write(page, { psid, text });
}

const call = (actor: Actor, method: string, path: string, body?: object) =>
  server.call(actor, method, path, body);
const remove = (actor: Actor) => call(actor, "DELETE", `/threads/${threadId}`);
const restore = (actor: Actor) =>
  call(actor, "POST", `/threads/${threadId}/restore`);
const read = (actor: Actor) => call(actor, "GET", `/threads/${threadId}`);

async function deleted(actor: Actor): Promise<DeletedThread[]> {
  const { body } = await call(actor, "GET", "/deleted-threads?limit=100");
  return (body as { items: DeletedThread[] }).items;
}

/** The paths whose answers have the thread. */
async function seenIn(actor: Actor): Promise<string[]> {
  const found: string[] = [];
  for (const path of [
    "/threads?limit=100",
    "/threads?limit=100&view=closed",
    "/threads?limit=100&view=archived",
    "/threads?limit=100&q=green",
    "/search?q=green&limit=50",
    `/threads/${threadId}/messages`,
    "/drafts",
    "/notifications",
    "/alerts",
  ]) {
    const { status, body } = await call(actor, "GET", path);
    if (status === 200 && JSON.stringify(body).includes(threadId))
      found.push(path);
  }
  return found;
}

test("a supervisor deletes a conversation; no one sees it, and it is in the audit log", async () => {
  await call(mei, "POST", `/threads/${threadId}/take`, {});
  expect(await seenIn(mei)).not.toEqual([]);
  expect((await remove(mei)).status).toBe(403);
  expect((await read(mei)).status).toBe(200);
  expect((await remove(sue)).status).toBe(204);
  for (const actor of [mei, sue, admin]) {
    expect((await read(actor)).status).toBe(404);
    expect(await seenIn(actor)).toEqual([]);
  }
  expect((await remove(sue)).status).toBe(404);
  const post = { text: "Hello", clientId: newId() };
  expect(
    (await call(mei, "POST", `/threads/${threadId}/messages`, post)).status,
  ).toBe(404);
  const { body } = await call(
    admin,
    "GET",
    `/audit?action=thread.deleted&object=${threadId}`,
  );
  expect((body as { items: AuditEntry[] }).items).toMatchObject([
    { action: "thread.deleted", actor: { id: sue.agentId } },
  ]);
});

test("it is restored, closed, with its messages", async () => {
  await remove(sue);
  expect((await restore(mei)).status).toBe(403);
  const [item] = (await deleted(sue)).filter(({ id }) => id === threadId);
  expect(item).toMatchObject({ channelId: page.channelId, messages: 1 });
  expect(Date.parse(item?.removedAt ?? "")).toBe(
    Date.parse(item?.deletedAt ?? "") + 30 * 86_400_000,
  );
  expect((await restore(sue)).status).toBe(204);
  expect((await read(sue)).body).toMatchObject({
    status: "closed",
    owner: null,
    lastMessage: { text: "Is the green one in stock?" },
  });
  expect((await restore(sue)).status).toBe(404);
  expect(await deleted(sue)).not.toContainEqual(
    expect.objectContaining({ id: threadId }),
  );
});

test("it comes back when its customer writes", async () => {
  await remove(sue);
  await write("Hello? The green one?");
  const { body } = await read(sue);
  expect(body).toMatchObject({ status: "waiting" });
  expect((body as Thread).lastMessage?.text).toBe("Hello? The green one?");
});

test("after 30 days it is removed with all that belongs to it", async () => {
  const { context } = server.world;
  const count = () => context.db.prisma.message.count({ where: { threadId } });
  await remove(sue);
  await housekeep(context);
  expect(await count()).toBeGreaterThan(0);
  await context.db.prisma.thread.update({
    where: { id: threadId },
    data: { deletedAt: new Date(Date.now() - 31 * 86_400_000) },
  });
  await housekeep(context);
  expect(await count()).toBe(0);
  expect((await restore(sue)).status).toBe(404);
});

test("spam blocks the customer, closes and archives, alone and for many, and is taken back", async () => {
  const act = (verb: string) =>
    call(mei, "POST", `/threads/${threadId}/${verb}`);
  expect((await act("spam")).body).toMatchObject({ status: "closed" });
  const thread = (await read(mei)).body as Thread;
  expect(thread.archivedAt).not.toBeNull();
  const customer = await call(admin, "GET", `/customers/${thread.customer.id}`);
  expect(customer.body).toMatchObject({
    block: { reason: "spam", until: null },
  });
  await write("Buy my coins");
  expect((await read(mei)).body).toMatchObject({ status: "closed" });
  expect((await act("not-spam")).status).toBe(200);
  expect((await read(mei)).body).toMatchObject({ archivedAt: null });
  for (const type of ["spam", "spam", "not_spam"])
    expect(
      (
        await call(mei, "POST", "/threads/bulk", {
          ids: [threadId],
          action: { type },
        })
      ).body,
    ).toMatchObject({ done: [threadId], failed: [] });
  await write("Sorry, wrong window");
  expect((await read(mei)).body).toMatchObject({ status: "waiting" });
});
