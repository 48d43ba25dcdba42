import { afterAll, beforeAll, expect, test } from "vitest";
import type { Label } from "#contract/customers/label.ts";
import {
  segmentSchema,
  type Segment,
  type SegmentCount,
} from "#contract/customers/segment.ts";
import type { CustomerStage } from "#contract/customers/customer-stage.ts";
import type { Report } from "#contract/reports/report.ts";
import type { WhatIfAnswer } from "#contract/supervision/what-if.ts";
import type { Thread } from "#contract/threads/thread.ts";
import { testDatabase } from "#server/db/test-database.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { readSight } from "#server/domain/access/list-visible.ts";
import {
  countCustomers,
  countFirst,
} from "#server/domain/customers/count-segment.ts";
import { startTestServer, type TestServer } from "#server/http/test-server.ts";
import { digits } from "#server/pipeline/test-world.ts";
import { newId } from "#server/runtime/crypto.ts";

/** Segments of customers, from outside: saved, shared, counted, and where they are used. */

let server: TestServer;
let owner: Actor;
let sue: Actor;
let mei: Actor;
let otto: Actor;
let queueId: string;
let vipQueueId: string;
let page: Awaited<ReturnType<TestServer["world"]["page"]>>;
let vip: Label;
let regular: CustomerStage;

beforeAll(async () => {
  server = await startTestServer(await testDatabase());
  const { world } = server;
  owner = await world.agent("Olga", "owner");
  sue = await world.agent("Sue", "supervisor");
  mei = await world.agent("Mei");
  otto = await world.agent("Otto");
  queueId = await world.queue([mei]);
  vipQueueId = await world.queue([mei]);
  page = await world.page({ type: "queue", id: queueId });
  vip = await ok<Label>(owner, "POST", "/labels", { name: "VIP" });
  regular = await ok(owner, "POST", "/customer-stages", { name: "Regular" });
});
afterAll(() => server.stop());

const ok: TestServer["ok"] = (...call) => server.ok(...call);

/** A customer writes; returns their thread. */
async function write(psid = digits(16)): Promise<Thread> {
  const { threadId } = await server.world.write(page, { psid });
  return ok<Thread>(owner, "GET", `/threads/${threadId}`);
}

/** A customer with the label VIP on their conversation's customer. */
async function writeAsVip(psid = digits(16)): Promise<Thread> {
  const thread = await write(psid);
  await server.world.context.db.prisma.customerLabel.create({
    data: { customerId: thread.customer.id, labelId: vip.id },
  });
  return thread;
}

const save = (actor: Actor, filter: object, shared: unknown = null) =>
  ok<Segment>(actor, "POST", "/segments", { name: "VIP", filter, shared });
const segmentsOf = async (actor: Actor) =>
  (await ok<{ items: Segment[] }>(actor, "GET", "/segments")).items;
const count = (actor: Actor, { id }: Segment) =>
  ok<SegmentCount>(actor, "GET", `/segments/${id}/count`);
const customersOf = async (actor: Actor, query: string) =>
  (
    await ok<{ items: { id: string }[] }>(actor, "GET", `/customers?${query}`)
  ).items.map(({ id }) => id);

test("a segment lists, counts and exports who has what it asks for, now and later", async () => {
  const a = await writeAsVip();
  const b = await writeAsVip();
  await write();
  const segment = await save(mei, { label: vip.id });
  segmentSchema.strict().parse(segment);
  expect(segment).toMatchObject({ shared: null, mayEdit: true });
  const listed = () => customersOf(mei, `segment=${segment.id}`);
  expect((await listed()).sort()).toEqual(
    [a.customer.id, b.customer.id].sort(),
  );
  expect(await count(mei, segment)).toEqual({ count: 2, more: false });

  // The filters beside it hold as well.
  await ok(mei, "PATCH", `/customers/${a.customer.id}`, {
    stageId: regular.id,
  });
  const both = `segment=${segment.id}&stage=${regular.id}`;
  for (const sort of ["created", "last_message", "name"])
    expect(await customersOf(mei, `${both}&sort=${sort}`)).toEqual([
      a.customer.id,
    ]);
  expect(await customersOf(mei, `${both}&channel=${page.channelId}`)).toEqual([
    a.customer.id,
  ]);

  const path = `/segments/${segment.id}`;
  const narrower = { label: vip.id, stage: regular.id };
  await ok(mei, "PATCH", path, { name: "Best", filter: narrower });
  expect(await segmentsOf(mei)).toMatchObject([
    { name: "Best", filter: narrower },
  ]);
  expect(await count(mei, segment)).toEqual({ count: 1, more: false });
  const own = await save(sue, { label: vip.id });
  const response = await server.request(
    `/api/v1/customers/export?segment=${own.id}`,
    { headers: { authorization: `Bearer ${await server.token(sue)}` } },
  );
  const lines = (await response.text()).trim().split("\r\n");
  expect(lines).toHaveLength(3);

  expect(await server.call(mei, "DELETE", path)).toMatchObject({ status: 204 });
  expect(
    await server.call(mei, "GET", `/customers?segment=${segment.id}`),
  ).toMatchObject({ status: 404 });
  await ok(sue, "DELETE", `/segments/${own.id}`);
});

