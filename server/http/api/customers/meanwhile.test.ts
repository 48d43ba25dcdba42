import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Customer } from "#contract/customers/customer.ts";
import type { CustomerNote } from "#contract/customers/customer-note.ts";
import type { Thread } from "#contract/threads/thread.ts";
import { testDatabase } from "#server/db/test-database.ts";
import { inSqlTransaction } from "#server/db/transaction.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { eraseCustomer } from "#server/domain/customer-record/erase.ts";
import { mergeCustomers } from "#server/domain/customer-record/merge.ts";
import {
  claimProfiles,
  recordProfile,
} from "#server/domain/customers/profile.ts";
import { ensureThreads } from "#server/domain/messages/ensure-threads.ts";
import { startTestServer, type TestServer } from "#server/http/test-server.ts";
import { digits } from "#server/pipeline/test-world.ts";
import { randomToken } from "#server/runtime/crypto.ts";

/** Merges and erasures at the same time as other work on the customer. */

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

const context = () => server.host.context;
const prisma = () => context().db.prisma;

const ok: TestServer["ok"] = (...call) => server.ok(...call);

let written = Date.now() - 600_000;

async function send(
  psid: string,
  text: string,
  at = (written += 1_000),
): Promise<string> {
  return (await server.world.write(page, { psid, text, at })).threadId;
}

/** The customer writes; returns their thread as the owner sees it. */
const write = async (psid: string, text: string) =>
  ok<Thread>(owner, "GET", `/threads/${await send(psid, text)}`);

/** What waits for the rows of `statements` until `release` is called. */
async function hold(
  ...statements: [text: string, values: unknown[]][]
): Promise<{ release(as?: "commit"): Promise<void> }> {
  const client = await context().db.pool.connect();
  await client.query("begin");
  for (const [text, values] of statements) await client.query(text, values);
  return {
    async release(as) {
      await client.query(as ?? "rollback");
      client.release();
    },
  };
}

async function untilWaiting(count: number): Promise<void> {
  for (;;) {
    const { rows } = await context().db.pool.query<{ count: number }>(`
      select count(*)::int as count from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'`);
    if ((rows[0]?.count ?? 0) >= count) return;
    await setTimeout(20);
  }
}

async function two(): Promise<[Thread, Thread, string]> {
  const psid = digits(16);
  return [await write(digits(16), "one"), await write(psid, "two"), psid];
}

test("a command by the id of a merged customer changes the survivor", async () => {
  const [one, other] = await two();
  const survivorId = one.customer.id;
  const otherId = other.customer.id;
  const label = await ok<{ id: string }>(owner, "POST", "/labels", {
    name: `L ${randomToken(5)}`,
    color: "teal",
  });
  await ok(owner, "POST", "/customers/merge", { survivorId, otherId });
  const changed = await ok<Customer>(mei, "PATCH", `/customers/${otherId}`, {
    name: "Renamed",
  });
  expect(changed).toMatchObject({ id: survivorId, name: "Renamed" });
  await ok<CustomerNote>(mei, "POST", `/customers/${otherId}/notes`, {
    text: "A note",
  });
  await ok(mei, "POST", `/customers/${otherId}/labels`, { labelId: label.id });
  await ok(mei, "POST", `/customers/${otherId}/block`, {});
  expect(
    await ok<Customer>(owner, "GET", `/customers/${survivorId}`),
  ).toMatchObject({ name: "Renamed", labels: [{ id: label.id }], block: {} });
  for (const id of [survivorId, otherId])
    expect(
      (await ok<{ items: unknown[] }>(owner, "GET", `/customers/${id}/notes`))
        .items,
    ).toHaveLength(1);
});

test("nobody writes anything about an erased customer", async () => {
  const thread = await write(digits(16), "erase me");
  const { id } = thread.customer;
  await ok(owner, "POST", `/customers/${id}/erase`);
  for (const [method, path, body] of [
    ["PATCH", "", { name: "Back", email: "back@example.com" }],
    ["POST", "/notes", { text: "Back" }],
    ["POST", "/block", { reason: "Back" }],
  ] as const)
    expect
      .soft(
        (await server.call(owner, method, `/customers/${id}${path}`, body))
          .status,
        path,
      )
      .toBe(404);
  expect
    .soft(
      await prisma().customer.findUnique({
        where: { id },
        select: { name: true, fields: true },
      }),
    )
    .toEqual({ name: null, fields: {} });
});

test("an erasure that waits for a merge erases the survivor", async () => {
  const [one, other] = await two();
  const held = await hold([
    "select from customer where id = $1 for update",
    [other.customer.id],
  ]);
  const merging = mergeCustomers(context(), owner, {
    survivorId: one.customer.id,
    otherId: other.customer.id,
  });
  await untilWaiting(1);
  const erasing = eraseCustomer(context(), owner, other.customer.id);
  await untilWaiting(2);
  await held.release();
  await merging;
  await erasing;
  expect(
    await prisma().message.count({
      where: { threadId: other.id, text: { not: null } },
    }),
  ).toBe(0);
});

