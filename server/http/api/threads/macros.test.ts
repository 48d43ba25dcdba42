import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Macro, MacroRun } from "#contract/macros/macro.ts";
import type { Message } from "#contract/threads/message.ts";
import type { Thread } from "#contract/threads/thread.ts";
import { testDatabase } from "#server/db/test-database.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { newThread } from "#server/domain/test-context.ts";
import { startTestServer, type TestServer } from "#server/http/test-server.ts";
import { newId, randomToken } from "#server/runtime/crypto.ts";

/** Macros: who keeps and runs them, and that on one thread all of their steps are done, once, or none. */

let server: TestServer;
let sue: Actor;
let ada: Actor;
let ben: Actor;
let departmentId: string;
let channelId: string;
let queueId: string;
let labelId: string;
let threadId: string;

beforeAll(async () => {
  server = await startTestServer(await testDatabase());
  const { world } = server;
  ({ channelId } = await world.page(null));
  sue = await world.agent("Sue", "supervisor");
  ada = await world.agent("Ada Byron", "agent");
  ben = await world.agent("Ben", "agent");
  departmentId = await world.department([sue, ada]);
  queueId = await world.queue([ada, ben]);
  labelId = newId();
  await world.context.db.prisma.label.create({
    data: { id: labelId, name: "Refund", color: "slate" },
  });
});
afterAll(() => server.stop());

beforeEach(async () => {
  threadId = await adasThread("王小明");
});

/** A thread of Ada's whose customer has just written. */
async function adasThread(name: string): Promise<string> {
  const { context } = server.world;
  const thread = await newThread(context, channelId, {
    ownerId: ada.agentId,
    queueId,
  });
  await context.db.prisma.thread.update({
    where: { id: thread.threadId },
    data: { lastCustomerAt: context.clock.now() },
  });
  await context.db.prisma.customer.update({
    where: { id: thread.customerId },
    data: { name },
  });
  return thread.threadId;
}

async function create(
  actor: Actor,
  steps: object[],
  rest: object = {},
): Promise<Macro> {
  const body = { name: `Macro ${randomToken(6)}`, steps, ...rest };
  const answer = await server.call(actor, "POST", "/macros", body);
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  return answer.body as Macro;
}

async function list(actor: Actor): Promise<Macro[]> {
  const { body } = await server.call(actor, "GET", "/macros");
  return (body as { items: Macro[] }).items;
}

async function run(
  actor: Actor,
  { id }: Macro,
  rest: object = {},
): Promise<MacroRun> {
  const answer = await server.call(actor, "POST", `/macros/${id}/run`, {
    threadIds: [threadId],
    ...rest,
  });
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  return answer.body as MacroRun;
}

async function messages(): Promise<Message[]> {
  const path = `/threads/${threadId}/messages?limit=50`;
  const { body } = await server.call(sue, "GET", path);
  return (body as { items: Message[] }).items.toReversed();
}

async function thread(): Promise<Thread> {
  return (await server.call(sue, "GET", `/threads/${threadId}`)).body as Thread;
}

const REFUND = [
  { type: "reply", text: "{{customer.name}}您好，款項已退。" },
  { type: "note", text: "Refunded by {{agent.name}}" },
  { type: "priority", priority: "low" },
];

test("private ones are their author's, shared ones the supervisors'; each scope has its order", async () => {
  const mine = await create(ada, [{ type: "take" }]);
  expect(mine).toMatchObject({ scope: "private", mayEdit: true, uses: 0 });
  const ours = await create(sue, [{ type: "take" }], {
    scope: { departmentId },
  });
  const [first, second, third] = [
    await create(sue, [{ type: "take" }], { scope: "everybody" }),
    await create(sue, [{ type: "archive" }], { scope: "everybody" }),
    await create(sue, [{ type: "release" }], { scope: "everybody" }),
  ].map(({ id }) => id);
  const ids = async (actor: Actor) => (await list(actor)).map(({ id }) => id);
  expect(await ids(ada)).toEqual([mine.id, ours.id, first, second, third]);
  expect(await ids(ben)).toEqual([first, second, third]);
  const path = `/macros/${third}`;
  expect(await server.call(ada, "PATCH", path, { position: 0 })).toMatchObject({
    status: 403,
  });
  expect(await server.call(sue, "PATCH", path, { position: 0 })).toMatchObject({
    status: 200,
    body: { position: 0 },
  });
  expect(await ids(ben)).toEqual([third, first, second]);
  const refused = async (actor: Actor, body: object) =>
    (
      await server.call(actor, "POST", "/macros", {
        name: "X",
        steps: [{ type: "take" }],
        ...body,
      })
    ).status;
  expect(await refused(ada, { scope: "everybody" })).toBe(403);
  expect(await refused(ada, { name: mine.name })).toBe(409);
  expect(await refused(ada, { steps: [] })).toBe(422);
  expect(await refused(ada, { steps: [{ type: "reply", text: " " }] })).toBe(
    422,
  );
  expect(await refused(ada, { steps: [{ type: "dance" }] })).toBe(422);
  expect((await server.call(ben, "DELETE", `/macros/${mine.id}`)).status).toBe(
    404,
  );

  const olga = await server.world.agent("Olga", "owner");
  const department = `/departments/${departmentId}`;
  expect(await server.call(olga, "DELETE", department)).toMatchObject({
    status: 409,
    body: { code: "in_use" },
  });
  expect((await server.call(olga, "GET", "/audit")).body).toMatchObject({
    items: expect.arrayContaining([
      expect.objectContaining({ action: "macro.updated" }),
    ]) as unknown,
  });
  const told = await server.world.context.db.prisma.announcement.count({
    where: {
      kind: "settings.updated",
      payload: { path: ["what"], equals: "macros" },
    },
  });
  expect(told).toBeGreaterThan(5);
  expect((await server.call(sue, "DELETE", path)).status).toBe(204);
  expect(await ids(ben)).toEqual([first, second]);
});

