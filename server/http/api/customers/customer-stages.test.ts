import { afterAll, beforeAll, expect, test } from "vitest";
import type { CustomerExport } from "#contract/customers/customer-job.ts";
import {
  customerStageSchema,
  type CustomerStage,
} from "#contract/customers/customer-stage.ts";
import type { Customer } from "#contract/customers/customer.ts";
import type { TimelineItem } from "#contract/customers/timeline.ts";
import type { Thread } from "#contract/threads/thread.ts";
import type { SavedView, ViewCounts } from "#contract/threads/view.ts";
import { testDatabase } from "#server/db/test-database.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { startTestServer, type TestServer } from "#server/http/test-server.ts";
import { digits } from "#server/pipeline/test-world.ts";

/** The life-cycle stages of customers, from outside. */

let server: TestServer;
let owner: Actor;
let mei: Actor;
let page: Awaited<ReturnType<TestServer["world"]["page"]>>;

beforeAll(async () => {
  server = await startTestServer(await testDatabase());
  const { world } = server;
  owner = await world.agent("Olga", "owner");
  mei = await world.agent("Mei");
  page = await world.page({ type: "queue", id: await world.queue([mei]) });
});
afterAll(() => server.stop());

const prisma = () => server.host.context.db.prisma;

const ok: TestServer["ok"] = (...call) => server.ok(...call);

let written = Date.now() - 600_000;

/** The customer writes; returns their thread as the owner sees it. */
async function write(psid = digits(16)): Promise<Thread> {
  written += 1_000;
  const what = { psid, at: written };
  const { threadId } = await server.world.write(page, what);
  return ok<Thread>(owner, "GET", `/threads/${threadId}`);
}

const make = (name: string, color = "slate") =>
  ok<CustomerStage>(owner, "POST", "/customer-stages", { name, color });
const listed = async (actor: Actor, query = "") =>
  (
    await ok<{ items: CustomerStage[] }>(
      actor,
      "GET",
      `/customer-stages${query}`,
    )
  ).items;
const place = (customerId: string, stageId: string | null) =>
  ok<Customer>(mei, "PATCH", `/customers/${customerId}`, { stageId });
const remove = ({ id }: CustomerStage) =>
  server.call(owner, "DELETE", `/customer-stages/${id}`);

async function changesOf(id: string) {
  const { items } = await ok<{ items: TimelineItem[] }>(
    mei,
    "GET",
    `/customers/${id}/timeline`,
  );
  return items.flatMap((item) =>
    item.type === "stage" ? [[item.from, item.to, item.author.name]] : [],
  );
}

test("admins name, order, archive and delete stages; there are none before", async () => {
  expect(await listed(mei)).toEqual([]);
  const [first, second] = [await make("New", "blue"), await make("Regular")];
  customerStageSchema.strict().parse(first);
  const path = `/customer-stages/${second.id}`;
  expect(
    await ok(owner, "PATCH", path, { position: 0, name: "Lead" }),
  ).toMatchObject({ name: "Lead", position: 0, archivedAt: null });
  expect((await listed(mei)).map(({ name }) => name)).toEqual(["Lead", "New"]);
  expect(
    await server.call(owner, "POST", "/customer-stages", { name: "New" }),
  ).toMatchObject({ status: 409, body: { code: "already_exists" } });
  const sue = await server.world.agent("Sue", "supervisor");
  for (const [method, at, body] of [
    ["POST", "/customer-stages", { name: "X" }],
    ["PATCH", path, { name: "X" }],
    ["DELETE", path, undefined],
    ["GET", "/customer-stages?counts=true", undefined],
  ] as const)
    expect(await server.call(sue, method, at, body)).toMatchObject({
      status: 403,
    });

  const { customer } = await write();
  await place(customer.id, second.id);
  expect(await listed(owner, "?counts=true")).toMatchObject([
    { name: "Lead", customers: 1 },
    { name: "New", customers: 0 },
  ]);
  expect(await remove(second)).toMatchObject({
    status: 409,
    body: { code: "in_use" },
  });
  await ok(owner, "PATCH", path, { archived: true });
  // They keep it, and no other gets it.
  expect(
    await ok<Customer>(mei, "GET", `/customers/${customer.id}`),
  ).toMatchObject({ stageId: second.id });
  const other = (await write()).customer.id;
  expect(
    await server.call(mei, "PATCH", `/customers/${other}`, {
      stageId: second.id,
    }),
  ).toMatchObject({ status: 422, body: { errors: [{ path: "stageId" }] } });
  await place(customer.id, null);
  expect((await remove(second)).status).toBe(204);
  // The history keeps its name.
  expect(await changesOf(customer.id)).toEqual([
    ["Lead", null, "Mei"],
    [null, "Lead", "Mei"],
  ]);
  const told = await prisma().auditEntry.count({
    where: { targetType: "customer_stage", targetId: second.id },
  });
  expect(told).toBe(4);
});

