import { beforeAll, expect, test } from "vitest";
import { testDatabase } from "#server/db/test-database.ts";
import { getChannel } from "#server/domain/channels/channels.ts";
import { watchDeadEnds } from "./dead-ends.ts";
import { updateAgent } from "#server/domain/people/update-agent.ts";
import { updateQueue } from "#server/domain/teams/queues.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { newId } from "#server/runtime/crypto.ts";
import { createWorld, type World } from "#server/pipeline/test-world.ts";

/** A page whose way ends where nobody takes a conversation says so, and no longer once it leads on. */

let world: World;
let boss: Actor;
beforeAll(async () => {
  world = createWorld(await testDatabase());
  boss = await world.agent("Boss", "owner");
});

async function problemsOf(channelId: string): Promise<string[]> {
  await watchDeadEnds(world.context);
  const channel = await getChannel(world.context, boss, channelId);
  return channel.problems.map(({ code }) => code);
}

const alertsOf = async (channelId: string) =>
  (
    await world.context.db.prisma.alert.findMany({
      where: { kind: "channel_problem" },
      select: { detail: true },
    })
  ).filter(
    ({ detail }) =>
      (detail as { channel: { id: string } }).channel.id === channelId,
  ).length;

test("straight to a person who is disabled, and back", async () => {
  const mei = await world.agent("Mei");
  const { channelId } = await world.page({ type: "agent", id: mei.agentId });
  expect(await problemsOf(channelId)).toEqual([]);
  await updateAgent(world.context, boss, mei.agentId, { disabled: true });
  expect(await problemsOf(channelId)).toEqual(["route_dead"]);
  expect(await problemsOf(channelId)).toEqual(["route_dead"]);
  expect(await alertsOf(channelId)).toBe(1);
  await updateAgent(world.context, boss, mei.agentId, { disabled: false });
  expect(await problemsOf(channelId)).toEqual([]);
});

test("by the overflow of its queue; a queue without members; a ring group of the disabled", async () => {
  const [a, b] = [await world.agent("A"), await world.agent("B")];
  const over = await world.queue([a], {
    overflowType: "agent",
    overflowId: b.agentId,
  });
  const overflowing = await world.page({ type: "queue", id: over });
  const staffed = await world.queue([a]);
  const direct = await world.page({ type: "queue", id: staffed });
  const group = await world.context.db.prisma.ringGroup.create({
    data: {
      id: newId(),
      name: "Ring",
      members: { create: [{ agentId: b.agentId, position: 0 }] },
    },
  });
  const ringing = await world.page({ type: "ring_group", id: group.id });
  for (const { channelId } of [overflowing, direct, ringing])
    expect(await problemsOf(channelId)).toEqual([]);
  await updateAgent(world.context, boss, b.agentId, { disabled: true });
  expect(await problemsOf(overflowing.channelId)).toEqual(["route_dead"]);
  expect(await problemsOf(ringing.channelId)).toEqual(["route_dead"]);
  expect(await problemsOf(direct.channelId)).toEqual([]);
  await updateQueue(world.context, boss, staffed, { memberIds: [] });
  expect(await problemsOf(direct.channelId)).toEqual(["route_dead"]);
});
