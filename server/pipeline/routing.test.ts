import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { testDatabase } from "#server/db/test-database.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { setPresence } from "#server/domain/presence/presence.ts";
import {
  acceptOffer,
  declineOffer,
} from "#server/domain/routing/answer-offer.ts";
import { listAlerts } from "#server/domain/routing/alerts.ts";
import { getBoard } from "#server/domain/routing/board.ts";
import { pauseQueue, resumeQueue } from "#server/domain/routing/pause.ts";
import { setQueueLogin } from "#server/domain/routing/queue-login.ts";
import { updateQueue } from "#server/domain/routing/queues.ts";
import { createRingGroup } from "#server/domain/routing/ring-groups.ts";
import { routeOnce } from "#server/domain/routing/router.ts";
import { askWhatIf } from "#server/domain/routing/what-if.ts";
import {
  closeThread,
  releaseThread,
  takeThread,
} from "#server/domain/threads/ownership.ts";
import { reply } from "#server/domain/threads/reply.ts";
import { getTrace } from "#server/domain/threads/trace.ts";
import { applyOnce } from "#server/pipeline/apply/apply.ts";
import { intake } from "#server/pipeline/intake.ts";
import {
  createHouse,
  deafChannel,
  toQueue,
  type House,
} from "#server/pipeline/test-routing.ts";
import { delivery, digits, type World } from "#server/pipeline/test-world.ts";
import { randomToken } from "#server/runtime/crypto.ts";

/** The router on a real database: what rings at whom, and what becomes of it. */

let house: House;
let world: World;
let boss: Actor;

beforeAll(async () => {
  house = createHouse(await testDatabase());
  ({ world } = house);
  boss = await world.agent("Boss", "owner");
});
beforeEach(() => house.begin());

