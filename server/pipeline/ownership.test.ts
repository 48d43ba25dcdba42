import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { testDatabase } from "#server/db/test-database.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { updateAgent } from "#server/domain/access/update-agent.ts";
import {
  connectDevice,
  disconnectDevice,
  loseAgents,
} from "#server/domain/presence/devices.ts";
import {
  leave,
  noteActivity,
  setPresence,
  setPresenceOf,
} from "#server/domain/presence/presence.ts";
import {
  acceptOffer,
  declineOffer,
} from "#server/domain/routing/answer-offer.ts";
import { listAlerts } from "#server/domain/routing/alerts.ts";
import { listOffers } from "#server/domain/routing/offers.ts";
import { updateQueue } from "#server/domain/routing/queues.ts";
import { reassign } from "#server/domain/routing/reassign.ts";
import { updateRoutingSettings } from "#server/domain/routing/settings.ts";
import { listTransferTargets } from "#server/domain/routing/transfer-targets.ts";
import { listHandovers } from "#server/domain/threads/handovers.ts";
import { takeThread } from "#server/domain/threads/ownership.ts";
import {
  cancelTransfer,
  transferThread,
} from "#server/domain/threads/transfer.ts";
import {
  createHouse,
  toAgent,
  toQueue,
  type House,
} from "#server/pipeline/test-routing.ts";
import { digits, type World } from "#server/pipeline/test-world.ts";

/** Who has a thread, how it changes hands, and what becomes of it when its owner goes. */

let house: House;
let world: World;
let boss: Actor;

beforeAll(async () => {
  house = createHouse(await testDatabase());
  ({ world } = house);
  boss = await world.agent("Boss", "owner");
});
beforeEach(() => house.begin());

/** A thread that the first of these owns, in a queue of all. */
async function owned(options: Parameters<World["queue"]>[1] = {}) {
  const [a, b, c] = await house.people("A", "B", "C");
  if (!a || !b || !c) throw new Error("nobody");
  const queueId = await world.queue([a, b, c], options);
  const page = await world.page(toQueue(queueId));
  const psid = digits(16);
  const threadId = await house.say(page, psid);
  await takeThread(world.context, a, { threadId, force: false });
  return { a, b, c, queueId, page, psid, threadId };
}

