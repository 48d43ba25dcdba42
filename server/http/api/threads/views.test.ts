import { afterAll, beforeAll, expect, test } from "vitest";
import type { BulkAnswer } from "#contract/threads/bulk.ts";
import type { Thread } from "#contract/threads/thread.ts";
import type { SavedView, ViewCounts } from "#contract/threads/view.ts";
import { testDatabase } from "#server/db/test-database.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { newThread } from "#server/domain/test-context.ts";
import { startTestServer, type TestServer } from "#server/http/test-server.ts";
import { digits } from "#server/pipeline/test-world.ts";
import { newId } from "#server/runtime/crypto.ts";

/** Finding conversations: filters, saved views with counts, priority, and one act on many threads. */

let server: TestServer;
let mei: Actor;
let otto: Actor;
let sue: Actor;
let queueId: string;
let page: Awaited<ReturnType<TestServer["world"]["page"]>>;

beforeAll(async () => {
  server = await startTestServer(await testDatabase());
  const { world } = server;
  mei = await world.agent("Mei");
  otto = await world.agent("Otto");
  sue = await world.agent("Sue", "supervisor");
  queueId = await world.queue([mei]);
  page = await world.page({ type: "queue", id: queueId });
});
afterAll(() => server.stop());

const call = (actor: Actor, method: string, path: string, body?: unknown) =>
  server.call(actor, method, path, body);

/** A customer writes; returns the thread's id. */
async function write(psid = digits(16)): Promise<string> {
  const what = { psid, text: "Is it in stock?" };
  return (await server.world.write(page, what)).threadId;
}

const answer = (threadId: string) =>
  call(mei, "POST", `/threads/${threadId}/messages`, {
    text: "Yes, three.",
    clientId: newId(),
  });

async function list(actor: Actor, query: string): Promise<string[]> {
  const { status, body } = await call(actor, "GET", `/threads?${query}`);
  expect(status).toBe(200);
  return (body as { items: Thread[] }).items.map(({ id }) => id);
}
const counts = async (actor: Actor) =>
  (await call(actor, "GET", "/views/counts")).body as ViewCounts;
const read = async (actor: Actor, id: string) =>
  (await call(actor, "GET", `/threads/${id}`)).body as Thread;

test("waiting on us, on the customer, unread, my queues: lists and counts agree", async () => {
  const open = await write();
  const answered = await write();
  await answer(answered);
  const asleep = await write();
  await call(mei, "POST", `/threads/${asleep}/snooze`, {
    until: new Date(Date.now() + 3_600_000).toISOString(),
  });
  const closed = await write();
  await call(mei, "POST", `/threads/${closed}/close`, {});

  expect(await list(mei, "status=waiting_on_us")).toEqual([open]);
  expect(await list(mei, "status=waiting_on_customer")).toEqual([answered]);
  expect((await list(mei, "status=active")).sort()).toEqual(
    [open, answered].sort(),
  );
  expect(await list(mei, "view=snoozed")).toEqual([asleep]);
  expect((await list(mei, "view=queues")).sort()).toEqual(
    [open, answered].sort(),
  );
  expect(await list(mei, "view=mine")).toEqual([answered]);
  expect(await list(otto, "view=all")).toEqual([]);

  // Reading is each agent's own, and leaves the customer waiting.
  await call(mei, "POST", `/threads/${open}/read`, {});
  const unread = await list(mei, "status=active&unread=true");
  expect(unread).toEqual([answered]);
  expect(await list(mei, "status=waiting_on_us&unread=false")).toEqual([open]);
  expect(await list(sue, "status=active&unread=true")).toHaveLength(2);

  expect(await counts(mei)).toEqual({
    mine: 1,
    waiting: 1,
    queues: 2,
    all: 2,
    waiting_on_us: 1,
    waiting_on_customer: 1,
    mentions: 0,
    participating: 0,
    snoozed: 1,
  });
  expect(await counts(otto)).toMatchObject({ all: 0, snoozed: 0, waiting: 0 });
  expect(await counts(sue)).toMatchObject({ all: 2, queues: 0, mine: 0 });
});

test("priority: set, listed, recorded, first in line, and of this matter alone", async () => {
  const psid = digits(16);
  const first = await write();
  const later = await write(psid);
  const { prisma } = server.world.context.db;
  const rank = async (id: string) =>
    (await prisma.thread.findUniqueOrThrow({ where: { id } })).rankAt;
  const set = await call(mei, "PATCH", `/threads/${later}`, {
    priority: "urgent",
  });
  expect(set).toMatchObject({ status: 200, body: { priority: "urgent" } });
  expect((await rank(later))! < (await rank(first))!).toBe(true);
  expect(await list(mei, "priority=urgent")).toEqual([later]);
  expect(await list(mei, "priority=low")).toEqual([]);
  const { body } = await call(mei, "GET", `/threads/${later}/messages`);
  expect((body as { items: unknown[] }).items[0]).toMatchObject({
    kind: "event",
    event: { type: "priority_changed", priority: "urgent", before: "normal" },
  });
  expect(
    (await call(otto, "PATCH", `/threads/${later}`, { priority: "low" }))
      .status,
  ).toBe(404);
  expect(
    (await call(mei, "PATCH", `/threads/${later}`, { priority: "vip" })).status,
  ).toBe(422);

  await call(mei, "POST", `/threads/${later}/close`, {});
  expect((await read(mei, later)).priority).toBe("urgent");
  await write(psid);
  expect((await read(mei, later)).priority).toBe("normal");
  expect((await rank(later))! > (await rank(first))!).toBe(true);
});

