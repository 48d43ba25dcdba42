import { afterAll, beforeAll, expect, test } from "vitest";
import type {
  CustomerErasure,
  CustomerExport,
} from "#contract/customers/customer-job.ts";
import type { Customer } from "#contract/customers/customer.ts";
import type { Duplicate } from "#contract/customers/duplicate.ts";
import type { Message } from "#contract/threads/message.ts";
import type { Thread } from "#contract/threads/thread.ts";
import { testDatabase } from "#server/db/test-database.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { eraseForRequest } from "#server/domain/customer-record/deletion-request.ts";
import { startTestServer, type TestServer } from "#server/http/test-server.ts";
import {
  applyOnce,
  delivery,
  digits,
  receiveOnlyChannels,
} from "#server/pipeline/test-world.ts";
import { newId, randomToken } from "#server/runtime/crypto.ts";

/** Customers as a whole, from outside: blocked, merged, exported, erased. */

let server: TestServer;
let owner: Actor;
let mei: Actor;
let outsider: Actor;
let page: Awaited<ReturnType<TestServer["world"]["page"]>>;

beforeAll(async () => {
  server = await startTestServer(await testDatabase());
  const { world } = server;
  owner = await world.agent("Olga", "owner");
  mei = await world.agent("Mei");
  outsider = await world.agent("Otto");
  const queueId = await world.queue([mei]);
  page = await world.page({ type: "queue", id: queueId });
  await ok(owner, "PATCH", "/settings/company", { country: "TW" });
});
afterAll(() => server.stop());

const prisma = () => server.host.context.db.prisma;

async function ok<T = unknown>(
  actor: Actor,
  method: string,
  path: string,
  body?: object,
): Promise<T> {
  const answer = await server.call(actor, method, path, body);
  expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300);
  return answer.body as T;
}

let written = Date.now() - 600_000;

/** The customer writes; returns their thread as the owner sees it. */
async function write(psid: string, text: string): Promise<Thread> {
  written += 1_000;
  const message = { mid: `m_${randomToken(20)}`, text };
  const { services } = server.world;
  await services.intake.add({
    ...page.from,
    body: delivery(page.pageId, [{ psid, timestamp: written, message }]),
  });
  while (await applyOnce(services, receiveOnlyChannels));
  const { threadId } = await prisma().message.findFirstOrThrow({
    where: { externalId: message.mid },
  });
  return ok<Thread>(owner, "GET", `/threads/${threadId}`);
}

const messagesOf = async (threadId: string) =>
  (
    await ok<{ items: Message[] }>(
      owner,
      "GET",
      `/threads/${threadId}/messages`,
    )
  ).items;

test("a blocked customer’s messages are kept without routing or unread count, until the block ends", async () => {
  const psid = digits(16);
  const thread = await write(psid, "first");
  expect(thread.status).toBe("waiting");
  const path = `/customers/${thread.customer.id}`;
  expect(
    await server.call(mei, "POST", `${path}/block`, {
      until: "2020-01-01T00:00:00Z",
    }),
  ).toMatchObject({ status: 422 });
  expect(await server.call(outsider, "POST", `${path}/block`)).toMatchObject({
    status: 404,
  });
  const blocked = await ok<Customer>(mei, "POST", `${path}/block`, {
    reason: "Insults",
  });
  expect(blocked.block).toMatchObject({ reason: "Insults", until: null });
  const after = await write(psid, "second");
  expect(after).toMatchObject({
    id: thread.id,
    status: "closed",
    routing: "none",
    waitingSince: null,
    customer: { block: { reason: "Insults" } },
  });
  expect(after.unread).toBe(thread.unread);
  const items = await messagesOf(thread.id);
  expect(items.map(({ text }) => text)).toContain("second");
  expect(items.map(({ event }) => event?.type)).toContain("customer_blocked");
  expect((await ok<Customer>(mei, "DELETE", `${path}/block`)).block).toBeNull();
  expect(await write(psid, "third")).toMatchObject({ status: "waiting" });
  expect(
    (await messagesOf(thread.id)).map(({ event }) => event?.type),
  ).toContain("customer_unblocked");
  // A block that has ended holds nothing back.
  await ok(mei, "POST", `${path}/block`, { until: "2099-01-01T00:00:00Z" });
  await prisma().identity.updateMany({
    where: { externalId: psid },
    data: { blockedUntil: new Date(Date.now() - 1_000) },
  });
  expect(await write(psid, "fourth")).toMatchObject({ status: "waiting" });
});

