import { expect, test } from "vitest";
import type { Actor } from "#server/domain/access/actor.ts";
import { setPresence } from "#server/domain/people/presence.ts";
import { acceptOffer } from "#server/domain/conversations/answer-offer.ts";
import { pauseQueue } from "#server/domain/teams/pause.ts";
import { updateQueue } from "#server/domain/teams/queues.ts";
import { askWhatIf } from "#server/domain/supervision/what-if.ts";
import { closeThread } from "#server/domain/conversations/close.ts";
import {
  releaseThread,
  takeThread,
} from "#server/domain/conversations/ownership/ownership.ts";
import { reply } from "#server/domain/conversations/replies/reply.ts";
import { openCompany, toQueue } from "#server/pipeline/test-routing.ts";
import { digits } from "#server/pipeline/test-world.ts";
import { randomToken } from "#server/runtime/crypto.ts";

/** Wait messages to customers in a queue: when they are sent, how often, and when not. */

const { company, world, boss } = await openCompany();

const texts = {
  "*": "You are number {position}.",
  "zh-TW": "第 {position} 位",
};

async function queueThatTells(members: Actor[], more = {}) {
  const id = await world.queue(members, { strategy: "ring_all" });
  await updateQueue(world.context, boss, id, {
    waitMessage: { on: true, texts, afterSeconds: 60, everyHours: 4, ...more },
  });
  return id;
}

const said = async (threadId: string) =>
  (
    await world.context.db.prisma.message.findMany({
      where: { threadId, authorType: "system", kind: "message" },
      orderBy: [{ sentAt: "asc" }, { id: "asc" }],
      select: { text: true },
    })
  ).map(({ text }) => text);

const write = (actor: Actor, threadId: string) =>
  reply(world.context, actor, {
    threadId,
    text: "One moment",
    kind: "message",
    clientId: randomToken(8),
  });

test("after the queue's time each customer gets their position, in their language; once within its hours", async () => {
  const id = await queueThatTells([]);
  const page = await world.page(toQueue(id));
  const first = await company.arrive(page);
  await company.advance(10);
  const psid = digits(16);
  const second = await company.say(page, psid);
  await world.context.db.prisma.customer.updateMany({
    where: { threads: { some: { id: second } } },
    data: { locale: "zh_TW" },
  });
  await company.advance(49);
  expect(await said(first)).toEqual([]);
  await company.advance(1);
  expect(await said(first)).toEqual(["You are number 1."]);
  expect(await said(second)).toEqual([]);
  await company.advance(10);
  expect(await said(second)).toEqual(["第 2 位"]);
  const job = await world.context.db.prisma.sendJob.count({
    where: { threadId: second },
  });
  expect(job, "it goes the way of every message").toBe(1);
  expect(await company.thread(second)).toMatchObject({ status: "waiting" });
  // Another message begins no new wait, and a new wait within the hours sends no message.
  await company.say(page, psid);
  await company.advance(120);
  expect(await said(second)).toHaveLength(1);
  await takeThread(world.context, boss, {
    threadId: second,
    force: false,
  });
  await closeThread(world.context, boss, second);
  await company.say(page, psid);
  await company.advance(3 * 3_600);
  expect(await said(second)).toHaveLength(1);
  await takeThread(world.context, boss, {
    threadId: second,
    force: false,
  });
  await closeThread(world.context, boss, second);
  await company.advance(2 * 3_600);
  await company.say(page, psid);
  await company.advance(60);
  expect(await said(second)).toEqual(["第 2 位", "第 2 位"]);
});

test("a customer who is answered in time, owned, or in a live exchange gets none; once the exchange has ended they do", async () => {
  const [mei] = await company.people("Mei");
  const id = await queueThatTells([mei!]);
  const page = await world.page(toQueue(id));
  const owned = await company.arrive(page);
  await acceptOffer(world.context, mei!, owned);
  await company.advance(120);
  expect(await said(owned)).toEqual([]);
  const timers = await world.context.db.prisma.timer.count({
    where: { kind: "wait_message", key: owned },
  });
  expect(timers).toBe(0);

  await write(mei!, owned);
  await setPresence(world.context, mei!, "away");
  await releaseThread(world.context, mei!, owned);
  await company.advance(61);
  expect(await said(owned), "not a minute after a person wrote").toEqual([]);
  await company.advance(8 * 60);
  expect(await said(owned)).toEqual([]);
  await company.advance(2 * 60);
  expect(await said(owned)).toEqual(["You are number 1."]);
});

