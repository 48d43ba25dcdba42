import { afterAll, beforeAll, expect, test } from "vitest";
import {
  customerNoteSchema,
  type CustomerNote,
  type NoteReader,
} from "#contract/customers/customer-note.ts";
import type {
  Notification,
  NotificationPage,
} from "#contract/notifications/notification.ts";
import { testDatabase } from "#server/db/test-database.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { tell } from "#server/domain/notifications/push-words.ts";
import { newThread } from "#server/domain/test-context.ts";
import { startTestServer, type TestServer } from "#server/http/test-server.ts";
import { newId } from "#server/runtime/crypto.ts";

/** Notes about customers that mention teammates: who can be mentioned, and who is notified of which words. */

let server: TestServer;
let olga: Actor;
let sue: Actor; // supervises Sales
let sam: Actor; // supervises Support
let mei: Actor; // of Sales
let lin: Actor; // of Support
let out: Actor; // sees none of these customers
let sales: string;
let channelId: string;

beforeAll(async () => {
  server = await startTestServer(await testDatabase());
  const { world } = server;
  olga = await world.agent("Olga", "owner");
  sue = await world.agent("Sue", "supervisor");
  sam = await world.agent("Sam", "supervisor");
  mei = await world.agent("Mei");
  lin = await world.agent("Lin");
  out = await world.agent("Out");
  await world.agent("Audit", "auditor");
  await world.agent("Leads", "leads_only");
  sales = await world.department([sue, mei]);
  await world.department([sam, lin]);
  ({ channelId } = await world.page(null));
});
afterAll(() => server.stop());

const prisma = () => server.host.context.db.prisma;

async function ok<T = unknown>(
  actor: Actor,
  method: string,
  path: string,
  body?: object,
): Promise<T> {
  const answer = await server.call(actor, method, path, body);
  expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300);
  return answer.body as T;
}

/** A customer whom Mei and Lin see, each through a conversation without a department. */
async function sharedCustomer(): Promise<string> {
  const { context } = server.world;
  const { customerId } = await newThread(context, channelId, {
    ownerId: mei.agentId,
  });
  const { threadId } = await newThread(context, channelId, {
    ownerId: lin.agentId,
  });
  await prisma().thread.update({
    where: { id: threadId },
    data: { customerId },
  });
  return customerId;
}

const write = (actor: Actor, customerId: string, text: string, more = {}) =>
  ok<CustomerNote>(actor, "POST", `/customers/${customerId}/notes`, {
    text,
    ...more,
  });
/** The notifications of an agent about a customer, the newest first. */
const told = async (actor: Actor, customerId: string) =>
  (await ok<NotificationPage>(actor, "GET", "/notifications")).items.filter(
    ({ detail }) => detail["customerId"] === customerId,
  );

test("a mention notifies a teammate once, and leads them to the note", async () => {
  const customerId = await sharedCustomer();
  const note = await write(mei, customerId, "@Lin, she pays by invoice", {
    mentions: [lin.agentId, mei.agentId],
  });
  customerNoteSchema.strict().parse(note);
  expect(note.mentions).toEqual([{ id: lin.agentId, name: "Lin" }]);
  const [first] = await told(lin, customerId);
  expect(first).toMatchObject({
    kind: "mention",
    event: "customer_mention",
    threadId: null,
    readAt: null,
    detail: {
      by: { name: "Mei" },
      noteId: note.id,
      text: "@Lin, she pays by invoice",
    },
  });
  expect(tell(first as Notification, "en")).toMatchObject({
    url: `/customers/${customerId}?note=${note.id}`,
    what: "You were mentioned in a customer note · Mei",
  });
  expect(await told(mei, customerId)).toEqual([]);

  // A change notifies whom it names for the first time, and shows the words of now.
  const path = `/customers/${customerId}/notes/${note.id}`;
  await ok(mei, "PATCH", path, {
    text: "@Lin, @Sue: by invoice",
    mentions: [lin.agentId, sue.agentId],
  });
  expect(await told(lin, customerId)).toMatchObject([
    { detail: { text: "@Lin, @Sue: by invoice" } },
  ]);
  expect(await told(sue, customerId)).toHaveLength(1);
  // Left out: the mentions stay.
  expect(await ok(mei, "PATCH", path, { pinned: true })).toMatchObject({
    mentions: [{ name: "Lin" }, { name: "Sue" }],
  });
  expect(await ok(mei, "PATCH", path, { mentions: [] })).toMatchObject({
    mentions: [],
  });

  await ok(mei, "DELETE", path);
  expect(await told(lin, customerId)).toEqual([]);
});

test("a teammate who could not read the note is neither offered nor mentioned", async () => {
  const customerId = await sharedCustomer();
  const ofSales = { audience: "department", departmentId: sales };
  const readers = async (query: Record<string, string>) =>
    (
      await ok<{ items: NoteReader[] }>(
        mei,
        "GET",
        `/customers/${customerId}/note-readers?${new URLSearchParams(query)}`,
      )
    ).items.map(({ name }) => name);
  expect(await readers({})).toEqual(["Lin", "Olga", "Sam", "Sue"]);
  expect(await readers(ofSales)).toEqual(["Olga", "Sue"]);
  expect(await readers({ audience: "supervisors" })).toEqual([
    "Olga",
    "Sam",
    "Sue",
  ]);
  expect(await readers({ audience: "author" })).toEqual([]);
  const away = await server.call(
    out,
    "GET",
    `/customers/${customerId}/note-readers`,
  );
  expect(away.status).toBe(404);

  const refused = async (body: object) =>
    server.call(mei, "POST", `/customers/${customerId}/notes`, {
      text: "secret",
      ...body,
    });
  for (const body of [
    { mentions: [out.agentId] },
    { mentions: [lin.agentId], ...ofSales },
    { mentions: [sue.agentId, sam.agentId], ...ofSales },
    { mentions: [olga.agentId], audience: "author" },
  ])
    expect(await refused(body)).toMatchObject({
      status: 422,
      body: { errors: [{ path: "mentions", code: "mention_not_reader" }] },
    });
  expect(await refused({ mentions: [newId()] })).toMatchObject({ status: 422 });
  // A refused note is not kept.
  expect(await prisma().customerNote.count({ where: { customerId } })).toBe(0);
  for (const actor of [lin, out, sam, olga])
    expect(await told(actor, customerId)).toEqual([]);
});

test("an agent who can’t read the note any more sees none of its words", async () => {
  const customerId = await sharedCustomer();
  const note = await write(mei, customerId, "@Lin, between us", {
    mentions: [lin.agentId],
  });
  const path = `/customers/${customerId}/notes/${note.id}`;
  await ok(mei, "PATCH", path, { audience: "supervisors" });
  expect(await told(lin, customerId)).toEqual([]);
  await ok(mei, "PATCH", path, { audience: "everyone" });
  expect(await told(lin, customerId)).toHaveLength(1);
  // The same when they don’t see the customer any more.
  await prisma().thread.updateMany({
    where: { customerId, ownerId: lin.agentId },
    data: { ownerId: mei.agentId },
  });
  expect(await told(lin, customerId)).toEqual([]);
});

test("after a merge the notification leads to the customer of now", async () => {
  const otherId = await sharedCustomer();
  const survivorId = await sharedCustomer();
  await write(mei, otherId, "@Lin", { mentions: [lin.agentId] });
  await ok(olga, "POST", "/customers/merge", { survivorId, otherId });
  expect(await told(lin, otherId)).toEqual([]);
  expect(await told(lin, survivorId)).toHaveLength(1);
});
