import { afterAll, beforeAll, expect, test } from "vitest";
import type { Report } from "#contract/reports/report.ts";
import { defaultRetention } from "#contract/company/retention.ts";
import { Prisma } from "#server/db/client.ts";
import { testDatabase } from "#server/db/test-database.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { routeOnce } from "#server/domain/routing/offering/router.ts";
import { startTestServer, type TestServer } from "#server/http/test-server.ts";
import { runTimersOnce } from "#server/pipeline/jobs/timers.ts";
import { digits, type World } from "#server/pipeline/test-world.ts";
import { newId } from "#server/runtime/crypto.ts";
import { applyRetention } from "./retention.ts";

/**
 * Retention of routing decisions and offers. The conversations rang a hundred days ago: Ada missed each, and Ben
 * answered it.
 */

const DAY_MS = 86_400_000;
const OFFER_SECONDS = 20;

type Page = Awaited<ReturnType<World["page"]>>;
type Conversation = { threadId: string; page: Page; psid: string };

const db = await testDatabase();
let server: TestServer;
let admin: Actor;
let ada: Actor;
let ben: Actor;
let closed: Conversation;
let open: Conversation;
let reopened: Conversation;

beforeAll(async () => {
  server = await startTestServer(db);
  const { world } = server;
  daysAgo(101);
  admin = await world.agent("Ann", "admin");
  ada = await world.agent("Ada");
  ben = await world.agent("Ben");
  await world.sits(ada);
  await world.sits(ben);
  await call("PATCH", "/settings/routing", { awayAfterMissed: null });
  const queue = await world.queue([ada, ben], {
    strategy: "hunt",
    offerSeconds: OFFER_SECONDS,
    wrapUpSeconds: 0,
  });
  const page = await world.page({ type: "queue", id: queue });
  closed = await answered(page);
  await close(closed);
  reopened = await answered(page);
  await close(reopened);
  open = await answered(page);
  world.clock.at = null;
  await write(reopened);
});
afterAll(() => server.stop());

function daysAgo(days: number): Date {
  return (server.world.clock.at = new Date(Date.now() - days * DAY_MS));
}

async function settle(seconds = 0): Promise<void> {
  const { clock, context } = server.world;
  if (seconds > 0) clock.at = new Date(clock.now().getTime() + seconds * 1000);
  while (await runTimersOnce(context));
  while (await routeOnce(context));
}

async function write({ page, psid }: Omit<Conversation, "threadId">) {
  const { threadId } = await server.world.write(page, { psid });
  await settle();
  return threadId;
}

/** A conversation that rang for Ada for its whole time, then for Ben, who accepted it. */
async function answered(page: Page): Promise<Conversation> {
  const psid = digits(16);
  const threadId = await write({ page, psid });
  await settle(OFFER_SECONDS + 1);
  const accepted = await call("POST", `/offers/${threadId}/accept`, {}, ben);
  expect(accepted.status).toBe(200);
  return { threadId, page, psid };
}

async function close({ threadId }: Conversation): Promise<void> {
  const { status } = await call("POST", `/threads/${threadId}/close`, {}, ben);
  expect(status).toBe(200);
}

const call = (method: string, path: string, body?: object, actor = admin) =>
  server.call(actor, method, path, body);
const change = (body: object) => call("PATCH", "/settings/retention", body);
const preview = async (body: object = {}) =>
  (await call("POST", "/settings/retention/preview", body)).body;

/** The numbers of a conversation's decisions, as the console reads them, and of its offers. */
async function left({ threadId }: Conversation) {
  const { body } = await call("GET", `/threads/${threadId}/trace?limit=100`);
  const offers = await db.prisma.offer.count({ where: { threadId } });
  return [(body as { items: unknown[] }).items.length, offers];
}

async function missedThen(): Promise<number> {
  daysAgo(100);
  const { body } = await call("GET", "/reports?period=7d&by=queue");
  server.world.clock.at = null;
  return (body as Report).total.missed;
}