test("it is its author's, a department's or everybody's, and shows each reader their own customers", async () => {
  const { id: departmentId } = await ok<{ id: string }>(
    owner,
    "POST",
    "/departments",
    { name: "Sales", memberIds: [otto.agentId] },
  );
  const filter = { label: vip.id };
  const refused = (actor: Actor, shared: unknown) =>
    server.call(actor, "POST", "/segments", { name: "x", filter, shared });
  expect((await refused(mei, "everybody")).status).toBe(403);
  expect((await refused(mei, { departmentId })).status).toBe(403);
  expect((await refused(owner, { departmentId: newId() })).status).toBe(404);
  expect(
    (await server.call(mei, "POST", "/segments", { name: "x", filter: {} }))
      .status,
  ).toBe(422);

  const own = await save(mei, filter);
  const theirs = await save(owner, filter, { departmentId });
  const all = await save(sue, filter, "everybody");
  const ids = async (actor: Actor) =>
    (await segmentsOf(actor)).map(({ id }) => id).sort();
  expect(await ids(mei)).toEqual([own.id, all.id].sort());
  expect(await ids(otto)).toEqual([theirs.id, all.id].sort());
  expect((await count(mei, all)).count).toBeGreaterThan(0);
  // Otto is in no queue: he may see no customer.
  expect(await count(otto, all)).toEqual({ count: 0, more: false });
  expect(
    await server.call(otto, "DELETE", `/segments/${all.id}`),
  ).toMatchObject({ status: 403 });
  expect(
    await server.call(otto, "GET", `/segments/${own.id}/count`),
  ).toMatchObject({ status: 404 });
  // The owner withdraws it from their own sight, with another name.
  const withdrawn = { name: "Sue’s", filter: { q: "an" }, shared: null };
  expect(
    await ok(owner, "PATCH", `/segments/${all.id}`, withdrawn),
  ).toMatchObject(withdrawn);
  await ok(mei, "DELETE", `/segments/${own.id}`);
  await ok(owner, "DELETE", `/segments/${theirs.id}`);
  await ok(sue, "DELETE", `/segments/${all.id}`);
});

test("a routing rule asks for a segment that everybody has, which it keeps", async () => {
  const segment = await save(sue, { label: vip.id }, "everybody");
  const rule = {
    name: "VIPs first",
    when: { segment: [segment.id] },
    to: { type: "queue", id: vipQueueId },
  };
  const channel = `/channels/${page.channelId}`;
  await ok(owner, "PATCH", channel, { route: { rules: [rule] } });

  const psid = digits(16);
  const first = await writeAsVip(psid);
  await ok(owner, "POST", `/threads/${first.id}/close`, {});
  const again = await write(psid);
  expect(again.routedTo).toMatchObject({ type: "queue", id: vipQueueId });
  expect((await write()).routedTo).toMatchObject({
    type: "queue",
    id: queueId,
  });

  const ask = (body: object) =>
    ok<WhatIfAnswer>(owner, "POST", "/routing/what-if", {
      channelId: page.channelId,
      ...body,
    });
  expect((await ask({ customerId: first.customer.id })).rules.index).toBe(0);
  expect((await ask({ segmentIds: [segment.id] })).rules.index).toBe(0);
  expect((await ask({})).rules.checks).toMatchObject([{ failed: "segment" }]);

  const held = {
    status: 409,
    body: {
      code: "in_use",
      current: { rules: [{ rule: "VIPs first" }] },
    },
  };
  const path = `/segments/${segment.id}`;
  expect(await server.call(sue, "DELETE", path)).toMatchObject(held);
  expect(await server.call(sue, "PATCH", path, { shared: null })).toMatchObject(
    held,
  );
  await ok(sue, "PATCH", path, { name: "Renamed", shared: "everybody" });

  // A segment that is gone matches no one.
  await server.world.context.db.prisma.customerSegment.delete({
    where: { id: segment.id },
  });
  expect((await ask({ customerId: first.customer.id })).rules.index).toBe(null);
  await ok(owner, "PATCH", channel, { route: { rules: [] } });
});

