import { beforeAll, describe, expect, test } from "vitest";
import { hoursSchema } from "#contract/hours/hours.ts";
import { queueSchema } from "#contract/routing/queue.ts";
import { ringGroupSchema } from "#contract/routing/ring-group.ts";
import type { Role } from "#contract/people/agent.ts";
import { testDatabase } from "#server/db/test-database.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { createMessengerChannel } from "#server/domain/channels/connect/connect-messenger.ts";
import { deleteChannel } from "#server/domain/channels/channels.ts";
import {
  createDepartment,
  deleteDepartment,
  updateDepartment,
} from "#server/domain/teams/departments.ts";
import { setQueueLogin } from "#server/domain/teams/queue-login.ts";
import {
  createQueue,
  deleteQueue,
  getQueue,
  listQueues,
  updateQueue,
} from "#server/domain/teams/queues.ts";
import {
  createRingGroup,
  updateRingGroup,
} from "#server/domain/teams/ring-groups.ts";
import { newId } from "#server/runtime/crypto.ts";
import {
  createTestContext,
  newActor,
  newChannel,
  newDigits,
  newThread,
  type TestContext,
} from "#server/domain/test-context.ts";

let context: TestContext;
let supervisor: Actor;
beforeAll(async () => {
  context = createTestContext(await testDatabase());
  supervisor = await newActor(context, "supervisor");
});

let count = 0;
const newName = () => `Sales 售前 ${(count += 1)}`;
const newQueue = () => createQueue(context, supervisor, { name: newName() });
const to = (queue: { id: string }) => ({
  type: "queue" as const,
  id: queue.id,
});

describe("who may change queues", () => {
  const cases: [Role, boolean][] = [
    ["owner", true],
    ["admin", true],
    ["supervisor", true],
    ["agent", false],
    ["reviewer", false],
  ];
  for (const [role, allowed] of cases) {
    test(`${role} ${allowed ? "may" : "may not"}`, async () => {
      const actor = await newActor(context, role);
      const queue = await newQueue();
      for (const attempt of [
        () => createQueue(context, actor, { name: newName() }),
        () => updateQueue(context, actor, queue.id, { offerSeconds: 45 }),
        () => deleteQueue(context, actor, queue.id),
      ]) {
        if (allowed) await attempt();
        else
          await expect(attempt()).rejects.toMatchObject({ code: "forbidden" });
      }
    });
  }
});

test("a queue needs a name; the rest has defaults", async () => {
  const queue = await newQueue();
  queueSchema.strict().parse(queue);
  expect(queue).toMatchObject({
    strategy: "manual",
    ownership: "auto_assign",
    visibility: "owner_only",
    ownerOffline: "requeue_waiting",
    offerSeconds: 30,
    memberIds: [],
    overflow: null,
    schedule: null,
  });
  await expect(
    createQueue(context, supervisor, { name: queue.name }),
  ).rejects.toMatchObject({
    code: "already_exists",
    detail: { path: "name" },
  });
});

test("members keep their order, log-in and counts", async () => {
  const [a, b, c] = await Promise.all(
    [1, 2, 3].map(() => newActor(context, "agent")),
  );
  const ids = [c!.agentId, a!.agentId, b!.agentId];
  const queue = await createQueue(context, supervisor, {
    name: newName(),
    memberIds: ids,
  });
  expect(queue.memberIds).toEqual(ids);
  await setQueueLogin(context, a!, { queueId: queue.id, loggedIn: false });
  const updated = await updateQueue(context, supervisor, queue.id, {
    memberIds: [a!.agentId, c!.agentId, a!.agentId],
  });
  expect(updated.memberIds).toEqual([a!.agentId, c!.agentId]);
  const member = await context.db.prisma.queueMember.findFirstOrThrow({
    where: { queueId: queue.id, agentId: a!.agentId },
  });
  expect(member.loggedIn).toBe(false);
  expect(
    await setQueueLogin(context, a!, { queueId: queue.id, loggedIn: true }),
  ).toEqual({ loggedIn: true });
  await expect(
    setQueueLogin(context, b!, { queueId: queue.id, loggedIn: true }),
  ).rejects.toMatchObject({ code: "not_found" });
  await expect(
    updateQueue(context, supervisor, queue.id, { memberIds: [newId()] }),
  ).rejects.toMatchObject({ code: "invalid_input" });
  expect(
    (await getQueue(context, supervisor, queue.id)).memberIds,
  ).toHaveLength(2);
});