test("a list is narrowed to the customer's language, and to who waits for a reply", async () => {
  const { db } = server.world.context;
  const read = async (locale: string | null) => {
    const id = await write();
    await db.prisma.customer.updateMany({
      where: { threads: { some: { id } } },
      data: { locale },
    });
    return id;
  };
  const taiwan = await read("zh_TW");
  const hongKong = await read("zh-HK");
  const mainland = await read("zh_CN");
  const spanish = await read("es_LA");
  await read(null);
  const speaking = (language: string) =>
    list(sue, `status=active&sort=oldest&language=${language}`);
  expect(await speaking("zh")).toEqual([taiwan, hongKong, mainland]);
  expect(await speaking("zh-Hant")).toEqual([taiwan, hongKong]);
  expect(await speaking("es")).toEqual([spanish]);
  expect(await speaking("fr")).toEqual([]);
  expect((await call(sue, "GET", "/threads?language=?")).status).toBe(422);
  const { body } = await call(sue, "GET", "/customers/languages");
  expect(body).toEqual({ items: ["es", "zh-Hans", "zh-Hant"] });

  await answer(taiwan);
  const narrowed = (waiting: boolean) =>
    list(sue, `language=zh-Hant&waiting=${waiting}`);
  expect(await narrowed(true)).toEqual([hongKong]);
  expect(await narrowed(false)).toEqual([taiwan]);
  const { body: view } = await call(sue, "POST", "/views", {
    name: "漢字",
    filter: { status: "active", language: "zh-Hant", waiting: true },
  });
  const { id } = view as SavedView;
  expect(await list(sue, `view=${id}`)).toEqual([hongKong]);
  expect((await counts(sue))[id]).toBe(1);
});

test("a saved view is its author's, a queue's, or everybody's; it is read by each reader's rights", async () => {
  const threadId = await write();
  await call(mei, "PATCH", `/threads/${threadId}`, { priority: "high" });
  const filter = { priority: "high", status: "active" };
  const create = (actor: Actor, shared: unknown) =>
    call(actor, "POST", "/views", { name: "Hot", filter, shared });
  const views = async (actor: Actor) =>
    ((await call(actor, "GET", "/views")).body as { items: SavedView[] }).items;

  const own = (await create(mei, null)).body as SavedView;
  expect(own).toMatchObject({
    name: "Hot",
    filter,
    shared: null,
    owner: { name: "Mei" },
    mayEdit: true,
  });
  expect(await list(mei, `view=${own.id}`)).toEqual([threadId]);
  expect(await list(mei, `view=${own.id}&unread=false`)).toEqual([]);
  expect((await counts(mei))[own.id]).toBe(1);
  expect((await call(sue, "GET", `/threads?view=${own.id}`)).status).toBe(404);
  expect((await call(sue, "PATCH", `/views/${own.id}`, {})).status).toBe(404);

  expect((await create(mei, "everybody")).status).toBe(403);
  expect((await create(mei, { queueId })).status).toBe(403);
  expect((await create(sue, { queueId: newId() })).status).toBe(404);
  const queues = (await create(sue, { queueId })).body as SavedView;
  const all = (await create(sue, "everybody")).body as SavedView;
  expect((await views(mei)).map(({ id }) => id).sort()).toEqual(
    [own.id, queues.id, all.id].sort(),
  );
  expect((await views(otto)).map(({ id }) => id)).toEqual([all.id]);
  // Another agent's view shows what the reader may see.
  expect(await list(otto, `view=${all.id}`)).toEqual([]);
  expect((await counts(otto))[all.id]).toBe(0);
  expect((await call(otto, "DELETE", `/views/${all.id}`)).status).toBe(403);

  const renamed = await call(sue, "PATCH", `/views/${all.id}`, {
    name: "Warm",
    filter: { unread: true, sort: "waiting" },
    shared: null,
  });
  expect(renamed.body).toMatchObject({
    name: "Warm",
    filter: { unread: true, sort: "waiting" },
    shared: null,
  });
  expect(await views(otto)).toEqual([]);
  expect((await call(sue, "DELETE", `/views/${all.id}`)).status).toBe(204);
  expect(
    (await call(mei, "POST", "/views", { name: "x", filter: { wat: 1 } }))
      .status,
  ).toBe(422);
});

