import { expect, test } from "vitest";
import type { Actor } from "#server/domain/access/actor.ts";
import {
  disconnectDevice,
  loseAgents,
} from "#server/domain/people/account/devices.ts";
import { setPresence } from "#server/domain/people/presence.ts";
import { listTransferTargets } from "#server/domain/routing/offering/transfer-targets.ts";
import { updateRoutingSettings } from "#server/domain/settings/routing-settings.ts";
import { updateQueue } from "#server/domain/teams/queues.ts";
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
