import { expect, test } from "vitest";
import type { Actor } from "#server/domain/access/actor.ts";
import { setPresence } from "#server/domain/people/presence.ts";
import {
  acceptOffer,
  declineOffer,
} from "#server/domain/conversations/answer-offer.ts";
import { getBoard } from "#server/domain/supervision/board.ts";
import { listAlerts } from "#server/domain/assignment/alerts.ts";
import { pauseQueue, resumeQueue } from "#server/domain/teams/pause.ts";
import { getQueue, updateQueue } from "#server/domain/teams/queues.ts";
import { routeOnce } from "#server/domain/routing/offering/router.ts";
import { askWhatIf } from "#server/domain/supervision/what-if.ts";
import { closeThread } from "#server/domain/conversations/close.ts";
import { getTrace } from "#server/domain/inbox/trace.ts";
import { openCompany, toQueue } from "#server/pipeline/test-routing.ts";
import {
  applyOnce,
  receiveOnlyChannels,
  delivery,
  digits,
} from "#server/pipeline/test-world.ts";
import { randomToken } from "#server/runtime/crypto.ts";

/** Each strategy on a real database: the agents it rings for, the final owner, and the order of the line. */

const { company, world, boss } = await openCompany();

test("ring all: all members at once, the first to accept has it, and the others receive the end", async () => {
  const [a, b, c] = await company.people("A", "B", "C");
  const id = await world.queue([a!, b!, c!], { strategy: "ring_all" });
  const threadId = await company.arrive(await world.page(toQueue(id)));
  expect(await company.ringing(threadId)).toBe("ABC");
  expect((await company.thread(threadId)).routing).toBe("offered");
  const answers = await Promise.allSettled(
    [a, b, c].map((actor) => acceptOffer(world.context, actor!, threadId)),
  );
  const won = answers.filter(({ status }) => status === "fulfilled");
  expect(won).toHaveLength(1);
  for (const answer of answers) {
    if (answer.status === "rejected")
      expect(answer.reason).toMatchObject({ code: "owned_by_other" });
  }
  expect(await company.ringing(threadId)).toBe("");
  const { ownerId, routing } = await company.thread(threadId);
  expect(routing).toBe("owned");
  expect([a, b, c].map((actor) => actor!.agentId)).toContain(ownerId);
  const steps = (
    await getTrace(world.context, boss, { threadId: threadId, limit: 100 })
  ).items.map(({ step }) => step);
  expect(steps.toReversed()).toEqual(["routed", "selected", "owned"]);
});

test("hunt: one after the other; a decline or time-out goes on; a round ends and a new one begins", async () => {
  const [a, b] = await company.people("A", "B");
  const id = await world.queue([a!, b!], {
    strategy: "hunt",
    offerSeconds: 20,
  });
  const threadId = await company.arrive(await world.page(toQueue(id)));
  expect(await company.ringing(threadId)).toBe("A");
  const { waitingSince } = await company.thread(threadId);
  await declineOffer(world.context, a!, threadId);
  await company.settle();
  expect(await company.ringing(threadId)).toBe("B");
  await expect(acceptOffer(world.context, a!, threadId)).rejects.toMatchObject({
    code: "wrong_state",
  });
  await company.advance(21);
  expect(await company.ringing(threadId)).toBe("");
  expect(await company.thread(threadId)).toMatchObject({
    routing: "queued",
    waitingSince,
  });
  await company.advance(11);
  expect(await company.ringing(threadId)).toBe("A");
});

test("an agent who declines is not asked for a ring time; an agent who becomes free meanwhile is asked at once", async () => {
  const [a, b] = await company.people("A", "B");
  const id = await world.queue([a!, b!], {
    strategy: "ring_all",
    offerSeconds: 60,
  });
  await setPresence(world.context, b!, "away");
  const threadId = await company.arrive(await world.page(toQueue(id)));
  expect(await company.ringing(threadId)).toBe("A");
  await declineOffer(world.context, a!, threadId);
  await company.settle();
  await company.advance(50);
  expect(await company.ringing(threadId)).toBe("");
  await setPresence(world.context, b!, "available");
  await company.settle();
  expect(await company.ringing(threadId)).toBe("B");
  const steps = async () =>
    (
      await getTrace(world.context, boss, { threadId: threadId, limit: 100 })
    ).items.filter(({ step }) => step === "round_over").length;
  expect(await steps(), "the pause is told once").toBe(1);
  // B does not answer, but A's pause of a minute ends long before that.
  await company.advance(30);
  expect(await company.ringing(threadId)).toBe("B");
  await company.advance(31);
  expect(await company.ringing(threadId)).toBe("A");
});

