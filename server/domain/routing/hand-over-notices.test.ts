import { expect, test } from "vitest";
import type { Actor } from "#server/domain/access/actor.ts";
import {
  disconnectDevice,
  loseAgents,
} from "#server/domain/people/account/devices.ts";
import { updateAgent } from "#server/domain/people/update-agent.ts";
import { setPresence } from "#server/domain/people/presence.ts";
import { listTransferTargets } from "#server/domain/routing/offering/transfer-targets.ts";
import { updateRoutingSettings } from "#server/domain/settings/routing-settings.ts";
import { updateQueue } from "#server/domain/teams/queues.ts";
import { listAlerts } from "#server/domain/assignment/alerts.ts";
import { reply } from "#server/domain/conversations/replies/reply.ts";
import { newId } from "#server/runtime/crypto.ts";
import { closeThread } from "#server/domain/conversations/close.ts";
import {
  releaseThread,
  reopenThread,
  takeThread,
} from "#server/domain/conversations/ownership/ownership.ts";
import { transferThread } from "#server/domain/conversations/ownership/transfer.ts";
import {
  openCompany,
  toAgent,
  toQueue,
} from "#server/pipeline/test-routing.ts";

/** The agents who get a notice of a transfer, and the agents who can be transfer targets. */

const { company, world, boss } = await openCompany();
const { context } = world;

const kinds = async (agent: Actor) =>
  (await company.alertsTo(agent)).map(({ kind }) => kind);

test("the former owner of a thread that is taken over reads who took it", async () => {
  const { a, threadId } = await company.owned();
  await takeThread(context, boss, { threadId, force: true });
  const [alert] = await company.alertsTo(a);
  expect(alert).toMatchObject({
    kind: "taken_from_you",
    threadId: null,
    detail: { by: { name: "Boss" }, to: { name: "Boss" } },
  });
  expect(await kinds(boss)).toEqual([]);
});

test("a reassignment notifies both agents, a supervisor's release the owner, and an agent's own act no one", async () => {
  const { a, b, threadId, queueId } = await company.owned();
  const to = toAgent(b);
  await transferThread(context, boss, { threadId, to, mode: "force" });
  expect(await kinds(a)).toEqual(["taken_from_you"]);
  expect(await kinds(b)).toEqual(["given_to_you"]);
  await releaseThread(context, boss, threadId);
  expect(await kinds(b)).toEqual(["taken_from_you", "given_to_you"]);
  await takeThread(context, a, { threadId, force: false });
  await transferThread(context, a, { threadId, to: toQueue(queueId) });
  expect(await kinds(a)).toEqual(["taken_from_you"]);
});

test("a thread that a queue gives without an offer notifies its new owner", async () => {
  const [a] = (await company.people("A")) as [Actor];
  const id = await world.queue([a], { strategy: "hunt", autoAccept: true });
  const threadId = await company.arrive(await world.page(toQueue(id)));
  expect(await company.thread(threadId)).toMatchObject({ ownerId: a.agentId });
  expect(await kinds(a)).toEqual(["given_to_you"]);
});

test("a thread that a channel gives to an agent notifies that agent", async () => {
  const [a] = (await company.people("A")) as [Actor];
  const threadId = await company.arrive(await world.page(toAgent(a)));
  expect(await company.thread(threadId)).toMatchObject({ ownerId: a.agentId });
  expect(await company.alertsTo(a)).toMatchObject([
    { kind: "given_to_you", detail: { threadId, by: null, from: null } },
  ]);
});

test("a thread that a channel gives to an offline agent alerts supervisors", async () => {
  const [a] = (await company.people("A")) as [Actor];
  const page = await world.page(toAgent(a));
  expect(await company.alerts(await company.arrive(page))).toEqual([]);
  await setPresence(context, a, "offline");
  const threadId = await company.arrive(page);
  expect(await company.thread(threadId)).toMatchObject({ ownerId: a.agentId });
  expect(await company.alerts(threadId)).toEqual(["owner_offline"]);
});

