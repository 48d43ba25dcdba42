import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Message } from "#contract/threads/message.ts";
import type { Thread } from "#contract/threads/thread.ts";
import type { LiveEventName } from "#contract/live/live-events.ts";
import { testDatabase } from "#server/db/test-database.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { sendDueScheduled } from "#server/domain/conversations/replies/send-scheduled.ts";
import { removeOrphanUploads } from "#server/domain/files/orphan-uploads.ts";
import { startTestServer, type TestServer } from "#server/http/test-server.ts";
import { runTimersOnce } from "#server/pipeline/jobs/timers.ts";
import { digits } from "#server/pipeline/test-world.ts";
import { createEventPublisher } from "#server/pipeline/publish/event-publisher.ts";
import { newId } from "#server/runtime/crypto.ts";

/** A reply to be sent later: once, with the rights of its author at that time, or kept with the reason. */

const HOUR_MS = 3_600_000;

let server: TestServer;
let page: Awaited<ReturnType<TestServer["world"]["page"]>>;
let mei: Actor;
let otto: Actor;
let boss: Actor;
let psid: string;
let threadId: string;

beforeAll(async () => {
  server = await startTestServer(await testDatabase());
});
afterAll(() => server.stop());

beforeEach(async () => {
  const { world } = server;
  world.clock.at = null;
  mei = await world.agent("Mei");
  otto = await world.agent("Otto");
  boss = await world.agent("Olga", "owner");
  const queueId = await world.queue([mei, otto]);
  page = await world.page({ type: "queue", id: queueId });
  psid = digits(16);
  threadId = await say("Is it back in stock?");
  await server.call(mei, "POST", `/threads/${threadId}/take`, {});
});

const say = async (text: string) =>
  (await server.world.write(page, { psid, text })).threadId;

const path = () => `/threads/${threadId}/schedule`;
const inHours = (hours: number) =>
  new Date(Date.now() + hours * HOUR_MS).toISOString();

async function plan(body: object = {}): Promise<Message> {
  const answer = await server.call(mei, "POST", path(), {
    text: "It is back",
    at: inHours(2),
    ...body,
  });
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  return answer.body as Message;
}

async function planned(actor = mei): Promise<Message[]> {
  const { body } = await server.call(actor, "GET", path());
  return (body as { items: Message[] }).items;
}

/** The messages that were sent to the customer. */
async function sent(): Promise<Message[]> {
  const { body } = await server.call(
    boss,
    "GET",
    `/threads/${threadId}/messages`,
  );
  return (body as { items: Message[] }).items.filter(
    ({ direction, kind, status }) =>
      direction === "out" && kind === "message" && status !== "scheduled",
  );
}

async function whenHours(hours: number): Promise<void> {
  server.world.clock.at = new Date(Date.now() + hours * HOUR_MS);
  while (await runTimersOnce(server.world.context));
}

async function notices(actor: Actor, wanted = "scheduled_held") {
  const { body } = await server.call(actor, "GET", "/notifications");
  return (body as { items: { event: string; detail: object }[] }).items.filter(
    ({ event }) => event === wanted,
  );
}

/** An act of the thread that succeeds. */
async function act(actor: Actor, verb: string, body: object = {}) {
  const at = `/threads/${threadId}/${verb}`;
  const answer = await server.call(actor, "POST", at, body);
  expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300);
  return answer.body as Thread;
}

test("it waits where everyone sees it, and is sent once, as a reply of its author", async () => {
  const clientId = newId();
  const message = await plan({ clientId });
  expect(message).toMatchObject({
    status: "scheduled",
    text: "It is back",
    author: { id: mei.agentId },
    schedule: { isHeld: false, unlessCustomerWrites: false },
  });
  expect((await plan({ clientId })).id).toBe(message.id);
  expect(await planned(boss)).toMatchObject([{ id: message.id }]);
  const listed = await server.call(
    mei,
    "GET",
    `/threads/${threadId}/messages?limit=2`,
  );
  expect(listed.body).toMatchObject({
    items: [{ id: message.id, status: "scheduled" }, {}],
  });

  await whenHours(1);
  expect(await sent()).toEqual([]);
  await whenHours(3);
  expect(await sent()).toMatchObject([
    {
      id: message.id,
      status: "queued",
      text: "It is back",
      author: { id: mei.agentId },
    },
  ]);
  expect(await planned()).toEqual([]);
  // The timer of a process that had read it before runs a second time.
  await sendDueScheduled(server.world.context, message.id, () =>
    Promise.resolve(true),
  );
  await whenHours(4);
  expect(await sent()).toHaveLength(1);
  const jobs = await server.world.context.db.prisma.sendJob.count({
    where: { threadId },
  });
  expect(jobs).toBe(1);
  expect((await plan({ clientId, at: inHours(5) })).id).toBe(message.id);
});

test("two processes at its time send it once", async () => {
  await plan();
  const { context, clock } = server.world;
  clock.at = new Date(Date.now() + 3 * HOUR_MS);
  await Promise.all([1, 2, 3].map(() => runTimersOnce(context)));
  expect(await sent()).toHaveLength(1);
});

