import { beforeAll, expect, test } from "vitest";
import { testDatabase } from "#server/db/test-database.ts";
import { createFirstOwner, hasOwner } from "./setup.ts";
import { updateAgent } from "./update-agent.ts";
import {
  createTestContext,
  newActor,
  type TestContext,
} from "#server/domain/test-context.ts";

let context: TestContext;
beforeAll(async () => {
  context = createTestContext(await testDatabase());
});

test("of many simultaneous set-ups one creates the owner, and none does after that", async () => {
  expect(await hasOwner(context)).toBe(false);
  const results = await Promise.allSettled(
    [1, 2, 3, 4, 5].map((nth) =>
      createFirstOwner(context, {
        name: `Owner ${nth}`,
        email: `owner.${nth}@example.com`,
        password: "eight or more",
      }),
    ),
  );
  const won = results.filter((result) => result.status === "fulfilled");
  expect(won).toHaveLength(1);
  expect(
    await context.db.prisma.agent.count({ where: { role: "owner" } }),
  ).toBe(1);
  expect(await hasOwner(context)).toBe(true);
  await expect(
    createFirstOwner(context, {
      name: "Late",
      email: "late@example.com",
      password: "eight or more",
    }),
  ).rejects.toMatchObject({
    code: "wrong_state",
    detail: { reason: "already_set_up" },
  });
});

test("the last owner stays, also when two leave at once", async () => {
  const { prisma } = context.db;
  const [first] = await prisma.agent.findMany({ where: { role: "owner" } });
  const owner = {
    agentId: first!.id,
    name: first!.name,
    role: "owner" as const,
  };
  for (const patch of [{ role: "admin" as const }, { disabled: true }]) {
    await expect(
      updateAgent(context, owner, owner.agentId, patch),
    ).rejects.toMatchObject({
      code: "wrong_state",
      detail: { reason: "last_owner" },
    });
  }
  const second = await newActor(context, "owner");
  const results = await Promise.allSettled([
    updateAgent(context, owner, owner.agentId, { role: "admin" }),
    updateAgent(context, second, second.agentId, { disabled: true }),
  ]);
  expect(results.map(({ status }) => status).sort()).toEqual([
    "fulfilled",
    "rejected",
  ]);
  expect(
    await prisma.agent.count({ where: { role: "owner", disabledAt: null } }),
  ).toBe(1);
});