describe("transfer", () => {
  test("asked: the sender stays owner until it is accepted; the note is for the receiver", async () => {
    const { a, b, threadId } = await owned();
    const thread = await transferThread(world.context, a, {
      threadId,
      to: toAgent(b),
      note: "wants a refund",
    });
    expect(thread).toMatchObject({
      owner: { id: a.agentId },
      routing: "owned",
      pendingTransfer: { to: { id: b.agentId }, from: { id: a.agentId } },
    });
    const [offer] = await listOffers(world.context, b);
    expect(offer).toMatchObject({
      kind: "transfer",
      from: { id: a.agentId },
      note: "wants a refund",
    });
    await expect(
      transferThread(world.context, a, { threadId, to: toAgent(boss) }),
    ).rejects.toMatchObject({ code: "wrong_state" });
    const taken = await acceptOffer(world.context, b, threadId);
    expect(taken).toMatchObject({
      owner: { id: b.agentId },
      pendingTransfer: null,
    });
    const steps = await listHandovers(world.context, b, threadId);
    expect(steps.map(({ type }) => type)).toEqual([
      "taken",
      "transfer_asked",
      "transferred",
    ]);
    expect(steps[2]?.detail).toMatchObject({ from: { id: a.agentId } });
    const sent = await world.context.db.prisma.sendJob.count({
      where: { threadId },
    });
    expect(sent).toBe(0);
  });

  test("declined, timed out, taken back: it stays, and the sender reads why", async () => {
    const { a, b, threadId } = await owned();
    const ask = () =>
      transferThread(world.context, a, { threadId, to: toAgent(b) });
    await ask();
    await declineOffer(world.context, b, threadId);
    await ask();
    await house.advance(61);
    await ask();
    await cancelTransfer(world.context, a, threadId);
    expect(await house.ringing(threadId)).toBe("");
    expect(await house.thread(threadId)).toMatchObject({
      ownerId: a.agentId,
      routing: "owned",
    });
    expect((await house.lines(threadId)).slice(1)).toEqual([
      "transfer_asked",
      "transfer_declined",
      "transfer_asked",
      "transfer_missed",
      "transfer_asked",
      "transfer_cancelled",
    ]);
    const told = (await listAlerts(world.context, a)).map(({ kind }) => kind);
    expect(told).toEqual(
      expect.arrayContaining(["transfer_declined", "transfer_missed"]),
    );
  });

  test("who cannot be chosen is listed with the reason, and refused with it; force is a supervisor's", async () => {
    const { a, b, c, threadId } = await owned();
    await setPresence(world.context, b, "dnd");
    await setPresence(world.context, c, "offline");
    const targets = await listTransferTargets(world.context, a, threadId);
    const reasonOf = (actor: Actor) =>
      targets.find(({ to }) => to.id === actor.agentId)?.reason;
    expect([a, b, c].map(reasonOf)).toEqual(["owner", "dnd", "offline"]);
    const to = toAgent(c);
    await expect(
      transferThread(world.context, a, { threadId, to }),
    ).rejects.toMatchObject({
      code: "cannot_enter",
      detail: { current: { reason: "offline" } },
    });
    const force = { threadId, to, mode: "force" as const };
    await expect(transferThread(world.context, a, force)).rejects.toMatchObject(
      { code: "forbidden" },
    );
    await expect(
      transferThread(world.context, boss, force),
    ).rejects.toMatchObject({ code: "cannot_enter" });
    await transferThread(world.context, boss, { ...force, confirm: true });
    expect(await house.thread(threadId)).toMatchObject({ ownerId: c.agentId });
  });

  test("a queue that cannot be entered refuses before the sender lets go; one that wants a note says so", async () => {
    const { a, b, threadId } = await owned();
    const full = await world.queue([b], { maxWaiting: 0 });
    await expect(
      transferThread(world.context, a, { threadId, to: toQueue(full) }),
    ).rejects.toMatchObject({
      code: "cannot_enter",
      detail: { current: { reason: "queue_full" } },
    });
    const noted = await world.queue([b], {
      noteRequired: true,
      strategy: "hunt",
    });
    const to = toQueue(noted);
    await expect(
      transferThread(world.context, a, { threadId, to }),
    ).rejects.toMatchObject({ code: "invalid_input" });
    expect(await house.thread(threadId)).toMatchObject({ ownerId: a.agentId });
    const { waitingSince } = await house.thread(threadId);
    await transferThread(world.context, a, { threadId, to, note: "please" });
    await house.settle();
    expect(await house.thread(threadId)).toMatchObject({
      ownerId: null,
      routing: "offered",
      routedToId: noted,
      priority: 1,
      waitingSince,
    });
    expect(await house.ringing(threadId)).toBe("B");
  });

  test("the third in a day is flagged; many are moved at once", async () => {
    const { a, b, c, threadId } = await owned();
    for (const to of [b, c, a])
      await transferThread(world.context, boss, {
        threadId,
        to: toAgent(to),
        mode: "force",
      });
    expect(await house.alerts(threadId)).toEqual(["third_transfer"]);
    const gone = "019a0000-0000-7000-8000-000000000000";
    const answers = await reassign(world.context, boss, {
      threadIds: [threadId, gone],
      to: toAgent(b),
    });
    expect(answers.map(({ refused }) => refused)).toEqual([null, "not_found"]);
  });
});

