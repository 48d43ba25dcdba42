import { KINDS_WITH_HISTORY } from "#contract/channels/rules/channel-rules.ts";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import {
  graphError,
  json,
  reset,
  startTestServer,
  type Answer,
  type TestServer,
} from "#server/channels/common/test-server.ts";
import { testDatabase } from "#server/db/test-database.ts";
import {
  getJob,
  requestBackfill,
} from "#server/domain/channels/backfill-requests.ts";
import { noteReceiving } from "#server/domain/channels/health/outage.ts";
import { createChannel } from "#server/domain/channels/connect/create-channel.ts";
import { recordLooks } from "#server/domain/channels/health/health.ts";
import { inSqlTransaction } from "#server/db/transaction.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import {
  applyOnce,
  createWorld,
  delivery,
  digits,
  type World,
} from "#server/pipeline/test-world.ts";
import { newId, randomToken } from "#server/runtime/crypto.ts";
import { backfillOnce } from "./backfill.ts";

/** Customers' messages of a time without webhooks, read from the vendor's conversations. */

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const NEVER = new AbortController().signal;

let meta: TestServer;
let world: World;
let boss: Actor;
let page: Awaited<ReturnType<World["page"]>>;

beforeAll(async () => {
  meta = await startTestServer();
  world = createWorld(await testDatabase(), meta.url);
  boss = await world.agent("Boss", "owner");
});
afterAll(() => meta.stop());

beforeEach(async () => {
  page = await world.page(null);
  await world.context.db.prisma.channel.update({
    where: { id: page.channelId },
    data: { createdAt: new Date(Date.now() - 90 * DAY_MS) },
  });
});

type Said = {
  mid: string;
  from: "page" | "person";
  text?: string;
  ago: number;
};

const ago = (ms: number) =>
  new Date(Date.now() - ms).toISOString().replace(/\.\d{3}Z$/, "+0000");

/** A conversation as the vendor shows it: the newest message first. */
function conversation(psid: string, said: Said[], more: object[] = []) {
  const person = { id: psid, name: "Ann" };
  const own = { id: page.pageId, name: "Lamp & Co" };
  const data = said.map(({ mid, from, text, ago: ms }) => ({
    id: mid,
    created_time: ago(ms),
    message: text ?? "",
    from: from === "page" ? own : person,
    to: { data: [from === "page" ? person : own] },
  }));
  return {
    id: `t_${psid}`,
    updated_time: ago(said[0]?.ago ?? 0),
    participants: { data: [person, own] },
    messages: { data: [...data, ...more] },
  };
}

function pageOf(conversations: object[], after?: string): Answer {
  const paging = after
    ? { paging: { cursors: { after }, next: "https://graph/next" } }
    : {};
  return json({ data: conversations, ...paging });
}

async function start(since = new Date(Date.now() - DAY_MS)) {
  return requestBackfill(world.context, boss, page.channelId, since);
}

/** One page; what it waits for meanwhile is over. */
async function step(): Promise<boolean> {
  await world.context.db.prisma.job.updateMany({
    where: { state: "running" },
    data: { dueAt: new Date(0) },
  });
  return backfillOnce(world.services, NEVER);
}

async function finish(id: string) {
  while ((await read(id)).state === "running") await step();
  return read(id);
}

const read = (id: string) => getJob(world.context, boss, id);

function messages() {
  return world.context.db.prisma.message.findMany({
    where: { channelId: page.channelId, kind: "message" },
    orderBy: [{ sentAt: "asc" }, { id: "asc" }],
    select: {
      text: true,
      externalId: true,
      authorType: true,
      inboundNo: true,
      status: true,
    },
  });
}

async function threadOf(psid: string) {
  return world.context.db.prisma.thread.findFirstOrThrow({
    where: { channelId: page.channelId, identity: { externalId: psid } },
    select: { id: true, status: true, inboundCount: true, waitingSince: true },
  });
}

async function webhook(psid: string, mid: string, text: string, at: number) {
  const body = delivery(page.pageId, [
    { psid, timestamp: at, message: { mid, text } },
  ]);
  await world.services.intake.add({ ...page.from, body });
  while (await applyOnce(world.services, world.services.channels));
}