test("none while the queue is paused, off, or after Meta's window; without the customer's language, the channel's text", async () => {
  const id = await queueThatTells([]);
  const page = await world.page(toQueue(id));
  await world.context.db.prisma.channel.update({
    where: { id: page.channelId },
    data: { texts: { waiting: { "*": "Please wait." } } },
  });
  const paused = await company.arrive(page);
  await pauseQueue(world.context, boss, id, {});
  await company.advance(61);
  expect(await said(paused)).toEqual([]);
  await world.context.db.prisma.queue.update({
    where: { id },
    data: { pausedAt: null },
  });

  const off = await company.arrive(page);
  const change = (waitMessage: object) =>
    updateQueue(world.context, boss, id, {
      waitMessage: {
        on: true,
        texts,
        afterSeconds: 60,
        everyHours: 4,
        ...waitMessage,
      },
    });
  await change({ on: false });
  await company.advance(61);
  expect(await said(off)).toEqual([]);
  const atOnce = await company.arrive(page);
  expect(await said(atOnce), "the page's words").toEqual(["Please wait."]);

  await change({ texts: { ja: "{position}" }, afterSeconds: 0 });
  const other = await company.arrive(page);
  expect(await said(other), "Japanese, perhaps").toEqual([]);
  await company.advance(5);
  expect(await said(other)).toEqual(["Please wait."]);

  await change({ afterSeconds: 3_600 });
  const old = await company.arrive(page);
  await world.context.db.prisma.thread.update({
    where: { id: old },
    data: {
      lastCustomerAt: new Date(world.clock.now().getTime() - 25 * 3_600_000),
    },
  });
  await company.advance(3_601);
  expect(await said(old)).toEqual([]);
});

test("the estimate comes from the last waits; without an estimate the sentence is left out", async () => {
  const [mei] = await company.people("Mei");
  const id = await queueThatTells([mei!], {
    texts: { "*": "You are number {position}. About {wait} minutes." },
    everyHours: 1,
  });
  await setPresence(world.context, mei!, "away");
  const page = await world.page(toQueue(id));
  const early = await company.arrive(page);
  await company.advance(60);
  expect(await said(early)).toEqual(["You are number 1."]);
  // Five threads that were taken after six minutes each; the early one still waits.
  for (let taken = 0; taken < 5; taken += 1) {
    const threadId = await company.arrive(page);
    await company.advance(6 * 60);
    await takeThread(world.context, mei!, { threadId, force: true });
  }
  const waits = await world.context.db.prisma.queueWait.findMany({
    where: { queueId: id },
    select: { ms: true },
  });
  expect(waits.map(({ ms }) => ms)).toEqual(Array(5).fill(360_000));
  const late = await company.arrive(page);
  await company.advance(60);
  expect(await said(late), "of six minutes one is over").toEqual([
    "You are number 2. About 5 minutes.",
  ]);
});

test("a new customer gets the automatic message once their language is known, or after five seconds", async () => {
  const page = await world.page(toQueue(await world.queue([])));
  const { prisma } = world.context.db;
  const write = (texts: object) =>
    prisma.channel.update({
      where: { id: page.channelId },
      data: { texts: { waiting: texts } },
    });
  await write({ "*": "Please wait.", "zh-TW": "請稍候。" });
  const known = await company.arrive(page);
  expect(await said(known)).toEqual([]);
  await company.profile(known, "zh_TW");
  expect(await said(known)).toEqual(["請稍候。"]);
  await company.advance(10);
  expect(await said(known), "once").toHaveLength(1);

  const unknown = await company.arrive(page);
  await company.advance(4);
  expect(await said(unknown)).toEqual([]);
  await company.advance(1);
  expect(await said(unknown)).toEqual(["Please wait."]);

  const refused = await company.arrive(page);
  await company.noProfile(refused);
  expect(await said(refused)).toEqual(["Please wait."]);

  const taken = await company.arrive(page);
  await takeThread(world.context, boss, { threadId: taken, force: true });
  await company.advance(5);
  expect(await said(taken), "nobody waits any longer").toEqual([]);

  await write({ "*": "Please wait." });
  const plain = await company.arrive(page);
  expect(await said(plain), "one language: at once").toEqual(["Please wait."]);
});

test("what-if shows the message in advance", async () => {
  const id = await queueThatTells([]);
  const { channelId } = await world.page(toQueue(id));
  const asked = (language: string) =>
    askWhatIf(world.context, boss, { channelId, language });
  expect((await asked("zh_TW")).text).toBe("第 {position} 位");
  expect((await asked("en_US")).text).toBe("You are number {position}.");
});
