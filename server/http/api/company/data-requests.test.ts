import { afterAll, beforeAll, expect, test } from "vitest";
import type {
  DataRequest,
  DataRequestDetail,
} from "#contract/customers/data-request.ts";
import { dueAtOf } from "#contract/customers/request-due.ts";
import { testDatabase } from "#server/db/test-database.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { recordDeletionRequest } from "#server/domain/channels/health/compliance.ts";
import { startTestServer, type TestServer } from "#server/http/test-server.ts";
import { digits } from "#server/pipeline/test-world.ts";

/** The requests of people about their data, from outside. */

const DAY_MS = 86_400_000;

let server: TestServer;
let owner: Actor;
let auditor: Actor;
let page: Awaited<ReturnType<TestServer["world"]["page"]>>;

beforeAll(async () => {
  server = await startTestServer(await testDatabase());
  owner = await server.world.agent("Olga", "owner");
  auditor = await server.world.agent("Audrey", "auditor");
  page = await server.world.page({ type: "agent", id: owner.agentId });
});
afterAll(() => server.stop());

const prisma = () => server.host.context.db.prisma;

const ok = <T = DataRequestDetail>(
  method: string,
  path: string,
  body?: object,
  actor = owner,
) => server.ok<T>(actor, method, path, body);

const refused = (method: string, path: string, body?: object, actor = owner) =>
  server.call(actor, method, path, body);

const ask = (body: object = {}) =>
  ok("POST", "/data-requests", {
    kind: "access",
    name: "Ann Lee",
    way: "email",
    jurisdiction: "gdpr",
    ...body,
  });

const list = async (query = "") =>
  await ok<{ items: DataRequest[]; nextCursor: string | null }>(
    "GET",
    `/data-requests${query}`,
  );

async function customer(): Promise<string> {
  const { customerId } = await server.world.write(page, { psid: digits(16) });
  return customerId;
}

test.each([
  ["gdpr", "erase", false, "2026-02-28"],
  ["gdpr", "erase", true, "2026-04-30"],
  ["taiwan", "access", false, "2026-02-15"],
  ["taiwan", "access", true, "2026-03-02"],
  ["taiwan", "erase", false, "2026-03-02"],
  ["taiwan", "correct", true, "2026-04-01"],
  ["singapore", "correct", false, "2026-03-02"],
  ["china", "erase", false, "2026-02-15"],
] as const)(
  "%s gives for %s (extended: %s) until %s",
  (jurisdiction, kind, isExtended, day) => {
    const received = new Date("2026-01-31T10:00:00Z");
    const due = dueAtOf(
      { jurisdiction, kind },
      { receivedAt: received, timeZone: "UTC", isExtended },
    );
    expect(due.toISOString()).toBe(`${day}T10:00:00.000Z`);
  },
);

test.each([
  // The evening of February 28th, and of January 31st, when it is the next month in UTC.
  ["America/New_York", "2026-03-01T03:00:00Z", "2026-03-29T02:00:00.000Z"],
  ["America/New_York", "2026-02-01T03:00:00Z", "2026-03-01T03:00:00.000Z"],
  // The early morning of March 1st and of December 31st, when it is the day before in UTC.
  ["Asia/Taipei", "2026-02-28T16:30:00Z", "2026-03-31T16:30:00.000Z"],
  ["Asia/Taipei", "2026-12-30T20:00:00Z", "2027-01-30T20:00:00.000Z"],
])(
  "a month is one of the company’s calendar: %s, %s",
  (timeZone, receivedAt, dueAt) => {
    const due = dueAtOf(
      { jurisdiction: "gdpr", kind: "access" },
      { receivedAt: new Date(receivedAt), timeZone },
    );
    expect(due.toISOString()).toBe(dueAt);
  },
);

