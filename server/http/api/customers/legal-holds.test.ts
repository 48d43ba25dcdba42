import { afterAll, beforeAll, expect, test } from "vitest";
import type { LegalHold } from "#contract/customers/legal-hold.ts";
import { testDatabase } from "#server/db/test-database.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { removeDeletedThreads } from "#server/domain/conversations/delete-thread.ts";
import { startTestServer, type TestServer } from "#server/http/test-server.ts";
import { applyRetention } from "#server/pipeline/jobs/retention.ts";
import { digits } from "#server/pipeline/test-world.ts";

/** Legal holds, from outside. */

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

type Person = { customerId: string; threadId: string; psid: string };

/** A person whose closed conversation is ten days old. */
async function person(): Promise<Person> {
  const psid = digits(16);
  const at = Date.now() - 10 * DAY_MS;
  const made = await server.world.write(page, { psid, text: "planted", at });
  await ok("POST", `/threads/${made.threadId}/take`, {});
  await ok("POST", `/threads/${made.threadId}/close`, {});
  return { ...made, psid };
}

const hold = (customerId: string, body: object = {}) =>
  ok<LegalHold>("POST", `/customers/${customerId}/holds`, {
    reason: "Case 42 of the court",
    ...body,
  });

const textsOf = async (threadId: string) =>
  (
    await prisma().message.findMany({
      where: { threadId, kind: "message" },
      select: { text: true },
    })
  ).map(({ text }) => text);

const holdsOf = async (customerId: string) =>
  (await ok<{ items: LegalHold[] }>("GET", `/customers/${customerId}/holds`))
    .items;

test("retention leaves alone what is held, and goes on when the hold ends", async () => {
  const [all, one, free] = [await person(), await person(), await person()];
  const whole = await hold(all.customerId);
  const part = await hold(one.customerId, { threadId: one.threadId });
  const leadId = await server.world.lead(page, {
    customerId: all.customerId,
    contact: { name: "Ann", fields: {} },
    search: "ann",
    createdTime: new Date(Date.now() - 10 * DAY_MS),
  });
  await ok("PATCH", "/settings/retention", { messagesDays: 5, leadsDays: 5 });
  const preview = () =>
    ok<{ messages: number; leads: number }>(
      "POST",
      "/settings/retention/preview",
      {},
    );
  expect(await preview()).toMatchObject({ leads: 0 });
  await applyRetention(server.host.context);
  expect(await textsOf(all.threadId)).toEqual(["planted"]);
  expect(await textsOf(one.threadId)).toEqual(["planted"]);
  expect(await textsOf(free.threadId)).toEqual([]);
  expect(await prisma().lead.count({ where: { id: leadId } })).toBe(1);
  await ok("DELETE", `/holds/${whole.id}`);
  // This hold ends when its time is over.
  await prisma().legalHold.update({
    where: { id: part.id },
    data: { until: new Date(Date.now() - 1_000) },
  });
  expect(await holdsOf(one.customerId)).toEqual([]);
  await applyRetention(server.host.context);
  expect(await textsOf(all.threadId)).toEqual([]);
  expect(await textsOf(one.threadId)).toEqual([]);
  expect(await prisma().lead.count({ where: { id: leadId } })).toBe(0);
  await ok("PATCH", "/settings/retention", {
    messagesDays: null,
    leadsDays: null,
  });
});

test("an erasure is refused whole, and names the hold to those who manage holds", async () => {
  const { customerId, threadId } = await person();
  const { id } = await hold(customerId, { threadId });
  const erase = () =>
    server.call(owner, "POST", `/customers/${customerId}/erase`);
  expect(await erase()).toMatchObject({
    status: 409,
    body: {
      code: "held",
      current: { holds: [{ id, threadId, placedBy: { name: "Olga" } }] },
    },
  });
  expect(await textsOf(threadId)).toEqual(["planted"]);
  await ok("DELETE", `/holds/${id}`);
  expect(await erase()).toMatchObject({ status: 202 });
  expect(await textsOf(threadId)).toEqual([null]);
});

test("a held conversation can’t be deleted; a supervisor is not told why", async () => {
  const { customerId, threadId } = await person();
  const { id } = await hold(customerId);
  const refused = await server.call(sue, "DELETE", `/threads/${threadId}`);
  expect(refused).toMatchObject({ status: 409, body: { code: "held" } });
  expect(JSON.stringify(refused.body)).not.toContain("Case 42");
  await ok("DELETE", `/holds/${id}`);
  await ok("DELETE", `/threads/${threadId}`);
  // One that is placed on a deleted conversation keeps it.
  const late = await hold(customerId);
  await prisma().thread.update({
    where: { id: threadId },
    data: { deletedAt: new Date(Date.now() - 40 * DAY_MS) },
  });
  await removeDeletedThreads(server.host.context);
  expect(await prisma().thread.count({ where: { id: threadId } })).toBe(1);
  await ok("DELETE", `/holds/${late.id}`);
  await removeDeletedThreads(server.host.context);
  expect(await prisma().thread.count({ where: { id: threadId } })).toBe(0);
});

test("a merge takes the hold along, and a split leaves it with both", async () => {
  const [kept, gone] = [await person(), await person()];
  await hold(gone.customerId);
  const { mergeId } = await ok<{ mergeId: string }>(
    "POST",
    "/customers/merge",
    {
      survivorId: kept.customerId,
      otherId: gone.customerId,
    },
  );
  expect(await holdsOf(kept.customerId)).toHaveLength(1);
  const path = `/customers/${kept.customerId}/erase`;
  expect(await server.call(owner, "POST", path)).toMatchObject({ status: 409 });
  await ok("POST", `/customers/merges/${mergeId}/undo`);
  expect(await holdsOf(gone.customerId)).toHaveLength(1);
});

test("a hold that is ended after two merges stands in the way of no erasure", async () => {
  const [first, second, last] = [
    await person(),
    await person(),
    await person(),
  ];
  await hold(first.customerId);
  const merge = (survivorId: string, otherId: string) =>
    ok("POST", "/customers/merge", { survivorId, otherId });
  await merge(second.customerId, first.customerId);
  await merge(last.customerId, second.customerId);
  const [held, ...more] = await holdsOf(last.customerId);
  expect(more).toEqual([]);
  await ok("DELETE", `/holds/${held?.id}`);
  await ok("POST", `/customers/${last.customerId}/erase`);
});

test("holds are for admins, need a reason and a future end, and are in the audit log without the reason", async () => {
  const { customerId } = await person();
  const other = await person();
  const path = `/customers/${customerId}/holds`;
  for (const method of ["GET", "POST"])
    expect(
      await server.call(sue, method, path, method === "GET" ? undefined : {}),
    ).toMatchObject({ status: 403 });
  for (const body of [
    { reason: " " },
    { reason: "x", until: "2020-01-01T00:00:00Z" },
    { reason: "x", threadId: other.threadId },
  ])
    expect(await server.call(owner, "POST", path, body)).toMatchObject({
      status: 422,
    });
  const { id } = await hold(customerId);
  await ok("DELETE", `/holds/${id}`);
  expect(await server.call(owner, "DELETE", `/holds/${id}`)).toMatchObject({
    status: 404,
  });
  const entries = await prisma().auditEntry.findMany({
    where: { targetId: customerId, action: { startsWith: "customer.hold" } },
    orderBy: { id: "asc" },
  });
  expect(entries.map(({ action }) => action)).toEqual([
    "customer.hold_placed",
    "customer.hold_ended",
  ]);
  expect(JSON.stringify(entries)).not.toContain("Case 42");
});