const newMid = () => `m_${randomToken(20)}`;

test("every kind that says so can read its history, and no other", () => {
  const able = Object.values(world.services.channels).filter(
    ({ history }) => history,
  );
  expect(able.map(({ kind }) => kind)).toEqual(KINDS_WITH_HISTORY);
});

test("three pages of history are added in order, once, by their authors", async () => {
  const [ann, bob, eve] = [digits(16), digits(16), digits(16)];
  const known = newMid();
  await webhook(ann, known, "Known", Date.now() - 50 * MINUTE_MS);
  const annSaid = conversation(ann, [
    { mid: newMid(), from: "person", text: "Second", ago: 30 * MINUTE_MS },
    { mid: newMid(), from: "page", text: "Elsewhere", ago: 40 * MINUTE_MS },
    { mid: known, from: "person", text: "Known", ago: 50 * MINUTE_MS },
  ]);
  const bobSaid = conversation(
    bob,
    [{ mid: newMid(), from: "page", text: "Bye", ago: 60 * MINUTE_MS }],
    [{ id: newMid(), created_time: ago(61 * MINUTE_MS) }],
  );
  const eveSaid = conversation(eve, [
    { mid: newMid(), from: "person", text: "Recent", ago: 90 * MINUTE_MS },
    { mid: newMid(), from: "person", text: "Too old", ago: 3 * DAY_MS },
  ]);
  const old = conversation(digits(16), [
    { mid: newMid(), from: "person", text: "Older", ago: 2 * DAY_MS },
  ]);
  const job = await start();
  expect(job).toMatchObject({ state: "running", done: 0, result: null });
  meta.answer(
    pageOf([annSaid, annSaid], "one"),
    pageOf([bobSaid], "two"),
    pageOf([eveSaid, old], "three"),
  );
  expect(await finish(job.id)).toMatchObject({
    state: "done",
    done: 9,
    result: { recovered: 4, known: 4, unreadable: 1 },
  });
  expect(meta.received.map(({ query }) => query["after"])).toEqual([
    undefined,
    "one",
    "two",
  ]);
  expect(
    (await messages()).map(({ text, authorType }) => [text, authorType]),
  ).toEqual([
    ["Recent", "customer"],
    ["Bye", "page"],
    ["Known", "customer"],
    ["Elsewhere", "page"],
    ["Second", "customer"],
  ]);
  // A late webhook about the same message adds nothing.
  const second = (await messages()).at(-1);
  await webhook(ann, second?.externalId ?? "", "Second", Date.now());
  expect(await messages()).toHaveLength(5);
  const alert = await world.context.db.prisma.alert.findFirst({
    where: { kind: "messages_recovered" },
    orderBy: { id: "desc" },
  });
  expect(alert?.detail).toMatchObject({ recovered: 4, unreadable: 1 });
});

test("only a message that nobody answered and that can be answered opens its conversation", async () => {
  const [asks, answered, stale] = [digits(16), digits(16), digits(16)];
  const job = await start(new Date(Date.now() - 20 * DAY_MS));
  meta.answer(
    pageOf([
      conversation(asks, [
        { mid: newMid(), from: "person", text: "Hello?", ago: MINUTE_MS },
        { mid: newMid(), from: "person", text: "Hello", ago: 2 * MINUTE_MS },
        { mid: newMid(), from: "page", text: "Ask us", ago: 3 * MINUTE_MS },
        { mid: newMid(), from: "person", text: "Hi", ago: 4 * MINUTE_MS },
      ]),
      conversation(answered, [
        { mid: newMid(), from: "page", text: "Yes", ago: MINUTE_MS },
        { mid: newMid(), from: "person", text: "Open?", ago: 2 * MINUTE_MS },
      ]),
      conversation(stale, [
        { mid: newMid(), from: "person", text: "Thanks", ago: 8 * DAY_MS },
      ]),
    ]),
  );
  expect((await finish(job.id)).result?.recovered).toBe(7);
  const open = await threadOf(asks);
  expect(open).toMatchObject({ status: "waiting", inboundCount: 2 });
  for (const psid of [answered, stale])
    expect(await threadOf(psid)).toMatchObject({
      status: "closed",
      inboundCount: 0,
      waitingSince: null,
    });
});

