import { afterAll, beforeAll, expect, test } from "vitest";
import type { Customer } from "#contract/customers/customer.ts";
import type { Duplicate } from "#contract/customers/duplicate.ts";
import type { Thread } from "#contract/threads/thread.ts";
import { testDatabase } from "#server/db/test-database.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { startTestServer, type TestServer } from "#server/http/test-server.ts";
import { digits } from "#server/pipeline/test-world.ts";
import { newId } from "#server/runtime/crypto.ts";

/** Suggested duplicates, merging and its undo, from outside. */

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

const verifyBy = (actor: Actor, id: string, body: object) =>
  server.call(actor, "POST", `/customers/${id}/verify`, body);

const verify = (id: string, key: "email" | "phone") =>
  ok<Customer>(owner, "POST", `/customers/${id}/verify`, {
    key,
    reason: "Called back",
  });

/** Id, certainty, reasons, and what is verified on both. */
async function duplicatesOf(id: string): Promise<unknown[][]> {
  const path = `/customers/${id}/duplicates`;
  const { items } = await ok<{ items: Duplicate[] }>(owner, "GET", path);
  return items.map(({ customer, certainty, reasons, strength, verified }) => [
    customer.id,
    certainty,
    strength,
    reasons,
    verified,
  ]);
}

test("the same verified phone is the same person, a claimed one may be, a name is a hint, other verified values and dismissed pairs are not suggested", async () => {
  const ids: string[] = [];
  for (const text of ["a", "b", "c"])
    ids.push((await write(digits(16), text)).customer.id);
  const [a = "", b = "", c = ""] = ids;
  const change = (id: string, patch: object) =>
    ok<Customer>(owner, "PATCH", `/customers/${id}`, patch);
  await change(a, { phone: "0911 222 333", name: "Lin Yu" });
  await change(b, { phone: "+886-911-222-333", name: "Yu" });
  await change(c, { name: "lin yu" });
  const maybe = [b, "maybe", "strong", ["phone"], []];
  const hint = [c, "hint", "weak", ["name"], []];
  expect(await duplicatesOf(a)).toEqual([maybe, hint]);
  expect(
    await server.call(outsider, "GET", `/customers/${a}/duplicates`),
  ).toMatchObject({ status: 404 });

  const phone = { key: "phone", reason: "Called back" };
  for (const [actor, body, status] of [
    [outsider, phone, 404],
    [owner, { key: "phone", reason: " " }, 422],
    [owner, { key: "email", reason: "No address" }, 422],
    [owner, { ...phone, value: "0911 222 334" }, 409],
  ] as const)
    expect(await verifyBy(actor, a, body)).toMatchObject({ status });
  const value = "0911-222-333";
  expect(await verifyBy(mei, a, { ...phone, value })).toMatchObject({
    status: 200,
    body: {
      verified: {
        email: null,
        phone: { how: "agent", byId: mei.agentId, reason: "Called back" },
      },
    },
  });
  // Verified on one of both, it may still be a claim of the other.
  expect(await duplicatesOf(a)).toEqual([maybe, hint]);
  await verify(b, "phone");
  const same = [b, "same", "strong", ["phone"], ["phone"]];
  expect(await duplicatesOf(a)).toEqual([same, hint]);

  await change(a, { email: "a@example.com" });
  await change(b, { email: "b@example.com" });
  await verify(a, "email");
  expect(await duplicatesOf(a)).toEqual([same, hint]);
  await verify(b, "email");
  expect(await duplicatesOf(a)).toEqual([hint]);
  const undone = await ok<Customer>(
    owner,
    "DELETE",
    `/customers/${b}/verify?key=email`,
  );
  expect(undone.verified.email).toBeNull();
  expect(await duplicatesOf(a)).toEqual([same, hint]);

  // What was verified is the value: with another one, it is lost for good.
  await change(a, { phone: "0911 222 334" });
  const back = await change(a, {
    phone: "0911 222 333",
    email: "A@example.com",
  });
  expect(back.verified).toMatchObject({ phone: null, email: { how: "agent" } });
  expect(await duplicatesOf(a)).toEqual([maybe, hint]);

  const pair = `/customers/${c}/duplicates/${a}/dismiss`;
  expect(await server.call(outsider, "POST", pair)).toMatchObject({
    status: 404,
  });
  for (const _ of [1, 2]) await ok(mei, "POST", pair);
  expect([await duplicatesOf(a), await duplicatesOf(c)]).toEqual([[maybe], []]);
  await ok(mei, "DELETE", `/customers/${a}/duplicates/${c}/dismiss`);
  expect(await duplicatesOf(a)).toEqual([maybe, hint]);
  const entries = await prisma().auditEntry.findMany({
    where: { targetId: { in: [a, b, c] }, NOT: { action: "customer.updated" } },
    orderBy: { id: "asc" },
    select: { action: true },
  });
  expect(entries.map(({ action }) => action.replace("customer.", ""))).toEqual([
    ...Array<string>(4).fill("contact_verified"),
    "contact_unverified",
    "duplicate_dismissed",
    "duplicate_restored",
  ]);
});

