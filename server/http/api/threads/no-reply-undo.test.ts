import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { BulkAnswer } from "#contract/threads/bulk.ts";
import type { Thread } from "#contract/threads/thread.ts";
import { testDatabase } from "#server/db/test-database.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { updateRoutingSettings } from "#server/domain/settings/routing-settings.ts";
import { startTestServer, type TestServer } from "#server/http/test-server.ts";
import { newId } from "#server/runtime/crypto.ts";
import { digits } from "#server/pipeline/test-world.ts";

/** "No reply needed" can be undone for a moment: the customer waits as before. */

let server: TestServer;
let mei: Actor;
let sue: Actor;
let queueId: string;
let otherQueueId: string;
let page: Awaited<ReturnType<TestServer["world"]["page"]>>;
let psid: string;
let threadId: string;

beforeAll(async () => {
  server = await startTestServer(await testDatabase());
  const { world } = server;
  mei = await world.agent("Mei");
  sue = await world.agent("Sue", "supervisor");
  const boss = await world.agent("Boss", "admin");
  await updateRoutingSettings(world.context, boss, { silentMinutes: 5 });
  queueId = await world.queue([mei], { strategy: "manual" });
  otherQueueId = await world.queue([mei], { strategy: "manual" });
  for (const [id, seconds] of [
    [queueId, 600],
    [otherQueueId, 1_200],
  ] as const)
    await server.ok(boss, "PATCH", `/queues/${id}`, {
      replyTarget: {
        firstSeconds: seconds,
        nextSeconds: seconds,
        clock: "wall",
        warnOwnerAt: null,
        warnSupervisorsAt: null,
      },
    });
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
  await act("take");
  // The owner is reminded of a customer who wrote.
  await write("Hello?");
});

const write = (text: string) => server.world.write(page, { psid, text });
const act = (verb: string, body: object = {}, actor = mei) =>
  server.call(actor, "POST", `/threads/${threadId}/${verb}`, body);
const undo = (actor = mei) =>
  server.call(actor, "DELETE", `/threads/${threadId}/no-reply-needed`);
const now = () => server.ok<Thread>(mei, "GET", `/threads/${threadId}`);
const timers = () =>
  server.world.context.db.prisma.timer.findMany({
    where: { key: threadId, kind: { in: ["silent", "reply_target"] } },
    select: { kind: true, dueAt: true, payload: true },
    orderBy: { kind: "asc" },
  });

test("the wait begins when it had begun, and reminders and the reply target go on", async () => {
  const before = await now();
  const timersBefore = await timers();
  expect(before.waitingSince).not.toBeNull();
  expect(before.replyDueAt).not.toBeNull();
  expect(timersBefore.map(({ kind }) => kind)).toEqual([
    "reply_target",
    "silent",
  ]);
  await act("no-reply-needed");
  expect(await now()).toMatchObject({ waitingSince: null, replyDueAt: null });
  expect(await timers()).toEqual([]);
  const { waitingSince, replyDueAt } = before;
  const asBefore = { status: "open", waitingSince, replyDueAt };
  expect((await undo()).body).toMatchObject({
    ...asBefore,
    lastMessage: before.lastMessage,
  });
  expect(await timers()).toEqual(timersBefore);
  // Once more changes nothing.
  const { version } = await now();
  expect((await undo()).body).toMatchObject({ ...asBefore, version });
});

test("a customer who wrote meanwhile waits since their first message", async () => {
  const { waitingSince } = await now();
  await act("no-reply-needed");
  await write("And the red one?");
  expect((await now()).waitingSince).not.toBe(waitingSince);
  expect((await undo()).body).toMatchObject({ waitingSince });
});

