import { afterAll, beforeAll, expect, test } from "vitest";
import type { LabelRecord } from "#contract/customers/label.ts";
import type { BulkAnswer } from "#contract/threads/bulk.ts";
import type { Macro, MacroRun } from "#contract/macros/macro.ts";
import type { Thread } from "#contract/threads/thread.ts";
import { testDatabase } from "#server/db/test-database.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { newThread } from "#server/domain/test-context.ts";
import { startTestServer, type TestServer } from "#server/http/test-server.ts";
import { randomToken } from "#server/runtime/crypto.ts";

/** Labels of departments, and queues that require a label to close. */

let server: TestServer;
let olga: Actor;
let sue: Actor; // supervises Sales
let sam: Actor; // supervises Support
let mei: Actor; // of Sales
let lin: Actor; // of Support
let sales: string;
let support: string;
let channelId: string;
let queueId: string;

beforeAll(async () => {
  server = await startTestServer(await testDatabase());
  const { world } = server;
  olga = await world.agent("Olga", "owner");
  sue = await world.agent("Sue", "supervisor");
  sam = await world.agent("Sam", "supervisor");
  mei = await world.agent("Mei");
  lin = await world.agent("Lin");
  sales = await world.department([sue, mei]);
  support = await world.department([sam, lin]);
  queueId = await world.queue([mei]);
  ({ channelId } = await world.page(null));
});
afterAll(() => server.stop());

const prisma = () => server.host.context.db.prisma;

const ok: TestServer["ok"] = (...call) => server.ok(...call);

const make = (name: string, more: object = {}, actor = olga) =>
  ok<LabelRecord>(actor, "POST", "/labels", { name, ...more });
const offeredTo = async (actor: Actor) =>
  (await ok<{ items: LabelRecord[] }>(actor, "GET", "/labels")).items
    .filter(({ offered }) => offered)
    .map(({ name }) => name);
async function ownedBy({ agentId }: Actor, departmentId: string) {
  const { context } = server.world;
  return newThread(context, channelId, { ownerId: agentId, departmentId });
}
const refused = (code: string) => ({
  status: 422,
  body: { errors: [{ path: "labelId", code }] },
});

test("a label is offered to its departments, and shown where it is to whoever sees the conversation", async () => {
  const quote = await make("Quote", { departmentIds: [sales] });
  await make("Urgent");
  expect(quote).toMatchObject({ departmentIds: [sales], offered: true });
  expect(await offeredTo(mei)).toEqual(["Quote", "Urgent"]);
  expect(await offeredTo(olga)).toEqual(["Quote", "Urgent"]);
  for (const actor of [lin, sam])
    expect(await offeredTo(actor)).toEqual(["Urgent"]);

  const { threadId, customerId } = await ownedBy(lin, support);
  const body = { labelId: quote.id };
  for (const path of [`/threads/${threadId}`, `/customers/${customerId}`])
    expect(
      await server.call(lin, "POST", `${path}/labels`, body),
    ).toMatchObject(refused("label_of_other_department"));
  const bulk = await ok<BulkAnswer>(lin, "POST", "/threads/bulk", {
    ids: [threadId],
    action: { type: "label", ...body },
  });
  expect(bulk).toMatchObject({
    done: [],
    failed: [{ id: threadId, reason: "label_of_other_department" }],
  });
  await ok(olga, "POST", `/threads/${threadId}/labels`, body);
  const seen = await ok<Thread>(lin, "GET", `/threads/${threadId}`);
  expect(seen.labels.map(({ name }) => name)).toEqual(["Quote"]);
  await ok(lin, "DELETE", `/threads/${threadId}/labels/${quote.id}`);
});

test("supervisors choose among their departments, and a department with labels stays", async () => {
  const path = (label: LabelRecord) => `/labels/${label.id}`;
  const mine = await make("Return", { departmentIds: [support] }, sam);
  const patch = (departmentIds: string[], actor = sam, label = mine) =>
    server.call(actor, "PATCH", path(label), { departmentIds });
  expect((await patch([])).status).toBe(403);
  expect((await patch([sales])).status).toBe(403);
  expect((await patch([support])).status).toBe(200);
  const open = await make("Everyone’s");
  expect((await patch([support], sam, open)).status).toBe(403);
  expect(
    await server.call(sam, "POST", "/labels", {
      name: "X",
      departmentIds: [sales],
    }),
  ).toMatchObject({ status: 403 });
  expect((await patch([sales, support], olga)).status).toBe(200);
  expect(await offeredTo(mei)).toContain("Return");
  const extra = await server.world.department([mei]);
  const label = await make("Extra", { departmentIds: [extra] });
  expect(
    await server.call(olga, "DELETE", `/departments/${extra}`),
  ).toMatchObject({
    status: 409,
    body: { current: { usedBy: [{ type: "label", name: "Extra" }] } },
  });
  await ok(olga, "DELETE", path(label));
  await ok(olga, "DELETE", `/departments/${extra}`);
});

/** A conversation of the queue, which Mei owns. */
async function inQueue(): Promise<string> {
  const { threadId } = await ownedBy(mei, sales);
  await prisma().thread.update({
    where: { id: threadId },
    data: { routedToType: "queue", routedToId: queueId },
  });
  return threadId;
}
const requireLabel = (label: "off" | "required") =>
  ok(olga, "PATCH", `/queues/${queueId}`, {
    wrapUpForm: { outcome: "off", outcomes: [], note: "off", label },
  });

test("a queue that requires a label refuses to close without one: by itself, for many and by a macro", async () => {
  const urgent = await make("To close");
  await requireLabel("required");
  const threadId = await inQueue();
  const close = (actor: Actor) =>
    server.call(actor, "POST", `/threads/${threadId}/close`, {});
  for (const actor of [mei, olga])
    expect(await close(actor)).toMatchObject({
      status: 422,
      body: { errors: [{ path: "label", code: "label_required" }] },
    });
  const bulk = { ids: [threadId], action: { type: "close" } };
  expect(
    await ok<BulkAnswer>(mei, "POST", "/threads/bulk", bulk),
  ).toMatchObject({ failed: [{ id: threadId, reason: "label_required" }] });
  const macro = (name: string, steps: object[]) =>
    ok<Macro>(mei, "POST", "/macros", { name, steps });
  const run = ({ id }: Macro) =>
    ok<MacroRun>(mei, "POST", `/macros/${id}/run`, {
      threadIds: [threadId],
      runId: randomToken(12),
    });
  const closing = await macro("Close", [{ type: "close", outcome: null }]);
  expect(await run(closing)).toMatchObject({
    failed: [{ id: threadId, reason: "label_required" }],
  });
  // A label of the customer is none of the conversation.
  const { customer } = await ok<Thread>(mei, "GET", `/threads/${threadId}`);
  await ok(mei, "POST", `/customers/${customer.id}/labels`, {
    labelId: urgent.id,
  });
  expect(await close(mei)).toMatchObject({ status: 422 });
  const labelling = await macro("Label and close", [
    { type: "label", labelId: urgent.id },
    { type: "close", outcome: null },
  ]);
  expect(await run(labelling)).toMatchObject({ done: [threadId], failed: [] });
  const closed = await ok<Thread>(mei, "GET", `/threads/${threadId}`);
  expect(closed.status).toBe("closed");
  await requireLabel("off");
  const other = await inQueue();
  await ok(mei, "POST", `/threads/${other}/close`, {});
});
