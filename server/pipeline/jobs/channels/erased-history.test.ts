import { afterAll, beforeAll, expect, test } from "vitest";
import {
  startTestServer,
  type TestServer,
} from "#server/channels/common/test-server.ts";
import { testDatabase } from "#server/db/test-database.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { requestBackfill } from "#server/domain/channels/backfill-requests.ts";
import { replayDeliveries } from "#server/domain/channels/deliveries.ts";
import { eraseAgain } from "#server/domain/customer-record/erase-again.ts";
import { eraseCustomer } from "#server/domain/customer-record/erase.ts";
import { completeErasedList } from "#server/domain/customer-record/erased-list.ts";
import {
  personId,
  recordErasedIds,
} from "#server/domain/customers/erased-ids.ts";
import { applyOther } from "#server/pipeline/inbound/apply-other.ts";
import {
  applyOnce,
  createWorld,
  delivery,
  digits,
  type World,
} from "#server/pipeline/test-world.ts";
import { inSqlTransaction } from "#server/db/transaction.ts";
import { randomToken } from "#server/runtime/crypto.ts";
import { backfillOnce } from "./backfill.ts";

/** Messages that an erased person wrote before the erasure stay away, whichever way they come. */

const MINUTE_MS = 60_000;
const NEVER = new AbortController().signal;

let meta: TestServer;
let world: World;
let boss: Actor;
let page: Awaited<ReturnType<World["page"]>>;

beforeAll(async () => {
  meta = await startTestServer();
  world = createWorld(await testDatabase(), meta.url);
  boss = await world.agent("Boss", "owner");
  page = await world.page(null);
});
afterAll(() => meta.stop());

const prisma = () => world.context.db.prisma;

/** A person who wrote half an hour ago and is erased. */
async function erasedPerson(): Promise<{ psid: string; mid: string }> {
  const psid = digits(16);
  const at = Date.now() - 30 * MINUTE_MS;
  const { customerId, mid } = await world.write(page, { psid, at });
  await eraseCustomer(world.context, boss, customerId);
  return { psid, mid };
}

/** The texts of the customers whom the person is now. */
async function textsOf(psid: string): Promise<(string | null)[]> {
  const rows = await prisma().message.findMany({
    where: { thread: { identity: { externalId: psid } }, kind: "message" },
    orderBy: [{ sentAt: "asc" }, { id: "asc" }],
    select: { text: true },
  });
  return rows.map(({ text }) => text);
}

const bodyOf = (psid: string, text: string, timestamp: number) =>
  delivery(page.pageId, [
    { psid, timestamp, message: { mid: `m_${randomToken(20)}`, text } },
  ]);

async function webhook(body: Buffer | Uint8Array | string): Promise<void> {
  await world.services.intake.add({ ...page.from, body: Buffer.from(body) });
  while (await applyOnce(world.services, world.services.channels));
}

async function backfill(psid: string, mid: string): Promise<void> {
  const person = { id: psid, name: "Ann" };
  const own = { id: page.pageId, name: "Lamp & Co" };
  const said = (id: string, message: string, ms: number) => ({
    id,
    created_time: new Date(ms).toISOString().replace(/\.\d{3}Z$/, "+0000"),
    message,
    from: person,
    to: { data: [own] },
  });
  const conversation = {
    id: `t_${psid}`,
    updated_time: new Date().toISOString().replace(/\.\d{3}Z$/, "+0000"),
    participants: { data: [person, own] },
    messages: {
      data: [
        said("m_new", "written anew", Date.now() + 1_000),
        said(
          `m_${randomToken(9)}`,
          "planted before",
          Date.now() - 20 * MINUTE_MS,
        ),
        said(mid, "hello", Date.now() - 30 * MINUTE_MS),
      ],
    },
  };
  meta.answer((_request, response) => {
    response
      .writeHead(200, { "content-type": "application/json" })
      .end(JSON.stringify({ data: [conversation] }));
  });
  await requestBackfill(
    world.context,
    boss,
    page.channelId,
    new Date(Date.now() - 24 * 60 * MINUTE_MS),
  );
  for (let step = 0; step < 10; step += 1) {
    await prisma().job.updateMany({
      where: { state: "running" },
      data: { dueAt: new Date(0) },
    });
    if (!(await backfillOnce(world.services, NEVER))) break;
  }
}

