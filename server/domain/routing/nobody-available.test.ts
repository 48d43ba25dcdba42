import { beforeEach, expect, test } from "vitest";
import { hoursSchema } from "#contract/hours/hours.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { dismissAlert, listAlerts } from "#server/domain/assignment/alerts.ts";
import { declineOffer } from "#server/domain/conversations/answer-offer.ts";
import { closeThread } from "#server/domain/conversations/close.ts";
import {
  releaseThread,
  takeThread,
} from "#server/domain/conversations/ownership/ownership.ts";
import { getTrace } from "#server/domain/inbox/trace.ts";
import { updateAgent } from "#server/domain/people/update-agent.ts";
import { setPresence } from "#server/domain/people/presence.ts";
import { updateRoutingSettings } from "#server/domain/settings/routing-settings.ts";
import { pauseQueue, resumeQueue } from "#server/domain/teams/pause.ts";
import { setQueueLogin } from "#server/domain/teams/queue-login.ts";
import { openCompany, toQueue } from "#server/pipeline/test-routing.ts";

/** Customers who wait where no member can take them: who gets an alert, when, and where the threads go. */

const { company, world, boss } = await openCompany();
const { context } = world;
const { prisma } = context.db;

beforeEach(async () => {
  await updateRoutingSettings(context, boss, { nobodyMinutes: 5 });
});

type Options = Parameters<typeof world.queue>[1];

/** Creates A and B, A's queue and a channel that leads to it. A has capacity for one thread and owns one. */
async function busyQueue(options: Options = {}) {
  const [a, b] = (await company.people("A", "B")) as [Actor, Actor];
  await prisma.agent.update({
    where: { id: a.agentId },
    data: { capacity: 1 },
  });
  const queueId = await world.queue([a], { strategy: "hunt", ...options });
  const page = await world.page(toQueue(queueId));
  const first = await company.arrive(page);
  await takeThread(context, a, { threadId: first, force: false });
  return { a, b, queueId, page, first };
}

const toldOf = async (threadId: string, actor: Actor = boss) =>
  (await listAlerts(context, actor, { limit: 100 })).items.filter(
    (alert) => alert.threadId === threadId,
  );

const kindsOf = async (threadId: string) =>
  (await toldOf(threadId)).map(({ kind }) => kind);

const timersOf = (key: string) =>
  prisma.timer.findMany({ where: { kind: "nobody", key } });

test("supervisors get one alert, with the queue and the start, and the customer keeps the position", async () => {
  const { queueId, page } = await busyQueue();
  const threadId = await company.arrive(page);
  const since = context.clock.now().toISOString();
  await company.advance(299);
  expect(await company.alerts(threadId)).toEqual([]);
  await company.advance(1);
  expect(await toldOf(threadId)).toMatchObject([
    { kind: "nobody_available", detail: { queue: { id: queueId }, since } },
  ]);
  expect(await company.thread(threadId)).toMatchObject({
    routing: "queued",
    routedToId: queueId,
  });
  for (let times = 0; times < 3; times += 1) await company.advance(301);
  expect(await company.alerts(threadId)).toEqual(["nobody_available"]);
});

test("supervisors of its department get it, agents and supervisors of another department do not", async () => {
  const [mine, other] = [
    await world.agent("Mine", "supervisor"),
    await world.agent("Other", "supervisor"),
  ];
  const departmentId = await world.department([mine]);
  const otherId = await world.department([other]);
  const { a, page } = await busyQueue({ departmentId });
  const threadId = await company.arrive(page);
  await company.advance(301);
  const within = (actor: Actor, id: string) => ({
    ...actor,
    departmentIds: [id],
  });
  expect(await toldOf(threadId, within(mine, departmentId))).toHaveLength(1);
  expect(await toldOf(threadId, within(other, otherId))).toEqual([]);
  expect(await toldOf(threadId, a)).toEqual([]);
});