test("a time when the reply window is closed is refused, and one that closes meanwhile keeps it", async () => {
  expect(
    await server.call(mei, "POST", path(), { text: "Hi", at: inHours(200) }),
  ).toMatchObject({ status: 409, body: { code: "window_closed" } });
  expect(
    await server.call(mei, "POST", path(), { text: "Hi", at: inHours(-1) }),
  ).toMatchObject({
    status: 422,
    body: { errors: [{ path: "at", code: "past" }] },
  });
  expect(
    await server.call(mei, "POST", path(), {
      text: "Hi {{customer.name}}",
      at: inHours(1),
    }),
  ).toMatchObject({ status: 422 });

  const message = await plan();
  await server.world.context.db.prisma.thread.update({
    where: { id: threadId },
    data: { lastCustomerAt: new Date(Date.now() - 200 * HOUR_MS) },
    select: { id: true },
  });
  await whenHours(3);
  expect(await sent()).toEqual([]);
  expect(await planned(boss)).toMatchObject([
    {
      id: message.id,
      schedule: { isHeld: true },
      error: { code: "window_closed" },
    },
  ]);
  expect(await notices(mei)).toMatchObject([
    {
      detail: {
        messageId: message.id,
        code: "window_closed",
        text: "It is back",
      },
    },
  ]);
  // It stays until someone decides. The customer writes again, so its author can send it.
  await whenHours(30);
  await say("Hello?");
  const now = await server.call(mei, "POST", `${path()}/${message.id}/send`);
  expect(now).toMatchObject({
    status: 202,
    body: { id: message.id, status: "queued" },
  });
  expect(await planned()).toEqual([]);
  expect(await notices(mei)).toHaveLength(1);
});

test("it is kept if the customer writes first, where its author wants that", async () => {
  const careful = await plan({ unlessCustomerWrites: true });
  await plan({ text: "See you on Monday" });
  await say("No need, thanks");
  await whenHours(3);
  expect((await sent()).map(({ text }) => text)).toEqual(["See you on Monday"]);
  expect(await planned()).toMatchObject([
    { id: careful.id, error: { code: "customer_wrote" } },
  ]);
  const again = await server.call(mei, "PATCH", `${path()}/${careful.id}`, {
    at: inHours(6),
    text: "Still interested?",
  });
  expect(again).toMatchObject({
    status: 200,
    body: {
      error: null,
      schedule: { isHeld: false, unlessCustomerWrites: true },
    },
  });
  await whenHours(7);
  expect((await sent()).map(({ text }) => text)).toContain("Still interested?");
});

test("its author has lost the conversation: it is kept, and they hear of it", async () => {
  const message = await plan();
  await server.call(boss, "POST", `/threads/${threadId}/take`, { force: true });
  await whenHours(3);
  expect(await sent()).toEqual([]);
  expect(await planned(boss)).toMatchObject([
    { id: message.id, error: { code: "owned_by_other" } },
  ]);
  expect(await notices(mei)).toHaveLength(1);

  await server.world.context.db.prisma.agent.update({
    where: { id: mei.agentId },
    data: { disabledAt: new Date() },
    select: { id: true },
  });
  await server.world.context.db.prisma.timer.create({
    data: {
      id: newId(),
      kind: "scheduled",
      key: message.id,
      dueAt: new Date(),
    },
  });
  await whenHours(3);
  expect(await planned(boss)).toMatchObject([
    { error: { code: "author_gone" } },
  ]);
  expect(await notices(boss)).toMatchObject([
    { detail: { code: "author_gone" } },
  ]);
  // Its owner sends it in their own name.
  await server.call(boss, "POST", `${path()}/${message.id}/send`);
  expect(await sent()).toMatchObject([{ author: { id: boss.agentId } }]);
});

test("its author changes it, its owner cancels it, and screens hear of both", async () => {
  const { context } = server.world;
  const heard: { event: LiveEventName; to: string[] }[] = [];
  const publisher = createEventPublisher(context, {
    emit: (event, _payload, to) => {
      if (event === "schedule.changed") heard.push({ event, to });
    },
  });
  await server.world.sits(boss);
  while (await publisher.round());
  heard.length = 0;

  const form = new FormData();
  form.append("file", new Blob(["%PDF-1.4 offer"]), "offer.pdf");
  const uploaded = await server.request("/api/v1/files", {
    method: "POST",
    headers: { authorization: `Bearer ${await server.token(mei)}` },
    body: form,
  });
  const { id } = (await uploaded.json()) as { id: string };
  const message = await plan({ text: "", attachments: [{ id }] });
  expect(message.attachments).toMatchObject([{ id, name: "offer.pdf" }]);
  await context.db.prisma.attachment.update({
    where: { id },
    data: { createdAt: new Date(Date.now() - 48 * HOUR_MS) },
    select: { id: true },
  });
  expect(await removeOrphanUploads(context)).toBe(0);
  const file = await server.request(`/api/v1/files/${id}`, {
    headers: { authorization: `Bearer ${await server.token(boss)}` },
  });
  expect(file.status).toBe(200);

  const one = `${path()}/${message.id}`;
  expect(await server.call(boss, "PATCH", one, { text: "No" })).toMatchObject({
    status: 409,
    body: { code: "owned_by_other" },
  });
  expect((await server.call(otto, "PATCH", one, { text: "No" })).status).toBe(
    404,
  );
  expect(
    (await server.call(mei, "PATCH", one, { text: "The offer" })).status,
  ).toBe(200);
  const cancel = `/threads/${threadId}/messages/${message.id}`;
  expect((await server.call(boss, "DELETE", cancel)).status).toBe(204);
  expect((await server.call(mei, "DELETE", cancel)).status).toBe(404);
  await whenHours(3);
  expect(await sent()).toEqual([]);
  while (await publisher.round());
  expect(heard.length).toBeGreaterThan(0);
  expect(heard.every(({ to }) => to.includes(boss.agentId))).toBe(true);
});

