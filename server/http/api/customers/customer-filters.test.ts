import { afterAll, beforeAll, expect, test } from "vitest";
import {
  listedCustomerSchema,
  type ListedCustomer,
} from "#contract/customers/customer.ts";
import type { Segment, SegmentCount } from "#contract/customers/segment.ts";
import { testDatabase } from "#server/db/test-database.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { newThread } from "#server/domain/test-context.ts";
import { startTestServer, type TestServer } from "#server/http/test-server.ts";

/** The filters of the list of customers by what happens with them, from outside. */

const SORTS = ["created", "last_message", "name"] as const;
const DAY_MS = 86_400_000;

let server: TestServer;
let owner: Actor;
let mei: Actor;
let otto: Actor;
let channelId: string;
let mine: string;
let theirs: string;
const ids = new Map<string, string>();

beforeAll(async () => {
  server = await startTestServer(await testDatabase());
  const { world } = server;
  owner = await world.agent("Olga", "owner");
  mei = await world.agent("Mei");
  otto = await world.agent("Otto");
  ({ channelId } = await world.page(null));
  mine = await world.department([mei]);
  theirs = await world.department([]);
  await ok(owner, "PATCH", "/settings/company", { timeZone: "Asia/Taipei" });
  await customer("Ana", { daysAgo: 0.5, status: "open", locale: "zh_TW" });
  await customer("Ben", { daysAgo: 10, status: "closed", locale: "en_GB" });
  await customer("Cleo", { daysAgo: 100, status: "closed", locale: "zh_CN" });
  // Closed where Mei sees it, open and newer where she doesn't.
  await customer("Dora", { daysAgo: 40, status: "closed", locale: null });
  await thread(idOf("Dora"), { daysAgo: 2, status: "open" });
  ids.set("Emil", "0196e000-0000-7000-8000-000000000001");
  await prisma().customer.create({
    data: { id: idOf("Emil"), name: "Emil", locale: "en_US" },
    select: { id: true },
  });
});
afterAll(() => server.stop());

const ok: TestServer["ok"] = (...call) => server.ok(...call);
const prisma = () => server.world.context.db.prisma;
const idOf = (name: string) => ids.get(name) ?? "";
const now = () => server.host.context.clock.now().getTime();

type Written = { daysAgo: number; status: "open" | "closed" };

async function customer(
  name: string,
  { locale, ...written }: Written & { locale: string | null },
): Promise<void> {
  const made = await newThread(server.world.context, channelId, {
    ownerId: mei.agentId,
    departmentId: mine,
  });
  ids.set(name, made.customerId);
  await prisma().customer.update({
    where: { id: made.customerId },
    data: { name, locale },
    select: { id: true },
  });
  await write(made.threadId, written);
}

/** One more thread of a customer. */
async function thread(customerId: string, written: Written): Promise<void> {
  const made = await newThread(server.world.context, channelId, {
    ownerId: otto.agentId,
    departmentId: theirs,
  });
  await prisma().thread.update({
    where: { id: made.threadId },
    data: { customerId },
    select: { id: true },
  });
  await prisma().identity.updateMany({
    where: { customerId: made.customerId },
    data: { customerId },
  });
  await prisma().customer.delete({
    where: { id: made.customerId },
    select: { id: true },
  });
  await write(made.threadId, written);
}

async function write(
  threadId: string,
  { daysAgo, status }: Written,
): Promise<void> {
  if (status === "closed")
    await ok(owner, "POST", `/threads/${threadId}/close`, {});
  await prisma().thread.update({
    where: { id: threadId },
    data: { lastMessageAt: new Date(now() - daysAgo * DAY_MS) },
    select: { id: true },
  });
}

async function read(actor: Actor, query: string): Promise<ListedCustomer[]> {
  return (
    await ok<{ items: ListedCustomer[] }>(actor, "GET", `/customers?${query}`)
  ).items;
}

/** The names of a list, which are the same in every order. */
async function named(actor: Actor, query: string): Promise<string[]> {
  const found: string[][] = [];
  for (const sort of SORTS)
    found.push(
      (await read(actor, `${query}&sort=${sort}`))
        .map(({ name }) => name)
        .sort(),
    );
  for (const names of found) expect(names, query).toEqual(found[0]);
  return found[0] ?? [];
}

const dayOf = (daysAgo: number) =>
  new Date(now() - daysAgo * DAY_MS).toLocaleDateString("sv", {
    timeZone: "Asia/Taipei",
  });

