import { io, type Socket } from "socket.io-client";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { LiveEvents } from "#contract/live/live-events.ts";
import type { Lead, LeadAttempt } from "#contract/leads/lead.ts";
import type {
  LeadSource,
  LeadStatus,
  LeadStatuses,
} from "#contract/leads/lead-settings.ts";
import type { NotificationSettings } from "#contract/notifications/notification-settings.ts";
import type { Touches } from "#contract/customers/touch.ts";
import type { LeadAd } from "#contract/leads/lead-ad.ts";
import type { Alert } from "#contract/supervision/alert.ts";
import type { TimelineItem } from "#contract/customers/timeline.ts";
import { testDatabase } from "#server/db/test-database.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { viewersOf } from "#server/domain/access/visible-lead.ts";
import {
  claimLeads,
  failLead,
} from "#server/domain/leads/details/fetch-lead.ts";
import { startTestServer, type TestServer } from "#server/http/test-server.ts";
import { runTimersOnce } from "#server/pipeline/jobs/timers.ts";
import { createEventPublisher } from "#server/pipeline/publish/event-publisher.ts";
import { delivery, digits } from "#server/pipeline/test-world.ts";
import { randomToken } from "#server/runtime/crypto.ts";

/** Work on leads, from outside: who is told, who is first, why one is lost, and what waits too long. */

let server: TestServer;
let owner: Actor;
let ada: Actor;
let ben: Actor;
let page: Awaited<ReturnType<TestServer["world"]["page"]>>;
let queueId: string;
const sockets: Socket[] = [];

beforeAll(async () => {
  server = await startTestServer(await testDatabase());
  const { world } = server;
  owner = await world.agent("Olga", "owner");
  ada = await world.agent("Ada");
  ben = await world.agent("Ben");
  queueId = await world.queue([ada, ben]);
  page = await world.page({ type: "queue", id: queueId });
});
afterAll(async () => {
  for (const socket of sockets) socket.disconnect();
  await server.stop();
});

const ok: TestServer["ok"] = (...call) => server.ok(...call);

/** A lead of the page, as its webhook reports it. */
async function arrive(): Promise<Lead> {
  const leadgenId = digits(16);
  const created_time = Math.floor(server.world.clock.now().getTime() / 1000);
  const value = { leadgen_id: leadgenId, page_id: page.pageId, form_id: "7" };
  const change = { field: "leadgen", value: { ...value, created_time } };
  const entry = [{ id: page.pageId, time: created_time, changes: [change] }];
  await receive(Buffer.from(JSON.stringify({ object: "page", entry })));
  const { items } = await ok<{ items: Lead[] }>(owner, "GET", "/leads");
  const lead = items.find((one) => one.leadgenId === leadgenId);
  expect(lead).toBeDefined();
  return lead as Lead;
}

const receive = (body: Uint8Array) => server.world.receive(page, body);

const alertsOf = async (actor: Actor, kind: string, { id }: Lead) =>
  (await ok<{ items: Alert[] }>(actor, "GET", "/alerts")).items.filter(
    (alert) => alert.kind === kind && alert.detail["leadId"] === id,
  );

async function advance(ms: number): Promise<void> {
  const { clock } = server.world;
  clock.at = new Date(clock.now().getTime() + ms);
  while (await runTimersOnce(server.world.context));
}

/** The leads that leave the screen of an agent from now on. */
async function removedFor(actor: Actor): Promise<LiveEvents["lead.removed"][]> {
  const socket = io(server.url, {
    forceNew: true,
    transports: ["websocket"],
    auth: { token: await server.token(actor) },
  });
  sockets.push(socket);
  await new Promise<void>((resolve) => void socket.on("connect", resolve));
  const removed: LiveEvents["lead.removed"][] = [];
  socket.on(
    "lead.removed",
    (event: LiveEvents["lead.removed"]) => void removed.push(event),
  );
  return removed;
}

