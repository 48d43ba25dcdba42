import { expect, test } from "vitest";
import type { Actor } from "#server/domain/access/actor.ts";
import { recordActivity } from "#server/domain/people/presence.ts";
import { declineOffer } from "#server/domain/conversations/answer-offer.ts";
import { updateRoutingSettings } from "#server/domain/settings/routing-settings.ts";
import { takeThread } from "#server/domain/conversations/ownership/ownership.ts";
import { reply } from "#server/domain/conversations/replies/reply.ts";
import { setTyping } from "#server/pipeline/outbound/signals.ts";
import { openCompany, toQueue } from "#server/pipeline/test-routing.ts";
import { randomToken } from "#server/runtime/crypto.ts";

/** Missed offers set an agent away only if the agent did nothing at all. */

const { company, world, boss } = await openCompany();
const { context } = world;

/** Creates an agent who is the only member of a queue, with the channel that leads to it. */
async function alone(capacity = 10) {
  const [a] = (await company.people("A")) as [Actor];
  await context.db.prisma.agent.update({
    where: { id: a.agentId },
    data: { capacity },
  });
  const queueId = await world.queue([a], {
    strategy: "hunt",
    offerSeconds: 20,
  });
  return { a, page: await world.page(toQueue(queueId)) };
}

test("one thread that rings again and again sets no one away", async () => {
  const { a, page } = await alone();
  const threadId = await company.arrive(page);
  for (let round = 0; round < 4; round += 1) {
    await company.advance(21);
    await company.advance(11);
  }
  expect(await company.ringing(threadId)).toBe("A");
  expect(await company.presenceOf(a)).toBe("available");
});

test("two different threads do, and the notice names their customers", async () => {
  const { a, page } = await alone();
  const first = await company.arrive(page);
  await company.profile(first, null);
  const second = await company.arrive(page);
  await company.advance(21);
  expect(await company.presenceOf(a)).toBe("away");
  const [alert] = await company.alertsTo(a);
  expect(alert).toMatchObject({ kind: "missed_offers", detail: { count: 2 } });
  const { missed } = alert!.detail as {
    missed: { threadId: string; customer: { name: string | null } }[];
  };
  expect(missed.map(({ threadId }) => threadId).sort()).toEqual(
    [first, second].sort(),
  );
  expect(missed.map(({ customer }) => customer.name)).toContain("Lin");
});

test.each([
  ["writes", (a: Actor, threadId: string) => say(a, threadId)],
  [
    "types",
    (a: Actor, threadId: string) =>
      setTyping(company.world.services, a, { threadId, on: true }),
  ],
  ["moves the mouse", (a: Actor) => recordActivity(context, a)],
  [
    "declines another",
    (a: Actor, _: string, ringing: string) => declineOffer(context, a, ringing),
  ],
] as const)("never an agent who %s meanwhile", async (_, act) => {
  const { a, page } = await alone();
  const own = await company.arrive(page);
  await takeThread(context, a, { threadId: own, force: false });
  await company.advance(5);
  await company.arrive(page);
  await company.arrive(page);
  const third = await company.arrive(page);
  await company.advance(10);
  await act(a, own, third);
  await company.advance(11);
  expect(await company.presenceOf(a)).toBe("available");
});

const say = (a: Actor, threadId: string) =>
  reply(context, a, {
    threadId,
    kind: "message",
    text: "On it.",
    clientId: randomToken(8),
    attachmentIds: [],
  } as never);

test("the number is a setting, and the whole rule can be turned off", async () => {
  const { a, page } = await alone();
  await updateRoutingSettings(context, boss, { awayAfterMissed: null });
  for (let count = 0; count < 3; count += 1) await company.arrive(page);
  await company.advance(21);
  expect(await company.presenceOf(a)).toBe("available");
  await updateRoutingSettings(context, boss, { awayAfterMissed: 4 });
  await company.arrive(page);
  await company.advance(21);
  expect(await company.presenceOf(a)).toBe("away");
  await updateRoutingSettings(context, boss, { awayAfterMissed: 2 });
});

test("the same thread does not ring for the same agent twice in a row while another agent can take it", async () => {
  const [a, b] = (await company.people("A", "B")) as [Actor, Actor];
  const queueId = await world.queue([a, b], {
    strategy: "hunt",
    offerSeconds: 20,
    agentLimit: 1,
  });
  const page = await world.page(toQueue(queueId));
  // B is at capacity, so that A is the only agent to ask.
  const busy = await company.arrive(page);
  await takeThread(context, b, { threadId: busy, force: false });
  const threadId = await company.arrive(page);
  expect(await company.ringing(threadId)).toBe("A");
  await company.advance(21);
  // Both are free when the next round begins.
  await context.db.pool.query(
    `update thread set "roundAt" = $2, "waitingSince" = null, "lastCustomerAt" = null where id = any($1)`,
    [[busy, threadId], new Date(0)],
  );
  await company.settle();
  expect(await company.ringing(threadId)).toBe("B");
});
