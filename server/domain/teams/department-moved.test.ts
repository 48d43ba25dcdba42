import { beforeAll, describe, expect, test } from "vitest";
import type { LiveEvents } from "#contract/live/live-events.ts";
import { testDatabase } from "#server/db/test-database.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { commandLine } from "#server/domain/access/audit.ts";
import { updateAgent } from "#server/domain/people/update-agent.ts";
import { updateChannel } from "#server/domain/channels/update-channel.ts";
import { updateDepartment } from "./departments.ts";
import { updateQueue } from "./queues.ts";
import { getThread } from "#server/domain/messages/get-thread.ts";
import { newThread } from "#server/domain/test-context.ts";
import { createEventPublisher } from "#server/pipeline/publish/event-publisher.ts";
import { createWorld, type World } from "#server/pipeline/test-world.ts";

/** A change of settings publishes each thread to the agents who gain or lose sight of it at once. */

let world: World;
let a: Actor;
let b: Actor;
let departmentA: string;
let departmentB: string;

beforeAll(async () => {
  world = createWorld(await testDatabase());
  a = await world.agent("Anna", "supervisor");
  b = await world.agent("Ben", "supervisor");
  departmentA = await world.department([a]);
  departmentB = await world.department([b]);
  for (const actor of [a, b]) await world.sits(actor);
  await told();
});

type Told = { event: string; threadId: string; agentIds: string[] };

/** The thread events published now. */
async function told(): Promise<Told[]> {
  const events: Told[] = [];
  const publisher = createEventPublisher(world.context, {
    emit(event, payload, agentIds) {
      const { thread, threadId } = payload as Partial<
        LiveEvents["thread.updated"] & LiveEvents["thread.removed"]
      >;
      const id = thread?.id ?? threadId;
      if (id && agentIds.length > 0)
        events.push({ event, threadId: id, agentIds });
    },
  });
  while (await publisher.round());
  return events;
}

const sees = (actor: Actor, threadId: string) =>
  getThread(world.context, actor, threadId).then(
    () => true,
    () => false,
  );

async function pageOf(departmentId: string | null) {
  const page = await world.page(null);
  await world.context.db.prisma.channel.update({
    where: { id: page.channelId },
    data: { departmentId },
  });
  return page;
}

test("a channel moved to another department takes its threads along", async () => {
  const { channelId } = await pageOf(departmentA);
  const { threadId } = await newThread(world.context, channelId, {
    departmentId: departmentA,
  });
  expect([await sees(a, threadId), await sees(b, threadId)]).toEqual([
    true,
    false,
  ]);
  await updateChannel(world.context, commandLine, channelId, {
    departmentId: departmentB,
  });
  expect([await sees(a, threadId), await sees(b, threadId)]).toEqual([
    false,
    true,
  ]);
  expect(await told()).toEqual([
    { event: "thread.updated", threadId, agentIds: [b.agentId] },
    { event: "thread.removed", threadId, agentIds: [a.agentId] },
  ]);
  // Without a department both see it.
  await updateChannel(world.context, commandLine, channelId, {
    departmentId: null,
  });
  const [updated] = await told();
  expect(updated?.agentIds.toSorted()).toEqual([a.agentId, b.agentId].sort());
});

describe("people and places", () => {
  let threadId: string;
  let queueId: string;
  beforeAll(async () => {
    const { channelId } = await pageOf(departmentA);
    queueId = await world.queue([], {});
    ({ threadId } = await newThread(world.context, channelId, {
      departmentId: departmentA,
      queueId,
    }));
  });

  const gain = (): unknown[] => [
    expect.objectContaining({ event: "thread.updated", threadId }),
  ];
  const loss = (): unknown[] => [
    expect.objectContaining({ event: "thread.updated" }),
    { event: "thread.removed", threadId, agentIds: [b.agentId] },
  ];

  test.for<[string, () => Promise<unknown>, () => Promise<unknown>]>([
    [
      "the members of a department",
      () =>
        updateDepartment(world.context, commandLine, departmentA, {
          memberIds: [a.agentId, b.agentId],
        }),
      () =>
        updateDepartment(world.context, commandLine, departmentA, {
          memberIds: [a.agentId],
        }),
    ],
    [
      "somebody's departments",
      () =>
        updateAgent(world.context, commandLine, b.agentId, {
          departmentIds: [departmentA, departmentB],
        }),
      () =>
        updateAgent(world.context, commandLine, b.agentId, {
          departmentIds: [departmentB],
        }),
    ],
    [
      "the right to all departments",
      () =>
        updateAgent(world.context, commandLine, b.agentId, {
          allDepartments: true,
        }),
      () =>
        updateAgent(world.context, commandLine, b.agentId, {
          allDepartments: false,
        }),
    ],
    [
      "a role",
      () =>
        updateAgent(world.context, commandLine, b.agentId, { role: "admin" }),
      () =>
        updateAgent(world.context, commandLine, b.agentId, {
          role: "supervisor",
        }),
    ],
    [
      "a queue's members",
      () =>
        updateQueue(world.context, commandLine, queueId, {
          members: [{ agentId: b.agentId, manager: true }],
        }),
      () => updateQueue(world.context, commandLine, queueId, { memberIds: [] }),
    ],
    [
      "a queue's department and who may read it",
      () =>
        updateQueue(world.context, commandLine, queueId, {
          departmentId: departmentB,
          visibility: "department_read",
        }),
      () =>
        updateQueue(world.context, commandLine, queueId, {
          departmentId: departmentA,
        }),
    ],
  ])("%s", async ([, give, take]) => {
    await give();
    expect(await sees(b, threadId)).toBe(true);
    expect(await told()).toEqual(gain());
    await take();
    expect(await sees(b, threadId)).toBe(false);
    expect(await told()).toEqual(loss());
  });
});
