import { afterAll, beforeAll, expect, test } from "vitest";
import type {
  CannedReply,
  FilledCannedReply,
} from "#contract/canned/canned-reply.ts";
import type { Attachment, Message } from "#contract/threads/message.ts";
import { testDatabase } from "#server/db/test-database.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { removeOrphanUploads } from "#server/domain/files/orphan-uploads.ts";
import { newThread } from "#server/domain/test-context.ts";
import { newId } from "#server/runtime/crypto.ts";
import { startTestServer, type TestServer } from "#server/http/test-server.ts";

let server: TestServer;
let sue: Actor;
let ada: Actor;
let ben: Actor;
let departmentId: string;
let threadId: string;

beforeAll(async () => {
  server = await startTestServer(await testDatabase());
  const { world } = server;
  const page = await world.page(null);
  sue = await world.agent("Sue", "supervisor");
  ada = await world.agent("Ada Byron", "agent");
  ben = await world.agent("Ben", "agent");
  departmentId = await world.department([sue, ada]);
  const queueId = await world.queue([ada]);
  const thread = await newThread(world.context, page.channelId, {
    ownerId: ada.agentId,
    queueId,
  });
  threadId = thread.threadId;
  await world.context.db.prisma.thread.update({
    where: { id: threadId },
    data: { lastCustomerAt: world.context.clock.now() },
  });
  await world.context.db.prisma.customer.update({
    where: { id: thread.customerId },
    data: {
      name: "王小明",
      firstName: "小明",
      locale: "zh_TW",
      timezone: 8,
      fields: { order: "A-17" },
    },
  });
});
afterAll(() => server.stop());

async function create(actor: Actor, body: object): Promise<CannedReply> {
  const answer = await server.call(actor, "POST", "/canned-replies", {
    title: "Greeting",
    bodies: { "*": "Hello" },
    ...body,
  });
  expect(answer).toMatchObject({ status: 201 });
  return answer.body as CannedReply;
}

async function list(actor: Actor): Promise<CannedReply[]> {
  const { body } = await server.call(actor, "GET", "/canned-replies");
  return (body as { items: CannedReply[] }).items;
}

async function fill(actor: Actor, id: string): Promise<FilledCannedReply> {
  const path = `/canned-replies/${id}/fill`;
  const answer = await server.call(actor, "POST", path, { threadId });
  expect(answer).toMatchObject({ status: 200 });
  return answer.body as FilledCannedReply;
}

async function upload(actor: Actor, text: string): Promise<Attachment> {
  const form = new FormData();
  form.append("file", new Blob([text], { type: "text/plain" }), "price.txt");
  const response = await server.request("/api/v1/files", {
    method: "POST",
    headers: { authorization: `Bearer ${await server.token(actor)}` },
    body: form,
  });
  expect(response.status).toBe(201);
  return (await response.json()) as Attachment;
}

async function read(actor: Actor, { url }: Attachment): Promise<string | null> {
  const response = await server.request(url ?? "", {
    headers: { authorization: `Bearer ${await server.token(actor)}` },
  });
  return response.status === 200 ? response.text() : null;
}

test("private ones are their author's, shared ones their department's or the team's", async () => {
  const mine = await create(ada, { shortcut: "Mine" });
  expect(mine).toMatchObject({
    shortcut: "mine",
    scope: "private",
    mayEdit: true,
  });
  const ours = await create(sue, { shortcut: "ours", scope: { departmentId } });
  const all = await create(sue, { shortcut: "all", scope: "everybody" });
  const ids = async (actor: Actor) => (await list(actor)).map(({ id }) => id);
  expect(await ids(ada)).toEqual(
    expect.arrayContaining([mine.id, ours.id, all.id]),
  );
  expect(await ids(ben)).toEqual([all.id]);
  expect(await ids(sue)).not.toContain(mine.id);

  const path = `/canned-replies/${all.id}`;
  expect(
    await server.call(ada, "PATCH", path, { title: "Changed" }),
  ).toMatchObject({ status: 403 });
  expect(
    await server.call(ada, "POST", "/canned-replies", {
      shortcut: "x",
      title: "X",
      scope: "everybody",
      bodies: { "*": "x" },
    }),
  ).toMatchObject({ status: 403 });
  expect(
    await server.call(ben, "DELETE", `/canned-replies/${mine.id}`),
  ).toMatchObject({ status: 404 });
  expect(
    await server.call(sue, "PATCH", path, { scope: "private" }),
  ).toMatchObject({ status: 422 });
});