test("a thread that routing takes back notifies its owner, with the reason", async () => {
  const silent = await company.owned({ strategy: "manual" });
  await updateRoutingSettings(context, boss, {
    silentMinutes: 5,
    silentRequeue: true,
  });
  await company.say(silent.page, silent.psid);
  for (let stage = 1; stage <= 3; stage += 1) await company.advance(301);
  expect(await company.thread(silent.threadId)).toMatchObject({
    ownerId: null,
  });
  expect(await company.alertsTo(silent.a)).toContainEqual(
    expect.objectContaining({
      kind: "taken_from_you",
      detail: expect.objectContaining({
        threadId: silent.threadId,
        by: null,
        to: null,
        reason: "silent",
      }) as unknown,
    }),
  );
  const gone = await company.owned({ strategy: "manual" });
  await disconnectDevice(context, company.deviceOf(gone.a));
  const others = (id: string) => id !== gone.a.agentId;
  await company.advance(61, others);
  await loseAgents(context, new Date(0));
  await company.advance(121, others);
  expect(await company.thread(gone.threadId)).toMatchObject({ ownerId: null });
  expect(await company.alertsTo(gone.a)).toMatchObject([
    { kind: "taken_from_you", detail: { reason: "offline" } },
  ]);
  const left = await company.owned();
  await updateQueue(context, boss, left.queueId, {
    memberIds: [left.b.agentId],
  });
  expect(await company.alertsTo(left.a)).toMatchObject([
    { kind: "taken_from_you", detail: { reason: "lost_queue" } },
  ]);
});

test("an agent without an open console is not asked to take over", async () => {
  const { a, b, threadId } = await company.owned();
  await disconnectDevice(context, company.deviceOf(b));
  await company.advance(30, (id) => id !== b.agentId);
  const targets = await listTransferTargets(context, a, threadId);
  expect(targets.find(({ to }) => to.id === b.agentId)).toMatchObject({
    reason: "not_connected",
  });
  await expect(
    transferThread(context, a, { threadId, to: toAgent(b) }),
  ).rejects.toMatchObject({
    code: "cannot_enter",
    detail: { current: { reason: "not_connected" } },
  });
});

test("reopening a thread asks first when it exceeds the hard cap", async () => {
  const { a, threadId, page } = await company.owned();
  await closeThread(context, a, threadId);
  // Long enough ago to be no undo.
  await context.db.prisma.threadSession.updateMany({
    where: { threadId },
    data: { closedAt: new Date(Date.now() - 3_600_000) },
  });
  await context.db.prisma.agent.update({
    where: { id: a.agentId },
    data: { capacity: 1 },
  });
  for (let count = 0; count < 3; count += 1)
    await takeThread(context, a, {
      threadId: await company.arrive(page),
      force: true,
    });
  const reopen = (force: boolean) =>
    reopenThread(context, a, { threadId, force });
  await expect(reopen(false)).rejects.toMatchObject({ code: "at_capacity" });
  expect(await reopen(true)).toMatchObject({ owner: { id: a.agentId } });
});

test("offline members are not logged in: it overflows at once; members who are away raise an alert", async () => {
  const [a, b] = (await company.people("A", "B")) as [Actor, Actor];
  const next = await world.queue([b], { strategy: "hunt" });
  const first = await world.queue([a], {
    strategy: "hunt",
    overflowType: "queue",
    overflowId: next,
  });
  await setPresence(context, a, "offline");
  const page = await world.page(toQueue(first));
  expect(await company.ringing(await company.arrive(page))).toBe("B");
  const alone = await world.page(
    toQueue(await world.queue([a], { strategy: "hunt" })),
  );
  expect(await company.alerts(await company.arrive(alone))).toEqual([
    "nobody_logged_in",
  ]);
  for (const presence of ["away", "dnd"] as const) {
    await setPresence(context, a, presence);
    expect(await company.alerts(await company.arrive(alone))).toEqual([
      "nobody_available",
    ]);
  }
});

const target = {
  firstSeconds: 600,
  nextSeconds: 1_200,
  clock: "wall" as const,
  warnOwnerAt: 50,
  warnSupervisorsAt: 80,
};
const warned = async (agent: Actor, threadId: string) => {
  const where = { agentId: agent.agentId, threadId, kind: "reply_due" };
  const rows = await context.db.prisma.notification.findMany({
    where,
    select: { event: true },
    orderBy: { id: "asc" },
  });
  return rows.map(({ event }) => event);
};
const onBoard = async (threadId: string) => {
  const { items } = await listAlerts(context, boss, { limit: 100 });
  return items
    .filter((alert) => alert.threadId === threadId)
    .map(({ kind }) => kind)
    .filter((kind) => kind.startsWith("reply_"));
};