test("closing cancels it with a line in the thread, and keeps it where that is wanted", async () => {
  await plan();
  await plan({ text: "See you on Monday" });
  await act(boss, "close");
  expect(await planned(boss)).toEqual([]);
  const { body } = await server.call(
    boss,
    "GET",
    `/threads/${threadId}/messages`,
  );
  expect((body as { items: Message[] }).items).toContainEqual(
    expect.objectContaining({
      author: expect.objectContaining({ id: boss.agentId }) as unknown,
      event: { type: "scheduled_canceled", count: 2 },
    }),
  );
  // Its author, who has not done it, still has the text.
  const told = await notices(mei, "scheduled_canceled");
  expect(told.map(({ detail }) => detail)).toContainEqual({
    text: "It is back",
  });
  await whenHours(3);
  expect(await sent()).toEqual([]);

  server.world.clock.at = null;
  await act(mei, "reopen");
  await plan({ text: "Kept" });
  await act(mei, "close", { scheduled: "keep" });
  await whenHours(3);
  expect(await sent()).toMatchObject([{ text: "Kept" }]);
  const { body: thread } = await server.call(
    boss,
    "GET",
    `/threads/${threadId}`,
  );
  expect(thread).toMatchObject({ status: "open", owner: { id: mei.agentId } });
});

test("a blocked customer gets none", async () => {
  await plan();
  const { customer } = await act(mei, "read");
  const path = `/customers/${customer.id}/block`;
  const body = { reason: "Insults", until: null };
  await server.call(mei, "POST", path, body);
  expect(await planned(boss)).toEqual([]);
});

test("a transfer takes it along: its new owner sends it, or cancels it", async () => {
  const to = { type: "agent", id: otto.agentId };
  const force = { to, mode: "force", confirm: true };
  const form = new FormData();
  form.append("file", new Blob(["%PDF-1.4 offer"]), "offer.pdf");
  const uploaded = await server.request("/api/v1/files", {
    method: "POST",
    headers: { authorization: `Bearer ${await server.token(mei)}` },
    body: form,
  });
  const { id: file } = (await uploaded.json()) as { id: string };
  const first = await plan({ attachments: [{ id: file }] });
  const second = await plan({ text: "Shall I reserve one?" });
  await act(boss, "transfer", force);
  expect(await planned(otto)).toMatchObject([
    { id: first.id, author: { id: mei.agentId }, schedule: { asOwner: true } },
    { id: second.id },
  ]);
  const cancel = `/threads/${threadId}/messages/${second.id}`;
  expect((await server.call(otto, "DELETE", cancel)).status).toBe(204);
  await whenHours(3);
  const mine = { author: { id: otto.agentId } };
  expect(await sent()).toMatchObject([mine, mine]);
  expect(await planned(boss)).toEqual([]);
  expect(await notices(mei)).toEqual([]);
});

test("in a queue it waits for an owner; a transfer and a return can cancel it", async () => {
  const other = await server.world.queue([otto]);
  const to = { type: "queue", id: other };
  const message = await plan();
  await act(mei, "transfer", { to });
  await whenHours(3);
  // Nobody's name to send it in. The agent who had it last is told.
  expect(await sent()).toEqual([]);
  expect(await planned(boss)).toMatchObject([
    { id: message.id, error: { code: "take_first" } },
  ]);
  expect(await notices(mei)).toHaveLength(1);
  server.world.clock.at = null;
  await act(otto, "take");
  await server.call(otto, "POST", `${path()}/${message.id}/send`);
  expect(await sent()).toMatchObject([{ author: { id: otto.agentId } }]);

  const again = { text: "One more", at: inHours(2) };
  await server.call(otto, "POST", path(), again);
  await act(otto, "release", { scheduled: "cancel" });
  expect(await planned(boss)).toEqual([]);
  await act(otto, "take");
  await server.call(otto, "POST", path(), again);
  await act(boss, "transfer", { to, mode: "force", scheduled: "cancel" });
  expect(await planned(boss)).toEqual([]);
});
