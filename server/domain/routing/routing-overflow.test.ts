import { expect, test } from "vitest";
import { setPresence } from "#server/domain/people/presence.ts";
import { declineOffer } from "#server/domain/conversations/answer-offer.ts";
import { setQueueLogin } from "#server/domain/teams/queue-login.ts";
import { createRingGroup } from "#server/domain/teams/ring-groups.ts";
import { takeThread } from "#server/domain/conversations/ownership/ownership.ts";
import { getTrace } from "#server/domain/inbox/trace.ts";
import { openCompany, toQueue } from "#server/pipeline/test-routing.ts";
import { randomToken } from "#server/runtime/crypto.ts";

/** Overflow of a thread when no one is there, no one answers, or there is no room. */

const { company, world, boss } = await openCompany();

test("no one logged in: overflow at once; longest wait: overflow later; end of the chain: unassigned, with an alert", async () => {
  const [a, b] = await company.people("A", "B");
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
  const threadId = await company.arrive(await world.page(toQueue(first)));
  expect(await company.thread(threadId)).toMatchObject({ routedToId: last });
  expect(await company.ringing(threadId)).toBe("B");
  await company.advance(61);
  expect(await company.ringing(threadId)).toBe("");
  expect(await company.thread(threadId)).toMatchObject({
    routing: "none",
    status: "waiting",
    ownerId: null,
  });
  expect(await company.alerts(threadId)).toEqual(["unassigned"]);
  const trace = (
    await getTrace(world.context, boss, { threadId: threadId, limit: 100 })
  ).items;
  expect(trace[0]).toMatchObject({
    step: "handed_on",
    detail: { reason: "max_wait", unassigned: true, end: "no_destination" },
  });
  // The thread says so, too.
  const lines = await world.context.db.sql.$queryRaw<{ event: unknown }[]>`
    select event from message where "threadId" = ${threadId}::uuid and kind = 'event' order by id`;
  expect(lines.map(({ event }) => event)).toMatchObject([
    {
      type: "overflowed",
      to: { type: "queue", id: last },
      reason: "nobody_logged_in",
    },
    { type: "stranded", reason: "max_wait" },
  ]);
});

test("a full queue overflows; a queue with no one logged in and no overflow keeps it until an agent comes", async () => {
  const [a, b] = await company.people("A", "B");
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
  const one = await company.arrive(page);
  const two = await company.arrive(page);
  expect(await company.thread(one)).toMatchObject({ routedToId: first });
  expect(await company.thread(two)).toMatchObject({ routedToId: second });
  expect(await company.alerts(two)).toEqual(["nobody_logged_in"]);
  await setQueueLogin(world.context, b!, { queueId: second, loggedIn: true });
  await company.settle();
  expect(await company.ringing(two)).toBe("B");
});

test("a ring group rings once, then the thread goes on; hunt goes through the list", async () => {
  const [a, b, c] = await company.people("A", "B", "C");
  const id = await world.queue([c!], { strategy: "ring_all" });
  const group = await createRingGroup(world.context, boss, {
    name: `Ring ${randomToken(6)}`,
    memberIds: [a!.agentId, b!.agentId],
    strategy: "hunt",
    ringSeconds: 20,
    noAnswer: toQueue(id),
  });
  const threadId = await company.arrive(
    await world.page({ type: "ring_group", id: group.id }),
  );
  expect(await company.ringing(threadId)).toBe("A");
  await company.advance(21);
  expect(await company.ringing(threadId)).toBe("B");
  await declineOffer(world.context, b!, threadId);
  await company.settle();
  expect(await company.thread(threadId)).toMatchObject({ routedToId: id });
  expect(await company.ringing(threadId)).toBe("C");
  const steps = (
    await getTrace(world.context, boss, { threadId: threadId, limit: 100 })
  ).items.map(({ step }) => step);
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
  expect(await company.presenceOf(a!)).toBe("available");
});

test("notify sends a notice to every member and offers to none", async () => {
  const [a, b] = await company.people("A", "B");
  const group = await createRingGroup(world.context, boss, {
    name: `Tell ${randomToken(6)}`,
    memberIds: [a!.agentId, b!.agentId],
    strategy: "notify",
  });
  const threadId = await company.arrive(
    await world.page({ type: "ring_group", id: group.id }),
  );
  expect(await company.ringing(threadId)).toBe("");
  expect(await company.alerts(threadId)).toEqual(["notify", "notify"]);
  await takeThread(world.context, b!, { threadId, force: false });
});
