import { afterAll, beforeAll, expect, test } from "vitest";
import type { CustomerExport } from "#contract/customers/customer-job.ts";
import {
  customerNoteSchema,
  type CustomerNote,
} from "#contract/customers/customer-note.ts";
import type { NoteCategory } from "#contract/customers/note-category.ts";
import {
  timelineItemSchema,
  type TimelineItem,
} from "#contract/customers/timeline.ts";
import { testDatabase } from "#server/db/test-database.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { listCustomerNotes } from "#server/domain/customer-record/customer-notes.ts";
import { newThread } from "#server/domain/test-context.ts";
import { startTestServer, type TestServer } from "#server/http/test-server.ts";

/** The categories of notes about customers, and who reads which note. */

let server: TestServer;
let olga: Actor;
let sue: Actor; // supervises Sales
let sam: Actor; // supervises Support
let mei: Actor; // of Sales
let lin: Actor; // of Support
let sales: string;
let support: string;
let channelId: string;

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
  ({ channelId } = await world.page(null));
});
afterAll(() => server.stop());

const prisma = () => server.host.context.db.prisma;

const ok: TestServer["ok"] = (...call) => server.ok(...call);

/** A customer whom Mei and Lin see, each through a conversation of their own department. */
async function sharedCustomer(): Promise<string> {
  const { context } = server.world;
  const { customerId } = await newThread(context, channelId, {
    ownerId: mei.agentId,
    departmentId: sales,
  });
  const { threadId } = await newThread(context, channelId, {
    ownerId: lin.agentId,
    departmentId: support,
  });
  await prisma().thread.update({
    where: { id: threadId },
    data: { customerId },
  });
  return customerId;
}

const notesOf = async (actor: Actor, customerId: string, query = "") =>
  (
    await ok<{ items: CustomerNote[] }>(
      actor,
      "GET",
      `/customers/${customerId}/notes${query}`,
    )
  ).items;
const texts = async (actor: Actor, customerId: string, query = "") =>
  (await notesOf(actor, customerId, query)).map(({ text }) => text).toSorted();
const write = (actor: Actor, customerId: string, text: string, more = {}) =>
  ok<CustomerNote>(actor, "POST", `/customers/${customerId}/notes`, {
    text,
    ...more,
  });

/** One note of Mei for each kind of readers. */
async function writeAll(customerId: string): Promise<CustomerNote[]> {
  return [
    await write(mei, customerId, "all"),
    await write(mei, customerId, "sales", {
      audience: "department",
      departmentId: sales,
    }),
    await write(mei, customerId, "chiefs", { audience: "supervisors" }),
    await write(mei, customerId, "mine", { audience: "author" }),
  ];
}

const READERS: [string, () => Actor, string[]][] = [
  ["the author", () => mei, ["all", "chiefs", "mine", "sales"]],
  ["an agent of another department", () => lin, ["all"]],
  ["the department’s supervisor", () => sue, ["all", "chiefs", "sales"]],
  ["another department’s supervisor", () => sam, ["all", "chiefs"]],
  ["the owner", () => olga, ["all", "chiefs", "sales"]],
];

test("a note is read by its readers alone: in the list and in the timeline", async () => {
  const customerId = await sharedCustomer();
  await writeAll(customerId);
  for (const [who, actor, expected] of READERS) {
    expect(await texts(actor(), customerId), who).toEqual(expected);
    const { items } = await ok<{ items: TimelineItem[] }>(
      actor(),
      "GET",
      `/customers/${customerId}/timeline`,
    );
    items.forEach((item) => timelineItemSchema.parse(item));
    const shown = items.flatMap((item) =>
      item.type === "note" ? [item.text] : [],
    );
    expect(shown.toSorted(), who).toEqual(expected);
  }
  // Who sees the console as Mei sees none that Mei keeps to herself.
  const seenBy = { agentId: olga.agentId, name: "Olga", until: new Date() };
  const seen = await listCustomerNotes(
    server.host.context,
    { ...mei, seenBy },
    customerId,
  );
  expect(seen.map(({ text }) => text).toSorted()).toEqual([
    "all",
    "chiefs",
    "sales",
  ]);
});

test("a note that one can’t read can be neither changed nor deleted, also after a merge", async () => {
  const customerId = await sharedCustomer();
  const [, ofSales, ofChiefs, mine] = await writeAll(customerId);
  const refused = async (actor: Actor, note: CustomerNote | undefined) => {
    const path = `/customers/${customerId}/notes/${note?.id}`;
    for (const [method, body] of [
      ["PATCH", { audience: "everyone" }],
      ["DELETE", undefined],
    ] as const)
      expect((await server.call(actor, method, path, body)).status).toBe(404);
  };
  await refused(lin, ofSales);
  await refused(lin, ofChiefs);
  await refused(sam, ofSales);
  await refused(olga, mine);
  const survivorId = await sharedCustomer();
  await ok(olga, "POST", "/customers/merge", {
    survivorId,
    otherId: customerId,
  });
  for (const [who, actor, expected] of READERS)
    expect(await texts(actor(), survivorId), who).toEqual(expected);
});

