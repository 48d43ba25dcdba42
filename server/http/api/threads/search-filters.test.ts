import { afterAll, beforeAll, expect, test } from "vitest";
import type { Found } from "#contract/threads/search.ts";
import { Prisma } from "#server/db/client.ts";
import { testDatabase } from "#server/db/test-database.ts";
import { inSqlTransaction } from "#server/db/transaction.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { startTestServer, type TestServer } from "#server/http/test-server.ts";
import { digits } from "#server/pipeline/test-world.ts";
import { newId } from "#server/runtime/crypto.ts";

/** The filters of a search, and leads in it, from outside. */

const DAY_MS = 86_400_000;

let server: TestServer;
let owner: Actor;
let mei: Actor;
let boss: Actor;
let tea: Awaited<ReturnType<TestServer["world"]["page"]>>;
let shop: typeof tea;

beforeAll(async () => {
  server = await startTestServer(await testDatabase());
  const { world } = server;
  owner = await world.agent("Olga", "owner");
  mei = await world.agent("Mei");
  boss = await world.agent("Sam", "supervisor");
  tea = await world.page({ type: "agent", id: mei.agentId });
  shop = await world.page(null);
  const psid = digits(16);
  const lastWeek = Date.now() - 7 * DAY_MS;
  const old = await write(tea, "parcel of last week", lastWeek, psid);
  // Opens the reply window.
  await write(tea, "hello?", Date.now(), psid);
  await write(shop, "parcel at the shop");
  await server.call(mei, "POST", `/threads/${old}/messages`, {
    text: "parcel is on its way",
    clientId: newId(),
  });
  await server.call(owner, "POST", `/threads/${old}/messages`, {
    kind: "note",
    text: "parcel was paid",
    clientId: newId(),
  });
  const files = await upload(mei, "parcel 發票.txt");
  await server.call(mei, "POST", `/threads/${old}/messages`, {
    attachments: [{ id: files }],
    clientId: newId(),
  });
  await server.call(owner, "POST", "/leads/import", {
    csv: "name,email\nParcel Lee,lee@example.com\nOther,other@example.com",
    mapping: { name: "name", email: "email" },
  });
});
afterAll(() => server.stop());

/** A customer writes; returns their thread. */
async function write(
  page: typeof tea,
  text: string,
  at = Date.now(),
  psid = digits(16),
): Promise<string> {
  return (await server.world.write(page, { psid, text, at })).threadId;
}

async function upload(actor: Actor, name: string): Promise<string> {
  const body = new FormData();
  body.append("file", new Blob(["one, two"], { type: "text/plain" }), name);
  const response = await server.request("/api/v1/files", {
    method: "POST",
    headers: { authorization: `Bearer ${await server.token(actor)}` },
    body,
  });
  return ((await response.json()) as { id: string }).id;
}

async function find(actor: Actor, query: Record<string, string>) {
  const { status, body } = await server.call(
    actor,
    "GET",
    `/search?${new URLSearchParams(query).toString()}`,
  );
  expect(status, JSON.stringify(body)).toBe(200);
  const { messages, customers, threads, leads } = body as Found;
  return {
    texts: messages.map(
      ({ text, attachments }) => text ?? attachments[0]?.name,
    ),
    people: customers.length,
    threads: threads.length,
    leads: leads.map(({ contact }) => contact?.name),
  };
}

test("all kinds are found together, and leads among them", async () => {
  const all = await find(owner, { q: "parcel" });
  expect(all.texts).toEqual([
    "parcel was paid",
    "parcel is on its way",
    "parcel at the shop",
    "parcel of last week",
  ]);
  expect(all.leads).toEqual(["Parcel Lee"]);
});

test("type leaves one kind", async () => {
  expect(await find(owner, { q: "parcel", type: "lead" })).toEqual({
    texts: [],
    people: 0,
    threads: 0,
    leads: ["Parcel Lee"],
  });
  const messages = await find(owner, { q: "parcel", type: "message" });
  expect(messages.texts).toHaveLength(4);
  expect(messages.leads).toEqual([]);
  expect(await find(owner, { q: "guest", type: "thread" })).toMatchObject({
    texts: [],
    people: 0,
    leads: [],
  });
});

test("from asks for messages of customers, or of one agent", async () => {
  const of = async (from: string) =>
    (await find(owner, { q: "parcel", from })).texts;
  expect(await of("customer")).toEqual([
    "parcel at the shop",
    "parcel of last week",
  ]);
  expect(await of(mei.agentId)).toEqual(["parcel is on its way"]);
  expect(await of(owner.agentId)).toEqual(["parcel was paid"]);
  expect((await find(owner, { q: "parcel", from: "customer" })).leads).toEqual(
    [],
  );
});

test("channel, after and before narrow, by time or by day of the company", async () => {
  expect(
    (await find(owner, { q: "parcel", channel: shop.channelId })).texts,
  ).toEqual(["parcel at the shop"]);
  const day = new Date(Date.now() - 3 * DAY_MS).toISOString();
  for (const at of [day, day.slice(0, 10)]) {
    expect((await find(owner, { q: "parcel", before: at })).texts).toEqual([
      "parcel of last week",
    ]);
    expect((await find(owner, { q: "parcel", after: at })).texts).toHaveLength(
      3,
    );
  }
  expect(
    (await find(owner, { q: "parcel", type: "lead", before: day })).leads,
  ).toEqual([]);
});

test.each(["parcel", "發票", "PARCEL 發"])(
  "has=file finds %j in the name of a file",
  async (q) => {
    expect(await find(owner, { q, has: "file" })).toEqual({
      texts: ["parcel 發票.txt"],
      people: 0,
      threads: 0,
      leads: [],
    });
  },
);

test("nobody finds what they may not see, and a wrong filter is named", async () => {
  expect(await find(mei, { q: "parcel", channel: shop.channelId })).toEqual({
    texts: [],
    people: 0,
    threads: 0,
    leads: [],
  });
  expect((await find(boss, { q: "parcel" })).leads).toEqual(["Parcel Lee"]);
  expect((await find(mei, { q: "parcel" })).leads).toEqual([]);
  for (const wrong of ["type=page", "from=me", "after=monday", "has=link"]) {
    const path = `/search?q=parcel&${wrong}`;
    const { status, body } = await server.call(owner, "GET", path);
    expect(status).toBe(422);
    expect(body).toMatchObject({ errors: [{ path: wrong.split("=")[0] }] });
  }
});

test("the names of files are found by index", async () => {
  const { db } = server.world.context;
  // Among few rows every index is as good as another.
  await db.pool.query(`insert into attachment (id, type, name, "messageId")
    select gen_random_uuid(), 'file', md5(n::text) || '訂單', (select id from message limit 1) from generate_series(1, 5000) n`);
  // Vacuum files what was just written into the index.
  await db.pool.query("vacuum analyze attachment");
  const plan = (words: Prisma.Sql) =>
    inSqlTransaction(db, async (tx) => {
      await tx.$executeRaw(Prisma.sql`set local enable_seqscan = off`);
      return JSON.stringify(
        await tx.$queryRaw(Prisma.sql`explain (format json)
          select f."messageId" from attachment f
          where ${words} and f."messageId" is not null and f.name is not null`),
      );
    });
  expect(await plan(Prisma.sql`parley_fold(f.name) like '%parcel%'`)).toContain(
    "attachment_name_trgm",
  );
  expect(
    await plan(
      Prisma.sql`parley_han(parley_fold(f.name)) @> array['發票'] and octet_length(parley_fold(f.name)) <> length(parley_fold(f.name))`,
    ),
  ).toContain("attachment_name_han");
});