test("a shortcut is unique within its scope, has no space, and needs a text", async () => {
  await create(sue, { shortcut: "price", scope: "everybody" });
  await create(ada, { shortcut: "price" });
  const again = { shortcut: "PRICE", title: "P", scope: "everybody" };
  const bodies = { en: "It costs 5" };
  expect(
    await server.call(sue, "POST", "/canned-replies", { ...again, bodies }),
  ).toMatchObject({ status: 409, body: { code: "already_exists" } });
  for (const wrong of [
    { ...again, shortcut: "two words", bodies },
    { ...again, shortcut: "/price", bodies },
    { ...again, shortcut: "nothing", bodies: {} },
    { ...again, shortcut: "blank", bodies: { en: " " } },
    { ...again, shortcut: "language", bodies: { "no language": "x" } },
  ])
    expect(
      await server.call(sue, "POST", "/canned-replies", wrong),
    ).toMatchObject({ status: 422 });
});

test("it is filled in the customer's language; what is missing is named, and refused in a reply", async () => {
  const reply = await create(ada, {
    shortcut: "order",
    bodies: {
      "*": "Hi {{customer.name}}",
      en: "Hello",
      zh: "{{customer.firstName}}您好，訂單 {{customer.field.order}}，{{customer.field.size}}。{{agent.name}}",
    },
  });
  const filled = await fill(ada, reply.id);
  expect(filled).toMatchObject({
    language: "zh",
    text: "王小明您好，訂單 A-17，{{customer.field.size}}。Ada Byron",
    missing: ["customer.field.size"],
  });
  const path = `/threads/${threadId}/messages`;
  const post = (text: string, rest: object = {}) =>
    server.call(ada, "POST", path, { text, clientId: text, ...rest });
  expect(await post(filled.text)).toMatchObject({
    status: 422,
    body: { errors: [{ path: "text", code: "unfilled_variable" }] },
  });
  expect(await post(filled.text, { kind: "note" })).toMatchObject({
    status: 202,
  });
  expect(
    await post(filled.text.replace("{{customer.field.size}}", "XL")),
  ).toMatchObject({ status: 202 });
  // The most used comes first.
  expect((await list(ada))[0]).toMatchObject({ id: reply.id, uses: 1 });
});

test("a thread of others is not there", async () => {
  const reply = await create(ben, { shortcut: "bens" });
  const path = `/canned-replies/${reply.id}/fill`;
  const { context } = server.world;
  const page = await server.world.page(null);
  const hidden = await newThread(context, page.channelId, {
    ownerId: ada.agentId,
    departmentId,
  });
  expect(
    await server.call(ben, "POST", path, { threadId: hidden.threadId }),
  ).toMatchObject({ status: 404 });
});

