import { expect, test } from "vitest";
import type { Hours } from "#contract/hours/hours.ts";
import { updateChannel } from "#server/domain/channels/update-channel.ts";
import { updateAgent } from "#server/domain/people/update-agent.ts";
import {
  connectDevice,
  disconnectDevice,
  loseAgents,
} from "#server/domain/people/account/devices.ts";
import { leave, setPresence } from "#server/domain/people/presence.ts";
import { acceptOffer } from "#server/domain/conversations/answer-offer.ts";
import { updateQueue } from "#server/domain/teams/queues.ts";
import {
  createRingGroup,
  updateRingGroup,
} from "#server/domain/teams/ring-groups.ts";
import { updateRoutingSettings } from "#server/domain/settings/routing-settings.ts";
import {
  openCompany,
  toAgent,
  toQueue,
} from "#server/pipeline/test-routing.ts";
import { digits } from "#server/pipeline/test-world.ts";
import { randomToken } from "#server/runtime/crypto.ts";

/** Threads whose owner goes offline or does not answer. */

const { company, world, boss } = await openCompany();

const never: Hours = {
  timeZone: "UTC",
  week: [],
  breaks: [],
  holidays: [],
  calendarIds: [],
  override: { state: "out_of_office", until: null },
};
const setHours = (channelId: string, hours: Hours | null) =>
  updateChannel(world.context, boss, channelId, { route: { hours } });

const LONG_AGO = new Date(0);

test("a closed laptop: lost after a minute, threads with a waiting customer return after the grace period", async () => {
  const { a, b, threadId } = await company.owned({ strategy: "hunt" });
  await setPresence(world.context, b, "away");
  await disconnectDevice(world.context, company.deviceOf(a));
  const others = (id: string) => id !== a.agentId;
  await company.advance(30, others);
  await loseAgents(world.context, LONG_AGO);
  expect(await company.presenceOf(a)).toBe("available");
  await company.advance(31, others);
  // A process that has only just started sets no one offline.
  expect(await loseAgents(world.context, world.clock.now())).toBe(0);
  await loseAgents(world.context, LONG_AGO);
  expect(await company.presenceOf(a)).toBe("offline");
  await company.advance(119, others);
  expect(await company.thread(threadId)).toMatchObject({ ownerId: a.agentId });
  await company.advance(2, others);
  expect(await company.ringing(threadId)).toBe("C");
  expect(await company.lines(threadId)).toContain("requeued");
});

test("the owner is back in time: nothing moves", async () => {
  const { a, threadId } = await company.owned();
  await disconnectDevice(world.context, company.deviceOf(a));
  const others = (id: string) => id !== a.agentId;
  await company.advance(61, others);
  await loseAgents(world.context, LONG_AGO);
  expect(await company.presenceOf(a)).toBe("offline");
  const device = {
    agentId: a.agentId,
    connectionId: company.deviceOf(a),
    nodeId: "n",
  };
  await connectDevice(world.context, device);
  expect(await company.presenceOf(a)).toBe("available");
  await company.advance(300);
  expect(await company.thread(threadId)).toMatchObject({ ownerId: a.agentId });
});

test("on_next_message waits for the customer; keep keeps; at most two a minute to one agent", async () => {
  const { a, page, psid, threadId, queueId } = await company.owned({
    ownerOffline: "on_next_message",
  });
  await leave(world.context, a, { threads: "policy" });
  await company.advance(121);
  expect(await company.thread(threadId)).toMatchObject({ ownerId: a.agentId });
  await company.say(page, psid);
  expect(await company.thread(threadId)).toMatchObject({
    ownerId: null,
    routing: "queued",
    routedToId: queueId,
  });
  const kept = await company.owned({ ownerOffline: "keep" });
  await leave(world.context, kept.a, { threads: "policy" });
  await company.advance(300);
  await company.say(kept.page, kept.psid);
  expect(await company.thread(kept.threadId)).toMatchObject({
    ownerId: kept.a.agentId,
  });
  const [x, y] = await company.people("X", "Y");
  const many = await world.queue([x!, y!], { strategy: "hunt" });
  const busy = await world.page(toQueue(many));
  await setPresence(world.context, y!, "away");
  const ids: string[] = [];
  for (let n = 0; n < 4; n += 1) {
    const id = await company.arrive(busy);
    await acceptOffer(world.context, x!, id);
    ids.push(id);
  }
  await setPresence(world.context, y!, "available");
  await leave(world.context, x!, { threads: "return" });
  await company.settle();
  const rings = async () =>
    (await Promise.all(ids.map(company.ringing))).filter((at) => at === "Y")
      .length;
  expect(await rings()).toBe(2);
  for (const id of ids) {
    if ((await company.ringing(id)) === "Y")
      await acceptOffer(world.context, y!, id);
  }
  await company.advance(61);
  expect(await rings()).toBe(2);
});