test("a profile that is on its way when the customer is erased is not kept", async () => {
  const thread = await write(digits(16), "erase me");
  const due = await claimProfiles(context(), 1000);
  const mine = due.find(({ customerId }) => customerId === thread.customer.id);
  if (!mine) throw new Error("none due");
  await ok(owner, "POST", `/customers/${thread.customer.id}/erase`);
  await recordProfile(context(), mine, {
    name: "Mei Lin",
    firstName: "Mei",
    lastName: "Lin",
    locale: "zh_TW",
    timezone: 8,
    picture: { kind: "none" },
  });
  expect(
    await prisma().customer.findUnique({
      where: { id: thread.customer.id },
      select: { name: true, locale: true },
    }),
  ).toEqual({ name: null, locale: null });
  expect(
    await prisma().identity.findFirst({
      where: { customerId: thread.customer.id },
      select: { profileDueAt: true },
    }),
  ).toEqual({ profileDueAt: null });
});

test("a profile that is on its way when the customer is merged goes to the survivor", async () => {
  const [one, other] = await two();
  await prisma().identity.updateMany({
    where: { customerId: other.customer.id },
    data: { profileDueAt: new Date(0) },
  });
  const due = await claimProfiles(context(), 1000);
  const mine = due.find(({ customerId }) => customerId === other.customer.id);
  if (!mine) throw new Error("none due");
  await mergeCustomers(context(), owner, {
    survivorId: one.customer.id,
    otherId: other.customer.id,
  });
  await recordProfile(context(), mine, {
    name: "Mei Lin",
    firstName: "Mei",
    lastName: "Lin",
    locale: "zh_TW",
    timezone: 8,
    picture: { kind: "none" },
  });
  expect(
    await prisma().customer.findUnique({
      where: { id: one.customer.id },
      select: { name: true },
    }),
  ).toEqual({ name: "Mei Lin" });
});

test("a conversation that begins during a merge belongs to the survivor", async () => {
  const [one, other, psid] = await two();
  const between = [one.customer.id, other.customer.id];
  const merge = await hold(
    ["select from customer where id = any($1) for update", [between]],
    [`update identity set "customerId" = $1 where "customerId" = $2`, between],
    [`update thread set "customerId" = $1 where "customerId" = $2`, between],
    [`update customer set "mergedIntoId" = $1 where id = $2`, between],
  );
  const beginning = inSqlTransaction(context().db, (tx) =>
    ensureThreads(
      tx,
      [{ channelId: page.channelId, externalId: psid, key: "another" }],
      { now: new Date(), askAgain: () => Promise.resolve() },
    ),
  );
  await untilWaiting(1);
  await merge.release("commit");
  await beginning;
  expect(
    await prisma().thread.count({ where: { customerId: other.customer.id } }),
  ).toBe(0);
});

/** An erasure that waits near its end, until `release` is called. */
async function erasingSlowly(id: string) {
  await ok(owner, "POST", `/customers/${id}/consents`, {
    purpose: "marketing",
    given: true,
    source: "agent",
  });
  const held = await hold([
    `select from consent_entry where "customerId" = $1 for update`,
    [id],
  ]);
  const erasing = eraseCustomer(context(), owner, id);
  await untilWaiting(1);
  return { ...held, erasing };
}

test("who writes during their erasure is a new customer", async () => {
  const psid = digits(16);
  const thread = await write(psid, "erase me");
  const { id } = thread.customer;
  const { release, erasing } = await erasingSlowly(id);
  const writing = send(psid, "I write again", Date.now());
  await untilWaiting(2);
  await release();
  await erasing;
  const threadId = await writing;
  expect(
    await prisma().message.count({
      where: { threadId: thread.id, text: { not: null } },
    }),
  ).toBe(0);
  expect(threadId).not.toBe(thread.id);
});

test("a message from before an erasure that waits for it does not bring the person back", async () => {
  for (const agoMs of [20, 60_000]) {
    const psid = digits(16);
    const thread = await write(psid, "erase me");
    const before = Date.now() - agoMs;
    const { release, erasing } = await erasingSlowly(thread.customer.id);
    const mid = `m_${randomToken(20)}`;
    const message = { mid, text: "planted in the pipeline" };
    const writing = server.world.receive(page, [
      { psid, timestamp: before, message },
    ]);
    await untilWaiting(2);
    await release();
    await erasing;
    await writing;
    expect(await prisma().identity.count({ where: { externalId: psid } })).toBe(
      0,
    );
    const [left] = await context().db.sql.$queryRaw<{ count: number }[]>`
      select count(*)::int as count from delivery where position(${Buffer.from(psid)}::bytea in body) > 0`;
    expect(left).toEqual({ count: 0 });
  }
});