async function publish(): Promise<void> {
  const { context } = server.world;
  const publisher = createEventPublisher(context, server.live.sink);
  while (await publisher.round());
}

const MINUTE = 60_000;
const DAY = 86_400_000;

test("members of a queue are told of its lead, one of them gets it, and it leaves the other’s screen", async () => {
  const lead = await arrive();
  const removed = await removedFor(ben);
  await ok(owner, "PATCH", `/leads/${lead.id}`, {
    assignedTo: { type: "queue", id: queueId },
  });
  for (const actor of [ada, ben]) {
    expect(await alertsOf(actor, "lead_waiting", lead)).toHaveLength(1);
    await ok(actor, "GET", `/leads/${lead.id}`);
  }
  const answers = await Promise.all(
    [ada, ben].map((actor) =>
      server.call(actor, "POST", `/leads/${lead.id}/take`),
    ),
  );
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
  const lost = answers.find(({ status }) => status === 409);
  const winner = answers[0]?.status === 200 ? ada : ben;
  const loser = winner === ada ? ben : ada;
  expect(lost?.body).toMatchObject({
    code: "owned_by_other",
    current: { owner: { id: winner.agentId } },
  });
  expect((await server.call(loser, "GET", `/leads/${lead.id}`)).status).toBe(
    404,
  );
  expect(await alertsOf(loser, "lead_waiting", lead)).toEqual([]);
  // A lead that moves on to Olga leaves Ben's screen, whether he had it or saw it.
  await ok(winner, "POST", `/leads/${lead.id}/transfer`, {
    to: { type: "agent", id: owner.agentId },
  });
  await publish();
  await vi.waitFor(() => {
    expect(removed).toContainEqual({ leadId: lead.id });
  }, 30_000);
});

test("a lead that is assigned to a person is mailed, listed and pushed as the person chooses, else as the settings say", async () => {
  const lead = await arrive();
  const { prisma } = server.host.context.db;
  const choose = (actor: Actor, lead: object) =>
    ok<NotificationSettings>(actor, "PATCH", "/me/notifications", {
      kinds: { lead },
    });
  /** Assigns the lead. @returns how many mails and listed notifications that made */
  const assign = async ({ agentId }: Actor) => {
    const count = async () => [
      await prisma.mailJob.count({ where: { agentId } }),
      await prisma.notification.count({ where: { agentId, listed: true } }),
    ];
    const [mails = 0, listed = 0] = await count();
    await ok(owner, "PATCH", `/leads/${lead.id}`, {
      assignedTo: { type: "agent", id: agentId },
    });
    const [mailsNow = 0, listedNow = 0] = await count();
    return { mails: mailsNow - mails, listed: listedNow - listed };
  };
  const own = await choose(ada, { mail: false });
  expect(own.kinds.lead).toEqual({ app: true, push: true, mail: false });
  expect(own.kinds.mention).toEqual({ app: true, push: true, mail: true });
  expect(await assign(ada)).toEqual({ mails: 0, listed: 1 });
  expect(await assign(ben)).toEqual({ mails: 1, listed: 1 });
  // Ben has never chosen mail: the settings decide, also after another choice of his.
  await choose(ben, { app: false });
  await ok(owner, "PATCH", "/leads/settings", { notifyByEmail: false });
  await choose(ada, { mail: true });
  expect(await assign(ada)).toEqual({ mails: 1, listed: 1 });
  expect(await assign(ben)).toEqual({ mails: 0, listed: 0 });
  await ok(owner, "PATCH", "/leads/settings", { notifyByEmail: true });
  const wrong = { kinds: { ring: { mail: true } } };
  const refused = await server.call(ada, "PATCH", "/me/notifications", wrong);
  expect(refused.status).toBe(422);
  // No later test hears of this lead.
  await publish();
});