test.each([
  ["away", (a: Actor) => setPresence(context, a, "away")],
  ["do not disturb", (a: Actor) => setPresence(context, a, "dnd")],
  ["offline", (a: Actor) => setPresence(context, a, "offline")],
  [
    "logged out of the queue",
    (a: Actor, queueId: string) =>
      setQueueLogin(context, a, { queueId, loggedIn: false }),
  ],
  [
    "outside working hours",
    ({ agentId }: Actor) => {
      const day = (context.clock.now().getUTCDay() + 3) % 7;
      const week = [{ day, from: "09:00", to: "18:00" }];
      return updateAgent(context, boss, agentId, {
        shift: hoursSchema.parse({ timeZone: "UTC", week }),
      });
    },
  ],
])("the only member is %s later: it overflows", async (_, leave) => {
  const [b] = (await company.people("B")) as [Actor];
  const next = await world.queue([b], { strategy: "hunt" });
  const { a, queueId, page } = await busyQueue({
    overflowType: "queue",
    overflowId: next,
  });
  const threadId = await company.arrive(page);
  await leave(a, queueId);
  await company.settle();
  await company.advance(299);
  expect(await company.thread(threadId)).toMatchObject({ routedToId: queueId });
  await company.advance(2);
  expect(await company.thread(threadId)).toMatchObject({ routedToId: next });
  expect(await company.ringing(threadId)).toBe("B");
  expect(await company.alerts(threadId)).toEqual(["nobody_available"]);
  const { items } = await getTrace(context, boss, { threadId, limit: 100 });
  expect(items).toContainEqual(
    expect.objectContaining({
      step: "handed_on",
      detail: expect.objectContaining({
        reason: "nobody_available",
      }) as unknown,
    }),
  );
});

test("an alert of the arrival is not repeated, and the thread overflows all the same", async () => {
  const { a, b, page } = await busyQueue();
  await setPresence(context, a, "away");
  const alone = await company.arrive(page);
  expect(await company.alerts(alone)).toEqual(["nobody_available"]);
  const [arrival] = await toldOf(alone);
  await dismissAlert(context, boss, arrival!.id);
  const next = await world.queue([b], { strategy: "hunt" });
  const queueId = await world.queue([a], {
    strategy: "hunt",
    overflowType: "queue",
    overflowId: next,
  });
  const moving = await company.arrive(await world.page(toQueue(queueId)));
  await company.advance(301);
  expect(await company.alerts(alone)).toEqual(["nobody_available"]);
  expect(await company.alerts(moving)).toEqual(["nobody_available"]);
  expect(await company.ringing(moving)).toBe("B");
});

test("the time begins again when an agent was found in between", async () => {
  const { a, page, first } = await busyQueue({ offerSeconds: 20 });
  const threadId = await company.arrive(page);
  await company.advance(200);
  await closeThread(context, a, first);
  await company.settle();
  expect(await company.ringing(threadId)).toBe("A");
  expect(await timersOf(threadId)).toEqual([]);
  await declineOffer(context, a, threadId);
  await setPresence(context, a, "away");
  for (let times = 0; times < 5; times += 1) await company.advance(59);
  expect(await company.alerts(threadId)).toEqual([]);
  for (let times = 0; times < 5; times += 1) await company.advance(59);
  expect(await company.alerts(threadId)).toEqual(["nobody_available"]);
});

test("the alert ends when it rings for a member, and does not come back when they decline", async () => {
  const { a, page, first } = await busyQueue();
  const threadId = await company.arrive(page);
  await company.advance(301);
  expect(await kindsOf(threadId)).toEqual(["nobody_available"]);
  await closeThread(context, a, first);
  await company.settle();
  expect(await company.ringing(threadId)).toBe("A");
  expect(await kindsOf(threadId)).toEqual([]);
  await declineOffer(context, a, threadId);
  await company.settle();
  expect(await kindsOf(threadId)).toEqual([]);
});

test("the alert ends when an agent takes the thread, and a later wait has its own alert", async () => {
  const { a, b, page } = await busyQueue();
  const threadId = await company.arrive(page);
  await company.advance(301);
  await takeThread(context, boss, { threadId, force: true });
  expect(await timersOf(threadId)).toEqual([]);
  expect(await kindsOf(threadId)).toEqual([]);
  await company.advance(60);
  await releaseThread(context, boss, threadId);
  await setPresence(context, a, "away");
  await company.settle();
  expect(await kindsOf(threadId)).toEqual([]);
  for (let times = 0; times < 8; times += 1) await company.advance(60);
  expect(await kindsOf(threadId)).toEqual(["nobody_available"]);
  expect(await toldOf(threadId, b)).toEqual([]);
});

