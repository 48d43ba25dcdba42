import { expect, test, vi } from "vitest";
import { createRingGroup } from "#server/domain/teams/ring-groups.ts";
import { routeOnce } from "#server/domain/routing/offering/router.ts";
import { openCompany } from "#server/pipeline/test-routing.ts";
import { randomToken } from "#server/runtime/crypto.ts";

/** A thread locked by another transaction is not offered, and does not wait for the next poll either. */

const { company, world } = await openCompany();
const { db } = world.context;

/** Sends a customer's message and applies it. The router has not looked at it yet. */
async function write(page: Awaited<ReturnType<typeof world.page>>) {
  return (await world.write(page)).threadId;
}

/** Locks the thread while `during` runs, as an arriving profile does. */
async function holding(
  threadId: string,
  during: () => Promise<void>,
): Promise<void> {
  const client = await db.pool.connect();
  try {
    await client.query("begin");
    await client.query("select from thread where id = $1 for update", [
      threadId,
    ]);
    await during();
    await client.query("commit");
  } finally {
    client.release();
  }
}

test.each(["queue", "ring_group"] as const)(
  "of a %s: the router is woken again, and then it rings",
  async (type) => {
    const [a] = await company.people("A");
    const boss = await world.agent("Boss", "owner");
    const id =
      type === "queue"
        ? await world.queue([a!], { strategy: "ring_all" })
        : (
            await createRingGroup(world.context, boss, {
              name: `Group ${randomToken(6)}`,
              memberIds: [a!.agentId],
              strategy: "ring_all",
            })
          ).id;
    const page = await world.page({ type, id });
    const threadId = await write(page);
    await holding(threadId, async () => {
      world.woken.length = 0;
      await routeOnce(world.context);
      expect(await company.ringing(threadId)).toBe("");
      await vi.waitFor(() => expect(world.woken).toContain("route"), 30_000);
    });
    await routeOnce(world.context);
    expect(await company.ringing(threadId)).toBe("A");
    world.woken.length = 0;
    await routeOnce(world.context);
    expect(world.woken).toEqual([]);
  },
);