test("a request that a teammate has closed keeps its answer until it is reopened", async () => {
  const { id } = await ask();
  const path = `/data-requests/${id}`;
  const answered = await ok("PATCH", path, { state: "answered" });
  expect((await ok("PATCH", path, { state: "answered" })).steps).toEqual(
    answered.steps,
  );
  const refusal = { state: "refused", refusedReason: "No such person" };
  expect(await refused("PATCH", path, refusal)).toMatchObject({
    status: 409,
    body: { code: "wrong_state", current: { state: "answered" } },
  });
  await ok("PATCH", path, { state: "open" });
  const closed = await ok("PATCH", path, refusal);
  expect((await ok("PATCH", path, refusal)).steps).toEqual(closed.steps);
  for (const other of [
    { state: "answered" },
    { ...refusal, refusedReason: "Another reason" },
  ])
    expect(await refused("PATCH", path, other)).toMatchObject({ status: 409 });
});

test("a request is recorded, checked, extended once, answered and reopened", async () => {
  const receivedAt = "2026-01-31T10:00:00.000Z";
  const made = await ask({ receivedAt, ownerId: owner.agentId });
  expect(made).toMatchObject({
    state: "open",
    dueAt: "2026-02-28T10:00:00.000Z",
    ownerId: owner.agentId,
    steps: [{ by: "Olga", what: "received" }],
  });
  const path = `/data-requests/${made.id}`;
  await ok("PATCH", path, { identity: { how: "Called back" } });
  const reason = "Many files";
  const more = await ok("PATCH", path, { extension: { reason } });
  expect(more.dueAt).toBe("2026-04-30T10:00:00.000Z");
  expect(await refused("PATCH", path, { extension: { reason } })).toMatchObject(
    { status: 422 },
  );
  await ok("POST", `${path}/steps`, { text: "Sent the copy" });
  const answered = await ok("PATCH", path, { state: "answered" });
  expect(answered.answeredAt).not.toBeNull();
  expect(answered.steps.map(({ what }) => what)).toEqual([
    "received",
    "identity",
    "extended",
    "note",
    "answered",
  ]);
  for (const { answered: text } of Object.values(answered.answers)) {
    expect(text).toContain("Ann Lee");
    expect(text).toMatch(/2026/);
  }
  expect(await ok("PATCH", path, { state: "open" })).toMatchObject({
    state: "open",
    answeredAt: null,
  });
  // What is in the audit log names no person.
  const entries = await prisma().auditEntry.findMany({
    where: { targetId: made.id },
  });
  expect(entries).toHaveLength(6);
  expect(JSON.stringify(entries)).not.toContain("Ann Lee");
});

test("a refusal needs a reason, which is in the answer", async () => {
  const path = `/data-requests/${(await ask({ kind: "erase" })).id}`;
  expect(await refused("PATCH", path, { state: "refused" })).toMatchObject({
    status: 422,
  });
  const saved = await ok("PATCH", path, {
    state: "refused",
    refusedReason: "Invoices are kept by law",
  });
  expect(saved.answers.en.refused).toContain("Invoices are kept by law");
});

test("the law of the next request is that of the last, and China gives no more time", async () => {
  await ask({ jurisdiction: "china" });
  const body = { kind: "access", name: "Bo", way: "chat" };
  const next = await ok("POST", "/data-requests", body);
  expect(next.jurisdiction).toBe("china");
  expect(
    await refused("PATCH", `/data-requests/${next.id}`, {
      extension: { reason: "Many files" },
    }),
  ).toMatchObject({ status: 422 });
});

test("open requests come first, by due date, and a page leads to the next", async () => {
  const days = (count: number) =>
    new Date(Date.now() - count * DAY_MS).toISOString();
  const late = await ask({ receivedAt: days(400) });
  const later = await ask({ receivedAt: days(390) });
  const done = await ask({ receivedAt: days(500) });
  await ok("PATCH", `/data-requests/${done.id}`, { state: "answered" });
  const { items } = await list();
  const states = items.map(({ state }) => state);
  expect(states).toEqual(
    states.toSorted((a, b) => Number(b === "open") - Number(a === "open")),
  );
  const open = items.filter(({ state }) => state === "open");
  const order = open.map(({ id }) => id);
  expect(order.indexOf(late.id)).toBeLessThan(order.indexOf(later.id));
  const paged: string[] = [];
  let cursor: string | null = "";
  while (cursor !== null) {
    const at: string = cursor && `&cursor=${cursor}`;
    const part = await list(`?limit=2${at}`);
    paged.push(...part.items.map(({ id }) => id));
    cursor = part.nextCursor;
  }
  expect(paged).toEqual(items.map(({ id }) => id));
  const answered = (await list("?state=answered")).items;
  expect(answered.every(({ state }) => state === "answered")).toBe(true);
  expect(answered.map(({ id }) => id)).toContain(done.id);
});