test("what was answered or transferred meanwhile is not waited for as before", async () => {
  await act("no-reply-needed");
  const reply = { text: "Yes, it is.", clientId: newId() };
  expect((await act("messages", reply)).status).toBeLessThan(300);
  expect((await undo()).body).toMatchObject({ waitingSince: null });

  await write("And the red one?");
  const { waitingSince, replyDueAt } = await now();
  await act("no-reply-needed");
  await act("transfer", { to: { type: "queue", id: otherQueueId } });
  await act("take");
  const undone = (await undo()).body as Thread;
  expect(undone.waitingSince).toBe(waitingSince);
  expect(Date.parse(undone.replyDueAt ?? "")).toBe(
    Date.parse(replyDueAt ?? "") + 600_000,
  );
});

test("only the agent who ended the wait undoes it, in the same session and within two minutes", async () => {
  const refused = { code: "wrong_state" };
  await act("no-reply-needed");
  expect((await undo(sue)).body).toMatchObject(refused);
  await act("close");
  expect((await undo()).body).toMatchObject(refused);
  // A close that is undone is as if it had not been.
  await act("reopen");
  expect((await undo()).body).toMatchObject({
    waitingSince: expect.any(String) as string,
  });

  await act("no-reply-needed");
  await act("close");
  await write("Hello again");
  await act("take");
  await act("messages", { text: "Hello!", clientId: newId() });
  expect((await undo()).body).toMatchObject(refused);

  await write("One more thing");
  await act("no-reply-needed");
  await server.world.context.db.prisma.timer.updateMany({
    where: { key: threadId, kind: "no_reply" },
    data: { dueAt: new Date(Date.now() - 1_000) },
  });
  expect((await undo()).body).toMatchObject(refused);
});

test("several threads are taken, need no reply and wait again, each by its own rules", async () => {
  const { prisma } = server.world.context.db;
  const begin = async () => {
    const said = { psid: digits(16), text: "Hello" };
    await server.world.write(page, said);
    const { id } = await prisma.thread.findFirstOrThrow({
      where: { identity: { externalId: said.psid } },
    });
    return id;
  };
  const ids = [await begin(), await begin(), await begin()] as const;
  const [a, b, c] = ids;
  const bulk = (type: string, seen = {}) =>
    server.ok<BulkAnswer>(mei, "POST", "/threads/bulk", {
      ids,
      action: { type },
      seen,
    });
  const stateOf = async (id: string) => {
    const thread = await server.ok<Thread>(sue, "GET", `/threads/${id}`);
    const { waitingSince, owner } = thread;
    return { waitingSince, ownerId: owner?.id ?? null };
  };
  const failuresOf = ({ failed }: BulkAnswer) =>
    failed.map(({ id, code }) => [id, code]);

  await server.ok(sue, "POST", `/threads/${c}/take`, {});
  const since = (await stateOf(a)).waitingSince;
  const taken = await bulk("take");
  expect(taken.done).toEqual([a, b]);
  // The agent who lost a race is told who won.
  expect(failuresOf(taken)).toEqual([[c, "owned_by_other"]]);
  expect(await stateOf(b)).toMatchObject({ ownerId: mei.agentId });

  const { lastMessage } = await server.ok<Thread>(mei, "GET", `/threads/${b}`);
  const { identity } = await prisma.thread.findUniqueOrThrow({
    where: { id: b },
    select: { identity: { select: { externalId: true } } },
  });
  await server.world.write(page, { psid: identity.externalId, text: "More" });
  const ended = await bulk("no_reply_needed", { [b]: lastMessage?.id });
  expect(ended.done).toEqual([a]);
  expect(failuresOf(ended)).toEqual([
    [b, "newer_message"],
    [c, "not_found"],
  ]);
  expect((await stateOf(a)).waitingSince).toBeNull();
  const undone = await bulk("undo_no_reply_needed");
  // The customer of the second waits anyway.
  expect(undone.done).toEqual([a, b]);
  expect((await stateOf(a)).waitingSince).toBe(since);

  // A lone undo, where nothing was ended and no one waits, is refused.
  await server.ok(sue, "POST", `/threads/${a}/no-reply-needed`, {});
  const refused = await bulk("undo_no_reply_needed");
  expect(failuresOf(refused)).toEqual([
    [a, "wrong_state"],
    [c, "not_found"],
  ]);
});