test("what was said before the page was connected opens nothing", async () => {
  await world.context.db.prisma.channel.update({
    where: { id: page.channelId },
    data: { createdAt: new Date() },
  });
  const psid = digits(16);
  const job = await start();
  meta.answer(
    pageOf([
      conversation(psid, [
        { mid: newMid(), from: "person", text: "Hello", ago: MINUTE_MS },
      ]),
    ]),
  );
  await finish(job.id);
  expect(await threadOf(psid)).toMatchObject({ status: "closed" });
});

test("what was said in the second of the connection opens its conversation", async () => {
  const second = Math.floor(Date.now() / 1000) * 1000;
  await world.context.db.prisma.channel.update({
    where: { id: page.channelId },
    data: { createdAt: new Date(second + 900) },
  });
  const psid = digits(16);
  const job = await start();
  const said = { mid: newMid(), from: "person" as const, text: "Hello" };
  meta.answer(
    pageOf([conversation(psid, [{ ...said, ago: Date.now() - second }])]),
  );
  await finish(job.id);
  expect(await threadOf(psid)).toMatchObject({ status: "waiting" });
});

test("older messages of a long conversation are counted where they are missing", async () => {
  const psid = digits(16);
  const said = conversation(psid, [
    { mid: newMid(), from: "person", text: "Newest", ago: MINUTE_MS },
  ]);
  const known = newMid();
  await webhook(psid, known, "Known", Date.now() - 20 * MINUTE_MS);
  Object.assign(said.messages, {
    paging: { cursors: { after: "older" }, next: "https://graph/next" },
  });
  const job = await start();
  meta.answer(
    pageOf([said]),
    json({
      data: [
        { id: newMid(), created_time: ago(10 * MINUTE_MS) },
        { id: known, created_time: ago(20 * MINUTE_MS) },
        { id: newMid(), created_time: ago(5 * DAY_MS) },
      ],
    }),
  );
  expect((await finish(job.id)).result).toEqual({
    recovered: 1,
    known: 1,
    unreadable: 1,
  });
});

test("a limit is waited out for as long as the vendor says, and a refusal ends it", async () => {
  const job = await start();
  meta.answer(
    json({ error: { message: "(#4) Limit.", code: 4 } }, 400, {
      "retry-after": "90",
    }),
  );
  const before = Date.now();
  await step();
  expect(await read(job.id)).toMatchObject({ state: "running" });
  const { dueAt } = await world.context.db.prisma.job.findUniqueOrThrow({
    where: { id: job.id },
  });
  expect(dueAt.getTime()).toBeGreaterThanOrEqual(before + 89_000);
  expect(await backfillOnce(world.services, NEVER)).toBe(false);
  meta.answer(graphError(190));
  await step();
  const failed = await read(job.id);
  expect(failed).toMatchObject({ state: "failed", result: null });
  expect(failed.error).toContain("190");
});

test("a cut in the middle and a restart double nothing", async () => {
  const [ann, bob] = [digits(16), digits(16)];
  const first = conversation(ann, [
    { mid: newMid(), from: "person", text: "One", ago: 2 * MINUTE_MS },
  ]);
  const second = conversation(bob, [
    { mid: newMid(), from: "person", text: "Two", ago: 3 * MINUTE_MS },
  ]);
  const job = await start();
  meta.answer(pageOf([first], "one"), reset, pageOf([second]));
  await step();
  await step();
  expect(await read(job.id)).toMatchObject({ state: "running", done: 1 });
  // A process that claimed it and died: its lease runs out and another goes on.
  await world.context.db.prisma.job.update({
    where: { id: job.id },
    data: { claims: { increment: 1 } },
  });
  expect(await finish(job.id)).toMatchObject({
    result: { recovered: 2, known: 0, unreadable: 0 },
  });
  expect(meta.received.at(-1)?.query["after"]).toBe("one");
});