test("a back-fill brings only what is newer than the erasure, as a new customer", async () => {
  const { psid, mid } = await erasedPerson();
  await backfill(psid, mid);
  expect(await textsOf(psid)).toEqual(["written anew"]);
  const [customer] = await prisma().customer.findMany({
    where: { identities: { some: { externalId: psid } } },
  });
  expect(customer).toMatchObject({ erasedAt: null });
});

test("a late delivery and one that is replayed bring nothing older", async () => {
  const { psid } = await erasedPerson();
  await webhook(bodyOf(psid, "planted late", Date.now() - 25 * MINUTE_MS));
  expect(await textsOf(psid)).toEqual([]);
  expect(await prisma().identity.count({ where: { externalId: psid } })).toBe(
    0,
  );
  const body = bodyOf(psid, "planted parked", Date.now() - 24 * MINUTE_MS);
  await webhook(body);
  const [parked] = await prisma().delivery.findMany({
    orderBy: { id: "desc" },
    take: 1,
  });
  await prisma().delivery.update({
    where: { id: parked?.id ?? 0n },
    data: { state: "parked", appliedAt: null },
  });
  await replayDeliveries(world.context, boss, [String(parked?.id)]);
  while (await applyOnce(world.services, world.services.channels));
  expect(await textsOf(psid)).toEqual([]);
  await webhook(bodyOf(psid, "hello again", Date.now()));
  // Their new conversation stays free of the old one.
  await webhook(bodyOf(psid, "planted later", Date.now() - 23 * MINUTE_MS));
  expect(await textsOf(psid)).toEqual(["hello again"]);
});

/** The person's items as the vendor sends them. */
async function told(...items: Record<string, unknown>[]): Promise<void> {
  await webhook(Buffer.from(delivery(page.pageId, items)));
}

async function storedBodies(psid: string): Promise<number> {
  const rows = await prisma().delivery.findMany({ select: { body: true } });
  return rows.filter(({ body }) => Buffer.from(body).includes(psid)).length;
}

test("what was said seconds before the erasure stays away, with the body of its delivery", async () => {
  const { psid } = await erasedPerson();
  const stranger = digits(16);
  const said = Date.now() - 3_000;
  const item = (id: string, text: string) => ({
    psid: id,
    timestamp: said,
    message: { mid: `m_${randomToken(20)}`, text },
  });
  await told(item(psid, "planted just now"), item(stranger, "not erased"));
  expect(await textsOf(psid)).toEqual([]);
  expect(await storedBodies(psid)).toBe(0);
  expect(await textsOf(stranger)).toEqual(["not erased"]);
  await webhook(bodyOf(psid, "hello again", Date.now()));
  // The new conversation exists now, and stays free of what is older.
  await told(item(psid, "planted a moment later"));
  expect(await textsOf(psid)).toEqual(["hello again"]);
});

test("a delivery from before the erasure counts as older, whatever the vendor's clock shows", async () => {
  const psid = digits(16);
  const { customerId } = await world.write(page, { psid });
  const receivedAt = new Date();
  await eraseCustomer(world.context, boss, customerId);
  await prisma().delivery.create({
    data: {
      sourceId: page.from.sourceId,
      receivedAt,
      body: Buffer.from(bodyOf(psid, "planted ahead", Date.now() + 30_000)),
    },
  });
  while (await applyOnce(world.services, world.services.channels));
  expect(await textsOf(psid)).toEqual([]);
  expect(await storedBodies(psid)).toBe(0);
});

test("only an act of the person brings them back, not what is about their old conversation", async () => {
  const { psid, mid } = await erasedPerson();
  const timestamp = Date.now() + 1_000;
  const echo = { mid: `m_${randomToken(20)}`, text: "planted", is_echo: true };
  for (const about of [
    { message: { ...echo, app_id: Number(page.appId) } },
    { message_edit: { mid, text: "planted edit", num_edit: 1 } },
    { read: { watermark: timestamp } },
    { delivery: { mids: [mid], watermark: timestamp } },
    { reaction: { mid, action: "react", emoji: "❤", reaction: "love" } },
  ])
    await told({ psid, timestamp, ...about });
  expect(await prisma().identity.count({ where: { externalId: psid } })).toBe(
    0,
  );
  expect(await prisma().earlyEvent.count()).toBe(0);
  await told({
    psid,
    timestamp: timestamp + 1,
    postback: { title: "Get started", payload: "START" },
  });
  expect(await prisma().identity.count({ where: { externalId: psid } })).toBe(
    1,
  );
});