test("a lost lead has a reason where the settings require it, and no other lead has one", async () => {
  const lead = await arrive();
  const { items } = await ok<{ items: LeadStatus[] }>(
    owner,
    "GET",
    "/lead-statuses",
  );
  const of = (stage: string) => items.find((one) => one.stage === stage)?.id;
  const patch = (body: object) =>
    server.call(owner, "PATCH", `/leads/${lead.id}`, body);
  await ok(owner, "PATCH", "/leads/settings", {
    lostReasonRequired: true,
    lostReasons: ["Too expensive"],
  });
  const refused = await patch({ statusId: of("lost") });
  expect(refused.status).toBe(422);
  expect(JSON.stringify(refused.body)).toContain("lostReason");
  expect((await patch({ lostReason: "Too early" })).status).toBe(422);
  const reason = "去別家買了";
  expect(
    (await patch({ statusId: of("lost"), lostReason: reason })).body,
  ).toMatchObject({ lostReason: reason });
  expect((await patch({ lostReason: null })).status).toBe(422);
  const { items: history } = await ok<{ items: LeadAttempt[] }>(
    owner,
    "GET",
    `/leads/${lead.id}/attempts`,
  );
  expect(history[0]).toMatchObject({ outcome: "status", payload: { reason } });
  const csv = await server.request("/api/v1/leads/export", {
    headers: { authorization: `Bearer ${await server.token(owner)}` },
  });
  expect(await csv.text()).toContain(reason);
  expect((await patch({ statusId: of("open") })).body).toMatchObject({
    lostReason: null,
  });
  await ok(owner, "PATCH", "/leads/settings", { lostReasonRequired: false });
  expect((await patch({ statusId: of("lost") })).status).toBe(200);
});

test("supervisors are alerted to a lead without a first contact in five minutes of office time", async () => {
  const { clock } = server.world;
  // A Friday; the office closes two minutes later and opens on Monday at nine.
  clock.at = new Date("2026-12-04T16:58:00Z");
  const department = await ok<{ id: string }>(owner, "POST", "/departments", {
    name: "Sales",
  });
  await ok(owner, "PATCH", `/departments/${department.id}`, {
    schedule: {
      timeZone: "UTC",
      week: [1, 2, 3, 4, 5].map((day) => ({ day, from: "09:00", to: "17:00" })),
    },
  });
  await server.host.context.db.prisma.channel.update({
    where: { id: page.channelId },
    data: { departmentId: department.id },
    select: { id: true },
  });
  const waiting = await arrive();
  const contacted = await arrive();
  // Deliveries go by the database's clock.
  await server.host.context.db.prisma.lead.updateMany({
    where: { id: { in: [waiting.id, contacted.id] } },
    data: { createdAt: clock.at },
  });
  await advance(30 * MINUTE);
  expect(await alertsOf(owner, "lead_late", waiting)).toEqual([]);
  const { items } = await ok<{ items: LeadStatus[] }>(
    owner,
    "GET",
    "/lead-statuses",
  );
  await ok(owner, "PATCH", `/leads/${contacted.id}`, {
    statusId: items[1]?.id,
  });
  clock.at = new Date("2026-12-07T09:02:59Z");
  await advance(0);
  expect(await alertsOf(owner, "lead_late", waiting)).toEqual([]);
  await advance(2_000);
  expect(await alertsOf(owner, "lead_late", waiting)).toHaveLength(1);
  expect(await alertsOf(owner, "lead_late", contacted)).toEqual([]);
  await ok(owner, "PATCH", `/leads/${waiting.id}`, { statusId: items[1]?.id });
  expect(await alertsOf(owner, "lead_late", waiting)).toEqual([]);
  clock.at = null;
});

