import { afterAll, beforeAll, expect, test } from "vitest";
import type { ListedCustomer } from "#contract/customers/customer.ts";
import { testDatabase } from "#server/db/test-database.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { newThread } from "#server/domain/test-context.ts";
import { startTestServer, type TestServer } from "#server/http/test-server.ts";
import { newId } from "#server/runtime/crypto.ts";

/** The orders of the list of customers, from outside. */

const SORTS = ["created", "last_message", "name"] as const;
type Sort = (typeof SORTS)[number];
type Listed = { items: ListedCustomer[]; nextCursor: string | null };

let server: TestServer;
let owner: Actor;
let sue: Actor;
let mei: Actor;
let channelId: string;
let mine: string;
let theirs: string;
let labelId: string;
/** By name; all but "Ann" and the last two have one thread, which Mei sees. */
const ids = new Map<string, string>();
const NAMES = ["bob", "Ávila", "陳大文", "Zoë", "Chen 0912 345 678", "陳小明"];

beforeAll(async () => {
  server = await startTestServer(await testDatabase());
  const { world } = server;
  owner = await world.agent("Olga", "owner");
  sue = await world.agent("Sue", "supervisor");
  mei = await world.agent("Mei");
  ({ channelId } = await world.page(null));
  mine = await world.department([sue, mei]);
  theirs = await world.department([]);
  ({ id: labelId } = await ok<{ id: string }>(owner, "POST", "/labels", {
    name: "VIP",
    color: "blue",
  }));
  for (const [index, name] of NAMES.entries())
    await wrote(await customer(name), index);
  // Two more threads of one customer: a newer one that Mei sees, and the newest that she does not.
  const bob = idOf("bob");
  await wrote(await threadOf(bob, mei), 8);
  await wrote(await threadOf(bob, null), 20);
  await wrote(await customer("Ann", null), 9);
  await wrote(await customer(null), 4);
  const { prisma } = server.host.context.db;
  ids.set("by a lead", newId());
  await prisma.customer.create({
    data: { id: idOf("by a lead"), name: "Lea Lead" },
    select: { id: true },
  });
});
afterAll(() => server.stop());

const ok: TestServer["ok"] = (...call) => server.ok(...call);

const idOf = (name: string) => ids.get(name) ?? "";
const nameOf = (id: string) =>
  [...ids].find(([, known]) => known === id)?.[0] ?? id;

/** A customer with a thread of Mei's, or of another department. Returns the thread. */
async function customer(
  name: string | null,
  agent: Actor | null = mei,
): Promise<string> {
  const { context } = server.world;
  const made = await newThread(context, channelId, {
    ...(agent ? { ownerId: agent.agentId } : {}),
    departmentId: agent ? mine : theirs,
  });
  ids.set(name ?? "nameless", made.customerId);
  if (name !== null)
    await ok(owner, "PATCH", `/customers/${made.customerId}`, { name });
  return made.threadId;
}

/** One more thread of a customer. */
async function threadOf(
  customerId: string,
  agent: Actor | null,
): Promise<string> {
  const { context } = server.world;
  const made = await newThread(context, channelId, {
    ...(agent ? { ownerId: agent.agentId } : {}),
    departmentId: agent ? mine : theirs,
  });
  const { prisma } = context.db;
  await prisma.thread.update({
    where: { id: made.threadId },
    data: { customerId },
    select: { id: true },
  });
  await prisma.identity.updateMany({
    where: { customerId: made.customerId },
    data: { customerId },
  });
  await prisma.customer.delete({
    where: { id: made.customerId },
    select: { id: true },
  });
  return made.threadId;
}

async function wrote(threadId: string, minute: number): Promise<void> {
  await server.host.context.db.prisma.thread.update({
    where: { id: threadId },
    data: { lastMessageAt: new Date(Date.UTC(2026, 0, 1, 8, minute)) },
    select: { id: true },
  });
}

/** The names of a list that is read in pages of this size. */
async function listed(
  actor: Actor,
  sort: Sort | "",
  { query = "", size = 2 } = {},
): Promise<string[]> {
  const found: string[] = [];
  for (let cursor: string | null = ""; cursor !== null;) {
    const page: Listed = await ok(
      actor,
      "GET",
      `/customers?limit=${size}${sort && `&sort=${sort}`}${query}${cursor && `&cursor=${encodeURIComponent(cursor)}`}`,
    );
    found.push(...page.items.map(({ id }) => nameOf(id)));
    cursor = page.nextCursor;
  }
  return found;
}

const CREATED = [
  "by a lead",
  "nameless",
  "Ann",
  ...NAMES.toReversed(),
] as const;

test("the order is the newest customer first unless another is asked, and an unknown one is refused", async () => {
  expect(await listed(owner, "")).toEqual(CREATED);
  expect(await listed(owner, "created")).toEqual(CREATED);
  expect(await server.call(owner, "GET", "/customers?sort=age")).toMatchObject({
    status: 422,
    body: { errors: [{ path: "sort" }] },
  });
});

test("by name, without case and accents; Chinese names of a family stand together, and customers without a name come last", async () => {
  for (const size of [1, 3, 50])
    expect(await listed(owner, "name", { size })).toEqual([
      "Ann",
      "Ávila",
      "bob",
      "Chen 0912 345 678",
      "by a lead",
      "Zoë",
      "陳大文",
      "陳小明",
      "nameless",
    ]);
});