describe("strategies on the database", () => {
  test("ring all: everybody at once, the first has it, the others hear it", async () => {
    const [a, b, c] = await house.people("A", "B", "C");
    const id = await world.queue([a!, b!, c!], { strategy: "ring_all" });
    const threadId = await house.arrive(await world.page(toQueue(id)));
    expect(await house.ringing(threadId)).toBe("ABC");
    expect((await house.thread(threadId)).routing).toBe("offered");
    const answers = await Promise.allSettled(
      [a, b, c].map((actor) => acceptOffer(world.context, actor!, threadId)),
    );
    const won = answers.filter(({ status }) => status === "fulfilled");
    expect(won).toHaveLength(1);
    for (const answer of answers) {
      if (answer.status === "rejected")
        expect(answer.reason).toMatchObject({ code: "owned_by_other" });
    }
    expect(await house.ringing(threadId)).toBe("");
    const { ownerId, routing } = await house.thread(threadId);
    expect(routing).toBe("owned");
    expect([a, b, c].map((actor) => actor!.agentId)).toContain(ownerId);
    const steps = (await getTrace(world.context, boss, threadId)).map(
      ({ step }) => step,
    );
    expect(steps.toReversed()).toEqual(["routed", "selected", "owned"]);
  });

  test("hunt: one after the other, decline and time-out go on, a round ends and begins anew", async () => {
    const [a, b] = await house.people("A", "B");
    const id = await world.queue([a!, b!], {
      strategy: "hunt",
      offerSeconds: 20,
    });
    const threadId = await house.arrive(await world.page(toQueue(id)));
    expect(await house.ringing(threadId)).toBe("A");
    const { waitingSince } = await house.thread(threadId);
    await declineOffer(world.context, a!, threadId);
    await house.settle();
    expect(await house.ringing(threadId)).toBe("B");
    await expect(
      acceptOffer(world.context, a!, threadId),
    ).rejects.toMatchObject({ code: "wrong_state" });
    await house.advance(21);
    expect(await house.ringing(threadId)).toBe("");
    expect(await house.thread(threadId)).toMatchObject({
      routing: "queued",
      waitingSince,
    });
    await house.advance(11);
    expect(await house.ringing(threadId)).toBe("A");
  });

  test("two misses in a row: away, told, supervisors see it; an answer in between forgives", async () => {
    const [a] = await house.people("A");
    const id = await world.queue([a!], { strategy: "hunt", offerSeconds: 20 });
    const threadId = await house.arrive(await world.page(toQueue(id)));
    await house.advance(21);
    await house.advance(11);
    expect(await house.ringing(threadId)).toBe("A");
    await house.advance(21);
    const agent = await world.context.db.prisma.agent.findUniqueOrThrow({
      where: { id: a!.agentId },
    });
    expect(agent).toMatchObject({
      presence: "away",
      presenceReason: "missed_offers",
    });
    const told = await listAlerts(world.context, a!);
    expect(told.map(({ kind }) => kind)).toEqual(["missed_offers"]);
    const seen = await listAlerts(world.context, boss);
    expect(seen.some(({ kind }) => kind === "missed_offers")).toBe(true);
    await house.advance(30);
    expect(await house.ringing(threadId)).toBe("");
    await setPresence(world.context, a!, "available");
    await house.settle();
    expect(await house.ringing(threadId)).toBe("A");
  });

  test("round robin moves on when it is accepted, not when it is offered", async () => {
    const [a, b, c] = await house.people("A", "B", "C");
    const id = await world.queue([a!, b!, c!], { strategy: "round_robin" });
    const page = await world.page(toQueue(id));
    const first = await house.arrive(page);
    expect(await house.ringing(first)).toBe("A");
    await declineOffer(world.context, a!, first);
    await house.settle();
    await acceptOffer(world.context, b!, first);
    const second = await house.arrive(page);
    expect(await house.ringing(second)).toBe("C");
    await acceptOffer(world.context, c!, second);
    expect(await house.ringing(await house.arrive(page))).toBe("A");
  });

  test("balanced spreads, and no limit is exceeded, also over two queues at once", async () => {
    const agents = await house.people("A", "B", "C");
    await world.context.db.prisma.agent.updateMany({
      where: { id: { in: agents.map(({ agentId }) => agentId) } },
      data: { capacity: 3 },
    });
    const options = { strategy: "balanced", autoAccept: true };
    const one = await world.page(toQueue(await world.queue(agents, options)));
    const two = await world.page(toQueue(await world.queue(agents, options)));
    for (let n = 0; n < 6; n += 1) {
      for (const page of [one, two]) {
        const at = world.clock.at!.getTime();
        const message = { mid: `m_${randomToken(20)}`, text: "hi" };
        const body = delivery(page.pageId, [
          { psid: digits(16), timestamp: at, message },
        ]);
        await intake(world.context, { metaAppId: page.metaAppId, body });
      }
    }
    while (await applyOnce(world.context, deafChannel));
    await Promise.all([routeOnce(world.context), routeOnce(world.context)]);
    await house.settle();
    const owned = await world.context.db.prisma.thread.groupBy({
      by: ["ownerId"],
      where: { channelId: { in: [one.channelId, two.channelId] } },
      _count: true,
    });
    const counts = owned.map(({ ownerId, _count }) => [ownerId, _count]);
    expect(counts.filter(([id]) => id !== null).map(([, n]) => n)).toEqual([
      3, 3, 3,
    ]);
    expect(counts.find(([id]) => id === null)?.[1]).toBe(3);
    const waiting = await world.context.db.prisma.thread.findFirstOrThrow({
      where: {
        channelId: { in: [one.channelId, two.channelId] },
        status: "waiting",
      },
    });
    const trace = await getTrace(world.context, boss, waiting.id);
    expect(trace[0]).toMatchObject({
      step: "held",
      detail: { excludedCounts: { at_capacity: 3 } },
    });
    // Capacity that comes free is used at once.
    const mine = await world.context.db.prisma.thread.findFirstOrThrow({
      where: { ownerId: agents[0]!.agentId, status: "open" },
    });
    await closeThread(world.context, agents[0]!, mine.id);
    await house.settle();
    const left = await world.context.db.prisma.thread.count({
      where: {
        channelId: { in: [one.channelId, two.channelId] },
        status: "waiting",
      },
    });
    expect(left).toBe(2);
  });

  test("priority goes before waiting, and a quarter of an hour counts as much as one", async () => {
    const [a] = await house.people("A");
    const low = await world.queue([a!], { strategy: "hunt" });
    await pauseQueue(world.context, boss, low, {});
    const page = await world.page(toQueue(low));
    const first = await house.arrive(page);
    await house.advance(60);
    const second = await house.arrive(page);
    await world.context.db.prisma.queue.update({
      where: { id: low },
      data: { priority: 1, overflowType: null },
    });
    await house.advance(60);
    const third = await house.arrive(page);
    await world.context.db.prisma.agent.update({
      where: { id: a!.agentId },
      data: { capacity: 1 },
    });
    await resumeQueue(world.context, boss, low);
    await house.settle();
    const order: string[] = [];
    for (let n = 0; n < 3; n += 1) {
      for (const id of [first, second, third]) {
        if ((await house.ringing(id)) === "") continue;
        order.push(id);
        await acceptOffer(world.context, a!, id);
        await closeThread(world.context, a!, id);
        await house.settle();
        break;
      }
    }
    expect(order).toEqual([third, first, second]);
  });
});