describe("an owner who goes", () => {
  const LONG_AGO = new Date(0);

  test("a closed laptop: lost after a minute, threads with a waiting customer back after the grace", async () => {
    const { a, b, threadId } = await owned({ strategy: "hunt" });
    await setPresence(world.context, b, "away");
    await disconnectDevice(world.context, house.deviceOf(a));
    const others = (id: string) => id !== a.agentId;
    await house.advance(30, others);
    await loseAgents(world.context, LONG_AGO);
    expect(await presenceOf(a)).toBe("available");
    await house.advance(31, others);
    // A process that has only just started throws nobody out.
    expect(await loseAgents(world.context, world.clock.now())).toBe(0);
    await loseAgents(world.context, LONG_AGO);
    expect(await presenceOf(a)).toBe("offline");
    await house.advance(119, others);
    expect(await house.thread(threadId)).toMatchObject({ ownerId: a.agentId });
    await house.advance(2, others);
    expect(await house.ringing(threadId)).toBe("C");
    expect(await house.lines(threadId)).toContain("requeued");
  });

  test("back in time: as before, and nothing moves", async () => {
    const { a, threadId } = await owned();
    await disconnectDevice(world.context, house.deviceOf(a));
    const others = (id: string) => id !== a.agentId;
    await house.advance(61, others);
    await loseAgents(world.context, LONG_AGO);
    expect(await presenceOf(a)).toBe("offline");
    const device = {
      agentId: a.agentId,
      connectionId: house.deviceOf(a),
      nodeId: "n",
    };
    await connectDevice(world.context, device);
    expect(await presenceOf(a)).toBe("available");
    await house.advance(300);
    expect(await house.thread(threadId)).toMatchObject({ ownerId: a.agentId });
  });

  test("on_next_message waits for the customer; keep keeps; not more than two a minute to one", async () => {
    const { a, page, psid, threadId, queueId } = await owned({
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
    const kept = await owned({ ownerOffline: "keep" });
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

  test("disabled, or no member any more: everything goes back in the same transaction, screens are told", async () => {
    const { a, b, threadId, queueId } = await owned({ strategy: "hunt" });
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
    const { a, threadId } = await owned();
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
});

test("a status for a time ends by itself; a supervisor sets another's; idle is away", async () => {
  const [a] = await house.people("A");
  const until = new Date(Date.now() + 600_000).toISOString();
  await setPresence(world.context, a!, {
    presence: "away",
    text: "Lunch",
    message: "back at two",
    until,
  });
  expect(await presenceOf(a!)).toBe("away");
  await house.advance(605);
  expect(await presenceOf(a!)).toBe("available");
  await expect(
    setPresenceOf(world.context, a!, boss.agentId, { presence: "away" }),
  ).rejects.toMatchObject({ code: "forbidden" });
  await setPresenceOf(world.context, boss, a!.agentId, {
    presence: "transfer_only",
  });
  expect((await listAlerts(world.context, a!))[0]?.kind).toBe("presence_set");
  await setPresence(world.context, a!, "available");
  await updateRoutingSettings(world.context, boss, { idleMinutes: 15 });
  await noteActivity(world.context, a!);
  await house.advance(14 * 60);
  expect(await presenceOf(a!)).toBe("available");
  await house.advance(61);
  expect(await presenceOf(a!)).toBe("away");
});

test("taking by hand beyond the hard cap asks first", async () => {
  const [a] = await house.people("A");
  await world.context.db.prisma.agent.update({
    where: { id: a!.agentId },
    data: { capacity: 1 },
  });
  const page = await world.page(toQueue(await world.queue([a!])));
  const take = async (force = false) => {
    const threadId = await house.arrive(page);
    return takeThread(world.context, a!, { threadId, force });
  };
  for (let n = 0; n < 3; n += 1) await take();
  await expect(take()).rejects.toMatchObject({
    code: "at_capacity",
    detail: { current: { load: 3, capacity: 1, limit: 3 } },
  });
  expect(await take(true)).toMatchObject({ owner: { id: a!.agentId } });
});

test("what the page says by itself: in their language, once in four hours, and nothing unless it is written", async () => {
  const [a] = await house.people("A");
  const page = await world.page(
    toQueue(await world.queue([a!], { strategy: "hunt" })),
  );
  const said = async (threadId: string) =>
    (
      await world.context.db.prisma.message.findMany({
        where: { threadId, authorType: "system", kind: "message" },
        orderBy: { id: "asc" },
      })
    ).map(({ text }) => text);
  const psid = digits(16);
  const threadId = await house.say(page, psid);
  expect(await said(threadId)).toEqual([]);
  await world.context.db.prisma.channel.update({
    where: { id: page.channelId },
    data: {
      texts: {
        waiting: { "*": "One moment", zh: "請稍候" },
        talking: { "*": "You are now talking with {name}" },
      },
    },
  });
  await acceptOffer(world.context, a!, threadId);
  expect(await said(threadId)).toEqual(["You are now talking with A"]);
  const { customerId, waitingSince } = await house.thread(threadId);
  expect(waitingSince).not.toBeNull();
  const jobs = await world.context.db.prisma.sendJob.count({
    where: { threadId },
  });
  expect(jobs).toBe(1);
  await world.context.db.prisma.thread.update({
    where: { id: threadId },
    data: {
      status: "closed",
      routing: "none",
      ownerId: null,
      waitingSince: null,
      closedAt: world.clock.now(),
    },
  });
  await world.context.db.prisma.customer.update({
    where: { id: customerId },
    data: { locale: "zh_TW" },
  });
  await house.advance(3600);
  await house.say(page, psid);
  expect(await said(threadId)).toHaveLength(1);
  await world.context.db.prisma.message.updateMany({
    where: { threadId, authorType: "system" },
    data: { sentAt: new Date(0) },
  });
  await world.context.db.prisma.thread.update({
    where: { id: threadId },
    data: { status: "closed", routing: "none", waitingSince: null },
  });
  await house.say(page, psid);
  expect((await said(threadId)).at(-1)).toBe("請稍候");
});

async function presenceOf({ agentId }: Actor): Promise<string> {
  const { presence } = await world.context.db.prisma.agent.findUniqueOrThrow({
    where: { id: agentId },
    select: { presence: true },
  });
  return presence;
}