test("customers are found by open conversations, language and the last message, as far as the reader sees them", async () => {
  expect(await named(owner, "open=true")).toEqual(["Ana", "Dora"]);
  expect(await named(owner, "open=false")).toEqual(["Ben", "Cleo", "Emil"]);
  expect(await named(mei, "open=true")).toEqual(["Ana"]);
  expect(await named(mei, "open=false")).toEqual(["Ben", "Cleo", "Dora"]);

  expect(await named(owner, "language=zh")).toEqual(["Ana", "Cleo"]);
  expect(await named(owner, "language=zh-Hant")).toEqual(["Ana"]);
  expect(await named(owner, "language=en")).toEqual(["Ben", "Emil"]);
  expect(await named(mei, "language=en")).toEqual(["Ben"]);
  expect(await named(owner, "language=ja")).toEqual([]);

  expect(await named(owner, "lastMessageWithin=30")).toEqual([
    "Ana",
    "Ben",
    "Dora",
  ]);
  expect(await named(mei, "lastMessageWithin=30")).toEqual(["Ana", "Ben"]);
  expect(await named(owner, "lastMessageOlderThan=30")).toEqual(["Cleo"]);
  expect(await named(mei, "lastMessageOlderThan=30")).toEqual(["Cleo", "Dora"]);
  expect(
    await named(mei, "lastMessageOlderThan=30&lastMessageWithin=60"),
  ).toEqual(["Dora"]);
});

test("a range of days counts both days in the company’s time zone", async () => {
  const days = (from: number, to: number) =>
    `lastMessageFrom=${dayOf(from)}&lastMessageTo=${dayOf(to)}`;
  expect(await named(owner, days(10, 10))).toEqual(["Ben"]);
  expect(await named(owner, days(100, 10))).toEqual(["Ben", "Cleo"]);
  expect(await named(owner, days(9, 3))).toEqual([]);
  expect(await named(owner, `lastMessageTo=${dayOf(11)}`)).toEqual(["Cleo"]);
  // A minute before and after midnight in Taipei.
  for (const [minute, name] of [
    ["2026-03-04T15:59:00Z", "Before"],
    ["2026-03-04T16:01:00Z", "After"],
  ] as const) {
    await customer(name, {
      daysAgo: (now() - Date.parse(minute)) / DAY_MS,
      status: "closed",
      locale: null,
    });
  }
  expect(
    await named(owner, "lastMessageFrom=2026-03-05&lastMessageTo=2026-03-05"),
  ).toEqual(["After"]);
  expect(await named(owner, "lastMessageTo=2026-03-04")).toEqual(["Before"]);
});

test("the blocked customers say until when, why and by whom; a block that is over does not count", async () => {
  const until = new Date(now() + DAY_MS).toISOString();
  const body = { reason: "Insults", until };
  await ok(mei, "POST", `/customers/${idOf("Ben")}/block`, body);
  expect(await named(owner, "blocked=true")).toEqual(["Ben"]);
  const [ben] = await read(owner, "blocked=true");
  listedCustomerSchema.strict().parse(ben);
  expect(ben).toMatchObject({
    block: { reason: "Insults", until },
    blockedBy: { id: mei.agentId, name: "Mei" },
  });
  expect(await named(owner, "blocked=false")).not.toContain("Ben");
  expect(await named(owner, "blocked=false&language=en")).toEqual(["Emil"]);
  await prisma().customer.update({
    where: { id: idOf("Ben") },
    data: { blockedUntil: new Date(now() - 1_000) },
    select: { id: true },
  });
  expect(await named(owner, "blocked=true")).toEqual([]);
  expect(await named(owner, "blocked=false")).toContain("Ben");
  await ok(owner, "POST", `/customers/${idOf("Ben")}/block`, {
    reason: "Spam",
  });
  expect(await read(owner, "blocked=true")).toMatchObject([
    { block: { reason: "Spam", until: null }, blockedBy: { name: "Olga" } },
  ]);
});

test("they narrow the CSV, are combined, are kept by a segment, and what is no filter is refused", async () => {
  expect(await named(owner, "language=en&open=false&q=ben")).toEqual(["Ben"]);
  const response = await server.request(
    `/api/v1/customers/export?language=zh&lastMessageOlderThan=30`,
    { headers: { authorization: `Bearer ${await server.token(owner)}` } },
  );
  const csv = await response.text();
  expect(csv).toContain("Cleo");
  expect(csv.trim().split("\r\n")).toHaveLength(2);

  const filter = { lastMessageWithin: 30, open: "true", language: "zh" };
  const segment = await ok<Segment>(owner, "POST", "/segments", {
    name: "Now",
    filter,
  });
  expect(segment.filter).toEqual(filter);
  expect(await named(owner, `segment=${segment.id}`)).toEqual(["Ana"]);
  expect(
    await ok<SegmentCount>(owner, "GET", `/segments/${segment.id}/count`),
  ).toEqual({ count: 1, more: false });

  for (const [query, path] of [
    ["open=maybe", "open"],
    ["blocked=1", "blocked"],
    ["language=!", "language"],
    ["lastMessageWithin=0", "lastMessageWithin"],
    ["lastMessageOlderThan=1e9", "lastMessageOlderThan"],
    ["lastMessageFrom=2026-02-30", "lastMessageFrom"],
    ["lastMessageTo=today", "lastMessageTo"],
  ] as const)
    expect(
      await server.call(owner, "GET", `/customers?${query}`),
      path,
    ).toMatchObject({ status: 422 });
});