test("a merge keeps what was verified on either side and who was kept apart, and undoing gives it back", async () => {
  const [one, two, three] = [
    (await write(digits(16), "1")).customer.id,
    (await write(digits(16), "2")).customer.id,
    (await write(digits(16), "3")).customer.id,
  ];
  for (const id of [one, two, three])
    await ok(owner, "PATCH", `/customers/${id}`, {
      name: "Wu Han",
      phone: "0922 333 444",
    });
  await ok(owner, "PATCH", `/customers/${two}`, { email: "wu@example.com" });
  await verify(two, "phone");
  await verify(two, "email");
  await ok(owner, "POST", `/customers/${two}/duplicates/${three}/dismiss`);
  const kept = async (id: string) => {
    const { verified } = await ok<Customer>(owner, "GET", `/customers/${id}`);
    const ids = (await duplicatesOf(id)).map(([found]) => found);
    const isVerified = [verified.email, verified.phone].map((x) => x !== null);
    return { isVerified, ids: ids.sort() };
  };
  const before = [await kept(one), await kept(two), await kept(three)];
  expect(before).toEqual([
    { isVerified: [false, false], ids: [two, three].sort() },
    { isVerified: [true, true], ids: [one] },
    { isVerified: [false, false], ids: [one] },
  ]);
  const { mergeId } = await ok<{ mergeId: string }>(
    owner,
    "POST",
    "/customers/merge",
    { survivorId: one, otherId: two },
  );
  expect(await kept(one)).toEqual({ isVerified: [true, true], ids: [] });
  expect((await kept(three)).ids).toEqual([]);
  await ok(owner, "POST", `/customers/merges/${mergeId}/undo`);
  expect([await kept(one), await kept(two), await kept(three)]).toEqual(before);
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

const found = async (actor: Actor, q: string): Promise<string[]> => {
  const at = `/customers?q=${encodeURIComponent(q)}`;
  const { items } = await ok<{ items: Customer[] }>(actor, "GET", at);
  return items.map(({ id }) => id).sort();
};

const merge = async (survivorId: string, otherId: string): Promise<string> => {
  const body = { survivorId, otherId };
  const path = "/customers/merge";
  return (await ok<{ mergeId: string }>(owner, "POST", path, body)).mergeId;
};

const aliasesOf = async (id: string): Promise<string[]> =>
  (await ok<Customer>(mei, "GET", `/customers/${id}`)).aliases;

/** Customers of these names, each with a conversation. */
async function named(...names: string[]): Promise<string[]> {
  const ids: string[] = [];
  for (const name of names) {
    const { customer } = await write(digits(16), "Hello");
    await ok(owner, "PATCH", `/customers/${customer.id}`, { name });
    ids.push(customer.id);
  }
  return ids;
}

test("after a merge the other name is an alias, which every search of customers finds, and undoing takes it back", async () => {
  const [one = "", two = "", three = "", same = ""] = await named(
    "Quendolyn",
    "Zoë Björk 王小明",
    "Wilhelmina",
    "QUENDOLYN",
  );
  // Names from an earlier merge come along.
  await merge(two, three);
  const mergeId = await merge(one, two);
  await merge(one, same);
  for (const id of [one, two, three, same])
    expect(await aliasesOf(id)).toEqual(["Zoë Björk 王小明", "Wilhelmina"]);
  for (const q of ["bjork", "小明", "王", "WILHELM", "zoe", "quendolyn"]) {
    expect(await found(owner, q), q).toEqual([one]);
    const at = `/search?q=${encodeURIComponent(q)}`;
    const hits = await ok<{ customers: Customer[]; threads: Thread[] }>(
      mei,
      "GET",
      at,
    );
    expect(hits.customers.map(({ id }) => id)).toEqual([one]);
    expect(hits.threads.map(({ customer }) => customer.id)).toEqual(
      Array<string>(4).fill(one),
    );
  }
  // Not across the end of one name and the start of the next.
  expect(await found(owner, "王小明 Wilhelmina")).toEqual([]);
  expect(await found(outsider, "bjork")).toEqual([]);
  const list = `/threads?q=${encodeURIComponent("bjork")}`;
  const { items } = await ok<{ items: Thread[] }>(mei, "GET", list);
  expect(items[0]?.customer.aliases).toEqual([
    "Zoë Björk 王小明",
    "Wilhelmina",
  ]);
  expect(items).toHaveLength(4);

  await ok(owner, "POST", `/customers/merges/${mergeId}/undo`);
  expect([await aliasesOf(one), await aliasesOf(two)]).toEqual([
    [],
    ["Wilhelmina"],
  ]);
  expect(await found(owner, "bjork")).toEqual([two]);
});

test("an alias can be removed by those who may edit the customer, and stays where another merge brought it, too", async () => {
  const [one = "", two = "", three = "", four = ""] = await named(
    "Orsolya",
    "Petronella",
    "petronella",
    "Leopoldine",
  );
  const first = await merge(one, two);
  await merge(one, three);
  expect(await aliasesOf(one)).toEqual(["Petronella"]);
  await ok(owner, "POST", `/customers/merges/${first}/undo`);
  expect(await aliasesOf(one)).toEqual(["Petronella"]);
  const last = await merge(one, four);
  const remove = (actor: Actor, alias: string) =>
    server.call(actor, "PATCH", `/customers/${one}`, {
      removeAliases: [alias],
    });
  expect(await remove(outsider, "Petronella")).toMatchObject({ status: 404 });
  for (const _ of [1, 2])
    expect(await remove(mei, "Petronella")).toMatchObject({
      status: 200,
      body: { name: "Orsolya", aliases: ["Leopoldine"] },
    });
  expect(await found(owner, "petronella")).toEqual([two]);
  // The name that the customer is called by is no alias of theirs.
  const name = { name: "Leopoldine" };
  await ok(owner, "PATCH", `/customers/${one}`, name);
  expect(await aliasesOf(one)).toEqual([]);
  await ok(owner, "POST", `/customers/merges/${last}/undo`);
  expect(await aliasesOf(one)).toEqual([]);
});

test("a survivor without a name gets the other’s, and that is no alias", async () => {
  const [two = ""] = await named("Clementia");
  const one = (await write(digits(16), "one")).customer.id;
  await prisma().customer.update({
    where: { id: one },
    data: { name: null },
    select: { id: true },
  });
  await merge(one, two);
  expect(await ok(mei, "GET", `/customers/${one}`)).toMatchObject({
    name: "Clementia",
    aliases: [],
  });
});

test("an export has the aliases, and an erasure removes them and the searches for them", async () => {
  const [one = "", two = ""] = await named("Rosalinde", "Ermengarde");
  await merge(one, two);
  const searches = { recent: ["ermengarde"], saved: [] };
  await ok(owner, "PATCH", "/me/preferences", { searches });
  const { result } = await ok<{ result: { url: string } }>(
    owner,
    "POST",
    `/customers/${two}/export`,
  );
  const path = result.url.replace("/api/v1", "");
  expect(await ok(owner, "GET", path)).toMatchObject({
    customer: { id: one, aliases: ["Ermengarde"] },
  });
  await ok(owner, "POST", `/customers/${one}/erase`);
  const { rows } = await server.host.context.db.pool.query<{ text: string }>(
    `select c::text as text from customer c union all select m::text from customer_merge m
     union all select preferences::text from agent`,
  );
  expect(rows.filter(({ text }) => /ermengarde/i.test(text))).toEqual([]);
});