test("a lead with which nothing happens for office hours is reported to its owner, then to the supervisors", async () => {
  const { clock } = server.world;
  await ok(owner, "PATCH", `/channels/${page.channelId}`, {
    route: {
      hours: {
        timeZone: "UTC",
        week: [1, 2, 3, 4, 5].map((day) => ({
          day,
          from: "09:00",
          to: "17:00",
        })),
      },
    },
  });
  await ok(owner, "PATCH", "/leads/settings", { stalledHours: 8 });
  clock.at = new Date("2026-12-04T08:00:00Z"); // a Friday
  const lead = await arrive();
  const assigned = (to: object | null) =>
    ok(owner, "PATCH", `/leads/${lead.id}`, { assignedTo: to });
  const stalled = async () => {
    while (await runTimersOnce(server.world.context));
    const [adas, olgas] = await Promise.all(
      [ada, owner].map((actor) => alertsOf(actor, "lead_stalled", lead)),
    );
    return [adas, olgas].map((alerts) =>
      alerts?.map(({ detail }) => detail["hours"]),
    );
  };
  const at = (time: string) => void (clock.at = new Date(time));
  await assigned({ type: "agent", id: ada.agentId });
  at("2026-12-04T13:00:00Z");
  await ok(ada, "PATCH", `/leads/${lead.id}`, { contact: { city: "Taipei" } });
  // Four hours are left on Friday; the weekend counts nothing.
  at("2026-12-07T12:59:00Z");
  expect(await stalled()).toEqual([[], []]);
  at("2026-12-07T13:00:01Z");
  expect(await stalled()).toEqual([[8], []]);
  at("2026-12-08T12:59:00Z");
  expect(await stalled()).toEqual([[8], []]);
  at("2026-12-08T13:00:01Z");
  expect(await stalled()).toEqual([[8], [16]]);
  // An act ends both, and begins the hours again; without an owner, supervisors come first.
  at("2026-12-08T13:01:00Z");
  await assigned(null);
  expect(await stalled()).toEqual([[], []]);
  at("2026-12-09T13:00:59Z");
  expect(await stalled()).toEqual([[], []]);
  at("2026-12-09T13:01:01Z");
  expect(await stalled()).toEqual([[], [8]]);
  await ok(owner, "PATCH", `/channels/${page.channelId}`, {
    route: { hours: null },
  });
  clock.at = null;
});

test("a person who writes from an ad is one lead with the conversation’s customer; the first reply is its first contact", async () => {
  const psid = digits(16);
  const write = (adId: string) =>
    receive(
      delivery(page.pageId, [
        {
          psid,
          timestamp: Date.now(),
          message: {
            mid: `m_${randomToken(20)}`,
            text: "Is this still available?",
            referral: {
              source: "ADS",
              type: "OPEN_THREAD",
              ad_id: adId,
              ads_context_data: { ad_title: "Spring sale" },
            },
          },
        },
      ]),
    );
  const fromAds = async () =>
    (await ok<{ items: Lead[] }>(owner, "GET", "/leads")).items.filter(
      ({ leadgenId }) => leadgenId.startsWith("ad:"),
    );
  await ok(owner, "PATCH", "/leads/settings", { adLeads: false });
  await write("6001");
  expect(await fromAds()).toEqual([]);
  await ok(owner, "PATCH", "/leads/settings", { adLeads: true });
  // The source goes on being used under another name.
  const { items: sources } = await ok<{ items: LeadSource[] }>(
    owner,
    "GET",
    "/lead-sources",
  );
  const source = sources.find(({ key }) => key === "ad");
  await ok(owner, "PATCH", `/lead-sources/${source?.id}`, { name: "Our ads" });
  await write("6001");
  await write("6001");
  const [lead, ...others] = await fromAds();
  expect(others).toEqual([]);
  expect(lead).toMatchObject({
    state: "synced",
    ad: { id: "6001", name: "Spring sale" },
    sourceId: source?.id,
    firstTouchAt: null,
    owner: null,
  });
  expect(lead?.threadId).not.toBeNull();
  await ok(owner, "PATCH", `/leads/pages/${page.channelId}`, {
    assignTo: { type: "queue", id: queueId },
  });
  await write("6002");
  const [second] = await fromAds();
  expect(second).toMatchObject({
    ad: { id: "6002" },
    assignedTo: { type: "queue", id: queueId },
  });
  await ok(ben, "GET", `/leads/${second?.id}`);
  // The conversation shows the leads of its customer that its reader may see.
  const beside = async (actor: Actor) =>
    (
      await ok<{ items: Lead[] }>(
        actor,
        "GET",
        `/leads?customer=${lead?.customerId}`,
      )
    ).items.map(({ id }) => id);
  expect(await beside(owner)).toEqual([second?.id, lead?.id]);
  expect(await beside(ben)).toEqual([second?.id]);
  const removed = await removedFor(ben);
  await ok(ada, "POST", `/threads/${lead?.threadId}/take`);
  await ok(ada, "POST", `/threads/${lead?.threadId}/messages`, {
    clientId: randomToken(20),
    text: "Yes, it is.",
  });
  const touched = await ok<Lead>(ada, "GET", `/leads/${lead?.id}`);
  expect(touched).toMatchObject({ owner: { id: ada.agentId } });
  expect(touched.firstTouchAt).not.toBeNull();
  // The lead of the queue is Ada's now, and leaves Ben's screen.
  await publish();
  await vi.waitFor(
    () => expect(removed).toEqual([{ leadId: second?.id }]),
    30_000,
  );
  expect((await server.call(ben, "GET", `/leads/${second?.id}`)).status).toBe(
    404,
  );
});