test("decisions and offers go after 90 days with their conversation’s session, and reports keep their figures", async () => {
  const { routingDays } = (await call("GET", "/settings/retention"))
    .body as typeof defaultRetention;
  expect(routingDays).toBe(90);
  const missed = await missedThen();
  expect(missed).toBe(3);
  const before = {
    closed: await left(closed),
    open: await left(open),
    reopened: await left(reopened),
  };
  const [closedDecisions = 0, closedOffers = 0] = before.closed;
  expect(closedDecisions).toBeGreaterThan(3);
  expect(closedOffers).toBe(2);
  // The first session of the conversation that opened again went the way of the closed one.
  const expired = 2 * (closedDecisions + closedOffers);
  expect(await preview()).toMatchObject({ routing: expired });
  // Without an end, and longer than the rows are old, nothing goes.
  expect(await preview({ routingDays: null })).toMatchObject({ routing: 0 });
  expect(await preview({ routingDays: 200 })).toMatchObject({ routing: 0 });
  const ringing = await call("GET", "/offers", undefined, ada);

  await applyRetention(server.world.context);

  expect(await preview()).toMatchObject({ routing: 0 });
  expect(await left(closed)).toEqual([0, 0]);
  expect(await left(open)).toEqual(before.open);
  const [decisions = 0, offers = 0] = before.reopened;
  expect(await left(reopened)).toEqual([
    decisions - closedDecisions,
    offers - closedOffers,
  ]);
  expect((await call("GET", "/offers", undefined, ada)).body).toEqual(
    ringing.body,
  );
  expect(await missedThen()).toBe(missed);
});

test("routing history goes with the messages of its channel at the latest", async () => {
  const { channelId } = closed.page;
  await close(open);
  const messagesOnly = { messagesDays: 60, filesDays: null };
  await change({ routingDays: null, channels: {} });
  expect(await preview({ channels: {} })).toMatchObject({ routing: 0 });
  const channels = { [channelId]: messagesOnly };
  const counted = (await preview({ channels })) as { routing: number };
  expect(counted.routing).toBeGreaterThan(0);
  expect(await preview({ messagesDays: 60 })).toMatchObject({
    routing: counted.routing,
  });
  // A channel that keeps its messages for ever keeps its routing for the company's time.
  const always = { [channelId]: { messagesDays: null, filesDays: null } };
  expect(await preview({ messagesDays: 60, channels: always })).toMatchObject({
    routing: 0,
  });
  expect(
    await preview({ messagesDays: 60, routingDays: 30, channels: always }),
  ).toMatchObject({ routing: counted.routing });

  expect((await change({ channels })).status).toBe(200);
  await applyRetention(server.world.context);
  expect(await left(open)).toEqual([1, 0]); // today's closing
  await change({ ...defaultRetention });
});

test("offers of leads go too, and a lead in line keeps its offers", async () => {
  const [waiting, taken] = [await lead(), await lead()];
  const queue = await db.prisma.queue.findFirstOrThrow();
  await db.prisma.leadWait.create({
    data: {
      id: waiting,
      routedToType: "queue",
      routedToId: queue.id,
      queuedAt: new Date(),
      rankAt: new Date(),
      seed: 1,
    },
  });
  expect(await preview()).toMatchObject({ routing: 1 });
  await applyRetention(server.world.context);
  const rows = await db.prisma.leadOffer.findMany();
  expect(rows.map(({ leadId }) => leadId)).toEqual([waiting]);
  expect(await db.prisma.lead.count({ where: { id: taken } })).toBe(1);
});

/** A lead that rang for Ada a hundred days ago. */
async function lead(): Promise<string> {
  const id = newId();
  await db.sql.$executeRaw(Prisma.sql`
    insert into lead (id, "pageId", "formId", "leadgenId", "createdTime")
    values (${id}::uuid, '1', '1', ${newId()}, now() - interval '100 days')`);
  const at = new Date(Date.now() - 100 * DAY_MS);
  await db.prisma.leadOffer.create({
    data: {
      id: newId(),
      leadId: id,
      agentId: ada.agentId,
      viaType: "queue",
      viaId: newId(),
      round: 1,
      createdAt: at,
      expiresAt: at,
      endedAt: at,
      result: "missed",
    },
  });
  return id;
}
