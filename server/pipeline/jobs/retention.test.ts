import { afterAll, beforeAll, expect, test } from "vitest";
import { defaultRetention } from "#contract/company/retention.ts";
import { Prisma } from "#server/db/client.ts";
import { testDatabase } from "#server/db/test-database.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { newFileKey } from "#server/domain/files/store.ts";
import { newChannel, newThread } from "#server/domain/test-context.ts";
import { startTestServer, type TestServer } from "#server/http/test-server.ts";
import { newId } from "#server/runtime/crypto.ts";
import { applyRetention } from "./retention.ts";

const db = await testDatabase();
let server: TestServer;
let admin: Actor;
let agent: Actor;
let channelId: string;
let closed: string;
let open: string;

beforeAll(async () => {
  server = await startTestServer(db);
  admin = await server.world.agent("Ada", "admin");
  agent = await server.world.agent("Ann");
  channelId = await newChannel(server.host.context);
  for (const days of [40, 10]) {
    await db.sql.$executeRaw(Prisma.sql`
      insert into delivery ("sourceId", body, state, "appliedAt", "receivedAt")
      select "sourceId", '{}'::bytea, 'applied', now(), now() - ${days}::int * interval '1 day' from channel limit 1`);
    await db.sql.$executeRaw(Prisma.sql`
      insert into lead (id, "pageId", "formId", "leadgenId", "createdTime")
      values (${newId()}::uuid, '1', '1', ${newId()}, now() - ${days}::int * interval '1 day')`);
  }
  closed = await history(channelId, "closed");
  open = await history(channelId, "waiting");
});
afterAll(() => server.stop());

/** A conversation with a message of 40 and one of 10 days ago, each with a file. */
async function history(channelId: string, status: string): Promise<string> {
  const { threadId } = await newThread(server.host.context, channelId);
  for (const days of [40, 10]) {
    const id = newId();
    await db.sql.$executeRaw(Prisma.sql`
      with m as (insert into message (id, "threadId", "channelId", direction, kind, "authorType", text, status, "sentAt")
        values (${id}::uuid, ${threadId}::uuid, ${channelId}::uuid, 'in', 'message', 'customer', 'hello', 'received',
          now() - ${days}::int * interval '1 day') returning id)
      insert into attachment (id, "messageId", type, "storageKey", state, "createdAt")
      select ${newId()}::uuid, id, 'image', ${newFileKey()}, 'stored', now() - ${days}::int * interval '1 day' from m`);
    await db.sql.$executeRaw(Prisma.sql`
      update thread set status = ${status}, routing = 'none', "lastMessageId" = ${id}::uuid,
        "closedAt" = case when ${status} = 'closed' then now() end where id = ${threadId}::uuid`);
  }
  for (const heldCode of ["window_closed", null])
    await db.sql.$executeRaw(Prisma.sql`
      insert into scheduled_message (id, "threadId", "agentId", "clientId", text, "dueAt", "inboundCount", "heldCode")
      values (${newId()}::uuid, ${threadId}::uuid, ${agent.agentId}::uuid, ${newId()}, 'later',
        now() - interval '40 days', 1, ${heldCode})`);
  return threadId;
}

const PATH = "/settings/retention";
const NONE = { deliveries: 0, messages: 0, files: 0, leads: 0, routing: 0 };
const change = (body: object, actor = admin) =>
  server.call(actor, "PATCH", PATH, body);
const preview = async (body: object) =>
  (await server.call(admin, "POST", `${PATH}/preview`, body)).body;

async function left() {
  const [row] = await db.sql.$queryRaw<Record<string, number>[]>(Prisma.sql`
    select (select count(*) from delivery)::int as deliveries, (select count(*) from lead)::int as leads,
      (select count(*) from message where "threadId" = ${closed}::uuid)::int as closed,
      (select count(*) from message where "threadId" = ${open}::uuid)::int as open,
      (select count(*) from scheduled_message)::int as scheduled,
      (select count(*) from attachment where "storageKey" is not null)::int as files`);
  return row;
}

test("by default, deliveries go after 30 days, routing after 90, and all else stays", async () => {
  expect((await server.call(admin, "GET", PATH)).body).toEqual(
    defaultRetention,
  );
  expect(await preview({})).toEqual({
    deliveries: 1,
    messages: 0,
    files: 0,
    leads: 0,
    routing: 0,
    held: NONE,
    channels: [],
  });
  await applyRetention(server.host.context);
  expect(await left()).toEqual({
    deliveries: 1,
    leads: 2,
    closed: 2,
    open: 2,
    scheduled: 4,
    files: 4,
  });
});

test("only admins read and change it, within bounds", async () => {
  expect((await server.call(agent, "GET", PATH)).status).toBe(403);
  expect((await change({ messagesDays: 1 }, agent)).status).toBe(403);
  expect((await change({ messagesDays: 0 })).status).toBe(422);
  expect((await change({ deliveriesDays: null })).status).toBe(422);
});