test("what led a customer here is kept once for each session, with the first and the last, and counted by ad", async () => {
  const psid = digits(16);
  const since = Date.now();
  const item = (adId: string, at: number) => ({
    psid,
    timestamp: since + at,
    message: {
      mid: `m_${randomToken(20)}`,
      text: "Hello",
      referral: {
        source: "ADS",
        type: "OPEN_THREAD",
        ad_id: adId,
        ads_context_data: { ad_title: `Ad ${adId}`, post_id: "1_77" },
      },
    },
  });
  const first = delivery(page.pageId, [item("7001", 0)]);
  await receive(first);
  await receive(first);
  await receive(
    delivery(page.pageId, [
      {
        psid,
        timestamp: since + 1,
        referral: { source: "SHORTLINK", type: "OPEN_THREAD", ref: "flyer" },
      },
    ]),
  );
  const { items: leads } = await ok<{ items: Lead[] }>(owner, "GET", "/leads");
  const lead = leads.find(({ ad }) => ad?.id === "7001");
  const path = `/customers/${lead?.customerId}/touches`;
  const early = await ok<Touches>(owner, "GET", path);
  expect(early.items).toMatchObject([
    { ref: "flyer", ad: null, at: new Date(since + 1).toISOString() },
    {
      ad: { id: "7001", name: "Ad 7001" },
      postId: "1_77",
      threadId: lead?.threadId,
    },
  ]);
  const [session] = early.items.map(({ sessionId }) => sessionId);
  expect(early.items[1]?.sessionId).toBe(session);
  await ok(owner, "POST", `/threads/${lead?.threadId}/take`);
  await ok(owner, "POST", `/threads/${lead?.threadId}/close`);
  await receive(delivery(page.pageId, [item("7002", 2)]));
  const late = await ok<Touches>(owner, "GET", path);
  expect(late).toMatchObject({
    first: { ad: { id: "7001" } },
    last: { ad: { id: "7002" } },
  });
  expect(late.items.map(({ sessionId }) => sessionId).slice(1)).toEqual([
    session,
    session,
  ]);
  expect(late.last?.sessionId).not.toBe(session);
  const { items: statuses } = await ok<LeadStatuses>(
    owner,
    "GET",
    "/lead-statuses",
  );
  const won = statuses.find(({ stage }) => stage === "won");
  await ok(owner, "PATCH", `/leads/${lead?.id}`, { statusId: won?.id });
  const { items: ads } = await ok<{ items: LeadAd[] }>(
    owner,
    "GET",
    `/leads/ads?from=${new Date(since).toISOString()}`,
  );
  expect(ads).toEqual([
    { id: "7001", name: "Ad 7001", conversations: 1, leads: 1, won: 1 },
    { id: "7002", name: "Ad 7002", conversations: 1, leads: 1, won: 0 },
  ]);
});