test("by the last message that the reader may see; customers without one come last", async () => {
  for (const size of [1, 3, 50]) {
    expect(await listed(owner, "last_message", { size })).toEqual([
      "bob",
      "Ann",
      "陳小明",
      ...(await sameMinute("Chen 0912 345 678", "nameless")),
      "Zoë",
      "陳大文",
      "Ávila",
      "by a lead",
    ]);
    for (const actor of [mei, sue])
      expect(await listed(actor, "last_message", { size })).toEqual([
        "bob",
        "陳小明",
        ...(await sameMinute("Chen 0912 345 678", "nameless")),
        "Zoë",
        "陳大文",
        "Ávila",
      ]);
  }
  const { items } = await ok<Listed>(
    mei,
    "GET",
    "/customers?sort=last_message&limit=1",
  );
  expect(items[0]?.lastMessageAt).toBe("2026-01-01T08:08:00.000Z");
});

/** Names in the order of their threads' ids, newest first. */
async function sameMinute(...names: string[]): Promise<string[]> {
  const rows = await server.host.context.db.prisma.thread.findMany({
    where: { customerId: { in: names.map(idOf) } },
    orderBy: { id: "desc" },
    select: { customerId: true },
  });
  return rows.map(({ customerId }) => nameOf(customerId));
}

test("a search or a filter keeps the order, for each reader", async () => {
  await ok(owner, "POST", `/customers/${idOf("bob")}/labels`, { labelId });
  await ok(owner, "POST", `/customers/${idOf("Ann")}/labels`, { labelId });
  const sought = `&q=${encodeURIComponent("陳")}`;
  for (const [query, byName, byMessage, hidden] of [
    [sought, ["陳大文", "陳小明"], ["陳小明", "陳大文"], []],
    [`&label=${labelId}`, ["Ann", "bob"], ["bob", "Ann"], ["Ann"]],
    [`&label=${labelId}&q=an`, ["Ann"], ["Ann"], ["Ann"]],
    ["&q=nobody", [], [], []],
  ] as const)
    for (const size of [1, 50]) {
      expect(await listed(owner, "name", { query, size })).toEqual(byName);
      expect(await listed(owner, "last_message", { query, size })).toEqual(
        byMessage,
      );
      const seen = (names: readonly string[]) =>
        names.filter((name) => !(hidden as readonly string[]).includes(name));
      expect(await listed(mei, "name", { query, size })).toEqual(seen(byName));
      expect(await listed(mei, "last_message", { query, size })).toEqual(
        seen(byMessage),
      );
    }
  const ofChannel = await listed(mei, "name", {
    query: `&channel=${channelId}`,
  });
  expect(ofChannel).toEqual(
    (await listed(owner, "name")).filter(
      (name) => name !== "Ann" && name !== "by a lead",
    ),
  );
});

test("a cursor belongs to its order, keeps its place when the customer is renamed, and shows no name", async () => {
  const first = await ok<Listed>(owner, "GET", "/customers?sort=name&limit=4");
  const cursor = first.nextCursor ?? "";
  for (const part of cursor.split("."))
    expect(Buffer.from(part, "base64url").toString()).not.toContain("0912");
  for (const sort of ["created", "last_message"])
    expect(
      await server.call(
        owner,
        "GET",
        `/customers?sort=${sort}&cursor=${cursor}`,
      ),
    ).toMatchObject({ status: 422, body: { errors: [{ path: "cursor" }] } });
  const id = idOf("Chen 0912 345 678");
  await ok(owner, "PATCH", `/customers/${id}`, { name: "Zz" });
  const next = await ok<Listed>(
    owner,
    "GET",
    `/customers?sort=name&limit=4&cursor=${cursor}`,
  );
  expect(next.items.slice(0, 3).map((one) => nameOf(one.id))).toEqual([
    "by a lead",
    "Zoë",
    "Chen 0912 345 678",
  ]);
  await ok(owner, "PATCH", `/customers/${id}`, { name: "Chen 0912 345 678" });
});

test("the CSV has the order of the list", async () => {
  const token = await server.token(owner);
  for (const sort of SORTS) {
    const response = await server.request(
      `/api/v1/customers/export?sort=${sort}`,
      { headers: { authorization: `Bearer ${token}` } },
    );
    const lines = (await response.text()).split("\r\n").slice(1, -1);
    expect(
      lines.map((line) => nameOf(/^"([^"]+)"/.exec(line)?.[1] ?? "")),
    ).toEqual(await listed(owner, sort));
  }
});

test("a merged and an erased customer are in no order", async () => {
  await ok(owner, "POST", "/customers/merge", {
    survivorId: idOf("陳小明"),
    otherId: idOf("陳大文"),
  });
  await ok(owner, "POST", `/customers/${idOf("Zoë")}/erase`);
  for (const sort of SORTS) {
    const names = await listed(owner, sort);
    expect(names).toHaveLength(CREATED.length - 2);
    expect(names).not.toContain("陳大文");
    expect(names).not.toContain("Zoë");
  }
});