test("an agent keeps fifty views", async () => {
  const ann = await server.world.agent("Ann");
  const { prisma } = server.world.context.db;
  await prisma.savedView.createMany({
    data: Array.from({ length: 50 }, () => ({
      id: newId(),
      ownerId: ann.agentId,
      name: "One more",
    })),
  });
  const { status, body } = await call(ann, "POST", "/views", { name: "51" });
  expect(status).toBe(422);
  expect(body).toMatchObject({ errors: [{ code: "too_many_views" }] });
});

test("one act on many threads: each on its own, with the reason of each refusal", async () => {
  const { context } = server.world;
  const bulk = async (actor: Actor, ids: string[], action: object, seen = {}) =>
    (await call(actor, "POST", "/threads/bulk", { ids, action, seen }))
      .body as BulkAnswer;
  const psid = digits(16);
  const a = await write();
  const b = await write(psid);
  const others = await newThread(context, page.channelId, {
    ownerId: otto.agentId,
    queueId,
  });
  const { id: labelId } = (
    await call(sue, "POST", "/labels", { name: "Refund" })
  ).body as { id: string };

  expect(await bulk(mei, [a, b, a], { type: "label", labelId })).toEqual({
    done: [a, b],
    failed: [],
  });
  expect((await list(mei, `label=${labelId}`)).sort()).toEqual([a, b].sort());
  await bulk(mei, [b], { type: "unlabel", labelId });
  expect(await list(mei, `label=${labelId}`)).toEqual([a]);
  await bulk(mei, [a, b], { type: "priority", priority: "low" });
  expect((await read(mei, b)).priority).toBe("low");
  await bulk(mei, [a, b], { type: "read" });
  expect((await read(mei, b)).unread).toBe(0);

  // The customer writes to b after its author has seen it; the third is another agent's.
  const seenOf = async (id: string) =>
    (await read(mei, id)).lastMessage?.id ?? "";
  const seen = { [a]: await seenOf(a), [b]: await seenOf(b) };
  await write(psid);
  const gone = newId();
  const closed = await bulk(
    mei,
    [a, b, others.threadId, gone],
    { type: "close" },
    seen,
  );
  expect(closed.done).toEqual([a]);
  expect(closed.failed.map(({ id, code }) => [id, code])).toEqual([
    [b, "newer_message"],
    [others.threadId, "not_found"],
    [gone, "not_found"],
  ]);
  expect(closed.failed[0]?.message).toMatch(/^The customer/);
  expect(await bulk(sue, [others.threadId], { type: "close" })).toMatchObject({
    done: [others.threadId],
  });
  expect(
    await bulk(mei, [b], {
      type: "snooze",
      until: new Date(Date.now() + 3_600_000).toISOString(),
    }),
  ).toMatchObject({ done: [b] });
  expect(await bulk(mei, [a, b], { type: "reopen" })).toMatchObject({
    done: [a, b],
  });
  // It had no owner when it was closed a moment ago.
  expect((await read(mei, a)).owner).toBeNull();
  await call(mei, "POST", `/threads/${a}/take`);
  expect(await bulk(mei, [a, b], { type: "release" })).toMatchObject({
    done: [a],
    failed: [{ id: b, code: "wrong_state" }],
  });
  const to = { type: "queue", id: queueId };
  expect(await bulk(mei, [a], { type: "transfer", to })).toMatchObject({
    done: [a],
  });
  for (const body of [
    { ids: [], action: { type: "read" } },
    { ids: [a], action: { type: "explode" } },
    { ids: [a], action: { type: "label" } },
    { ids: [a], action: { type: "read", labelId } },
  ])
    expect((await call(mei, "POST", "/threads/bulk", body)).status).toBe(422);
});

test("a view that seeks words lists what has them, is narrowed like any view, and has no number", async () => {
  const sought = await write();
  const other = await write();
  await call(mei, "POST", `/threads/${sought}/messages`, {
    text: "The refund is on its way.",
    clientId: newId(),
  });
  const { status, body } = await call(mei, "POST", "/views", {
    name: "Refunds",
    filter: { q: "refund", status: "active" },
  });
  expect(status).toBe(201);
  const { id, filter } = body as SavedView;
  expect(filter).toEqual({ q: "refund", status: "active" });
  expect(await list(mei, `view=${id}`)).toEqual([sought]);
  expect(await list(mei, `view=${id}&owner=none`)).toEqual([]);
  expect(await list(mei, `view=${id}&q=stock`)).toContain(other);
  const counted = await counts(mei);
  expect(counted).not.toHaveProperty(id);
  expect(counted).toHaveProperty("all");
  await call(mei, "POST", `/threads/${sought}/close`, {});
  expect(await list(mei, `view=${id}`)).toEqual([]);
  expect(
    await call(mei, "POST", "/views", { name: "None", filter: { q: " " } }),
  ).toMatchObject({ status: 422 });
});