test("an erasure leaves dates, the certificate and a pseudonym", async () => {
  const customerId = await customer();
  await ok("PATCH", `/customers/${customerId}`, {
    email: "planted@example.com",
  });
  const linked = await ask({
    kind: "erase",
    name: "planted name",
    contact: "planted contact",
    customerId,
  });
  const path = `/data-requests/${linked.id}`;
  await ok("PATCH", path, { identity: { how: "planted how" } });
  await ok("PATCH", path, { extension: { reason: "planted reason" } });
  await ok("POST", `${path}/steps`, { text: "planted step" });
  await ok("PATCH", path, {
    state: "refused",
    refusedReason: "planted refusal",
  });
  const unlinked = await ask({
    name: "planted too",
    contact: "Planted@example.com",
  });
  const other = await ask({ contact: "other@example.com" });
  await ok("POST", `/customers/${customerId}/erase`);
  const rows = await prisma().dataRequest.findMany({
    where: { id: { in: [linked.id, unlinked.id] } },
  });
  expect(JSON.stringify(rows).toLowerCase()).not.toContain("planted");
  for (const { id } of [linked, unlinked]) {
    const left = await ok("GET", `/data-requests/${id}`);
    expect(left).toMatchObject({
      customerId,
      certificate: { customerId },
    });
    expect(left.name).toMatch(/^P-/);
    expect(left.erasedAt).not.toBeNull();
  }
  expect(await ok("GET", `/data-requests/${other.id}`)).toMatchObject({
    name: "Ann Lee",
    erasedAt: null,
  });
  expect(await refused("PATCH", path, { name: "Again" })).toMatchObject({
    status: 422,
  });
});

test("a vendor’s request is there at once, answered with its code", async () => {
  const userId = digits(16);
  const { sourceId } = page;
  const code = await recordDeletionRequest(server.host.context, {
    sourceId,
    userId,
  });
  await recordDeletionRequest(server.host.context, { sourceId, userId });
  const found = (await list("?state=answered")).items.filter(
    ({ confirmationCode }) => confirmationCode === code,
  );
  expect(found).toMatchObject([{ kind: "erase", way: "meta" }]);
  expect(found[0]?.name).toMatch(/^P-/);
  expect(JSON.stringify(found)).not.toContain(userId);
});

test("auditors read, and change nothing; customers and owners must exist", async () => {
  const { id } = await ask();
  const read = await ok("GET", `/data-requests/${id}`, undefined, auditor);
  expect(read.id).toBe(id);
  for (const [method, path] of [
    ["POST", "/data-requests"],
    ["PATCH", `/data-requests/${id}`],
    ["POST", `/data-requests/${id}/steps`],
  ] as const)
    expect(await refused(method, path, {}, auditor)).toMatchObject({
      status: 403,
    });
  const path = `/data-requests/${id}`;
  expect(await refused("PATCH", path, { customerId: id })).toMatchObject({
    status: 404,
  });
  expect(
    await refused("PATCH", path, { ownerId: auditor.agentId }),
  ).toMatchObject({ status: 422 });
  const receivedAt = new Date(Date.now() + DAY_MS).toISOString();
  expect(
    await refused("POST", "/data-requests", {
      kind: "access",
      name: "Ann",
      way: "email",
      receivedAt,
    }),
  ).toMatchObject({ status: 422 });
});