test("it shows what it will do, does it with the rights of who runs it, and only once", async () => {
  const macro = await create(ada, [
    ...REFUND,
    { type: "label", labelId },
    { type: "close", outcome: null },
  ]);
  const path = `/macros/${macro.id}/preview`;
  expect((await server.call(ada, "POST", path, { threadId })).body).toEqual({
    steps: [
      { text: "王小明您好，款項已退。", missing: [], isGone: false },
      { text: "Refunded by Ada Byron" },
      { text: null },
      { isGone: false },
      {},
    ].map((shown) => expect.objectContaining(shown) as unknown),
  });
  expect(await messages()).toEqual([]);

  const runId = newId();
  expect(await run(ada, macro, { runId })).toEqual({
    done: [threadId],
    failed: [],
    inserts: [],
  });
  const done = await messages();
  expect(done).toMatchObject([
    { event: { type: "macro", title: macro.name }, author: { name: ada.name } },
    { kind: "message", text: "王小明您好，款項已退。", status: "queued" },
    { kind: "note", text: "Refunded by Ada Byron" },
    { event: { type: "priority_changed" } },
    { event: { type: "labels_changed", added: [{ id: labelId }] } },
    { event: { type: "closed" } },
  ]);
  expect(await thread()).toMatchObject({
    status: "closed",
    priority: "low",
    labels: [{ id: labelId }],
  });
  // The answer was lost, and the same run is asked for again.
  expect((await run(ada, macro, { runId })).done).toEqual([threadId]);
  expect(await messages()).toEqual(done);
  const jobs = { where: { threadId } };
  expect(await server.world.context.db.prisma.sendJob.count(jobs)).toBe(1);
  expect((await list(ada)).find(({ id }) => id === macro.id)?.uses).toBe(1);
});

test("two requests of one run at the same time do it once", async () => {
  const macro = await create(ada, REFUND);
  const runId = newId();
  await Promise.all([1, 2, 3].map(() => run(ada, macro, { runId })));
  const sent = (await messages()).filter(({ kind }) => kind === "message");
  expect(sent).toHaveLength(1);
});

test("a step that is refused is named, and nothing of the others stays", async () => {
  const macro = await create(sue, [...REFUND, { type: "archive" }], {
    scope: "everybody",
  });
  expect(await run(ada, macro)).toMatchObject({
    done: [],
    failed: [{ id: threadId, step: 3, code: "wrong_state" }],
  });
  expect(await messages()).toEqual([]);
  expect(await thread()).toMatchObject({ status: "open", priority: "normal" });
  // Only the owner writes to the customer, whoever runs it.
  expect(await run(sue, macro)).toMatchObject({
    failed: [{ step: 0, code: "owned_by_other" }],
  });
  expect(await run(ben, macro)).toMatchObject({
    failed: [{ code: "not_found" }],
  });
  const gap = await create(ada, [
    { type: "priority", priority: "high" },
    { type: "reply", text: "Order {{customer.field.order}}" },
  ]);
  expect(await run(ada, gap)).toMatchObject({
    failed: [{ step: 1, reason: "unfilled_variable" }],
  });
  expect(await messages()).toEqual([]);
});

test("a customer who has written since is read first", async () => {
  const macro = await create(ada, [{ type: "priority", priority: "high" }]);
  const { prisma } = server.world.context.db;
  const seen = newId();
  for (const [id, inboundCount] of [
    [seen, 1],
    [newId(), 2],
  ] as const)
    await prisma.message.create({
      data: {
        id,
        threadId,
        channelId,
        direction: "in",
        kind: "message",
        authorType: "customer",
        text: "Hello",
        status: "received",
        sentAt: new Date(),
        inboundCount,
      },
    });
  await prisma.thread.update({
    where: { id: threadId },
    data: { inboundCount: 2 },
  });
  expect(await run(ada, macro, { seen: { [threadId]: seen } })).toMatchObject({
    failed: [{ step: null, code: "newer_message" }],
  });
  expect(await thread()).toMatchObject({ priority: "normal" });
});

test("on many threads each is apart; a canned reply can go into the composer", async () => {
  const reply = await server.call(ada, "POST", "/canned-replies", {
    shortcut: "greeting",
    title: "Greeting",
    bodies: { "*": "Dear {{customer.name}}" },
  });
  const { id: cannedReplyId } = reply.body as { id: string };
  const macro = await create(ada, [
    { type: "no_reply_needed" },
    { type: "canned_reply", cannedReplyId, mode: "insert" },
    { type: "snooze", minutes: 60 },
  ]);
  const other = await adasThread("Ann");
  const gone = newId();
  expect(
    await run(ada, macro, { threadIds: [threadId, gone, other] }),
  ).toMatchObject({
    done: [threadId, other],
    failed: [{ id: gone, code: "not_found" }],
    inserts: [
      { threadId, text: "Dear 王小明" },
      { threadId: other, text: "Dear Ann" },
    ],
  });
  expect(await thread()).toMatchObject({ status: "snoozed" });
});