test("duplicates are found by phone and e-mail in any writing, a name alone is weak, and other people’s are not named", async () => {
  const people: Customer[] = [];
  for (const text of ["a", "b", "c"])
    people.push((await write(digits(16), text)).customer);
  const [a, b, c] = people;
  const change = (one: Customer | undefined, patch: object) =>
    ok(owner, "PATCH", `/customers/${one?.id}`, patch);
  await change(a, { phone: "0911 222 333", name: "Lin Yu" });
  await change(b, { phone: "+886-911-222-333", name: "Yu" });
  await change(c, { name: "lin yu" });
  const path = `/customers/${a?.id}/duplicates`;
  const { items } = await ok<{ items: Duplicate[] }>(owner, "GET", path);
  expect(
    items.map(({ customer, reasons, strength }) => [
      customer.id,
      reasons,
      strength,
    ]),
  ).toEqual([
    [b?.id, ["phone"], "strong"],
    [c?.id, ["name"], "weak"],
  ]);
  expect(await server.call(outsider, "GET", path)).toMatchObject({
    status: 404,
  });
});

test("a merge moves everything to the survivor, the other id leads there, and undoing takes it apart", async () => {
  const psid = digits(16);
  const one = await write(digits(16), "one");
  const two = await write(psid, "two");
  const [survivorId, otherId] = [one.customer.id, two.customer.id];
  await ok(owner, "PATCH", `/customers/${survivorId}`, {
    name: "Survivor",
    fields: { city: "Taipei" },
  });
  await ok(owner, "PATCH", `/customers/${otherId}`, {
    name: "Other",
    email: "other@example.com",
    fields: { city: "Tainan", size: "M" },
  });
  await ok(owner, "POST", `/customers/${otherId}/notes`, { text: "Note" });
  for (const body of [
    { survivorId, otherId: survivorId },
    { survivorId, otherId: newId() },
  ])
    expect(
      (await server.call(owner, "POST", "/customers/merge", body)).status,
    ).toBeGreaterThanOrEqual(400);
  expect(
    await server.call(outsider, "POST", "/customers/merge", {
      survivorId,
      otherId,
    }),
  ).toMatchObject({ status: 404 });
  const { mergeId } = await ok<{ mergeId: string }>(
    owner,
    "POST",
    "/customers/merge",
    { survivorId, otherId },
  );
  for (const id of [survivorId, otherId])
    expect(await ok(mei, "GET", `/customers/${id}`)).toMatchObject({
      id: survivorId,
      name: "Survivor",
      email: "other@example.com",
      fields: { city: "Taipei", size: "M" },
    });
  expect((await write(psid, "still two")).customer.id).toBe(survivorId);
  const notes = await ok<{ items: unknown[] }>(
    owner,
    "GET",
    `/customers/${survivorId}/notes`,
  );
  expect(notes.items).toHaveLength(1);
  const undo = `/customers/merges/${mergeId}/undo`;
  expect((await server.call(owner, "POST", undo)).status).toBe(204);
  expect((await server.call(owner, "POST", undo)).status).toBe(204);
  expect(await ok(owner, "GET", `/customers/${survivorId}`)).toMatchObject({
    name: "Survivor",
    email: null,
    fields: { city: "Taipei" },
  });
  expect(await ok(owner, "GET", `/customers/${otherId}`)).toMatchObject({
    id: otherId,
    name: "Other",
    email: "other@example.com",
    fields: { city: "Tainan", size: "M" },
  });
  expect((await write(psid, "two again")).customer.id).toBe(otherId);
  expect(
    await prisma().auditEntry.count({
      where: {
        targetId: survivorId,
        action: { in: ["customer.merged", "customer.merge_undone"] },
      },
    }),
  ).toBe(2);
});