test("a report counts the conversations of a segment's customers", async () => {
  await write();
  const segment = await save(sue, { label: vip.id });
  const { prisma } = server.world.context.db;
  const vips = await prisma.thread.count({
    where: { customer: { labels: { some: { labelId: vip.id } } } },
  });
  const all = await ok<Report>(sue, "GET", "/reports?by=page");
  const of = `segment=${segment.id}`;
  const some = await ok<Report>(sue, "GET", `/reports?by=page&${of}`);
  expect(some.total.in).toBeGreaterThanOrEqual(vips);
  expect(some.total.in).toBeLessThan(all.total.in);
  const { items } = await ok<{ items: unknown[] }>(
    sue,
    "GET",
    `/reports/rows?by=page&figure=in&${of}`,
  );
  expect(items).toHaveLength(some.total.in);
  expect(await server.call(owner, "GET", `/reports?${of}`)).toMatchObject({
    status: 404,
  });
});

test("a role that sees contact data masked reads out none by a segment", async () => {
  const { customer } = await write();
  await ok(owner, "PATCH", `/customers/${customer.id}`, {
    name: "Lin",
    email: "lin.hidden@example.com",
  });
  const byPart = await save(sue, { q: "lin.hidden" }, "everybody");
  expect(await count(sue, byPart)).toMatchObject({ count: 1 });
  await ok(owner, "PATCH", "/settings/security", {
    contactLimits: { supervisor: "hidden" },
  });
  // The reader's own sight decides who is listed and counted.
  expect(await customersOf(sue, `segment=${byPart.id}`)).toEqual([]);
  expect(await count(sue, byPart)).toMatchObject({ count: 0 });
  // A rule seeks as the author of the words may.
  const own = await save(sue, { q: "lin.hid" }, "everybody");
  const ask = (segmentId: string) =>
    ok<WhatIfAnswer>(sue, "POST", "/routing/what-if", {
      channelId: page.channelId,
      customerId: customer.id,
      rules: [
        {
          name: "Probe",
          when: { segment: [segmentId] },
          to: { type: "queue", id: queueId },
        },
      ],
    });
  expect((await ask(own.id)).rules.index).toBe(null);
  expect((await ask(byPart.id)).rules.index).toBe(0);

  const email = await save(owner, { q: "lin.hidden@example.com" }, "everybody");
  const shown = (await segmentsOf(sue)).find(({ id }) => id === email.id)!;
  expect(JSON.stringify(shown)).not.toContain("lin.hidden");
  // The masked words never replace the real ones.
  const path = `/segments/${email.id}`;
  const changed = { ...shown.filter, channel: page.channelId };
  expect(
    await server.call(sue, "PATCH", path, { filter: changed }),
  ).toMatchObject({ status: 422 });
  await ok(sue, "PATCH", path, { name: "An email" });
  expect(
    (await segmentsOf(owner)).find(({ id }) => id === email.id),
  ).toMatchObject({
    name: "An email",
    filter: { q: "lin.hidden@example.com" },
  });
  await ok(owner, "PATCH", "/settings/security", {
    contactLimits: {},
  });

  // Erasing the person deletes the segments that name them.
  await ok(owner, "POST", `/customers/${customer.id}/erase`);
  const left = (await segmentsOf(owner)).map(({ id }) => id);
  expect(left).not.toContain(email.id);
});

test("where an exact count takes too long, the first customers are counted", async () => {
  const { sql } = server.world.context.db;
  const sight = await readSight(sql, owner);
  const byStage = { label: vip.id, stage: regular.id };
  for (const filter of [{ label: vip.id }, byStage, { q: "e" }, {}]) {
    const { count } = await countCustomers(server.world.context, owner, filter);
    const first = await countFirst(sql, { actor: owner, sight, filter });
    expect(first, JSON.stringify(filter)).toEqual({ count, more: true });
  }
});
