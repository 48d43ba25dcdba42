import { afterAll, beforeAll, expect, test } from "vitest";
import type {
  CustomerErasure,
  CustomerExport,
} from "#contract/customers/customer-job.ts";
import type { Customer } from "#contract/customers/customer.ts";
import type { Message } from "#contract/threads/message.ts";
import type { Thread } from "#contract/threads/thread.ts";
import { testDatabase } from "#server/db/test-database.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { startTestServer, type TestServer } from "#server/http/test-server.ts";
import { digits } from "#server/pipeline/test-world.ts";
import { randomToken } from "#server/runtime/crypto.ts";

/** Customers as a whole, from outside: blocked, exported, erased. */

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

const ok: TestServer["ok"] = (...call) => server.ok(...call);

let written = Date.now() - 600_000;

/** The customer writes; returns their thread as the owner sees it. */
async function write(psid: string, text: string): Promise<Thread> {
  written += 1_000;
  const what = { psid, text, at: written };
  const { threadId } = await server.world.write(page, what);
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

const verify = (id: string, key: "email" | "phone") =>
  ok<Customer>(owner, "POST", `/customers/${id}/verify`, {
    key,
    reason: "Called back",
  });

test("an export has all data and a list of the files, for admins alone", async () => {
  const thread = await write(digits(16), "export me");
  const path = `/customers/${thread.customer.id}`;
  await ok(owner, "PATCH", path, { email: "export@example.com" });
  await verify(thread.customer.id, "email");
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
    customer: {
      id: thread.customer.id,
      verified: { email: { reason: "Called back" } },
    },
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
  await ok(owner, "POST", `/customers/${id}/verify`, {
    key: "phone",
    reason: secret,
  });
  await server.world.lead(page, {
    customerId: id,
    contact: { name: "Erase Me", email: "erase@example.com", fields: {} },
    search: "erase me",
    emailKey: "erase@example.com",
  });
  const other = await write(digits(16), "someone else");
  const pair = `/customers/${id}/duplicates/${other.customer.id}/dismiss`;
  await ok(owner, "POST", pair);
  expect(
    await server.call(mei, "POST", `/customers/${id}/erase`),
  ).toMatchObject({ status: 403 });
  const kept = ["me erased", "0900 111 223", "erase"];
  const named = [
    "ＥＲＡＳＥ　ｍｅ",
    "order of Me, Erase",
    "erase@Example.com 12",
    "call (0900) 111-222",
    "+886900111222",
  ];
  const savedAs = (q: string) => ({ name: q.slice(0, 20), q });
  await ok(mei, "PATCH", "/me/preferences", {
    searches: {
      recent: [...named, ...kept],
      saved: [...kept, ...named].map(savedAs),
    },
  });
  for (const q of ["erase", "erase@Example.com 12"])
    await ok(mei, "POST", "/views", { name: "A search", filter: { q } });
  const job = await ok<CustomerErasure>(
    owner,
    "POST",
    `/customers/${id}/erase`,
  );
  expect(await ok(mei, "GET", "/views")).toMatchObject({
    items: [{ filter: { q: "erase" } }],
  });
  expect(job.result?.certificate).toMatchObject({
    customerId: id,
    erased: {
      identities: 1,
      messages: expect.any(Number) as number,
      notes: 1,
      leads: 1,
    },
  });
  expect(await ok(mei, "GET", "/me/preferences")).toMatchObject({
    searches: { recent: kept, saved: kept.map(savedAs) },
  });
  const { pool } = server.host.context.db;
  expect(
    await prisma().customerApart.count({
      where: { OR: [{ lowId: id }, { highId: id }] },
    }),
  ).toBe(0);
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
  written = Date.now();
  const anew = await write(psid, "hello again");
  expect(anew.customer.id).not.toBe(id);
  expect(await messagesOf(anew.id)).toMatchObject([{ text: "hello again" }]);
});