test("a thread from a ring group follows the group's rule and rings for its other members once more", async () => {
  const [a, b] = await company.people("A", "B");
  const group = await createRingGroup(world.context, boss, {
    name: `Ring ${randomToken(6)}`,
    memberIds: [a!.agentId, b!.agentId],
    strategy: "hunt",
    ringSeconds: 20,
  });
  expect(group.ownerOffline).toBe("requeue_waiting");
  const page = await world.page({ type: "ring_group", id: group.id });
  const psid = digits(16);
  const threadId = await company.say(page, psid);
  await acceptOffer(world.context, a!, threadId);
  await leave(world.context, a!, { threads: "policy" });
  await company.advance(121);
  expect(await company.lines(threadId)).toContain("requeued");
  expect(await company.ringing(threadId)).toBe("B");

  await updateRingGroup(world.context, boss, group.id, {
    ownerOffline: "keep",
  });
  await acceptOffer(world.context, b!, threadId);
  await leave(world.context, b!, { threads: "policy" });
  await company.advance(121);
  await company.say(page, psid);
  expect(await company.thread(threadId)).toMatchObject({ ownerId: b!.agentId });
  expect(await company.alerts(threadId)).toContain("owner_offline");
});

test("a thread for one agent stays with them, or becomes unassigned if the company wants that and the channel is open", async () => {
  const [a] = await company.people("A");
  const page = await world.page(toAgent(a!));
  const psid = digits(16);
  const threadId = await company.say(page, psid);
  await leave(world.context, a!, { threads: "policy" });
  await company.advance(121);
  expect(await company.thread(threadId)).toMatchObject({ ownerId: a!.agentId });
  expect(await company.alerts(threadId)).toEqual(["owner_offline"]);

  await updateRoutingSettings(world.context, boss, {
    ownerOffline: "on_next_message",
  });
  await setHours(page.channelId, never);
  await company.say(page, psid);
  expect(await company.thread(threadId), "closed: it waits").toMatchObject({
    ownerId: a!.agentId,
  });
  await setHours(page.channelId, null);
  await company.say(page, psid);
  expect(await company.thread(threadId)).toMatchObject({
    ownerId: null,
    lastOwnerId: a!.agentId,
    routing: "none",
    status: "waiting",
  });
  expect(await company.alerts(threadId)).toEqual([
    "owner_offline",
    "unassigned",
  ]);
  await updateRoutingSettings(world.context, boss, { ownerOffline: "keep" });
});

test("an agent is disabled or removed as a member: all threads return in the same transaction, and screens get the events", async () => {
  const { a, b, threadId, queueId } = await company.owned({ strategy: "hunt" });
  await updateQueue(world.context, boss, queueId, { memberIds: [b.agentId] });
  expect(await company.thread(threadId)).toMatchObject({ ownerId: null });
  const told = await world.context.db.prisma.announcement.findMany({
    where: { kind: "access.changed" },
    orderBy: { id: "desc" },
    take: 1,
  });
  expect(told[0]?.payload).toMatchObject({
    agentIds: expect.arrayContaining([a.agentId, b.agentId]) as unknown,
  });
  await company.settle();
  expect(await company.ringing(threadId)).toBe("B");
  await updateAgent(world.context, boss, b.agentId, { disabled: true });
  expect(await company.ringing(threadId)).toBe("");
  expect(await company.thread(threadId)).toMatchObject({ routing: "queued" });
});

test("an owner who does not answer: a reminder, then an alert, then a return if the company wants that", async () => {
  const { a, threadId } = await company.owned();
  await updateRoutingSettings(world.context, boss, { silentRequeue: true });
  await company.advance(301);
  expect(await company.alerts(threadId)).toEqual(["nudge"]);
  await company.advance(301);
  expect(await company.alerts(threadId)).toEqual(["nudge", "owner_silent"]);
  await company.advance(301);
  expect(await company.thread(threadId)).toMatchObject({
    ownerId: null,
    lastOwnerId: a.agentId,
  });
  await updateRoutingSettings(world.context, boss, { silentRequeue: false });
});
