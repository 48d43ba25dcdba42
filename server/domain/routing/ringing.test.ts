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

/** Viewers of a thread receive the names of the agents it rings for. */

const { company } = await openCompany();
let boss: Actor;
let told: { name: LiveEventName; thread: Thread }[] = [];
/** Published offer events, each with the number of its recipients. */
let offersTold: [LiveEventName, number][] = [];

beforeEach(async () => {
  [boss] = (await company.people("Boss")) as [Actor];
  await company.world.context.db.pool.query(
    `update agent set role = 'supervisor' where id = $1`,
    [boss.agentId],
  );
  boss = { ...boss, role: "supervisor" };
  await tell(); // Drains the events of the test before.
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

test("viewers of a thread receive each change of the agents it rings for", async () => {
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

test("with many agents, the first are named and all are counted", async () => {
  const { world } = company;
  const many = await company.people(..."ABCDEFGHIJKL");
  const id = await world.queue(many, { strategy: "ring_all" });
  const threadId = await company.arrive(await world.page(toQueue(id)));
  const thread = await getThread(world.context, boss, threadId);
  expect(thread.ringing?.count).toBe(12);
  expect(names(thread)?.join("")).toBe("ABCDEFGHIJ");
});

test("an offer to many agents is published to all of them at once, and so is its end", async () => {
  const { world } = company;
  const many = await company.people(..."ABCDEFGHIJKL");
  const id = await world.queue(many, { strategy: "ring_all" });
  const threadId = await company.arrive(await world.page(toQueue(id)));
  await tell();
  expect(offersTold).toEqual([["offer.created", 12]]);

  await acceptOffer(world.context, many[3]!, threadId);
  await tell();
  // The agent who accepted receives a different reason from the others.
  expect(offersTold.slice(1).sort(([, a], [, b]) => a - b)).toEqual([
    ["offer.ended", 1],
    ["offer.ended", 11],
  ]);
});