test("null clears a field, and an omitted field stays", async () => {
  const target = await newQueue();
  const schedule = hoursSchema.parse({ timeZone: "Asia/Taipei", week: [] });
  const queue = await createQueue(context, supervisor, {
    name: newName(),
    overflow: to(target),
    maxWaitSeconds: 60,
    schedule,
  });
  expect(queue).toMatchObject({
    overflow: to(target),
    maxWaitSeconds: 60,
    schedule,
  });
  const renamed = await updateQueue(context, supervisor, queue.id, {
    name: newName(),
  });
  expect(renamed).toMatchObject({
    overflow: to(target),
    maxWaitSeconds: 60,
    schedule,
  });
  const cleared = await updateQueue(context, supervisor, queue.id, {
    overflow: null,
    maxWaitSeconds: null,
    schedule: null,
  });
  expect(cleared).toMatchObject({
    overflow: null,
    maxWaitSeconds: null,
    schedule: null,
  });
});

test("overflow never forms a loop, not through ring groups either, and no chain is too long", async () => {
  const first = await newQueue();
  const group = await createRingGroup(context, supervisor, {
    name: newName(),
    noAnswer: to(first),
  });
  ringGroupSchema.strict().parse(group);
  const circle = { code: "invalid_input" };
  await expect(
    updateQueue(context, supervisor, first.id, {
      overflow: { type: "ring_group", id: group.id },
    }),
  ).rejects.toMatchObject(circle);
  await expect(
    updateQueue(context, supervisor, first.id, { overflow: to(first) }),
  ).rejects.toMatchObject(circle);
  let last = first;
  for (let hop = 0; hop < 4; hop += 1) {
    const next = await newQueue();
    await updateQueue(context, supervisor, last.id, { overflow: to(next) });
    last = next;
  }
  // group → first → … has five overflows by now; a sixth at the far end is refused.
  const sixth = await newQueue();
  await expect(
    updateQueue(context, supervisor, last.id, { overflow: to(sixth) }),
  ).rejects.toMatchObject(circle);
  await updateRingGroup(context, supervisor, group.id, { noAnswer: null });
  await updateQueue(context, supervisor, last.id, { overflow: to(sixth) });
});

test("two simultaneous saves do not close a loop between them", async () => {
  const [a, b] = [await newQueue(), await newQueue()];
  const results = await Promise.allSettled([
    updateQueue(context, supervisor, a.id, { overflow: to(b) }),
    updateQueue(context, supervisor, b.id, { overflow: to(a) }),
  ]);
  expect(results.map(({ status }) => status).sort()).toEqual([
    "fulfilled",
    "rejected",
  ]);
});

test("a destination that a channel, an overflow or threads use is not deleted", async () => {
  const queue = await newQueue();
  const channel = await createMessengerChannel(context, supervisor, {
    type: "messenger",
    pageId: newDigits(),
    pageToken: "t",
    appId: newDigits(),
    appSecret: "s",
    name: "Lumen & Oak",
    route: { open: to(queue) },
  });
  await expect(
    deleteQueue(context, supervisor, queue.id),
  ).rejects.toMatchObject({
    code: "in_use",
    detail: {
      current: {
        usedBy: [{ type: "channel", name: "Lumen & Oak" }],
        threads: 0,
      },
    },
  });
  await deleteChannel(context, supervisor, channel.id);
  const { threadId } = await newThread(context, await newChannel(context), {
    queueId: queue.id,
  });
  await expect(
    deleteQueue(context, supervisor, queue.id),
  ).rejects.toMatchObject({
    code: "in_use",
    detail: { current: { usedBy: [], threads: 1 } },
  });
  await context.db.prisma.thread.update({
    where: { id: threadId },
    data: { routing: "none", routedToType: null, routedToId: null },
  });
  await deleteQueue(context, supervisor, queue.id);
  await expect(getQueue(context, supervisor, queue.id)).rejects.toMatchObject({
    code: "not_found",
  });
});

test("a department in use stays; its members are set", async () => {
  const boss = await newActor(context, "admin");
  const agent = await newActor(context, "agent");
  const department = await createDepartment(context, boss, {
    name: newName(),
    memberIds: [agent.agentId],
  });
  expect(department.memberIds).toEqual([agent.agentId]);
  const queue = await createQueue(context, boss, {
    name: newName(),
    departmentId: department.id,
  });
  await expect(
    deleteDepartment(context, boss, department.id),
  ).rejects.toMatchObject({
    code: "in_use",
    detail: { current: { usedBy: [{ type: "queue", name: queue.name }] } },
  });
  await updateQueue(context, boss, queue.id, { departmentId: null });
  expect(
    (
      await updateDepartment(context, boss, department.id, {
        memberIds: [],
      })
    ).memberIds,
  ).toEqual([]);
  await deleteDepartment(context, boss, department.id);
  await expect(
    createQueue(context, boss, {
      name: newName(),
      departmentId: department.id,
    }),
  ).rejects.toMatchObject({ code: "invalid_input" });
  expect((await listQueues(context, agent, { limit: 2 })).items).toHaveLength(
    2,
  );
});
