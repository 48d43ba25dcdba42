import { expect, test } from "vitest";
import { setPresence } from "#server/domain/people/presence.ts";
import { declineOffer } from "#server/domain/conversations/answer-offer.ts";
import { getBoard } from "#server/domain/supervision/board.ts";
import { listThreads } from "#server/domain/inbox/list-threads.ts";
import { closeThread } from "#server/domain/conversations/close.ts";
import { getTrace } from "#server/domain/inbox/trace.ts";
import { transferThread } from "#server/domain/conversations/ownership/transfer.ts";
import {
  openCompany,
  toAgent,
  toQueue,
} from "#server/pipeline/test-routing.ts";

const { company, world, boss } = await openCompany();

test("a thread that a full queue refused counts only as unassigned", async () => {
  const people = await company.people("A");
  const id = await world.queue(people, { maxWaiting: 1 });
  const page = await world.page(toQueue(id));
  const held = await company.arrive(page);
  const tooMany = await company.arrive(page);
  const thread = await company.thread(tooMany);
  expect(thread).toMatchObject({ routing: "none", routedToId: id });

  const { queues, unassigned } = await getBoard(world.context, boss);
  expect(queues.find((queue) => queue.id === id)?.waiting).toBe(1);
  expect(unassigned.waiting).toBe(1);
  const list = { sort: "newest", limit: 10 } as const;
  const inQueue = await listThreads(world.context, boss, {
    ...list,
    queue: id,
  });
  expect(inQueue.items.map((one) => one.id)).toEqual([held]);
  const nowhere = await listThreads(world.context, boss, {
    ...list,
    status: "waiting",
    routing: "none",
  });
  expect(nowhere.items.map((one) => one.id)).toEqual([tooMany]);
  // The members of its last queue still see it and may take it.
  const seen = await listThreads(world.context, people[0]!, list);
  expect(seen.items).toHaveLength(2);
});

test("an agent who is asked to take over a waiting thread gets no offer of it, and its queue goes on with other agents", async () => {
  const [a, b] = await company.people("A", "B");
  const id = await world.queue([a!, b!], { strategy: "ring_all" });
  await setPresence(world.context, b!, "away");
  await setPresence(world.context, a!, "away");
  const page = await world.page(toQueue(id));
  const threadId = await company.arrive(page);
  await setPresence(world.context, a!, "available");
  const to = toAgent(a!);
  await transferThread(world.context, boss, { threadId, to });
  const next = await company.arrive(page);
  expect(await company.ringing(next), "the queue is not held up").toBe("A");
  const [asked] = await offersOf(threadId);
  expect(asked, "one offer, not two").toMatchObject({ kind: "transfer" });
  expect(await offersOf(threadId)).toHaveLength(1);
  const trace = (
    await getTrace(world.context, boss, { threadId: threadId, limit: 100 })
  ).items;
  expect(trace.find(({ step }) => step === "held")?.detail).toMatchObject({
    excludedCounts: { asked: 1, away: 1 },
  });

  const board = async () => {
    const { queues, agents } = await getBoard(world.context, boss);
    const { ringing, asked } = agents.find((one) => one.id === a!.agentId)!;
    return [queues.find((one) => one.id === id)?.offered, ringing, asked];
  };
  expect(await board(), "rings by the queue, rings, requests").toEqual([
    1, 1, 1,
  ]);
  await setPresence(world.context, b!, "available");
  await company.settle();
  expect(await company.ringing(threadId)).toBe("AB");
  await expect(
    transferThread(world.context, boss, { threadId: next, to }),
    "it rings at them already",
  ).rejects.toMatchObject({ code: "wrong_state" });
});

test("where a page routes to one agent, that agent gets the thread if the agent who is asked first does not accept", async () => {
  const [a, b] = await company.people("A", "B");
  const page = await world.page(toAgent(a!));
  const threadId = await company.arrive(page);
  const { customerId, identityId } = await company.thread(threadId);
  await closeThread(world.context, a!, threadId);
  await world.context.db.prisma.customer.update({
    where: { id: customerId },
    data: { accountOwnerId: b!.agentId },
  });
  const { externalId } =
    await world.context.db.prisma.identity.findUniqueOrThrow({
      where: { id: identityId },
      select: { externalId: true },
    });
  await company.say(page, externalId);
  expect(await company.ringing(threadId)).toBe("B");
  await declineOffer(world.context, b!, threadId);
  await company.settle();
  expect(await company.thread(threadId)).toMatchObject({ ownerId: a!.agentId });
});

const offersOf = (threadId: string) =>
  world.context.db.prisma.offer.findMany({
    where: { threadId, endedAt: null },
    select: { kind: true },
  });