test("whoever lost the job to another writes nothing", async () => {
  const psid = digits(16);
  const job = await start();
  meta.answer((received, response) => {
    const answer = pageOf([
      conversation(psid, [
        { mid: newMid(), from: "person", text: "One", ago: MINUTE_MS },
      ]),
    ]);
    // Asked for anew while the page is read.
    void start().then(() => answer(received, response));
  });
  await step();
  expect(await messages()).toHaveLength(0);
  expect(await read(job.id)).toMatchObject({ state: "running", done: 0 });
});

test("a message of ours that was sent in doubt is found and not doubled", async () => {
  const psid = digits(16);
  await webhook(psid, newMid(), "Hello", Date.now() - 5 * MINUTE_MS);
  const { id: threadId } = await threadOf(psid);
  const { id } = await world.context.db.prisma.message.create({
    data: {
      id: newId(),
      threadId,
      channelId: page.channelId,
      direction: "out",
      kind: "message",
      authorType: "agent",
      authorId: boss.agentId,
      text: "Good  morning",
      status: "failed",
      errorCode: "maybe_sent",
      sentAt: new Date(Date.now() - 2 * MINUTE_MS),
      createdAt: new Date(Date.now() - 2 * MINUTE_MS),
    },
  });
  const mid = newMid();
  const job = await start();
  meta.answer(
    pageOf([
      conversation(psid, [
        { mid, from: "page", text: "Good morning", ago: MINUTE_MS },
      ]),
    ]),
  );
  expect((await finish(job.id)).result).toMatchObject({ recovered: 0 });
  const own = await world.context.db.prisma.message.findUniqueOrThrow({
    where: { id },
  });
  expect(own).toMatchObject({ externalId: mid, status: "sent" });
  expect(await messages()).toHaveLength(2);
});

test("an end of the whole installation starts one for every page, once", async () => {
  const { context, clock } = world;
  await noteReceiving(context);
  await noteReceiving(context);
  expect(await running()).toHaveLength(0);
  clock.at = new Date(Date.now() + 10 * MINUTE_MS);
  await Promise.all([noteReceiving(context), noteReceiving(context)]);
  clock.at = null;
  const [job, ...more] = await running();
  expect(more).toEqual([]);
  expect(job).toMatchObject({ claims: 0, params: { reason: "down" } });
});

test("a page that is heard again after a gap starts one from the gap on", async () => {
  const { db } = world.context;
  const began = new Date(Date.now() - 3 * 60 * MINUTE_MS);
  const look = (codes: ("not_subscribed" | "fields_missing")[], at: Date) =>
    inSqlTransaction(db, (tx) =>
      recordLooks(
        tx,
        page.channelId,
        [
          {
            source: "subscription",
            found: codes.map((code) => ({ code, detail: null })),
          },
        ],
        at,
      ),
    );
  await look(["not_subscribed"], began);
  expect(await running()).toHaveLength(0);
  await look(["fields_missing"], new Date());
  const [job] = await running();
  const since = (job?.params as { since: string }).since;
  expect(Date.parse(since)).toBe(began.getTime() - 20 * MINUTE_MS);
  meta.answer(pageOf([]));
  await finish(job?.id ?? "");
  await look([], new Date());
  expect(await running()).toHaveLength(1);
});

test("an import keeps past conversations closed, and tells nobody", async () => {
  const pageId = digits(15);
  const psid = digits(16);
  const channel = await createChannel(world.context, boss, {
    pageId,
    appId: digits(15),
    pageToken: "page-token",
    appSecret: "app-secret",
    import: true,
  });
  page = { ...page, pageId, channelId: channel.id };
  const [job] = await running();
  meta.answer(
    pageOf([
      conversation(psid, [
        { mid: newMid(), from: "person", text: "Hello", ago: 20 * DAY_MS },
      ]),
    ]),
  );
  expect((await finish(job?.id ?? "")).result?.recovered).toBe(1);
  expect(await threadOf(psid)).toMatchObject({ status: "closed" });
  const alerts = await world.context.db.prisma.alert.findMany({
    where: { kind: "messages_recovered" },
  });
  expect(JSON.stringify(alerts)).not.toContain(channel.id);
});

function running() {
  return world.context.db.prisma.job.findMany({
    where: { channelId: page.channelId, state: "running" },
    select: { id: true, claims: true, params: true },
  });
}
