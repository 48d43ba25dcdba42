import { afterAll, beforeAll, expect, test } from "vitest";
import type { RetentionPreview } from "#contract/company/retention.ts";
import type { LegalHold, ListedHold } from "#contract/customers/legal-hold.ts";
import { Prisma } from "#server/db/client.ts";
import { testDatabase } from "#server/db/test-database.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { removeDeletedThreads } from "#server/domain/conversations/delete-thread.ts";
import { newFileKey } from "#server/domain/files/store.ts";
import { startTestServer, type TestServer } from "#server/http/test-server.ts";
import { applyRetention } from "#server/pipeline/jobs/retention.ts";
import { digits } from "#server/pipeline/test-world.ts";
import { newId } from "#server/runtime/crypto.ts";

/** Legal holds on a period, from outside. */

const DAY_MS = 86_400_000;

let server: TestServer;
let owner: Actor;
let sue: Actor;
let page: Awaited<ReturnType<TestServer["world"]["page"]>>;

beforeAll(async () => {
  server = await startTestServer(await testDatabase());
  owner = await server.world.agent("Olga", "owner");
  sue = await server.world.agent("Sue", "supervisor");
  page = await server.world.page({ type: "agent", id: owner.agentId });
});
afterAll(() => server.stop());

const prisma = () => server.host.context.db.prisma;

const ok = <T = unknown>(method: string, path: string, body?: object) =>
  server.ok<T>(owner, method, path, body);

const daysAgo = (days: number) => new Date(Date.now() - days * DAY_MS);

/** A hold on the days from so many days ago to so many days ago. */
const holdDays = (from: number, to: number, more: object = {}) =>
  ok<LegalHold>("POST", "/holds", {
    reason: "Case 43 of the court",
    from: daysAgo(from).toISOString(),
    to: daysAgo(to).toISOString(),
    ...more,
  });

/** A person whose closed conversation is so many days old. */
async function person(days: number) {
  const at = daysAgo(days).getTime();
  const made = await server.world.write(page, {
    psid: digits(16),
    text: "planted",
    at,
  });
  await ok("POST", `/threads/${made.threadId}/take`, {});
  await ok("POST", `/threads/${made.threadId}/close`, {});
  return made;
}

const textsOf = async (threadId: string) =>
  (
    await prisma().message.findMany({
      where: { threadId, kind: "message" },
      select: { text: true },
    })
  ).map(({ text }) => text);

test("retention keeps everything of the period, and nothing beside it", async () => {
  const { sql } = server.host.context.db;
  const people: Record<number, Awaited<ReturnType<typeof person>>> = {};
  const deliveries: Record<number, bigint> = {};
  const leads: Record<number, string> = {};
  const files: Record<number, string> = {};
  const AGES = [30, 20, 10];
  for (const days of AGES) {
    const made = await person(days);
    people[days] = made;
    leads[days] = await server.world.lead(page, {
      contact: { name: "Ann", fields: {} },
      search: "ann",
      createdTime: daysAgo(days),
    });
    const [row] = await sql.$queryRaw<{ id: bigint }[]>(Prisma.sql`
      insert into delivery ("sourceId", body, state, "appliedAt", "receivedAt")
      select "sourceId", '{}'::bytea, 'applied', now(), ${daysAgo(days)}::timestamptz from channel limit 1 returning id`);
    if (row) deliveries[days] = row.id;
    // The file of an old message that was fetched two days ago: the time of its message holds it.
    const fileId = newId();
    files[days] = fileId;
    await sql.$executeRaw(Prisma.sql`
      insert into attachment (id, "messageId", type, "storageKey", state, "createdAt")
      select ${fileId}::uuid, m.id, 'image', ${newFileKey()}, 'stored', ${daysAgo(2)}::timestamptz from message m
      where m."threadId" = ${made.threadId}::uuid and m.kind = 'message'`);
  }
  const hold = await holdDays(25, 15);
  // It overlaps with the other.
  const second = await holdDays(22, 18);
  const days = {
    messagesDays: 5,
    filesDays: 1,
    leadsDays: 5,
    deliveriesDays: 5,
  };
  const preview = await ok<RetentionPreview>(
    "POST",
    "/settings/retention/preview",
    days,
  );
  expect(preview).toMatchObject({
    leads: 2,
    deliveries: 2,
    files: 2,
    held: { leads: 1, deliveries: 1, files: 1 },
  });
  expect(preview.held.messages).toBeGreaterThan(0);
  await ok("PATCH", "/settings/retention", days);
  await applyRetention(server.host.context);
  const left = async () => {
    const kept = [];
    for (const age of AGES) {
      const threadId = people[age]?.threadId ?? "";
      const id = files[age] ?? "";
      kept.push({
        age,
        texts: await textsOf(threadId),
        files: await prisma().attachment.count({
          where: { id, storageKey: { not: null } },
        }),
        leads: await prisma().lead.count({ where: { id: leads[age] ?? "" } }),
        deliveries: await prisma().delivery.count({
          where: { id: deliveries[age] ?? 0n },
        }),
      });
    }
    return kept;
  };
  const gone = { texts: [], files: 0, leads: 0, deliveries: 0 };
  expect(await left()).toEqual([
    { age: 30, ...gone },
    { age: 20, texts: ["planted"], files: 1, leads: 1, deliveries: 1 },
    { age: 10, ...gone },
  ]);
  await ok("DELETE", `/holds/${hold.id}`);
  await applyRetention(server.host.context);
  expect((await left())[1]).toMatchObject({ texts: ["planted"], leads: 1 });
  // This hold ends when its time is over.
  await prisma().legalHold.update({
    where: { id: second.id },
    data: { until: new Date(Date.now() - 1_000) },
  });
  await applyRetention(server.host.context);
  expect((await left())[1]).toEqual({ age: 20, ...gone });
  await ok("PATCH", "/settings/retention", {
    messagesDays: null,
    filesDays: null,
    leadsDays: null,
    deliveriesDays: 30,
  });
});