describe("overflow", () => {
  test("nobody logged in goes on at once; max wait later; the end is unassigned and told", async () => {
    const [a, b] = await house.people("A", "B");
    const last = await world.queue([b!], {
      strategy: "hunt",
      maxWaitSeconds: 60,
      offerSeconds: 300,
    });
    const first = await world.queue([a!], {
      strategy: "hunt",
      overflowType: "queue",
      overflowId: last,
    });
    await setQueueLogin(world.context, a!, { queueId: first, loggedIn: false });
    const threadId = await house.arrive(await world.page(toQueue(first)));
    expect(await house.thread(threadId)).toMatchObject({ routedToId: last });
    expect(await house.ringing(threadId)).toBe("B");
    await house.advance(61);
    expect(await house.ringing(threadId)).toBe("");
    expect(await house.thread(threadId)).toMatchObject({
      routing: "none",
      status: "waiting",
      ownerId: null,
    });
    expect(await house.alerts(threadId)).toEqual(["unassigned"]);
    const trace = await getTrace(world.context, boss, threadId);
    expect(trace[0]).toMatchObject({
      step: "handed_on",
      detail: { reason: "max_wait", unassigned: true },
    });
  });

  test("a queue that is full hands on; nobody logged in and nowhere to go is held until somebody comes", async () => {
    const [a, b] = await house.people("A", "B");
    const second = await world.queue([b!], { strategy: "hunt" });
    const first = await world.queue([a!], {
      strategy: "hunt",
      maxWaiting: 1,
      overflowType: "queue",
      overflowId: second,
    });
    await setPresence(world.context, a!, "away");
    await setQueueLogin(world.context, b!, {
      queueId: second,
      loggedIn: false,
    });
    const page = await world.page(toQueue(first));
    const one = await house.arrive(page);
    const two = await house.arrive(page);
    expect(await house.thread(one)).toMatchObject({ routedToId: first });
    expect(await house.thread(two)).toMatchObject({ routedToId: second });
    expect(await house.alerts(two)).toEqual(["nobody_logged_in"]);
    await setQueueLogin(world.context, b!, { queueId: second, loggedIn: true });
    await house.settle();
    expect(await house.ringing(two)).toBe("B");
  });

  test("a ring group rings once, then hands on; hunt goes through the list", async () => {
    const [a, b, c] = await house.people("A", "B", "C");
    const id = await world.queue([c!], { strategy: "ring_all" });
    const group = await createRingGroup(world.context, boss, {
      name: `Ring ${randomToken(6)}`,
      memberIds: [a!.agentId, b!.agentId],
      strategy: "hunt",
      ringSeconds: 20,
      noAnswer: toQueue(id),
    });
    const threadId = await house.arrive(
      await world.page({ type: "ring_group", id: group.id }),
    );
    expect(await house.ringing(threadId)).toBe("A");
    await house.advance(21);
    expect(await house.ringing(threadId)).toBe("B");
    await declineOffer(world.context, b!, threadId);
    await house.settle();
    expect(await house.thread(threadId)).toMatchObject({ routedToId: id });
    expect(await house.ringing(threadId)).toBe("C");
    const steps = (await getTrace(world.context, boss, threadId)).map(
      ({ step }) => step,
    );
    expect(steps).toEqual(
      expect.arrayContaining([
        "rang",
        "missed",
        "declined",
        "no_answer",
        "handed_on",
        "selected",
      ]),
    );
    const alone = await world.context.db.prisma.agent.findUniqueOrThrow({
      where: { id: a!.agentId },
    });
    expect(alone.missedInRow).toBe(0);
  });

  test("notify tells everybody and asks nobody", async () => {
    const [a, b] = await house.people("A", "B");
    const group = await createRingGroup(world.context, boss, {
      name: `Tell ${randomToken(6)}`,
      memberIds: [a!.agentId, b!.agentId],
      strategy: "notify",
    });
    const threadId = await house.arrive(
      await world.page({ type: "ring_group", id: group.id }),
    );
    expect(await house.ringing(threadId)).toBe("");
    expect(await house.alerts(threadId)).toEqual(["notify", "notify"]);
    await takeThread(world.context, b!, { threadId, force: false });
  });
});

