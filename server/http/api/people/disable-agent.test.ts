import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Holdings } from "#contract/supervision/holdings.ts";
import { testDatabase } from "#server/db/test-database.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { newThread } from "#server/domain/test-context.ts";
import { startTestServer, type TestServer } from "#server/http/test-server.ts";
import { digits } from "#server/pipeline/test-world.ts";
import { newId } from "#server/runtime/crypto.ts";

let server: TestServer;
let olga: Actor;
let ann: Actor;
let ben: Actor;
let queueId: string;
let channelId: string;
let open: string;
let asleep: string;
let leadId: string;

beforeAll(async () => {
  server = await startTestServer(await testDatabase());
  olga = await server.world.agent("Olga", "owner");
});
afterAll(() => server.stop());

beforeEach(async () => {
  const { world } = server;
  const { prisma } = world.context.db;
  ann = await world.agent("Ann");
  ben = await world.agent("Ben");
  queueId = await world.queue([ben]);
  ({ channelId } = await world.page({ type: "agent", id: ann.agentId }));
  const own = { ownerId: ann.agentId };
  open = (await newThread(world.context, channelId, own)).threadId;
  asleep = (await newThread(world.context, channelId, own)).threadId;
  await server.call(ann, "POST", `/threads/${asleep}/snooze`, {
    until: "2099-01-01T00:00:00Z",
  });
  leadId = newId();
  await prisma.lead.create({
    data: {
      id: leadId,
      channelId,
      pageId: digits(15),
      formId: digits(10),
      leadgenId: digits(15),
      ownerId: ann.agentId,
      assignedType: "agent",
      assignedId: ann.agentId,
      createdTime: new Date(),
    },
  });
});

const holdings = async () =>
  (await server.call(olga, "GET", `/agents/${ann.agentId}/holdings`)).body;
const disable = (body?: object) =>
  server.call(olga, "POST", `/agents/${ann.agentId}/disable`, body);
const read = async (threadId: string) =>
  (await server.call(olga, "GET", `/threads/${threadId}`)).body;
const assignee = async () =>
  (
    await server.world.context.db.prisma.lead.findUniqueOrThrow({
      where: { id: leadId },
    })
  ).ownerId;

test("what an agent has in hand is counted, and what leads to them is named", async () => {
  const mine = await server.world.queue([ann]);
  expect(await holdings()).toEqual({
    open: 1,
    snoozed: 1,
    offers: 0,
    leads: 1,
    routedChannels: [{ id: channelId, name: expect.any(String) as string }],
    queues: [{ id: mine, name: expect.any(String) as string }],
    ringGroups: [],
  });
  // A page may lead to them only with its leads, a ring group only when no one answers.
  const { prisma } = server.world.context.db;
  const leadsOnly = await server.world.page({ type: "queue", id: queueId });
  await prisma.leadPage.create({
    data: {
      channelId: leadsOnly.channelId,
      assignType: "agent",
      assignId: ann.agentId,
    },
  });
  const group = await server.call(olga, "POST", "/ring-groups", {
    name: "Night",
    memberIds: [ben.agentId],
    noAnswer: { type: "agent", id: ann.agentId },
  });
  expect(group.status).toBe(201);
  const more = (await holdings()) as Holdings;
  expect(more.routedChannels.map(({ id }) => id).sort()).toEqual(
    [channelId, leadsOnly.channelId].sort(),
  );
  expect(more.ringGroups.map(({ name }) => name)).toEqual(["Night"]);
});

test("everything goes to a queue, and what sleeps goes on sleeping", async () => {
  expect(
    await disable({ handOver: { type: "queue", id: queueId } }),
  ).toMatchObject({ status: 200, body: { moved: 3 } });
  expect(await read(open)).toMatchObject({
    status: "waiting",
    routing: "queued",
    owner: null,
    routedTo: { type: "queue", id: queueId },
  });
  expect(await read(asleep)).toMatchObject({
    status: "snoozed",
    owner: null,
    routedTo: { type: "queue", id: queueId },
  });
  expect(await assignee()).toBeNull();
  const lead = `/leads/${leadId}`;
  expect((await server.call(ben, "GET", lead)).body).toMatchObject({
    assignedTo: { type: "queue", id: queueId },
  });
  expect(
    (await server.call(ben, "GET", `${lead}/attempts`)).body,
  ).toMatchObject({ items: [{ outcome: "assigned" }] });
  const { announcement } = server.world.context.db.prisma;
  const told = await announcement.findMany({
    where: { kind: "access.changed" },
  });
  expect(JSON.stringify(told.at(-1)?.payload)).toContain(ben.agentId);
  expect(await holdings()).toMatchObject({ open: 0, snoozed: 0, leads: 0 });
  expect((await server.call(ann, "GET", "/me")).status).toBe(401);
  expect((await disable()).body).toEqual({ moved: 0 });
});

test("everything goes to a teammate", async () => {
  const to = { type: "agent", id: ben.agentId };
  expect((await disable({ handOver: to })).body).toEqual({ moved: 3 });
  expect(await read(open)).toMatchObject({
    status: "open",
    owner: { id: ben.agentId },
  });
  expect(await read(asleep)).toMatchObject({
    status: "snoozed",
    snoozedUntil: "2099-01-01T00:00:00.000Z",
    owner: { id: ben.agentId },
  });
  expect(await assignee()).toBe(ben.agentId);
});

test("without a destination the conversations return to where they came from", async () => {
  expect((await disable()).body).toEqual({ moved: 3 });
  expect(await read(open)).toMatchObject({ owner: null, status: "waiting" });
  expect(await assignee()).toBeNull();
});

test("a destination that cannot receive them changes nothing", async () => {
  const gone = { handOver: { type: "queue", id: newId() } };
  for (const body of [
    gone,
    { handOver: { type: "agent", id: ann.agentId } },
    { handOver: { type: "nowhere", id: queueId } },
  ])
    expect((await disable(body)).status).toBe(422);
  expect(await holdings()).toMatchObject({ open: 1, snoozed: 1, leads: 1 });
  const { body } = await server.call(olga, "GET", `/agents/${ann.agentId}`);
  expect(body).toMatchObject({ disabled: false });
});

test("admins alone may do it, and the last owner stays", async () => {
  const path = `/agents/${ann.agentId}`;
  expect((await server.call(ben, "POST", `${path}/disable`)).status).toBe(403);
  expect((await server.call(ben, "GET", `${path}/holdings`)).status).toBe(403);
  const last = await server.call(
    olga,
    "POST",
    `/agents/${olga.agentId}/disable`,
  );
  expect(last.status).toBe(409);
});
