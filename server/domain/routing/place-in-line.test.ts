import { expect, test } from "vitest";
import type { Actor } from "#server/domain/access/actor.ts";
import { transferThread } from "#server/domain/conversations/ownership/transfer.ts";
import { openCompany, toQueue } from "#server/pipeline/test-routing.ts";

/** The order of the line. The number of transfers does not change it. */

const { company, world, boss } = await openCompany();
const { context } = world;

test("the place gives the priority, a transfer by an agent adds one, and further transfers add nothing", async () => {
  const [a] = (await company.people("A")) as [Actor];
  const last = await world.queue([a], { priority: 2, maxWaitSeconds: null });
  const middle = await world.queue([a], {
    priority: 5,
    maxWaitSeconds: 20,
    overflowType: "queue",
    overflowId: last,
  });
  const first = await world.queue([a], {
    priority: 3,
    maxWaitSeconds: 20,
    overflowType: "queue",
    overflowId: middle,
  });
  const threadId = await company.arrive(await world.page(toQueue(first)));
  const seen: [string | null, number][] = [];
  const look = async () => {
    const { routedToId, priority } = await company.thread(threadId);
    seen.push([routedToId, priority]);
  };
  await look();
  await company.advance(21);
  await look();
  await company.advance(21);
  await look();
  for (const id of [first, last, first, last]) {
    await transferThread(context, boss, { threadId, to: toQueue(id) });
    await look();
  }
  expect(seen).toEqual([
    [first, 3],
    [middle, 5],
    [last, 2],
    [first, 4],
    [last, 3],
    [first, 4],
    [last, 3],
  ]);
  const { rankAt, waitingSince } = await company.thread(threadId);
  expect(waitingSince!.getTime() - rankAt!.getTime()).toBe(3 * 15 * 60_000);
});

/** Repeatable pseudo-random numbers. */
function dice(seed: number) {
  let state = seed;
  return (sides: number) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * sides);
  };
}

test.each([3, 4, 6])(
  "over several queues the first in line is first for everybody who could take it (%d)",
  async (seed) => {
    const roll = dice(seed);
    const staff = await company.people("A", "B", "C", "D");
    const ids = staff.map(({ agentId }) => agentId);
    const become = (presence: string) =>
      context.db.prisma.agent.updateMany({
        where: { id: { in: ids } },
        data: { capacity: 1, presence },
      });
    await become("away");
    const strategies = ["hunt", "balanced", "round_robin", "ring_all"] as const;
    const queues = [];
    for (const strategy of strategies) {
      const members = staff.filter((_, index) => index === 0 || roll(2) === 0);
      const id = await world.queue(members, { strategy, priority: roll(3) });
      queues.push({ id, members, page: await world.page(toQueue(id)) });
    }
    const threads = new Map<string, string[]>();
    for (let count = 0; count < 16; count += 1) {
      const { members, page } = queues[roll(queues.length)]!;
      const threadId = await company.arrive(page);
      threads.set(
        threadId,
        members.map(({ agentId }) => agentId),
      );
      await company.advance(60 * (1 + roll(9)));
    }
    await become("available");
    await company.settle();
    const rows = await context.db.prisma.thread.findMany({
      where: { id: { in: [...threads.keys()] } },
      orderBy: [{ rankAt: "asc" }, { id: "asc" }],
      select: {
        id: true,
        offers: { where: { endedAt: null }, select: { agentId: true } },
      },
    });
    const waits: string[] = [];
    for (const { id, offers } of rows) {
      if (offers.length === 0) waits.push(id);
      for (const { agentId } of offers)
        for (const earlier of waits)
          expect(
            threads.get(earlier),
            `${agentId} is rung by ${id}, and ${earlier} stands before it`,
          ).not.toContain(agentId);
    }
    expect(rows[0]?.offers.length).toBeGreaterThan(0);
    expect(waits.length).toBeGreaterThan(0);
  },
);