describe("people the customer knows", () => {
  test("the last owner first if they can, else the queue; an account owner before everybody", async () => {
    const [a, b] = await house.people("A", "B");
    const id = await world.queue([a!, b!], { strategy: "hunt" });
    const page = await world.page(toQueue(id));
    const psid = digits(16);
    const threadId = await house.say(page, psid);
    await takeThread(world.context, b!, { threadId, force: false });
    await closeThread(world.context, b!, threadId);
    await house.advance(3600);
    await house.say(page, psid);
    expect(await house.ringing(threadId)).toBe("B");
    await declineOffer(world.context, b!, threadId);
    await house.settle();
    expect(await house.ringing(threadId)).toBe("A");
    await acceptOffer(world.context, a!, threadId);
    await closeThread(world.context, a!, threadId);
    await setPresence(world.context, a!, "dnd");
    await house.advance(60);
    await house.say(page, psid);
    expect(await house.ringing(threadId)).toBe("B");
    await takeThread(world.context, b!, { threadId, force: false });
    await closeThread(world.context, b!, threadId);
    const [vip] = await house.people("V");
    const { customerId } = await house.thread(threadId);
    await world.context.db.prisma.customer.update({
      where: { id: customerId },
      data: { accountOwnerId: vip!.agentId },
    });
    await house.say(page, psid);
    expect(await house.ringing(threadId)).toBe("V");
  });

  test("what one gives back is not offered to them again", async () => {
    const [a, b] = await house.people("A", "B");
    const id = await world.queue([a!, b!], { strategy: "hunt" });
    const threadId = await house.arrive(await world.page(toQueue(id)));
    const { waitingSince } = await house.thread(threadId);
    await acceptOffer(world.context, a!, threadId);
    await house.advance(5);
    await releaseThread(world.context, a!, threadId);
    await house.settle();
    expect(await house.ringing(threadId)).toBe("B");
    expect((await house.thread(threadId)).waitingSince).toEqual(waitingSince);
  });
});

test("to answer is to accept, also where one must take first", async () => {
  const [a, b] = await house.people("A", "B");
  const id = await world.queue([a!, b!], {
    strategy: "ring_all",
    ownership: "take_manually",
  });
  const threadId = await house.arrive(await world.page(toQueue(id)));
  const text = "Hello";
  await reply(world.context, a!, {
    threadId,
    kind: "message",
    text,
    clientId: randomToken(8),
  });
  expect(await house.thread(threadId)).toMatchObject({ ownerId: a!.agentId });
  await expect(
    reply(world.context, b!, {
      threadId,
      kind: "message",
      text,
      clientId: randomToken(8),
    }),
  ).rejects.toMatchObject({ code: "owned_by_other" });
});

