import { expect, test } from "vitest";
import { getBoard } from "#server/domain/routing/board.ts";
import { listThreads } from "#server/domain/threads/list-threads.ts";
import { openHouse, toQueue } from "#server/pipeline/test-routing.ts";

const { house, world, boss } = await openHouse();

test("what a full queue could not hold counts with the unassigned alone", async () => {
  const people = await house.people("A");
  const id = await world.queue(people, { maxWaiting: 1 });
  const page = await world.page(toQueue(id));
  const held = await house.arrive(page);
  const tooMany = await house.arrive(page);
  const thread = await house.thread(tooMany);
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
  // The members of its last place see it still, and may take it.
  const seen = await listThreads(world.context, people[0]!, list);
  expect(seen.items).toHaveLength(2);
});