test("its files are copied into each reply, and outlive the sweep of unused uploads", async () => {
  const file = await upload(sue, "five euros");
  const reply = await create(sue, {
    shortcut: "list",
    scope: "everybody",
    attachmentIds: [file.id],
  });
  expect(reply.attachments).toMatchObject([{ id: file.id, name: "price.txt" }]);
  const { prisma } = server.world.context.db;
  await prisma.attachment.update({
    where: { id: file.id },
    data: { createdAt: new Date(0) },
  });
  await removeOrphanUploads(server.world.context);
  expect(await read(ben, file)).toBe("five euros");

  const { attachments } = await fill(ada, reply.id);
  const [copy] = attachments;
  if (!copy) throw new Error("No copy.");
  expect(copy.id).not.toBe(file.id);
  const sent = await server.call(ada, "POST", `/threads/${threadId}/messages`, {
    text: "The prices",
    attachments: [{ id: copy.id }],
    clientId: "with a file",
  });
  expect(sent).toMatchObject({ status: 202 });
  expect(sent.body as Message).toMatchObject({ text: "The prices" });
  // Only copies are sent, and only an own upload becomes a file of one.
  const own = await upload(ada, "mine");
  await create(ada, { shortcut: "own", attachmentIds: [own.id] });
  expect(
    await server.call(ada, "POST", `/threads/${threadId}/messages`, {
      attachments: [{ id: own.id }],
      clientId: "the original",
    }),
  ).toMatchObject({ status: 422 });
  const foreign = await upload(ben, "not yours");
  expect(
    await server.call(sue, "PATCH", `/canned-replies/${reply.id}`, {
      attachmentIds: [file.id, foreign.id],
    }),
  ).toMatchObject({
    status: 422,
    body: { errors: [{ path: "attachmentIds.1" }] },
  });
  expect(await read(ben, file)).toBe("five euros");
  await server.call(sue, "PATCH", `/canned-replies/${reply.id}`, {
    attachmentIds: [],
  });
  expect(await read(ben, file)).toBe(null);
  expect(await read(ada, copy)).toBe("five euros");
});

test("screens hear of a change, and a department with canned replies is not deleted", async () => {
  const heard: unknown[] = [];
  const before = await server.world.context.db.prisma.announcement.count({
    where: { kind: "settings.updated" },
  });
  await create(sue, { shortcut: "told", scope: { departmentId } });
  const after = await server.world.context.db.prisma.announcement.findMany({
    where: { kind: "settings.updated" },
  });
  heard.push(...after.slice(before).map(({ payload }) => payload));
  expect(heard).toContainEqual({ what: "canned_replies" });
  const olga = await server.world.agent("Olga", "owner");
  const refused = await server.call(
    olga,
    "DELETE",
    `/departments/${departmentId}`,
  );
  expect(refused).toMatchObject({ status: 409, body: { code: "in_use" } });
});

test("it can be used only while it is active, and is listed with its bounds", async () => {
  const past = "2026-01-01T00:00:00.000Z";
  const earlier = "2025-01-01T00:00:00.000Z";
  const over = await create(ada, { shortcut: "over", activeUntil: past });
  expect(over).toMatchObject({ activeFrom: null, activeUntil: past });
  const path = `/canned-replies/${over.id}`;
  expect(
    await server.call(ada, "POST", `${path}/fill`, { threadId }),
  ).toMatchObject({ status: 409, body: { code: "wrong_state" } });
  expect(
    await server.call(ada, "PATCH", path, { activeFrom: past }),
  ).toMatchObject({ status: 422 });
  await server.call(ada, "PATCH", path, {
    activeFrom: earlier,
    activeUntil: null,
  });
  expect(await fill(ada, over.id)).toMatchObject({ text: "Hello" });
});