test("a stage is in the thread, the timeline, the list and its CSV, and a rule routes by it", async () => {
  const [trial, paying] = [await make("Trial"), await make("Paying")];
  const psid = digits(16);
  const thread = await write(psid);
  const { id } = thread.customer;
  expect(thread.customer.stageId).toBeNull();
  await place(id, trial.id);
  await place(id, paying.id);
  await place(id, paying.id);
  expect(await changesOf(id)).toEqual([
    ["Trial", "Paying", "Mei"],
    [null, "Trial", "Mei"],
  ]);
  expect(await ok<Thread>(mei, "GET", `/threads/${thread.id}`)).toMatchObject({
    customer: { stageId: paying.id },
  });
  const of = (stage: CustomerStage) =>
    ok<{ items: Customer[] }>(owner, "GET", `/customers?stage=${stage.id}`);
  expect((await of(paying)).items.map((one) => one.id)).toEqual([id]);
  expect((await of(trial)).items).toEqual([]);
  const csv = await server.request(
    `/api/v1/customers/export?stage=${paying.id}`,
    { headers: { authorization: `Bearer ${await server.token(owner)}` } },
  );
  const [head = "", line = "", ...rest] = (await csv.text()).split("\r\n");
  expect(head).toContain('"stage"');
  expect(line).toContain(`"${id}"`);
  expect(line).toContain('"Paying"');
  expect(rest).toEqual([""]);

  const vip = await server.world.queue([mei]);
  const rule = {
    name: "Paying first",
    when: { stage: [paying.id] },
    to: { type: "queue", id: vip },
  };
  await ok(owner, "PATCH", `/channels/${page.channelId}`, {
    reopenHours: 0,
    route: { rules: [rule] },
  });
  await place(id, null);
  await ok(owner, "POST", `/threads/${thread.id}/close`, {});
  const routed = async () => {
    await write(psid);
    const row = await prisma().thread.findUniqueOrThrow({
      where: { id: thread.id },
    });
    return row.routedToId;
  };
  expect(await routed()).not.toBe(vip);
  await place(id, paying.id);
  await ok(owner, "POST", `/threads/${thread.id}/close`, {});
  expect(await routed()).toBe(vip);
  await place(id, null);
  expect(await remove(paying)).toMatchObject({
    status: 409,
    body: { current: { rules: [{ rule: "Paying first" }] } },
  });
});

test("a stage that only a merged customer has is deleted, and an undone merge finds them without it", async () => {
  const [old, next] = [await make("Old"), await make("Next")];
  const survivorId = (await write()).customer.id;
  const otherId = (await write()).customer.id;
  await place(survivorId, next.id);
  await place(otherId, old.id);
  const { mergeId } = await ok<{ mergeId: string }>(
    owner,
    "POST",
    "/customers/merge",
    { survivorId, otherId },
  );
  expect(await remove(next)).toMatchObject({ status: 409 });
  expect((await remove(old)).status).toBe(204);
  await ok(owner, "POST", `/customers/merges/${mergeId}/undo`);
  expect(
    await ok<Customer>(owner, "GET", `/customers/${otherId}`),
  ).toMatchObject({ stageId: null });
  expect(await changesOf(otherId)).toEqual([
    ["Old", null, "Olga"],
    [null, "Old", "Mei"],
  ]);
  await place(survivorId, null);
  expect((await remove(next)).status).toBe(204);
});

