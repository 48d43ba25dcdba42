import { beforeEach, expect, test } from "vitest";
import type { LiveEventName, LiveEvents } from "#contract/live/live-events.ts";
import type { Thread } from "#contract/threads/thread.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import {
  acceptOffer,
  declineOffer,
} from "#server/domain/conversations/answer-offer.ts";
import { getThread } from "#server/domain/messages/get-thread.ts";
import { createEventPublisher } from "#server/pipeline/publish/event-publisher.ts";
import { openCompany, toQueue } from "#server/pipeline/test-routing.ts";

/** At whom a thread rings, as those who may see it are told. */

const { company } = await openCompany();
let boss: Actor;
let told: { name: LiveEventName; thread: Thread }[] = [];
/** Of offers: what was told, and to how many at once. */
let offersTold: [LiveEventName, number][] = [];

beforeEach(async () => {
  [boss] = (await company.people("Boss")) as [Actor];
  await company.world.context.db.pool.query(
    `update agent set role = 'supervisor' where id = $1`,
    [boss.agentId],
  );
  boss = { ...boss, role: "supervisor" };
  await tell(); // what the test before left
  told = [];
  offersTold = [];
});

async function tell(): Promise<void> {
  const publisher = createEventPublisher(company.world.context, {
    emit<Name extends LiveEventName>(
      name: Name,
      payload: LiveEvents[Name],
      agentIds: string[],
    ) {
      if (name.startsWith("offer.")) offersTold.push([name, agentIds.length]);
      if ("thread" in payload && agentIds.includes(boss.agentId))
        told.push({ name, thread: payload.thread });
    },
  });
  while (await publisher.round());
}

function names({ ringing }: Thread): string[] | undefined {
  return ringing?.agents.map(({ name }) => name);
}

test("whoever may see a thread is told at whom it rings, as it changes", async () => {
  const { world } = company;
  const [a, b, c] = (await company.people("A", "B", "C")) as [
    Actor,
    Actor,
    Actor,
  ];
  const id = await world.queue([a, b, c], { strategy: "ring_all" });
  const threadId = await company.arrive(await world.page(toQueue(id)));
  await tell();
  expect(told.at(-1)?.thread.ringing?.count).toBe(3);
  expect(names(told.at(-1)!.thread)).toEqual(["A", "B", "C"]);

  await declineOffer(world.context, b, threadId);
  await tell();
  expect(names(told.at(-1)!.thread)).toEqual(["A", "C"]);
  expect(names(await getThread(world.context, boss, threadId))).toEqual([
    "A",
    "C",
  ]);

  await acceptOffer(world.context, c, threadId);
  await tell();
  expect(told.at(-1)?.thread).toMatchObject({
    owner: { id: c.agentId },
    ringing: null,
  });
});

test("of many at once the first are named and all are counted", async () => {
  const { world } = company;
  const many = await company.people(..."ABCDEFGHIJKL");
  const id = await world.queue(many, { strategy: "ring_all" });
  const threadId = await company.arrive(await world.page(toQueue(id)));
  const thread = await getThread(world.context, boss, threadId);
  expect(thread.ringing?.count).toBe(12);
  expect(names(thread)?.join("")).toBe("ABCDEFGHIJ");
});

test("what rings at many is told to all of them at once, and so is its end", async () => {
  const { world } = company;
  const many = await company.people(..."ABCDEFGHIJKL");
  const id = await world.queue(many, { strategy: "ring_all" });
  const threadId = await company.arrive(await world.page(toQueue(id)));
  await tell();
  expect(offersTold).toEqual([["offer.created", 12]]);

  await acceptOffer(world.context, many[3]!, threadId);
  await tell();
  // Whoever accepted reads something else than the others.
  expect(offersTold.slice(1).sort(([, a], [, b]) => a - b)).toEqual([
    ["offer.ended", 1],
    ["offer.ended", 11],
  ]);
});