test("with the setting off no one gets an alert and nothing moves", async () => {
  await updateRoutingSettings(context, boss, { nobodyMinutes: null });
  const [b] = (await company.people("B")) as [Actor];
  const next = await world.queue([b], { strategy: "hunt" });
  const { queueId, page } = await busyQueue({
    overflowType: "queue",
    overflowId: next,
  });
  const threadId = await company.arrive(page);
  expect(await timersOf(threadId)).toEqual([]);
  await company.advance(3600);
  expect(await company.alerts(threadId)).toEqual([]);
  expect(await company.thread(threadId)).toMatchObject({ routedToId: queueId });
});

test("turned off while a customer waits: nothing happens when the time is over", async () => {
  const { page } = await busyQueue();
  const threadId = await company.arrive(page);
  expect(await timersOf(threadId)).toHaveLength(1);
  await updateRoutingSettings(context, boss, { nobodyMinutes: null });
  await company.advance(301);
  expect(await company.alerts(threadId)).toEqual([]);
});

test("members are only busy: a queue with its own longest wait overflows after that", async () => {
  const [b] = (await company.people("B")) as [Actor];
  const next = await world.queue([b], { strategy: "hunt" });
  const { queueId, page } = await busyQueue({
    overflowType: "queue",
    overflowId: next,
    maxWaitSeconds: 1200,
  });
  const threadId = await company.arrive(page);
  await company.advance(301);
  expect(await company.alerts(threadId)).toEqual(["nobody_available"]);
  expect(await company.thread(threadId)).toMatchObject({ routedToId: queueId });
  await company.advance(900);
  expect(await company.thread(threadId)).toMatchObject({ routedToId: next });
});

test("a paused queue sends no alert; the time begins when it is resumed", async () => {
  const { queueId, page } = await busyQueue();
  const threadId = await company.arrive(page);
  await pauseQueue(context, boss, queueId, { until: null, message: null });
  await company.advance(301);
  expect(await company.alerts(threadId)).toEqual([]);
  await resumeQueue(context, boss, queueId);
  await company.settle();
  await company.advance(299);
  expect(await company.alerts(threadId)).toEqual([]);
  await company.advance(2);
  expect(await company.alerts(threadId)).toEqual(["nobody_available"]);
});

test("a later group without an agent left counts as no one", async () => {
  const [a, b] = (await company.people("A", "B")) as [Actor, Actor];
  await prisma.agent.update({
    where: { id: a.agentId },
    data: { capacity: 1 },
  });
  const queueId = await world.queue([a, b], {
    strategy: "skill_ring_all",
    widenSeconds: 600,
  });
  await prisma.queueMember.updateMany({
    where: { queueId, agentId: b.agentId },
    data: { skillGroup: 2 },
  });
  const page = await world.page(toQueue(queueId));
  const first = await company.arrive(page);
  await takeThread(context, a, { threadId: first, force: false });
  const threadId = await company.arrive(page);
  expect(await timersOf(threadId)).toEqual([]);
  await company.advance(60);
  await setPresence(context, b, "away");
  await company.settle();
  expect(await timersOf(threadId)).toHaveLength(1);
  await company.advance(301);
  expect(await company.alerts(threadId)).toEqual(["nobody_available"]);
});

test("the arrival's alert that no one is logged in ends when somebody logs in", async () => {
  const { a, queueId, page, first } = await busyQueue();
  await setQueueLogin(context, a, { queueId, loggedIn: false });
  const threadId = await company.arrive(page);
  expect(await kindsOf(threadId)).toEqual(["nobody_logged_in"]);
  await company.advance(301);
  expect(await company.alerts(threadId)).toEqual(["nobody_logged_in"]);
  await setQueueLogin(context, a, { queueId, loggedIn: true });
  expect(await kindsOf(threadId)).toEqual([]);
  await closeThread(context, a, first);
  await company.settle();
  expect(await company.ringing(threadId)).toBe("A");
  expect(await kindsOf(threadId)).toEqual([]);
});