test("a merge keeps the survivor’s stage, else takes the other’s, and undoing returns it; an export has the history, and an erasure none", async () => {
  const stage = await make("Loyal");
  const survivorId = (await write()).customer.id;
  const otherId = (await write()).customer.id;
  await place(otherId, stage.id);
  const { mergeId } = await ok<{ mergeId: string }>(
    owner,
    "POST",
    "/customers/merge",
    { survivorId, otherId },
  );
  const stageOf = async (id: string) =>
    (await ok<Customer>(owner, "GET", `/customers/${id}`)).stageId;
  expect(await stageOf(survivorId)).toBe(stage.id);
  expect(await changesOf(survivorId)).toEqual([[null, "Loyal", "Mei"]]);
  await ok(owner, "POST", `/customers/merges/${mergeId}/undo`);
  expect(await stageOf(survivorId)).toBeNull();
  expect(await stageOf(otherId)).toBe(stage.id);
  expect(await changesOf(survivorId)).toEqual([]);
  expect(await changesOf(otherId)).toEqual([[null, "Loyal", "Mei"]]);

  const job = await ok<CustomerExport>(
    owner,
    "POST",
    `/customers/${otherId}/export`,
  );
  const url = (job.result?.url ?? "").replace("/api/v1", "");
  expect(await ok(owner, "GET", url)).toMatchObject({
    customer: { stageId: stage.id },
    stages: [{ from: null, to: "Loyal", author: "Mei" }],
  });
  await ok(owner, "POST", `/customers/${otherId}/erase`);
  expect(
    await prisma().customer.findUniqueOrThrow({ where: { id: otherId } }),
  ).toMatchObject({ stageId: null });
  expect(
    await prisma().customerStageChange.count({
      where: { customerId: otherId },
    }),
  ).toBe(0);
});

test("conversations are filtered by their customer’s stage, in lists, views, counts and searches", async () => {
  const [vip, plain] = [await make("VIP"), await make("Plain")];
  const [one, two, other, none] = [
    await write(),
    await write(),
    await write(),
    await write(),
  ];
  for (const { customer } of [one, two]) await place(customer.id, vip.id);
  await place(other.customer.id, plain.id);
  const ids = async (query: string, actor = mei) =>
    (
      await ok<{ items: Thread[] }>(actor, "GET", `/threads?${query}`)
    ).items.map(({ id }) => id);
  for (const actor of [mei, owner]) {
    expect(await ids(`stage=${vip.id}`, actor)).toEqual([two.id, one.id]);
    expect(await ids(`stage=${vip.id}&sort=oldest`, actor)).toEqual([
      one.id,
      two.id,
    ]);
    expect(await ids(`stage=${vip.id}&q=hello`, actor)).toEqual([
      two.id,
      one.id,
    ]);
  }
  expect(await ids(`stage=${plain.id}&status=waiting`)).toEqual([other.id]);
  expect(await ids(`stage=${plain.id}&status=closed`)).toEqual([]);
  const bad = await server.call(mei, "GET", "/threads?stage=VIP");
  expect(bad.status).toBe(422);

  const view = await ok<SavedView>(mei, "POST", "/views", {
    name: "VIPs who wait",
    filter: { stage: vip.id, status: "waiting" },
  });
  expect(view.filter).toEqual({ stage: vip.id, status: "waiting" });
  const counted = async () =>
    (await ok<ViewCounts>(mei, "GET", "/views/counts"))[view.id];
  expect(await ids(`view=${view.id}`)).toEqual([two.id, one.id]);
  expect(await counted()).toBe(2);
  // It follows a change of the stage, and a merge of the customer.
  await place(one.customer.id, null);
  expect(await ids(`view=${view.id}`)).toEqual([two.id]);
  expect(await counted()).toBe(1);
  await ok(owner, "POST", "/customers/merge", {
    survivorId: two.customer.id,
    otherId: none.customer.id,
  });
  expect(await ids(`view=${view.id}`)).toEqual([none.id, two.id]);
  expect(await counted()).toBe(2);
});
