import { expect, test } from "vitest";
import type { Hours } from "#contract/hours/hours.ts";
import { updateChannel } from "#server/domain/channels/update-channel.ts";
import { updateAgent } from "#server/domain/people/update-agent.ts";
import {
  connectDevice,
  disconnectDevice,
  loseAgents,
} from "#server/domain/people/devices.ts";
import { leave, setPresence } from "#server/domain/people/presence.ts";
import { acceptOffer } from "./answer-offer.ts";
import { updateQueue } from "#server/domain/teams/queues.ts";
import {
  createRingGroup,
  updateRingGroup,
} from "#server/domain/teams/ring-groups.ts";
import { updateRoutingSettings } from "#server/domain/settings/routing-settings.ts";
import { openHouse, toAgent, toQueue } from "#server/pipeline/test-routing.ts";
import { digits } from "#server/pipeline/test-world.ts";
import { randomToken } from "#server/runtime/crypto.ts";

/** What becomes of a thread when its owner goes, or says nothing. */

const { house, world, boss } = await openHouse();

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

test("a closed laptop: lost after a minute, threads with a waiting customer back after the grace", async () => {
  const { a, b, threadId } = await house.owned({ strategy: "hunt" });
  await setPresence(world.context, b, "away");
  await disconnectDevice(world.context, house.deviceOf(a));
  const others = (id: string) => id !== a.agentId;
  await house.advance(30, others);
  await loseAgents(world.context, LONG_AGO);
  expect(await house.presenceOf(a)).toBe("available");
  await house.advance(31, others);
  // A process that has only just started throws nobody out.
  expect(await loseAgents(world.context, world.clock.now())).toBe(0);
  await loseAgents(world.context, LONG_AGO);
  expect(await house.presenceOf(a)).toBe("offline");
  await house.advance(119, others);
  expect(await house.thread(threadId)).toMatchObject({ ownerId: a.agentId });
  await house.advance(2, others);
  expect(await house.ringing(threadId)).toBe("C");
  expect(await house.lines(threadId)).toContain("requeued");
});

test("back in time: as before, and nothing moves", async () => {
  const { a, threadId } = await house.owned();
  await disconnectDevice(world.context, house.deviceOf(a));
  const others = (id: string) => id !== a.agentId;
  await house.advance(61, others);
  await loseAgents(world.context, LONG_AGO);
  expect(await house.presenceOf(a)).toBe("offline");
  const device = {
    agentId: a.agentId,
    connectionId: house.deviceOf(a),
    nodeId: "n",
  };
  await connectDevice(world.context, device);
  expect(await house.presenceOf(a)).toBe("available");
  await house.advance(300);
  expect(await house.thread(threadId)).toMatchObject({ ownerId: a.agentId });
});

test("on_next_message waits for the customer; keep keeps; not more than two a minute to one", async () => {
  const { a, page, psid, threadId, queueId } = await house.owned({
    ownerOffline: "on_next_message",
  });
  await leave(world.context, a, { threads: "policy" });
  await house.advance(121);
  expect(await house.thread(threadId)).toMatchObject({ ownerId: a.agentId });
  await house.say(page, psid);
  expect(await house.thread(threadId)).toMatchObject({
    ownerId: null,
    routing: "queued",
    routedToId: queueId,
  });
  const kept = await house.owned({ ownerOffline: "keep" });
  await leave(world.context, kept.a, { threads: "policy" });
  await house.advance(300);
  await house.say(kept.page, kept.psid);
  expect(await house.thread(kept.threadId)).toMatchObject({
    ownerId: kept.a.agentId,
  });
  const [x, y] = await house.people("X", "Y");
  const many = await world.queue([x!, y!], { strategy: "hunt" });
  const busy = await world.page(toQueue(many));
  await setPresence(world.context, y!, "away");
  const ids: string[] = [];
  for (let n = 0; n < 4; n += 1) {
    const id = await house.arrive(busy);
    await acceptOffer(world.context, x!, id);
    ids.push(id);
  }
  await setPresence(world.context, y!, "available");
  await leave(world.context, x!, { threads: "return" });
  await house.settle();
  const rings = async () =>
    (await Promise.all(ids.map(house.ringing))).filter((at) => at === "Y")
      .length;
  expect(await rings()).toBe(2);
  for (const id of ids) {
    if ((await house.ringing(id)) === "Y")
      await acceptOffer(world.context, y!, id);
  }
  await house.advance(61);
  expect(await rings()).toBe(2);
});

