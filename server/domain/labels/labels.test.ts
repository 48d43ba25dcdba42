import { beforeAll, expect, test } from "vitest";
import { testDatabase } from "#server/db/test-database.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import {
  createLabel,
  deleteLabel,
  listLabels,
  updateLabel,
} from "#server/domain/labels/labels.ts";
import { getLabelUse } from "#server/domain/labels/label-use.ts";
import {
  labelCustomer,
  labelThread,
} from "#server/domain/labels/assign-label.ts";
import { getThread } from "#server/domain/messages/get-thread.ts";
import { listThreads } from "#server/domain/inbox/list-threads.ts";
import {
  createTestContext,
  newActor,
  newChannel,
  newThread,
  type TestContext,
} from "#server/domain/test-context.ts";

let context: TestContext;
let channelId: string;
let sue: Actor;
let mei: Actor;
beforeAll(async () => {
  context = createTestContext(await testDatabase());
  channelId = await newChannel(context);
  sue = await newActor(context, "supervisor");
  mei = await newActor(context, "agent");
});

const make = (name: string, more = {}) =>
  createLabel(context, sue, {
    name,
    color: "slate",
    description: "",
    ...more,
  });
const announced = async () =>
  (
    await context.db.pool.query<{ kind: string }>(
      "delete from announcement returning kind",
    )
  ).rows.map(({ kind }) => kind);

test("supervisors create, rename and color labels; every agent can list them", async () => {
  await announced();
  const vip = await make("VIP", { color: "amber", description: "Be quick" });
  expect(await announced()).toEqual(["settings.updated", "labels.changed"]);
  await expect(make("VIP")).rejects.toMatchObject({ code: "already_exists" });
  await updateLabel(context, sue, vip.id, { name: "Very important" });
  expect(await listLabels(context, mei)).toEqual([
    {
      id: vip.id,
      name: "Very important",
      color: "amber",
      description: "Be quick",
      departmentIds: [],
      offered: true,
    },
  ]);
  for (const attempt of [
    () =>
      createLabel(context, mei, { name: "X", color: "red", description: "" }),
    () => updateLabel(context, mei, vip.id, { name: "X" }),
    () => getLabelUse(context, mei, vip.id),
    () => deleteLabel(context, mei, vip.id),
  ])
    await expect(attempt()).rejects.toMatchObject({ code: "forbidden" });
});

test("a label is added to a thread and removed again, and the list finds it", async () => {
  const label = await make("Refund", { color: "red" });
  const ownerId = mei.agentId;
  const { threadId } = await newThread(context, channelId, { ownerId });
  const other = await newThread(context, channelId, { ownerId });
  const wear = { id: threadId, labelId: label.id };
  const before = await getThread(context, mei, threadId);
  await announced();
  const thread = await labelThread(context, mei, { ...wear, on: true });
  expect(thread?.labels).toEqual([
    { id: label.id, name: "Refund", color: "red" },
  ]);
  expect(thread?.version).toBeGreaterThan(before.version);
  expect((await announced()).sort()).toEqual([
    "message.created",
    "thread.updated",
  ]);
  await labelThread(context, mei, { ...wear, on: true });
  expect(await announced()).toEqual([]);
  const found = await listThreads(context, mei, {
    label: label.id,
    sort: "newest",
    limit: 10,
  });
  expect(found.items.map(({ id }) => id)).toEqual([threadId]);
  expect(found.items.map(({ id }) => id)).not.toContain(other.threadId);

  const stranger = await newActor(context, "agent");
  await expect(
    labelThread(context, stranger, { ...wear, on: false }),
  ).rejects.toMatchObject({ code: "not_found" });
  const bare = await labelThread(context, mei, { ...wear, on: false });
  expect(bare?.labels).toEqual([]);
  const lines = await context.db.sql.$queryRaw<object[]>`
    select event, "authorId" from message where "threadId" = ${threadId}::uuid order by id`;
  const named = { id: label.id, name: "Refund" };
  const by = { authorId: mei.agentId };
  expect(lines).toEqual([
    { event: { type: "labels_changed", added: [named], removed: [] }, ...by },
    { event: { type: "labels_changed", added: [], removed: [named] }, ...by },
  ]);
});

test("a customer's label shows on all of their threads", async () => {
  const label = await make("Regular");
  const { threadId, customerId } = await newThread(context, channelId, {
    ownerId: mei.agentId,
  });
  await announced();
  const wear = { id: customerId, labelId: label.id };
  const customer = await labelCustomer(context, mei, { ...wear, on: true });
  expect(customer.labels.map(({ name }) => name)).toEqual(["Regular"]);
  expect(await announced()).toEqual(["thread.updated"]);
  const seen = await getThread(context, mei, threadId);
  expect(seen.customer.labels.map(({ name }) => name)).toEqual(["Regular"]);
  const gone = { ...wear, labelId: customerId };
  await expect(
    labelCustomer(context, mei, { ...gone, on: true }),
  ).rejects.toMatchObject({ code: "invalid_input" });
});

test("before it is deleted its uses can be read; a rule that tests for it prevents that", async () => {
  const label = await make("Wholesale");
  const { threadId, customerId } = await newThread(context, channelId, {
    ownerId: mei.agentId,
  });
  const { id: labelId } = label;
  await labelThread(context, mei, { id: threadId, labelId, on: true });
  await labelCustomer(context, mei, { id: customerId, labelId, on: true });
  const rule = {
    name: "Wholesale first",
    when: { label: [labelId] },
    to: { type: "agent", id: mei.agentId },
  };
  const setRules = (rules: unknown[]) =>
    context.db.pool.query(
      `update channel set rules = $1::jsonb where id = $2`,
      [JSON.stringify(rules), channelId],
    );
  await setRules([rule]);
  const { name: channel } = await context.db.prisma.channel.findUniqueOrThrow({
    where: { id: channelId },
  });
  const rules = [{ channel, rule: "Wholesale first" }];
  expect(await getLabelUse(context, sue, labelId)).toEqual({
    threads: 1,
    customers: 1,
    rules,
  });
  await expect(deleteLabel(context, sue, labelId)).rejects.toMatchObject({
    code: "in_use",
    detail: { current: { rules } },
  });
  await setRules([]);
  await deleteLabel(context, sue, labelId);
  const thread = await getThread(context, mei, threadId);
  expect(thread.labels).toEqual([]);
  expect(thread.customer.labels).toEqual([]);
  await expect(deleteLabel(context, sue, labelId)).rejects.toMatchObject({
    code: "not_found",
  });
});