test("who has something of the period can’t be erased; only admins are told why", async () => {
  const [held, free] = [await person(20), await person(10)];
  const { id } = await holdDays(25, 15);
  const erase = (customerId: string) =>
    server.call(owner, "POST", `/customers/${customerId}/erase`);
  expect(await erase(held.customerId)).toMatchObject({
    status: 409,
    body: {
      code: "held",
      current: {
        holds: [{ id, customerId: null, placedBy: { name: "Olga" } }],
      },
    },
  });
  const refused = await server.call(sue, "DELETE", `/threads/${held.threadId}`);
  expect(refused).toMatchObject({ status: 409, body: { code: "held" } });
  expect(JSON.stringify(refused.body)).not.toContain("Case 43");
  expect(await textsOf(held.threadId)).toEqual(["planted"]);
  expect(await erase(free.customerId)).toMatchObject({ status: 202 });
  // A lead of the period holds its person, too.
  const lead = await person(10);
  const leadId = await server.world.lead(page, {
    customerId: lead.customerId,
    contact: { name: "Ann", fields: {} },
    search: "ann",
    createdTime: daysAgo(20),
  });
  expect(await erase(lead.customerId)).toMatchObject({ status: 409 });
  expect(await prisma().lead.count({ where: { id: leadId } })).toBe(1);
  await ok("DELETE", `/holds/${id}`);
  expect(await erase(held.customerId)).toMatchObject({ status: 202 });
  expect(await erase(lead.customerId)).toMatchObject({ status: 202 });
});

test("a deleted conversation of the period is kept until the hold ends", async () => {
  const { threadId } = await person(20);
  await ok("DELETE", `/threads/${threadId}`);
  await prisma().thread.update({
    where: { id: threadId },
    data: { deletedAt: daysAgo(40) },
  });
  const { id } = await holdDays(25, 15);
  await removeDeletedThreads(server.host.context);
  expect(await prisma().thread.count({ where: { id: threadId } })).toBe(1);
  await ok("DELETE", `/holds/${id}`);
  await removeDeletedThreads(server.host.context);
  expect(await prisma().thread.count({ where: { id: threadId } })).toBe(0);
});

test("the list has all holds with who and why, the last one first", async () => {
  const { customerId, threadId } = await person(1);
  const place = (body: object) =>
    ok<LegalHold>("POST", `/customers/${customerId}/holds`, {
      reason: "Case 42",
      ...body,
    });
  const whole = await place({});
  const part = await place({ threadId });
  const days = await holdDays(3, 2);
  const first = await ok<{ items: ListedHold[]; nextCursor: string }>(
    "GET",
    "/holds?limit=2",
  );
  const rest = await ok<{ items: ListedHold[] }>(
    "GET",
    `/holds?limit=2&cursor=${first.nextCursor}`,
  );
  expect([...first.items, ...rest.items]).toMatchObject([
    {
      id: days.id,
      customerId: null,
      period: days.period,
      reason: "Case 43 of the court",
      placedBy: { name: "Olga" },
    },
    { id: part.id, customerId, threadId, period: null, reason: "Case 42" },
    { id: whole.id, customerId, threadId: null, period: null },
  ]);
  for (const { id } of [whole, part, days]) await ok("DELETE", `/holds/${id}`);
  expect(await ok("GET", "/holds")).toMatchObject({ items: [] });
});

test("holds on periods are for admins, and are in the audit log without the reason", async () => {
  const period = {
    from: daysAgo(3).toISOString(),
    to: daysAgo(2).toISOString(),
  };
  for (const method of ["GET", "POST"])
    expect(
      await server.call(
        sue,
        method,
        "/holds",
        method === "GET" ? undefined : { reason: "x", ...period },
      ),
    ).toMatchObject({ status: 403 });
  for (const body of [
    { reason: " ", ...period },
    { reason: "x", from: period.to, to: period.from },
    { reason: "x", from: period.from },
    { reason: "x", ...period, until: "2020-01-01T00:00:00Z" },
  ])
    expect(await server.call(owner, "POST", "/holds", body)).toMatchObject({
      status: 422,
    });
  const { id } = await holdDays(3, 2);
  expect(await server.call(sue, "DELETE", `/holds/${id}`)).toMatchObject({
    status: 403,
  });
  await ok("DELETE", `/holds/${id}`);
  expect(await server.call(owner, "DELETE", `/holds/${id}`)).toMatchObject({
    status: 404,
  });
  const entries = await prisma().auditEntry.findMany({
    where: { targetId: id },
    orderBy: { id: "asc" },
  });
  expect(entries.map(({ action }) => action)).toEqual([
    "legal_hold.placed",
    "legal_hold.ended",
  ]);
  expect(JSON.stringify(entries)).not.toContain("Case 43");
});