test("before a queue's target is over, the owner is warned, then the supervisors, then the board; a reply ends it", async () => {
  await updateRoutingSettings(context, boss, { silentMinutes: null });
  const { a, b, page, psid, threadId, queueId } = await company.owned({
    strategy: "manual",
  });
  const sue = await world.agent("Sue", "supervisor");
  const dueIn = async () => {
    const { replyDueAt, waitingSince } =
      await context.db.prisma.thread.findUniqueOrThrow({
        where: { id: threadId },
        select: { replyDueAt: true, waitingSince: true },
      });
    return replyDueAt && (+replyDueAt - +(waitingSince ?? 0)) / 1_000;
  };
  await updateQueue(context, boss, queueId, {
    replyTarget: { ...target, firstSeconds: 1_200 },
  });
  await company.advance(1);
  expect(await dueIn()).toBe(1_200);
  await updateQueue(context, boss, queueId, { replyTarget: null });
  await company.advance(0);
  expect(await dueIn()).toBeNull();
  await updateQueue(context, boss, queueId, { replyTarget: target });
  await company.advance(298);
  expect(await dueIn()).toBe(target.firstSeconds);
  expect(await warned(a, threadId)).toEqual([]);
  await company.advance(2);
  expect(await warned(a, threadId)).toEqual(["reply_due"]);
  expect(await warned(sue, threadId)).toEqual([]);
  await company.advance(180);
  expect(await warned(sue, threadId)).toEqual(["reply_due_team"]);
  // Sue is nearer to it than the owner of the company.
  expect(await warned(boss, threadId)).toEqual([]);
  expect(await onBoard(threadId)).toEqual(["reply_due"]);
  await company.advance(120);
  expect(await onBoard(threadId)).toEqual(["reply_late"]);
  await company.advance(3_600);
  expect([await warned(a, threadId), await warned(b, threadId)]).toEqual([
    ["reply_due"],
    [],
  ]);

  const answer = {
    threadId,
    kind: "message" as const,
    text: "Here",
    clientId: newId(),
  };
  await reply(context, a, answer);
  expect(await dueIn()).toBeNull();
  expect(await onBoard(threadId)).toEqual([]);
  const timers = () =>
    context.db.prisma.timer.count({
      where: { kind: "reply_target", key: threadId },
    });
  expect(await timers()).toBe(0);

  // The next wait has the target of later replies, and is warned of by itself. A message is never of a later time
  // than the database's.
  company.begin();
  await company.say(page, psid);
  expect(await dueIn()).toBe(target.nextSeconds);
  await company.advance(599);
  expect(await kinds(a)).toEqual(["reply_due"]);
  await company.advance(2);
  expect(await kinds(a)).toEqual(["reply_due", "reply_due"]);
  // Answered in time: nobody else hears of it.
  await reply(context, a, { ...answer, clientId: newId() });
  await company.advance(3_600);
  expect(await warned(sue, threadId)).toEqual(["reply_due_team"]);
  await updateAgent(context, boss, sue.agentId, { disabled: true });
});

test("without an owner the available members are warned, and hours in which the office is closed do not count", async () => {
  const [a, b] = (await company.people("A", "B")) as [Actor, Actor];
  await setPresence(context, b, "dnd");
  const opensAt = new Date(world.clock.at?.getTime() ?? 0);
  opensAt.setUTCHours(opensAt.getUTCHours() + 2, 0, 0, 0);
  const hour = opensAt.getUTCHours();
  const clock = (at: number) => `${String(at % 24).padStart(2, "0")}:00`;
  const hours = {
    timeZone: "UTC",
    week: [0, 1, 2, 3, 4, 5, 6].map((day) => ({
      day,
      from: clock(hour),
      to: clock(hour + 1),
    })),
    breaks: [],
    holidays: [],
    calendarIds: [],
    override: null,
  };
  const queueId = await world.queue([a, b], { strategy: "manual" });
  await updateQueue(context, boss, queueId, {
    replyTarget: { ...target, clock: "office" },
  });
  const threadId = await company.arrive(await world.page(toQueue(queueId)));
  await updateQueue(context, boss, queueId, {
    schedule: hours,
    replyTarget: { ...target, clock: "office" },
  });
  const seconds = (opensAt.getTime() - (world.clock.at?.getTime() ?? 0)) / 1e3;
  await company.advance(seconds + 290);
  expect(await warned(a, threadId)).toEqual([]);
  await company.advance(20);
  expect(await warned(a, threadId)).toEqual(["reply_due"]);
  expect(await warned(b, threadId)).toEqual([]);
});
