import { beforeEach, expect, test } from "vitest";
import type { LiveEventName, LiveEvents } from "#contract/live-events.ts";
import type { Thread } from "#contract/shapes.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import {
  acceptOffer,
  declineOffer,
} from "#server/domain/routing/answer-offer.ts";
import { getThread } from "#server/domain/threads/get-thread.ts";
import { createTeller } from "#server/pipeline/announce.ts";
import { openHouse, toQueue } from "#server/pipeline/test-routing.ts";

/** At whom a thread rings, as those who may see it are told. */

const { house } = await openHouse();
let boss: Actor;
let told: { name: LiveEventName; thread: Thread }[];

beforeEach(async () => {
  [boss] = (await house.people("Boss")) as [Actor];
  await house.world.context.db.pool.query(
    `update agent set role = 'supervisor' where id = $1`,
    [boss.agentId],
  );
  boss = { ...boss, role: "supervisor" };
  told = [];
});

async function tell(): Promise<void> {
  const teller = createTeller(house.world.context, {
    emit<Name extends LiveEventName>(
      name: Name,
      payload: LiveEvents[Name],
      agentIds: string[],
    ) {
      if ("thread" in payload && agentIds.includes(boss.agentId))
        told.push({ name, thread: payload.thread });
    },
  });
  while (await teller.round());
}

function names({ ringing }: Thread): string[] | undefined {
  return ringing?.agents.map(({ name }) => name);
}

test("whoever may see a thread is told at whom it rings, as it changes", async () => {
  const { world } = house;
  const [a, b, c] = (await house.people("A", "B", "C")) as [
    Actor,
    Actor,
    Actor,
  ];
  const id = await world.queue([a, b, c], { strategy: "ring_all" });
  const threadId = await house.arrive(await world.page(toQueue(id)));
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
  const { world } = house;
  const many = await house.people(..."ABCDEFGHIJKL");
  const id = await world.queue(many, { strategy: "ring_all" });
  const threadId = await house.arrive(await world.page(toQueue(id)));
  const thread = await getThread(world.context, boss, threadId);
  expect(thread.ringing?.count).toBe(12);
  expect(names(thread)?.join("")).toBe("ABCDEFGHIJ");
});