test("what came by a ring group: by its rule, and it rings at the others once more", async () => {
  const [a, b] = await house.people("A", "B");
  const group = await createRingGroup(world.context, boss, {
    name: `Ring ${randomToken(6)}`,
    memberIds: [a!.agentId, b!.agentId],
    strategy: "hunt",
    ringSeconds: 20,
  });
  expect(group.ownerOffline).toBe("requeue_waiting");
  const page = await world.page({ type: "ring_group", id: group.id });
  const psid = digits(16);
  const threadId = await house.say(page, psid);
  await acceptOffer(world.context, a!, threadId);
  await leave(world.context, a!, { threads: "policy" });
  await house.advance(121);
  expect(await house.lines(threadId)).toContain("requeued");
  expect(await house.ringing(threadId)).toBe("B");

  await updateRingGroup(world.context, boss, group.id, {
    ownerOffline: "keep",
  });
  await acceptOffer(world.context, b!, threadId);
  await leave(world.context, b!, { threads: "policy" });
  await house.advance(121);
  await house.say(page, psid);
  expect(await house.thread(threadId)).toMatchObject({ ownerId: b!.agentId });
  expect(await house.alerts(threadId)).toContain("owner_offline");
});

test("what came to one person stays with them; or goes to the unassigned, if the house wants that and the page is at work", async () => {
  const [a] = await house.people("A");
  const page = await world.page(toAgent(a!));
  const psid = digits(16);
  const threadId = await house.say(page, psid);
  await leave(world.context, a!, { threads: "policy" });
  await house.advance(121);
  expect(await house.thread(threadId)).toMatchObject({ ownerId: a!.agentId });
  expect(await house.alerts(threadId)).toEqual(["owner_offline"]);

  await updateRoutingSettings(world.context, boss, {
    ownerOffline: "on_next_message",
  });
  await setHours(page.channelId, never);
  await house.say(page, psid);
  expect(await house.thread(threadId), "closed: it waits").toMatchObject({
    ownerId: a!.agentId,
  });
  await setHours(page.channelId, null);
  await house.say(page, psid);
  expect(await house.thread(threadId)).toMatchObject({
    ownerId: null,
    lastOwnerId: a!.agentId,
    routing: "none",
    status: "waiting",
  });
  expect(await house.alerts(threadId)).toEqual(["owner_offline", "unassigned"]);
  await updateRoutingSettings(world.context, boss, { ownerOffline: "keep" });
});

test("disabled, or no member any more: everything goes back in the same transaction, screens are told", async () => {
  const { a, b, threadId, queueId } = await house.owned({ strategy: "hunt" });
  await updateQueue(world.context, boss, queueId, { memberIds: [b.agentId] });
  expect(await house.thread(threadId)).toMatchObject({ ownerId: null });
  const told = await world.context.db.prisma.announcement.findMany({
    where: { kind: "access.changed" },
    orderBy: { id: "desc" },
    take: 1,
  });
  expect(told[0]?.payload).toMatchObject({
    agentIds: expect.arrayContaining([a.agentId, b.agentId]) as unknown,
  });
  await house.settle();
  expect(await house.ringing(threadId)).toBe("B");
  await updateAgent(world.context, boss, b.agentId, { disabled: true });
  expect(await house.ringing(threadId)).toBe("");
  expect(await house.thread(threadId)).toMatchObject({ routing: "queued" });
});

test("says nothing: nudged, then told, then back if the house wants that", async () => {
  const { a, threadId } = await house.owned();
  await updateRoutingSettings(world.context, boss, { silentRequeue: true });
  await house.advance(301);
  expect(await house.alerts(threadId)).toEqual(["nudge"]);
  await house.advance(301);
  expect(await house.alerts(threadId)).toEqual(["nudge", "owner_silent"]);
  await house.advance(301);
  expect(await house.thread(threadId)).toMatchObject({
    ownerId: null,
    lastOwnerId: a.agentId,
  });
  await updateRoutingSettings(world.context, boss, { silentRequeue: false });
});