test("an export of the customer’s data is complete, and nothing else tells of a note", async () => {
  const customerId = await sharedCustomer();
  await writeAll(customerId);
  const job = await ok<CustomerExport>(
    olga,
    "POST",
    `/customers/${customerId}/export`,
  );
  const url = (job.result?.url ?? "").replace("/api/v1", "");
  const { notes } = await ok<{ notes: CustomerNote[] }>(olga, "GET", url);
  expect(notes.map(({ text, audience }) => [text, audience])).toEqual([
    ["all", "everyone"],
    ["sales", "department"],
    ["chiefs", "supervisors"],
    ["mine", "author"],
  ]);
  // The audit log names the customer, and no text or readers.
  const entries = await prisma().auditEntry.findMany({
    where: { targetId: customerId, action: "customer.note_added" },
    select: { detail: true },
  });
  expect(entries.map(({ detail }) => detail)).toEqual([{}, {}, {}, {}]);
  const found = await ok(olga, "GET", "/search?q=chiefs");
  expect(JSON.stringify(found)).not.toContain('"chiefs"');
});

test("a note goes to a department of one’s own, and only its author keeps it to themselves", async () => {
  const customerId = await sharedCustomer();
  const path = `/customers/${customerId}/notes`;
  const wrong = async (actor: Actor, body: object) =>
    (await server.call(actor, "POST", path, { text: "x", ...body })).body as {
      errors: { code: string }[];
    };
  const ofSupport = { audience: "department", departmentId: support };
  for (const [body, code] of [
    [ofSupport, "department_gone"],
    [{ audience: "department" }, "department_needed"],
    [{ audience: "author", departmentId: sales }, "department_unused"],
    [{ categoryId: support }, "category_gone"],
  ] as const)
    expect(await wrong(mei, body)).toMatchObject({ errors: [{ code }] });
  expect(await wrong(sue, ofSupport)).toMatchObject({
    errors: [{ code: "department_gone" }],
  });
  await write(olga, customerId, "from above", ofSupport);
  const note = await write(mei, customerId, "words");
  const one = `${path}/${note.id}`;
  expect(
    await server.call(sue, "PATCH", one, { audience: "author" }),
  ).toMatchObject({ status: 403 });
  const changed = await ok<CustomerNote>(mei, "PATCH", one, {
    audience: "department",
    departmentId: sales,
  });
  customerNoteSchema.strict().parse(changed);
  expect(changed).toMatchObject({
    audience: "department",
    department: { id: sales },
    editedAt: null,
  });
  expect(await ok(mei, "PATCH", one, { audience: "everyone" })).toMatchObject({
    department: null,
  });
});

test("a note of a deleted department is left to its author and the company’s supervisors", async () => {
  const customerId = await sharedCustomer();
  const gone = await server.world.department([sue, mei, lin]);
  const note = await write(mei, customerId, "left", {
    audience: "department",
    departmentId: gone,
  });
  expect(await texts(lin, customerId)).toEqual(["left"]);
  await ok(olga, "DELETE", `/departments/${gone}`);
  for (const [actor, expected] of [
    [mei, ["left"]],
    [olga, ["left"]],
    [sue, []],
    [lin, []],
  ] as const)
    expect(await texts(actor, customerId), actor.name).toEqual(expected);
  // Its text can be changed without choosing readers again.
  const path = `/customers/${customerId}/notes/${note.id}`;
  expect(await ok(mei, "PATCH", path, { text: "still" })).toMatchObject({
    audience: "department",
    department: null,
  });
});

test("notes are filtered by category, and outlive it", async () => {
  const customerId = await sharedCustomer();
  const make = (name: string) =>
    ok<NoteCategory>(olga, "POST", "/note-categories", { name, color: "teal" });
  const complaints = await make("Complaints");
  const billing = await make("Billing");
  expect(
    await server.call(olga, "POST", "/note-categories", { name: "Billing" }),
  ).toMatchObject({ status: 409 });
  expect(
    await server.call(sue, "POST", "/note-categories", { name: "Other" }),
  ).toMatchObject({ status: 403 });
  const categoryId = complaints.id;
  const note = await write(mei, customerId, "angry", { categoryId });
  expect(note.category).toEqual(complaints);
  await write(mei, customerId, "paid", { categoryId: billing.id });
  await write(mei, customerId, "secret", { categoryId, audience: "author" });
  await write(mei, customerId, "plain");
  const filter = `?category=${categoryId}`;
  expect(await texts(lin, customerId, filter)).toEqual(["angry"]);
  expect(await texts(mei, customerId, filter)).toEqual(["angry", "secret"]);
  const one = `/note-categories/${categoryId}`;
  await ok(olga, "PATCH", one, { name: "Trouble" });
  const [renamed] = await notesOf(lin, customerId, filter);
  expect(renamed?.category?.name).toBe("Trouble");
  await ok(olga, "DELETE", one);
  expect((await server.call(olga, "DELETE", one)).status).toBe(404);
  const kept = await notesOf(mei, customerId);
  expect(kept.map(({ category }) => category?.name ?? null)).toEqual([
    null,
    null,
    "Billing",
    null,
  ]);
  const actions = await prisma().auditEntry.findMany({
    where: { targetType: "note_category", targetId: categoryId },
    select: { action: true },
    orderBy: { id: "asc" },
  });
  expect(actions.map(({ action }) => action)).toEqual([
    "note_category.created",
    "note_category.updated",
    "note_category.deleted",
  ]);
});
