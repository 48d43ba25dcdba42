import { afterAll, beforeAll, expect, test } from "vitest";
import type { Customer } from "#contract/customers/customer.ts";
import { customerSchema } from "#contract/customers/customer.ts";
import type { CustomerField } from "#contract/customers/customer-field.ts";
import type { CustomerNote } from "#contract/customers/customer-note.ts";
import {
  timelineItemSchema,
  type TimelineItem,
} from "#contract/customers/timeline.ts";
import { testDatabase } from "#server/db/test-database.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { newThread } from "#server/domain/test-context.ts";
import { startTestServer, type TestServer } from "#server/http/test-server.ts";
import { digits } from "#server/pipeline/test-world.ts";
import { newId } from "#server/runtime/crypto.ts";

/** Customers from outside: their details, notes, own fields and timeline. */

let server: TestServer;
let owner: Actor;
let sue: Actor;
let mei: Actor;
let outsider: Actor;
let page: Awaited<ReturnType<TestServer["world"]["page"]>>;
let departmentId: string;

beforeAll(async () => {
  server = await startTestServer(await testDatabase());
  const { world } = server;
  owner = await world.agent("Olga", "owner");
  sue = await world.agent("Sue", "supervisor");
  mei = await world.agent("Mei");
  outsider = await world.agent("Otto");
  departmentId = await world.department([sue, mei]);
  page = await world.page(null);
  await ok(owner, "PATCH", "/settings/company", { country: "TW" });
});
afterAll(() => server.stop());

const prisma = () => server.host.context.db.prisma;

const ok: TestServer["ok"] = (...call) => server.ok(...call);

/** A customer with one thread, which Mei owns. */
async function customer(): Promise<{ id: string; threadId: string }> {
  const made = await newThread(server.world.context, page.channelId, {
    ownerId: mei.agentId,
    departmentId,
  });
  return { id: made.customerId, threadId: made.threadId };
}

test("e-mail, phone, language, time zone and owner are changed, and an unknown member is refused", async () => {
  const { id } = await customer();
  const changed = await ok<Customer>(mei, "PATCH", `/customers/${id}`, {
    email: "Ming@Example.com",
    phone: "0912-345 678",
    locale: "zh-TW",
    timezone: 8,
    ownerId: sue.agentId,
  });
  customerSchema.strict().parse(changed);
  expect(changed).toMatchObject({
    email: "ming@example.com",
    phone: "+886912345678",
    locale: "zh-TW",
    timezone: 8,
    ownerId: sue.agentId,
    accountOwnerId: sue.agentId,
  });
  expect(await ok(owner, "GET", `/customers/${id}`)).toEqual(changed);
  for (const [wrong, path] of [
    [{ nick: "M" }, "nick"],
    [{ phone: "12" }, "phone"],
    [{ email: "not an address" }, "email"],
    [{ timezone: 99 }, "timezone"],
    [{ ownerId: newId() }, "ownerId"],
  ] as const)
    expect(
      await server.call(mei, "PATCH", `/customers/${id}`, wrong),
    ).toMatchObject({ status: 422, body: { errors: [{ path }] } });
  const cleared = await ok<Customer>(mei, "PATCH", `/customers/${id}`, {
    email: null,
    phone: null,
    ownerId: null,
  });
  expect(cleared).toMatchObject({ email: null, phone: null, ownerId: null });
});

test("the list is exported as CSV with its filter and the company's own fields, for supervisors, and recorded", async () => {
  const field = await ok<CustomerField>(owner, "POST", "/customer-fields", {
    name: "Shoe size",
    type: "text",
  });
  const { id } = await customer();
  const other = await customer();
  await ok(mei, "PATCH", `/customers/${id}`, {
    name: "=Csv, Customer",
    email: "csv@example.org",
    ownerId: mei.agentId,
    fields: { [field.key]: "42" },
  });
  const read = async (actor: Actor, query = "") => {
    const token = await server.token(actor);
    return server.request(`/api/v1/customers/export${query}`, {
      headers: { authorization: `Bearer ${token}` },
    });
  };
  expect((await read(mei)).status).toBe(403);
  const all = await (await read(sue)).text();
  expect(all).toContain(other.id);
  const response = await read(sue, "?q=csv%40example.org");
  expect(response.headers.get("content-type")).toContain("text/csv");
  const [head = "", line = "", ...rest] = (await response.text()).split("\r\n");
  expect(head).toContain('"id","name"');
  expect(head).toContain('"Shoe size"');
  for (const cell of [
    `"${id}"`,
    `"'=Csv, Customer"`,
    '"csv@example.org"',
    '"Mei"',
    '"42"',
  ])
    expect(line).toContain(cell);
  expect(rest).toEqual([""]);
  const told = await prisma().auditEntry.count({
    where: { action: "customer.list_exported", actorId: sue.agentId },
  });
  expect(told).toBe(2);
});