test("the newest lead of the customer, the agent's display name and the next opening are variables", async () => {
  const { prisma } = server.world.context.db;
  const { customerId } = await prisma.thread.findUniqueOrThrow({
    where: { id: threadId },
    select: { customerId: true },
  });
  await prisma.lead.create({
    data: {
      id: newId(),
      pageId: "1",
      formId: "f",
      leadgenId: "lead-1",
      state: "synced",
      customerId,
      ownerId: ada.agentId,
      createdTime: new Date(),
      contact: { city: "Taipei", company: null },
      answers: [{ key: "wish", label: "Wish?", values: ["a lamp", "a desk"] }],
    },
  });
  const reply = await create(ada, {
    shortcut: "lead",
    bodies: {
      "*": "{{lead.city}}: {{lead.wish}} {{lead.company}} {{agent.displayName}} {{office.nextOpen}}",
    },
  });
  expect(await fill(ada, reply.id)).toMatchObject({
    text: "Taipei: a lamp, a desk {{lead.company}} Ada Byron {{office.nextOpen}}",
    missing: ["lead.company", "office.nextOpen"],
  });
  // The name that she gives to customers, until she takes it back.
  const shownAs = async (displayName: string | null) => {
    await server.call(ada, "PATCH", "/me/preferences", { displayName });
    return (await fill(ada, reply.id)).text;
  };
  expect(await shownAs("Ada from Sales")).toContain(" Ada from Sales ");
  expect(await shownAs(null)).toContain(" Ada Byron ");
  // Closed on all days but Mondays.
  const at = { day: 1, from: "09:00", to: "10:00" };
  const schedule = {
    timeZone: "Asia/Taipei",
    week: [at],
    breaks: [],
    holidays: [],
    calendarIds: [],
    override: null,
  };
  await prisma.queue.updateMany({ data: { schedule } });
  const { text } = await fill(ada, reply.id);
  expect(text).toMatch(/Ada Byron 2026年\d+月\d+日 上午9:00$/);
});

test("exported, changed and imported again: rows create and change, and wrong ones are named", async () => {
  const cleo = await server.world.agent("Cleo", "agent");
  await create(cleo, {
    shortcut: "bye",
    title: '=Bye, "you"',
    bodies: { "*": "Goodbye\nand thanks", "zh-TW": "再見" },
  });
  const response = await server.request("/api/v1/canned-replies/export", {
    headers: { authorization: `Bearer ${await server.token(cleo)}` },
  });
  expect(response.headers.get("content-type")).toContain("text/csv");
  const csv = await response.text();
  const send = async (actor: Actor, text: string, dryRun = false) => {
    const answer = await server.call(actor, "POST", "/canned-replies/import", {
      csv: text,
      dryRun,
    });
    expect(answer).toMatchObject({ status: 200 });
    return answer.body;
  };
  const before = await list(cleo);
  const nothing = { created: 0, updated: 0, errors: [] };
  expect(await send(cleo, csv)).toMatchObject(nothing);
  expect(await list(cleo)).toEqual(before);

  const changed = [
    "shortcut;title;scope;text;text:zh-TW",
    "bye;Farewell;private;Goodbye;再會",
    "/Hi;Hello;;Hello {{customer.name}};",
    "hi;Twice;;x;",
    "two words;Wrong;;x;",
    "none;Empty;;;",
    "all;For all;everybody;x;",
    "dep;Where;Nowhere;x;",
  ].join("\n");
  const outcome = {
    rows: 7,
    created: 1,
    updated: 1,
    errors: [
      { row: 4, column: "shortcut", code: "twice" },
      { row: 5, column: "shortcut", code: "invalid" },
      { row: 6, column: "text", code: "no_text" },
      { row: 8, column: "scope", code: "scope" },
      { row: 7, column: "scope", code: "not_allowed" },
    ],
  };
  expect(await send(cleo, changed, true)).toMatchObject(outcome);
  expect(await list(cleo)).toEqual(before);
  expect(await send(cleo, changed)).toMatchObject(outcome);
  const after = await list(cleo);
  expect(after.find(({ shortcut }) => shortcut === "bye")).toMatchObject({
    title: "Farewell",
    bodies: { "*": "Goodbye", "zh-TW": "再會" },
  });
  expect(after.find(({ shortcut }) => shortcut === "hi")).toMatchObject({
    title: "Hello",
    scope: "private",
  });
  expect(
    await server.call(cleo, "POST", "/canned-replies/import", { csv: "a,b" }),
  ).toMatchObject({ status: 422 });
});