test("the preview counts what the sweep then removes, and nothing else goes", async () => {
  const wanted = { messagesDays: 30, filesDays: 7, leadsDays: 30 };
  const counted = await preview(wanted);
  expect(counted).toEqual({
    deliveries: 0,
    messages: 2,
    files: 2,
    leads: 1,
    routing: 0,
    held: NONE,
    channels: [{ channelId, messages: 2, files: 2 }],
  });
  expect(await left()).toMatchObject({ closed: 2, leads: 2, files: 4 });
  expect(await change(wanted)).toMatchObject({
    status: 200,
    body: { ...defaultRetention, ...wanted },
  });
  const audit = await server.call(admin, "GET", "/audit");
  expect(audit.body).toMatchObject({
    items: [
      {
        action: "setting.updated",
        target: { type: "setting", id: "retention" },
        detail: wanted,
      },
    ],
  });
  await applyRetention(server.host.context);
  // The open conversation keeps all of its history and its files.
  expect(await left()).toEqual({
    deliveries: 1,
    leads: 1,
    closed: 1,
    open: 2,
    // The held one of the closed conversation.
    scheduled: 3,
    files: 2,
  });
  expect(await preview({})).toEqual({
    deliveries: 0,
    messages: 0,
    files: 0,
    leads: 0,
    routing: 0,
    held: NONE,
    channels: [],
  });
  await applyRetention(server.host.context);
  const thread = await server.call(admin, "GET", `/threads/${closed}/messages`);
  expect(thread.body).toMatchObject({
    items: [
      { status: "scheduled" },
      { attachments: [{ state: "failed", url: null }] },
    ],
  });
});

test("a delivery never outlives its messages, and a conversation without messages is still listed", async () => {
  await change({ messagesDays: 5, deliveriesDays: 90 });
  expect(await preview({})).toMatchObject({ deliveries: 1, messages: 1 });
  await applyRetention(server.host.context);
  expect(await left()).toMatchObject({ deliveries: 0, closed: 0, open: 2 });
  const thread = await server.call(admin, "GET", `/threads/${closed}`);
  expect(thread).toMatchObject({ status: 200, body: { lastMessage: null } });
});

test("a channel has days of its own, longer or shorter than the company’s, and the preview counts by channel", async () => {
  const { context } = server.host;
  const [strict, loose, usual] = [
    await newChannel(context),
    await newChannel(context),
    await newChannel(context),
  ];
  const threads: string[] = [];
  for (const id of [strict, loose, usual])
    threads.push(await history(id, "closed"));
  const messagesOf = async () => {
    const counts = [];
    for (const threadId of threads)
      counts.push(await db.prisma.message.count({ where: { threadId } }));
    return counts;
  };
  const channels = {
    [strict]: { messagesDays: 5, filesDays: null },
    [loose]: { messagesDays: null, filesDays: 20 },
  };
  const wanted = {
    messagesDays: 30,
    filesDays: null,
    deliveriesDays: 30,
    channels,
  };
  const counted = await preview(wanted);
  // Two messages of each conversation, and one that was scheduled and held.
  expect(counted).toMatchObject({ messages: 5, files: 1 });
  expect((counted as { channels: unknown[] }).channels).toEqual(
    expect.arrayContaining([
      { channelId: strict, messages: 3, files: 0 },
      { channelId: usual, messages: 2, files: 0 },
      { channelId: loose, messages: 0, files: 1 },
    ]),
  );
  expect(await change(wanted)).toMatchObject({
    status: 200,
    body: { channels },
  });
  await db.sql.$executeRaw(Prisma.sql`
    insert into delivery ("sourceId", body, state, "appliedAt", "receivedAt")
    select "sourceId", convert_to(id::text, 'UTF8'), 'applied', now(), now() - interval '10 days'
    from channel where id = any(${[strict, loose]}::uuid[])`);
  await applyRetention(context);
  expect(await messagesOf()).toEqual([0, 2, 1]);
  const files = await db.prisma.attachment.count({
    where: { storageKey: { not: null }, message: { channelId: loose } },
  });
  expect(files).toBe(1);
  const deliveries = await db.prisma.delivery.findMany({
    where: { body: { in: [strict, loose].map((id) => Buffer.from(id)) } },
    select: { body: true },
  });
  expect(deliveries.map(({ body }) => Buffer.from(body).toString())).toEqual([
    loose,
  ]);
  // A change replaces all of them; what is wrong is named.
  expect(await change({ channels: {} })).toMatchObject({
    body: { channels: {} },
  });
  const wrong: [object, string][] = [
    [{ [newId()]: { messagesDays: 1, filesDays: 1 } }, "channels."],
    [{ [usual]: { messagesDays: 0, filesDays: 1 } }, "messagesDays"],
    [{ [usual]: { messagesDays: 1, filesDays: 1, leadsDays: 1 } }, "leadsDays"],
    [{ page: { messagesDays: 1, filesDays: 1 } }, "channels"],
  ];
  for (const [given, path] of wrong) {
    const refused = await change({ channels: given });
    expect(refused.status).toBe(422);
    expect(JSON.stringify(refused.body)).toContain(path);
  }
});