test("the profile that the channel tells no longer overwrites a language set here", async () => {
  const { id } = await customer();
  await ok(mei, "PATCH", `/customers/${id}`, { locale: "ja", timezone: 9 });
  expect(
    await prisma().customer.findUniqueOrThrow({ where: { id } }),
  ).toMatchObject({ localeEdited: true, timezoneEdited: true });
  await ok(mei, "PATCH", `/customers/${id}`, { locale: null });
  expect(
    await prisma().customer.findUniqueOrThrow({ where: { id } }),
  ).toMatchObject({ locale: null, localeEdited: false });
});

test("a phone number is found in any writing, and an e-mail address in any case, in every search", async () => {
  const { id, threadId } = await customer();
  await ok(mei, "PATCH", `/customers/${id}`, {
    phone: "0987 654 321",
    email: "lan@example.org",
  });
  for (const q of [
    "0987654321",
    "+886 987-654-321",
    "(0987) 654321",
    "4321",
    "LAN@example.org",
  ]) {
    const query = `q=${encodeURIComponent(q)}`;
    const list = await ok<{ items: Customer[] }>(
      mei,
      "GET",
      `/customers?${query}`,
    );
    expect({ q, ids: list.items.map((one) => one.id) }).toEqual({
      q,
      ids: [id],
    });
    const threads = await ok<{ items: { id: string }[] }>(
      mei,
      "GET",
      `/threads?${query}`,
    );
    expect(threads.items.map((one) => one.id)).toEqual([threadId]);
    const found = await ok<{ customers: Customer[] }>(
      mei,
      "GET",
      `/search?${query}`,
    );
    expect(found.customers.map((one) => one.id)).toEqual([id]);
  }
  expect(
    (await ok<{ items: [] }>(outsider, "GET", "/customers?q=0987654321")).items,
  ).toEqual([]);
});

test("notes have an author, are pinned, and only their author and supervisors change them", async () => {
  const { id } = await customer();
  const path = `/customers/${id}/notes`;
  const first = await ok<CustomerNote>(mei, "POST", path, {
    text: "Likes tea",
  });
  expect(first).toMatchObject({
    author: { id: mei.agentId, name: "Mei" },
    pinned: false,
    editedAt: null,
    mayEdit: true,
  });
  const second = await ok<CustomerNote>(sue, "POST", path, { text: "VIP" });
  const one = `${path}/${first.id}`;
  expect(await ok(sue, "PATCH", one, { pinned: true })).toMatchObject({
    pinned: true,
    editedAt: null,
  });
  const { items } = await ok<{ items: CustomerNote[] }>(mei, "GET", path);
  expect(items.map((note) => [note.text, note.mayEdit])).toEqual([
    ["Likes tea", true],
    ["VIP", false],
  ]);
  expect(
    await server.call(mei, "PATCH", `${path}/${second.id}`, { text: "x" }),
  ).toMatchObject({ status: 403 });
  for (const [method, body] of [
    ["PATCH", { text: "x" }],
    ["DELETE", undefined],
  ] as const)
    expect(await server.call(outsider, method, one, body)).toMatchObject({
      status: 404,
    });
  expect(await ok(mei, "PATCH", one, { text: "Likes oolong" })).toMatchObject({
    text: "Likes oolong",
    editedAt: expect.any(String) as string,
  });
  // Another customer's address does not lead to it.
  const other = await customer();
  expect(
    await server.call(
      mei,
      "DELETE",
      `/customers/${other.id}/notes/${first.id}`,
    ),
  ).toMatchObject({ status: 404 });
  expect((await server.call(mei, "DELETE", one)).status).toBe(204);
  expect(
    await prisma().auditEntry.count({
      where: { targetId: id, action: { startsWith: "customer.note_" } },
    }),
  ).toBe(5);
});