test("notes and calls stand in the history and on the customer’s timeline; a call is the first contact at its own time", async () => {
  const lead = await arrive();
  await ok(owner, "PATCH", `/leads/${lead.id}`, {
    contact: { name: "Nora Note", phone: "+41446681800" },
    assignedTo: { type: "agent", id: ada.agentId },
  });
  const path = `/leads/${lead.id}`;
  const noted = await ok<Lead>(ada, "POST", `${path}/notes`, {
    text: "Prefers mornings\n想要試用",
  });
  expect(noted.firstTouchAt).toBeNull();
  const found = async (contacted: boolean) =>
    (
      await ok<{ items: Lead[] }>(
        ada,
        "GET",
        `/leads?q=Nora+Note&contacted=${contacted}`,
      )
    ).items.map(({ id }) => id);
  expect(await found(false)).toEqual([lead.id]);
  expect(await found(true)).toEqual([]);
  const { clock } = server.world;
  const filled = Date.parse(lead.createdTime);
  clock.at = new Date(filled + 10 * MINUTE);
  const call = (body: object) =>
    server.call(ada, "POST", `${path}/calls`, body);
  const at = (ms: number) => new Date(filled + ms).toISOString();
  expect((await call({ outcome: "busy", at: at(11 * MINUTE) })).status).toBe(
    422,
  );
  expect((await call({ outcome: "sang" })).status).toBe(422);
  // A call from before the form was filled in is no contact of this lead.
  expect(
    (await call({ outcome: "reached", direction: "in", at: at(-DAY) })).body,
  ).toMatchObject({ firstTouchAt: null });
  expect((await call({ outcome: "no_answer" })).body).toMatchObject({
    firstTouchAt: at(10 * MINUTE),
  });
  const earlier = await call({
    outcome: "reached",
    at: at(2 * MINUTE),
    note: "Will call back",
  });
  expect(earlier.body).toMatchObject({ firstTouchAt: at(2 * MINUTE) });
  expect(await found(false)).toEqual([]);
  expect(await found(true)).toEqual([lead.id]);
  expect(
    (await server.call(ben, "POST", `${path}/notes`, { text: "x" })).status,
  ).toBe(404);
  const { items: history } = await ok<{ items: LeadAttempt[] }>(
    ada,
    "GET",
    `${path}/attempts`,
  );
  expect(history.filter(({ outcome }) => outcome === "called")).toMatchObject([
    { payload: { direction: "out", outcome: "no_answer" } },
    {
      at: at(2 * MINUTE),
      payload: { outcome: "reached", note: "Will call back" },
    },
    { at: at(-DAY), payload: { direction: "in" } },
  ]);
  const { items: timeline } = await ok<{ items: TimelineItem[] }>(
    owner,
    "GET",
    `/customers/${noted.customerId}/timeline`,
  );
  expect(timeline).toMatchObject([
    { type: "call", outcome: "no_answer", text: null },
    { type: "call", text: "Will call back", author: { name: "Ada" } },
    { type: "lead_note", leadId: lead.id, text: "Prefers mornings\n想要試用" },
    { type: "lead", leadId: lead.id },
    { type: "call", direction: "in" },
  ]);
  clock.at = null;
});