test("a hundred takes at once: one has it, ninety-nine hear who", async () => {
  const agents = await Promise.all(
    Array.from({ length: 100 }, (_, n) => world.agent(`T${n}`)),
  );
  const id = await world.queue(agents);
  const threadId = await house.arrive(await world.page(toQueue(id)));
  const answers = await Promise.allSettled(
    agents.map((actor) =>
      takeThread(world.context, actor, { threadId, force: false }),
    ),
  );
  const { ownerId } = await house.thread(threadId);
  const lost = answers.filter(({ status }) => status === "rejected");
  expect(lost).toHaveLength(99);
  for (const answer of lost) {
    expect((answer as PromiseRejectedResult).reason).toMatchObject({
      code: "owned_by_other",
      detail: { current: { owner: { id: ownerId } } },
    });
  }
});

test("nothing rings at who is away, logged out, not connected or wrapping up; the board says so", async () => {
  const [a] = await house.people("A");
  const id = await world.queue([a!], { strategy: "hunt", wrapUpSeconds: 120 });
  const page = await world.page(toQueue(id));
  const first = await house.arrive(page);
  await acceptOffer(world.context, a!, first);
  await closeThread(world.context, a!, first);
  const second = await house.arrive(page);
  expect(await house.ringing(second)).toBe("");
  const board = await getBoard(world.context, boss);
  expect(board.queues.find((queue) => queue.id === id)).toMatchObject({
    waiting: 1,
    inHand: 0,
    loggedIn: 1,
    available: 1,
  });
  expect(
    board.agents.find((agent) => agent.id === a!.agentId)?.wrapUpUntil,
  ).not.toBeNull();
  await house.advance(121);
  expect(await house.ringing(second)).toBe("A");
  await declineOffer(world.context, a!, second);
  await house.advance(121, () => false); // no device was seen for two minutes
  expect(await house.ringing(second)).toBe("");
  await house.advance(11);
  expect(await house.ringing(second)).toBe("A");
});

test("what-if answers by the same code and changes nothing", async () => {
  const [a, b] = await house.people("A", "B");
  const id = await world.queue([a!, b!], { strategy: "hunt" });
  const page = await world.page(toQueue(id));
  const { channelId } = page;
  const open = await askWhatIf(world.context, boss, { channelId });
  expect(open).toMatchObject({
    office: "open",
    place: toQueue(id),
    isUnassigned: false,
    selection: { kind: "offer", agentIds: [a!.agentId] },
  });
  const away = await askWhatIf(world.context, boss, {
    channelId,
    presence: { [a!.agentId]: "away" },
  });
  expect(away.selection).toMatchObject({
    agentIds: [b!.agentId],
    excluded: [{ agentId: a!.agentId, name: "A", reason: "away" }],
  });
  await updateQueue(world.context, boss, id, {
    schedule: {
      timeZone: "Asia/Taipei",
      week: [{ day: 1, from: "09:00", to: "18:00" }],
      breaks: [],
      holidays: [],
      calendarIds: [],
      override: null,
    },
  });
  const night = await askWhatIf(world.context, boss, {
    channelId,
    at: "2026-11-16T20:00:00+08:00",
  });
  expect(night.hops).toEqual([
    expect.objectContaining({ reason: "outside_hours" }),
  ]);
  const day = await askWhatIf(world.context, boss, {
    channelId,
    at: "2026-11-16T10:00:00+08:00",
  });
  expect(day.hops).toEqual([expect.objectContaining({ reason: null })]);
  const { length } = await world.context.db.prisma.thread.findMany({
    where: { channelId },
  });
  expect(length).toBe(0);
});