test("an edit that waits for its message goes with the person", async () => {
  const psid = digits(16);
  const { customerId } = await world.write(page, { psid });
  const edit = { mid: "m_unseen", text: "planted edit", num_edit: 1 };
  await told({ psid, timestamp: Date.now(), message_edit: edit });
  expect(await prisma().earlyEvent.count()).toBe(1);
  await eraseCustomer(world.context, boss, customerId);
  expect(await prisma().earlyEvent.count()).toBe(0);
});

test("another person, and the same id on another page, are not held back", async () => {
  const { psid } = await erasedPerson();
  const other = await world.page(null);
  const at = Date.now() - 25 * MINUTE_MS;
  await world.write(other, { psid, text: "someone else", at });
  await world.write(page, { text: "a stranger", at });
  expect(await textsOf(psid)).toEqual(["someone else"]);
});

test("a lead of an erased person stays away after retention has removed its row", async () => {
  const psid = digits(16);
  const leadgenId = digits(16);
  const { customerId } = await world.write(page, { psid });
  await world.lead(page, {
    leadgenId,
    customerId,
    contact: { name: "Planted", fields: {} },
    search: "planted",
    createdTime: new Date(Date.now() - MINUTE_MS),
  });
  await eraseCustomer(world.context, boss, customerId);
  await prisma().lead.deleteMany({ where: { leadgenId } });
  const tell = (id: string) =>
    inSqlTransaction(world.context.db, (tx) =>
      applyOther(tx, world.context.vault, {
        event: {
          type: "lead",
          formId: digits(15),
          leadgenId: id,
          adId: null,
          at: new Date(),
        },
        channel: { id: page.channelId, accountId: page.pageId },
        receivedAt: new Date(),
      } as unknown as Parameters<typeof applyOther>[2]),
    );
  await tell(leadgenId);
  expect(await prisma().lead.count({ where: { leadgenId } })).toBe(0);
  const fresh = digits(16);
  await tell(fresh);
  expect(await prisma().lead.count({ where: { leadgenId: fresh } })).toBe(1);
});

test("a restore of a backup that knows neither the ledger nor its key keeps them away", async () => {
  const { psid } = await erasedPerson();
  const before = await prisma().erasedId.findMany({ orderBy: { hash: "asc" } });
  await completeErasedList(world.context);
  // As after a restore: the ledger of the database is that of the backup.
  await prisma().erasedId.deleteMany();
  await prisma().erasedIdKey.deleteMany();
  await eraseAgain(world.context);
  expect(
    await prisma().erasedId.findMany({ orderBy: { hash: "asc" } }),
  ).toEqual(before);
  await webhook(bodyOf(psid, "planted restored", Date.now() - 20 * MINUTE_MS));
  expect(await textsOf(psid)).toEqual([]);
});

test("an erasure that a restore repeats keeps its time", async () => {
  const { db, vault } = world.context;
  const ids = [personId({ kind: "x", accountId: "1", externalId: digits(9) })];
  const record = (at: Date, isAgain: boolean) =>
    inSqlTransaction(db, (tx) =>
      recordErasedIds(tx, vault, { ids, at, isAgain }),
    );
  const first = new Date(Date.now() - 15 * MINUTE_MS);
  const now = new Date();
  await record(first, false);
  expect(await record(now, true)).toMatchObject([{ erasedAt: first }]);
  expect(await record(now, false)).toMatchObject([{ erasedAt: now }]);
});

test("the ledger names no one", async () => {
  const { psid } = await erasedPerson();
  const rows = JSON.stringify([
    await prisma().erasedId.findMany(),
    await prisma().erasedIdKey.findMany(),
  ]);
  expect(rows).not.toContain(psid);
});