test("an export has all data and a list of the files, for admins alone", async () => {
  const thread = await write(digits(16), "export me");
  const path = `/customers/${thread.customer.id}`;
  expect(await server.call(mei, "POST", `${path}/export`)).toMatchObject({
    status: 403,
  });
  const job = await ok<CustomerExport>(owner, "POST", `${path}/export`);
  expect(job).toMatchObject({ kind: "customer_export", state: "done" });
  expect(await ok(owner, "GET", `/jobs/${job.id}`)).toMatchObject({
    result: job.result,
  });
  const url = (job.result?.url ?? "").replace("/api/v1", "");
  const data = await ok<Record<string, unknown>>(owner, "GET", url);
  expect(data).toMatchObject({
    customer: { id: thread.customer.id },
    messages: [{ text: "export me" }],
    files: [],
    leads: [],
  });
});

test("an erasure leaves no personal data, keeps the rows, and the person begins anew", async () => {
  const psid = digits(16);
  const secret = `secret ${randomToken(8)}`;
  const thread = await write(psid, secret);
  const { id } = thread.customer;
  await ok(owner, "PATCH", `/customers/${id}`, {
    name: "Erase Me",
    email: "erase@example.com",
    phone: "0900 111 222",
  });
  await ok(owner, "POST", `/customers/${id}/notes`, { text: secret });
  await prisma().lead.create({
    data: {
      id: newId(),
      pageId: page.pageId,
      channelId: page.channelId,
      formId: digits(15),
      leadgenId: digits(16),
      customerId: id,
      contact: { name: "Erase Me", email: "erase@example.com", fields: {} },
      search: "erase me",
      emailKey: "erase@example.com",
      createdTime: new Date(),
    },
  });
  const other = await write(digits(16), "someone else");
  expect(
    await server.call(mei, "POST", `/customers/${id}/erase`),
  ).toMatchObject({ status: 403 });
  const job = await ok<CustomerErasure>(
    owner,
    "POST",
    `/customers/${id}/erase`,
  );
  expect(job.result?.certificate).toMatchObject({
    customerId: id,
    erased: {
      identities: 1,
      messages: expect.any(Number) as number,
      notes: 1,
      leads: 1,
    },
  });
  const { pool } = server.host.context.db;
  for (const table of [
    "customer",
    "identity",
    "message",
    "customer_note",
    "lead",
    "audit_entry",
  ]) {
    const { rows } = await pool.query<{ row: string }>(
      `select row_to_json(t)::text as row from "${table}" t`,
    );
    const all = rows.map(({ row }) => row).join("\n");
    for (const word of [secret, "Erase Me", "erase@example.com", psid])
      expect({ table, word, found: all.includes(word) }).toEqual({
        table,
        word,
        found: false,
      });
  }
  const bodies = await pool.query<{ body: string }>(
    "select convert_from(body, 'UTF8') as body from delivery",
  );
  const stored = bodies.rows.map(({ body }) => body).join("\n");
  expect(stored).not.toContain(psid);
  expect(stored).toContain("someone else");
  expect(await ok(owner, "GET", `/threads/${thread.id}`)).toMatchObject({
    status: "closed",
  });
  expect(await prisma().message.count({ where: { threadId: thread.id } })).toBe(
    1,
  );
  expect(await messagesOf(other.id)).toMatchObject([{ text: "someone else" }]);
  const anew = await write(psid, "hello again");
  expect(anew.customer.id).not.toBe(id);
  expect(await messagesOf(anew.id)).toMatchObject([{ text: "hello again" }]);
});

test("a vendor’s request to delete data erases the customer with that id, and says when", async () => {
  const psid = digits(16);
  const thread = await write(psid, "delete me");
  const { context } = server.world;
  const request = { sourceId: page.sourceId, userId: psid };
  await prisma().deletionRequest.create({
    data: {
      id: newId(),
      ...request,
      code: randomToken(12),
      receivedAt: new Date(),
    },
  });
  await eraseForRequest(context, request);
  await eraseForRequest(context, request);
  expect(await messagesOf(thread.id)).toMatchObject([{ text: null }]);
  expect(
    await prisma().deletionRequest.findFirst({ where: { userId: psid } }),
  ).toMatchObject({ erasedAt: expect.any(Date) as Date });
});
