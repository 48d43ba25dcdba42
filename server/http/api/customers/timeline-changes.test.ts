import { afterAll, beforeAll, expect, test } from "vitest";
import {
  timelineItemSchema,
  type TimelineItem,
} from "#contract/customers/timeline.ts";
import type { Thread } from "#contract/threads/thread.ts";
import { testDatabase } from "#server/db/test-database.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { startTestServer, type TestServer } from "#server/http/test-server.ts";
import { digits } from "#server/pipeline/test-world.ts";

/** The acts of people on a customer, in the timeline from outside. */

let server: TestServer;
let owner: Actor;
let mei: Actor;
let otto: Actor;
let sue: Actor;
let page: Awaited<ReturnType<TestServer["world"]["page"]>>;

beforeAll(async () => {
  server = await startTestServer(await testDatabase());
  const { world } = server;
  owner = await world.agent("Olga", "owner");
  mei = await world.agent("Mei");
  otto = await world.agent("Otto");
  sue = await world.agent("Sue", "supervisor");
  await world.department([sue]);
  page = await world.page({ type: "queue", id: await world.queue([mei]) });
});
afterAll(() => server.stop());

const ok: TestServer["ok"] = (...call) => server.ok(...call);

async function write(): Promise<Thread> {
  const { threadId } = await server.world.write(page, { psid: digits(16) });
  return ok<Thread>(owner, "GET", `/threads/${threadId}`);
}

/** The entries without conversations, the oldest first. */
async function changes(actor: Actor, id: string): Promise<TimelineItem[]> {
  const { items } = await ok<{ items: TimelineItem[] }>(
    actor,
    "GET",
    `/customers/${id}/timeline`,
  );
  for (const item of items) timelineItemSchema.parse(item);
  return items.filter(({ type }) => type !== "thread").toReversed();
}

test("the timeline tells transfers, consents, merges and blocks, with who did them", async () => {
  const thread = await write();
  const { id } = thread.customer;
  const other = (await write()).customer.id;
  await ok(owner, "PATCH", `/customers/${other}`, {
    name: "Bo 0912 345 678",
  });
  const queueId = await server.world.queue([mei]);
  await ok(owner, "POST", `/threads/${thread.id}/transfer`, {
    to: { type: "queue", id: queueId },
  });
  for (const given of [true, false])
    await ok(mei, "POST", `/customers/${id}/consents`, {
      purpose: "marketing",
      given,
      source: "customer",
    });
  const { mergeId } = await ok<{ mergeId: string }>(
    owner,
    "POST",
    "/customers/merge",
    { survivorId: id, otherId: other },
  );
  const until = new Date(Date.now() + 86_400_000).toISOString();
  await ok(owner, "POST", `/customers/${id}/block`, {
    reason: "Calls from 0912 345 678",
    until,
  });
  await ok(owner, "DELETE", `/customers/${id}/block`);
  const by = (name: string) => ({ author: { name } });
  const told = [
    { type: "transfer", threadId: thread.id, from: null, ...by("Olga") },
    { type: "consent", purpose: "marketing", given: true, ...by("Mei") },
    { type: "consent", given: false, source: "customer", ...by("Mei") },
    { type: "merge", otherName: "Bo 0912 345 678", undoneAt: null },
    { type: "block", blocked: true, until, ...by("Olga") },
    { type: "block", blocked: false, until: null, reason: "" },
  ];
  expect(await changes(owner, id)).toMatchObject(told);

  // Page by page it is the same.
  const walked: TimelineItem[] = [];
  for (let cursor: string | null = ""; cursor !== null;) {
    const next: { items: TimelineItem[]; nextCursor: string | null } = await ok(
      owner,
      "GET",
      `/customers/${id}/timeline?limit=1${cursor && `&cursor=${cursor}`}`,
    );
    walked.push(...next.items);
    cursor = next.nextCursor;
  }
  expect(walked.filter(({ type }) => type !== "thread").toReversed()).toEqual(
    await changes(owner, id),
  );

  // A role that sees contact data masked reads none in names and reasons.
  await ok(owner, "PATCH", "/settings/security", {
    contactLimits: { supervisor: "hidden" },
  });
  const masked = JSON.stringify(await changes(sue, id));
  expect(masked).toContain("Bo ");
  expect(masked).not.toContain("345 678");
  await ok(owner, "PATCH", "/settings/security", { contactLimits: {} });

  // Taken apart: a teammate who can't see the other customer reads no name.
  await ok(owner, "POST", `/customers/merges/${mergeId}/undo`);
  await server.host.context.db.prisma.thread.updateMany({
    where: { customerId: other },
    data: { departmentId: await server.world.department([otto]) },
  });
  const merges = async (actor: Actor, of: string) =>
    (await changes(actor, of)).filter(({ type }) => type === "merge");
  expect(await merges(owner, id)).toMatchObject([
    { otherName: "Bo 0912 345 678", undoneAt: expect.any(String) as string },
  ]);
  expect(await merges(sue, id)).toMatchObject([{ otherName: null }]);
  expect(await merges(owner, other)).toMatchObject([
    { type: "merge", undoneAt: expect.any(String) as string },
  ]);
});

test("an erasure leaves no block with a reason", async () => {
  const { customer } = await write();
  await ok(owner, "POST", `/customers/${customer.id}/block`, { reason: "Ann" });
  await ok(owner, "POST", `/customers/${customer.id}/erase`);
  const { prisma } = server.host.context.db;
  await expect
    .poll(() =>
      prisma.customerBlockChange.count({ where: { customerId: customer.id } }),
    )
    .toBe(0);
});