test("the best skill group is waited for as long as the queue says, then the next is asked as well", async () => {
  const [a, b, c] = await company.people("A", "B", "C");
  const id = await world.queue([a!, b!, c!], { strategy: "skill_ring_all" });
  await updateQueue(world.context, boss, id, {
    widenSeconds: 60,
    members: [
      { agentId: a!.agentId, skillGroup: 1 },
      { agentId: b!.agentId, skillGroup: 2 },
      { agentId: c!.agentId, skillGroup: 3 },
    ],
  });
  const page = await world.page(toQueue(id));
  const { channelId } = page;
  const fill = (actor: Actor, capacity: number) =>
    world.context.db.prisma.agent.update({
      where: { id: actor.agentId },
      data: { capacity },
    });
  await fill(a!, 1);
  const first = await company.arrive(page);
  await acceptOffer(world.context, a!, first);
  await setPresence(world.context, b!, "away");
  // A is busy. B is away, and the queue does not wait for B, so C is the next group.
  const { selection } = await askWhatIf(world.context, boss, { channelId });
  expect(selection).toMatchObject({
    kind: "hold",
    reason: "best_group_busy",
    excluded: [
      { agentId: a!.agentId, reason: "at_capacity" },
      { agentId: b!.agentId, reason: "away" },
      { agentId: c!.agentId, reason: "later_group" },
    ],
  });
  const second = await company.arrive(page);
  await company.advance(59);
  expect(await company.ringing(second)).toBe("");
  const held = (
    await getTrace(world.context, boss, { threadId: second, limit: 100 })
  ).items.filter(({ step }) => step === "held");
  expect(held).toHaveLength(1);
  expect(held[0]?.detail).toMatchObject({
    reason: "best_group_busy",
    excludedCounts: { at_capacity: 1, away: 1, later_group: 1 },
  });
  const third = await company.arrive(page);
  await company.advance(1);
  expect(await company.ringing(second)).toBe("C");
  expect(await company.ringing(third), "each thread has its own wait").toBe("");
  await fill(a!, 5);
  await company.settle();
  expect(await company.ringing(third), "the best is free again").toBe("A");
  // The group was asked in vain, so the next group is asked at once, whatever its time.
  await declineOffer(world.context, a!, third);
  await company.settle();
  expect(await company.ringing(third)).toBe("C");
});

test("two missed threads in a row: the agent is away and gets a notice, and supervisors see it", async () => {
  const [a] = await company.people("A");
  const id = await world.queue([a!], { strategy: "hunt", offerSeconds: 20 });
  const page = await world.page(toQueue(id));
  const threadId = await company.arrive(page);
  const second = await company.arrive(page);
  await company.advance(21);
  const agent = await world.context.db.prisma.agent.findUniqueOrThrow({
    where: { id: a!.agentId },
  });
  expect(agent).toMatchObject({
    presence: "away",
    presenceReason: "missed_offers",
  });
  const told = (await listAlerts(world.context, a!, { limit: 100 })).items;
  expect(told.map(({ kind }) => kind)).toEqual(["missed_offers"]);
  const seen = (await listAlerts(world.context, boss, { limit: 100 })).items;
  expect(seen.some(({ kind }) => kind === "missed_offers")).toBe(true);
  const missed = async () =>
    (await getBoard(world.context, boss)).agents.find(
      (agent) => agent.id === a!.agentId,
    )?.missed;
  expect(await missed()).toBe(2);
  await company.advance(30);
  expect(await company.ringing(threadId)).toBe("");
  await setPresence(world.context, a!, "available");
  await company.settle();
  expect(await company.ringing(threadId)).toBe("A");
  for (const each of [threadId, second])
    await declineOffer(world.context, a!, each);
  expect(await missed(), "a no is an answer").toBe(2);
  await company.advance(24 * 3600);
  expect(await missed(), "of the last day").toBe(0);
});

test("round robin moves on when an offer is accepted, not when it is made", async () => {
  const [a, b, c] = await company.people("A", "B", "C");
  const id = await world.queue([a!, b!, c!], { strategy: "round_robin" });
  const page = await world.page(toQueue(id));
  const first = await company.arrive(page);
  expect(await company.ringing(first)).toBe("A");
  await declineOffer(world.context, a!, first);
  await company.settle();
  await acceptOffer(world.context, b!, first);
  const second = await company.arrive(page);
  expect(await company.ringing(second)).toBe("C");
  await acceptOffer(world.context, c!, second);
  expect(await company.ringing(await company.arrive(page))).toBe("A");
});

test("balanced spreads, and no limit is exceeded, also over two queues at once", async () => {
  const agents = await company.people("A", "B", "C");
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
      await world.services.intake.add({ ...page.from, body });
    }
  }
  while (await applyOnce(world.services, receiveOnlyChannels));
  await Promise.all([routeOnce(world.context), routeOnce(world.context)]);
  await company.settle();
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
  const trace = (
    await getTrace(world.context, boss, { threadId: waiting.id, limit: 100 })
  ).items;
  expect(trace[0]).toMatchObject({
    step: "held",
    detail: { excludedCounts: { at_capacity: 3 } },
  });
  // Free capacity is used at once.
  const mine = await world.context.db.prisma.thread.findFirstOrThrow({
    where: { ownerId: agents[0]!.agentId, status: "open" },
  });
  await closeThread(world.context, agents[0]!, mine.id);
  await company.settle();
  const left = await world.context.db.prisma.thread.count({
    where: {
      channelId: { in: [one.channelId, two.channelId] },
      status: "waiting",
    },
  });
  expect(left).toBe(2);
});