test("own fields have a type that values must fit, and keep their key when renamed", async () => {
  const made = await ok<CustomerField>(sue, "POST", "/customer-fields", {
    name: "Tier",
    type: "choice",
    options: ["Gold", "Silver"],
  });
  expect(made).toMatchObject({ key: "Tier", type: "choice" });
  expect(
    await server.call(sue, "POST", "/customer-fields", { name: "Tier" }),
  ).toMatchObject({ status: 409, body: { code: "already_exists" } });
  expect(
    await server.call(sue, "POST", "/customer-fields", {
      name: "Empty",
      type: "choice",
    }),
  ).toMatchObject({ status: 422, body: { errors: [{ path: "options" }] } });
  for (const [name, type] of [
    ["Visits", "number"],
    ["Born", "date"],
    ["Member", "boolean"],
    ["Nickname", "text"],
  ])
    await ok(sue, "POST", "/customer-fields", { name, type });
  const { id } = await customer();
  const path = `/customers/${id}`;
  for (const [key, value] of [
    ["Tier", "Bronze"],
    ["Visits", "three"],
    ["Born", "2026-02-30"],
    ["Member", "yes"],
    ["Nickname", 5],
  ] as const)
    expect(
      await server.call(mei, "PATCH", path, { fields: { [key]: value } }),
    ).toMatchObject({
      status: 422,
      body: { errors: [{ path: `fields.${key}` }] },
    });
  const fields = {
    Tier: "Gold",
    Visits: 3,
    Born: "1990-05-01",
    Member: true,
    Nickname: "Lan",
  };
  expect(await ok(mei, "PATCH", path, { fields })).toMatchObject({ fields });
  expect(
    await ok(sue, "PATCH", `/customer-fields/${made.id}`, { name: "Level" }),
  ).toMatchObject({ key: "Tier", name: "Level" });
  expect(
    await server.call(sue, "PATCH", `/customer-fields/${made.id}`, {
      type: "text",
    }),
  ).toMatchObject({ status: 422 });
  await ok(mei, "PATCH", path, { fields: { Tier: "Silver" } });
  await ok(sue, "DELETE", `/customer-fields/${made.id}`);
  expect(await ok(mei, "GET", path)).toMatchObject({
    fields: { Tier: "Silver" },
  });
});

test("the timeline has conversations, leads, notes and files, newest first, page by page and within borders", async () => {
  const psid = digits(16);
  const at = Date.now() - 60_000;
  await server.world.write(page, { psid, text: "Where is my order?", at });
  const thread = await prisma().thread.findFirstOrThrow({
    where: { identity: { externalId: psid } },
  });
  await prisma().thread.update({
    where: { id: thread.id },
    data: { departmentId },
    select: { id: true },
  });
  const { customerId } = thread;
  const sent = await prisma().message.findFirstOrThrow({
    where: { threadId: thread.id },
  });
  await prisma().attachment.create({
    data: {
      id: newId(),
      messageId: sent.id,
      type: "image",
      name: "receipt.png",
      state: "none",
    },
  });
  await server.world.lead(page, {
    customerId,
    ownerId: outsider.agentId,
    createdTime: new Date(at - 60_000),
  });
  await ok(sue, "POST", `/customers/${customerId}/notes`, { text: "Called" });
  const path = `/customers/${customerId}/timeline`;
  const read = (query = "", actor = owner) =>
    ok<{ items: TimelineItem[]; nextCursor: string | null }>(
      actor,
      "GET",
      `${path}${query}`,
    );
  const all = await read();
  for (const item of all.items) timelineItemSchema.parse(item);
  expect(all.items.map(({ type }) => type).sort()).toEqual([
    "file",
    "lead",
    "note",
    "thread",
  ]);
  expect(all.items[0]).toMatchObject({ type: "note", text: "Called" });
  expect(all.items.find(({ type }) => type === "thread")).toMatchObject({
    text: "Where is my order?",
    closedAt: null,
  });
  const { items: threads } = await read("?type=thread");
  expect(threads).toEqual(all.items.filter(({ type }) => type === "thread"));
  expect(threads).toMatchObject([{ lastText: "Where is my order?" }]);
  const walked: TimelineItem[] = [];
  for (let cursor: string | null = ""; cursor !== null;) {
    const next = await read(`?limit=1${cursor && `&cursor=${cursor}`}`);
    walked.push(...next.items);
    cursor = next.nextCursor;
  }
  expect(walked).toEqual(all.items);
  // Sue supervises the thread; the other page's department decides about leads.
  await prisma().channel.update({
    where: { id: page.channelId },
    data: { departmentId: await server.world.department([outsider]) },
    select: { id: true },
  });
  expect((await read("", sue)).items.map(({ type }) => type)).not.toContain(
    "lead",
  );
  expect(await server.call(outsider, "GET", path)).toMatchObject({
    status: 404,
  });
});