test("the board’s columns count the leads of the filter and add up their values in the company’s currency", async () => {
  const { items: statuses } = await ok<LeadStatuses>(
    owner,
    "GET",
    "/lead-statuses",
  );
  const [status] = statuses;
  const leads = [await arrive(), await arrive(), await arrive()];
  const patch = (lead: Lead | undefined, body: object) =>
    server.call(owner, "PATCH", `/leads/${lead?.id}`, body);
  // Without a currency there is no value.
  expect((await patch(leads[0], { amountMinor: 1 })).status).toBe(422);
  for (const lead of leads)
    await patch(lead, {
      statusId: status?.id,
      contact: { company: "Columns Ltd" },
    });
  await ok(owner, "PATCH", "/leads/settings", { currency: "USD" });
  await patch(leads[0], { amountMinor: 5_000_000_00 });
  await ok(owner, "PATCH", "/leads/settings", { currency: "TWD" });
  expect((await patch(leads[0], { amountMinor: -1 })).status).toBe(422);
  expect((await patch(leads[1], { amountMinor: 120_050 })).body).toMatchObject({
    value: { amountMinor: 120_050, currency: "TWD" },
  });
  await patch(leads[2], { amountMinor: 80_000 });
  const column = async (query: string) => {
    const found = await ok<LeadStatuses>(
      owner,
      "GET",
      `/lead-statuses?q=columns${query}`,
    );
    expect(found.currency).toBe("TWD");
    return found.items.find(({ id }) => id === status?.id);
  };
  // Values in another currency are not added.
  expect(await column("")).toMatchObject({ leads: 3, amountMinor: 200_050 });
  await ok(owner, "PATCH", `/leads/${leads[2]?.id}`, {
    assignedTo: { type: "agent", id: ada.agentId },
  });
  expect(await column(`&assigned=${ada.agentId}`)).toMatchObject({
    leads: 1,
    amountMinor: 80_000,
  });
  expect(await column(`&page=${page.channelId}`)).toMatchObject({ leads: 3 });
  expect(await column("&page=404")).toMatchObject({
    leads: 0,
    amountMinor: null,
  });
  const { items: history } = await ok<{ items: LeadAttempt[] }>(
    owner,
    "GET",
    `/leads/${leads[1]?.id}/attempts`,
  );
  expect(history[0]).toMatchObject({
    outcome: "value",
    payload: { from: null, to: { amountMinor: 120_050 } },
  });
  const csv = await server.request("/api/v1/leads/export?q=columns", {
    headers: { authorization: `Bearer ${await server.token(owner)}` },
  });
  expect(await csv.text()).toContain('"1200.50","TWD"');
});

test("supervisors are alerted to a lead that Meta deletes in 30 days and whose answers are not here", async () => {
  server.world.clock.at = new Date();
  const lead = await arrive();
  const { context } = server.world;
  for (const due of await claimLeads(context, 50))
    await failLead(context, due, { code: "not_connected" }, null);
  await advance(59 * DAY);
  expect(await alertsOf(owner, "lead_expiring", lead)).toEqual([]);
  await advance(DAY);
  expect(await alertsOf(owner, "lead_expiring", lead)).toMatchObject([
    { detail: { days: 30 } },
  ]);
  expect(await alertsOf(ada, "lead_expiring", lead)).toEqual([]);
  // It ends once the answers are here.
  await context.db.prisma.lead.update({
    where: { id: lead.id },
    data: { state: "synced" },
    select: { id: true },
  });
  expect(await alertsOf(owner, "lead_expiring", lead)).toEqual([]);
  server.world.clock.at = null;
});

test("the list of one agent and the rule for all agents name the same leads", async () => {
  const { sql, prisma } = server.host.context.db;
  const group = await ok<{ id: string }>(owner, "POST", "/ring-groups", {
    name: "Callers",
    memberIds: [ben.agentId],
  });
  const places = [
    null,
    { type: "queue", id: queueId },
    { type: "ring_group", id: group.id },
    { type: "agent", id: ada.agentId },
    { type: "agent", id: owner.agentId },
  ];
  for (const assignedTo of places) {
    const { id } = await arrive();
    await ok(owner, "PATCH", `/leads/${id}`, { assignedTo });
  }
  const all = await prisma.lead.findMany({ select: { id: true } });
  for (const actor of [owner, ada, ben]) {
    const { items } = await ok<{ items: Lead[] }>(
      actor,
      "GET",
      "/leads?limit=100",
    );
    const seen: string[] = [];
    for (const { id } of all)
      if ((await viewersOf(sql, id)).includes(actor.agentId)) seen.push(id);
    expect(items.map(({ id }) => id).sort()).toEqual(seen.sort());
  }
});