test("priority comes before waiting time, and a quarter of an hour counts as much as one", async () => {
  const [a] = await company.people("A");
  const low = await world.queue([a!], { strategy: "hunt" });
  await pauseQueue(world.context, boss, low, {});
  const page = await world.page(toQueue(low));
  const first = await company.arrive(page);
  await company.advance(60);
  const second = await company.arrive(page);
  await world.context.db.prisma.queue.update({
    where: { id: low },
    data: { priority: 1, overflowType: null },
  });
  await company.advance(60);
  const third = await company.arrive(page);
  await world.context.db.prisma.agent.update({
    where: { id: a!.agentId },
    data: { capacity: 1 },
  });
  await resumeQueue(world.context, boss, low);
  await company.settle();
  const order: string[] = [];
  for (let n = 0; n < 3; n += 1) {
    for (const id of [first, second, third]) {
      if ((await company.ringing(id)) === "") continue;
      order.push(id);
      await acceptOffer(world.context, a!, id);
      await closeThread(world.context, a!, id);
      await company.settle();
      break;
    }
  }
  expect(order).toEqual([third, first, second]);
});

test("fewest answered: the counts reset at midnight in the queue's time zone", async () => {
  world.clock.at = new Date("2026-11-20T15:30:00Z"); // half an hour before midnight in Taipei
  const [a, b] = await company.people("A", "B");
  const id = await world.queue([a!, b!], {
    strategy: "fewest_answered",
    resetSchedule: "daily",
    countsSince: world.clock.at,
    schedule: {
      timeZone: "Asia/Taipei",
      week: [],
      override: { state: "open", until: null },
    },
  });
  const count = async () =>
    (
      await world.context.db.prisma.queueMember.findMany({
        where: { queueId: id },
        orderBy: { position: "asc" },
        select: { answered: true },
      })
    ).map(({ answered }) => answered);
  await world.context.db.prisma.queueMember.updateMany({
    where: { queueId: id, agentId: a!.agentId },
    data: { answered: 3 },
  });
  const page = await world.page(toQueue(id));
  const first = await company.arrive(page);
  expect(await company.ringing(first)).toBe("B");
  await acceptOffer(world.context, b!, first);
  expect(await count()).toEqual([3, 1]);
  await company.advance(29 * 60);
  const second = await company.arrive(page);
  expect(await company.ringing(second), "a minute before").toBe("B");
  await acceptOffer(world.context, b!, second);
  await company.advance(61);
  const third = await company.arrive(page);
  expect(await count()).toEqual([0, 0]);
  expect(await company.ringing(third), "the first of the list again").toBe("A");
  await acceptOffer(world.context, a!, third);
  expect(await count(), "once a day").toEqual([1, 0]);
});

test("auto-accept: assigned at once without an offer; the pointer moves on, and the automatic message fits", async () => {
  const [a, b] = await company.people("A", "B");
  const id = await world.queue([a!, b!], {
    strategy: "round_robin",
    autoAccept: true,
  });
  const page = await world.page(toQueue(id));
  const owners: (string | null)[] = [];
  for (let n = 0; n < 3; n += 1) {
    const threadId = await company.arrive(page);
    owners.push((await company.thread(threadId)).ownerId);
    expect(await company.lines(threadId)).toEqual(["assigned"]);
    const trace = (
      await getTrace(world.context, boss, { threadId: threadId, limit: 100 })
    ).items;
    expect(trace.find(({ step }) => step === "selected")?.detail).toMatchObject(
      { auto: true },
    );
    expect(trace.find(({ step }) => step === "owned")?.detail).toMatchObject({
      way: "assigned",
    });
    const { prisma } = world.context.db;
    expect(await prisma.offer.count({ where: { threadId } })).toBe(0);
  }
  expect(owners).toEqual([a!.agentId, b!.agentId, a!.agentId]);
});

test("a timed pause ends automatically, and waiting threads are offered", async () => {
  const [a] = await company.people("A");
  const id = await world.queue([a!], { strategy: "hunt" });
  const page = await world.page(toQueue(id));
  await setPresence(world.context, a!, "away");
  const threadId = await company.arrive(page);
  const until = new Date(world.clock.at!.getTime() + 600_000).toISOString();
  await pauseQueue(world.context, boss, id, { until, message: "Back soon" });
  await setPresence(world.context, a!, "available");
  await company.advance(599);
  expect(await company.ringing(threadId)).toBe("");
  expect((await getQueue(world.context, boss, id)).paused).toMatchObject({
    until,
    message: "Back soon",
  });
  await company.advance(1);
  expect(await company.ringing(threadId)).toBe("A");
  expect((await getQueue(world.context, boss, id)).paused).toBeNull();
  const timers = await world.context.db.prisma.timer.count({
    where: { kind: "unpause", key: id },
  });
  expect(timers).toBe(0);
});
