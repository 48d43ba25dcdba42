import { io, type Socket } from "socket.io-client";
import { afterAll, beforeEach, expect, test, vi } from "vitest";
import type { Lead } from "#contract/leads/lead.ts";
import type { LeadOffer } from "#contract/threads/offer.ts";
import type { Alert } from "#contract/supervision/alert.ts";
import type { Destination } from "#contract/routing/destination.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { routeLeadsOnce } from "#server/domain/leads/offering/route-leads.ts";
import { routeOnce } from "#server/domain/routing/offering/router.ts";
import { runTimersOnce } from "#server/pipeline/jobs/timers.ts";
import { createEventPublisher } from "#server/pipeline/publish/event-publisher.ts";
import { randomToken } from "#server/runtime/crypto.ts";
import { openLeadWorld } from "./test-lead-world.ts";

/** Leads that ring for the agents of a queue or ring group, from outside: HTTP, sockets and the clock. */

const { server, page, ok, fill, fetched, owner, attempts, prisma } =
  await openLeadWorld();
const { world } = server;
const { context } = world;
const SEEN = { timeout: 30_000 };
const sockets: Socket[] = [];
let ada: Actor;
let ben: Actor;

beforeEach(async () => {
  world.clock.at = null;
  await prisma.leadWait.deleteMany();
  await prisma.agent.updateMany({
    where: { role: "agent" },
    data: { presence: "offline" },
  });
  ada = await world.agent("Ada");
  ben = await world.agent("Ben");
  await world.sits(ada);
  await world.sits(ben);
});
afterAll(() => {
  for (const socket of sockets) socket.disconnect();
});

/** Everything that is due is done. */
async function settle(ms = 0): Promise<void> {
  if (ms > 0) world.clock.at = new Date(world.clock.now().getTime() + ms);
  while (await runTimersOnce(context));
  while (await routeOnce(context));
  while (await routeLeadsOnce(context));
}

const queueOf = async (members: Actor[], options: object = {}) =>
  ({
    type: "queue",
    id: await world.queue(members, {
      strategy: "hunt",
      offerSeconds: 20,
      ...options,
    }),
  }) as const;

/** A person fills in the form of a page whose leads go there, and the answers are fetched. */
async function leadFor(to: Destination, name = "Lea Lead"): Promise<Lead> {
  await ok("PATCH", `/leads/pages/${page.id}`, { assignTo: to });
  const email = `${randomToken(8)}@example.org`.toLowerCase();
  const lead = await fetched(await fill({ full_name: name, email }));
  await settle();
  return lead;
}

/** A customer writes to another page. @returns the thread */
async function write(
  to: Awaited<ReturnType<typeof world.page>>,
): Promise<string> {
  const { threadId } = await world.write(to);
  await settle();
  return threadId;
}

const offersOf = async (actor: Actor) =>
  (await ok<{ items: LeadOffer[] }>("GET", "/offers", undefined, actor)).items;

const ringsFor = async (...actors: Actor[]) =>
  (await Promise.all(actors.map(offersOf))).map((offers) =>
    offers.map((offer) => offer.leadId),
  );

const answer = (actor: Actor, { id }: Lead, verb: "accept" | "decline") =>
  server.call(actor, "POST", `/offers/${id}/${verb}`);

const alertsOf = async (actor: Actor, kind: string, { id }: Lead) =>
  (
    await ok<{ items: Alert[] }>("GET", "/alerts", undefined, actor)
  ).items.filter(
    (alert) => alert.kind === kind && alert.detail["leadId"] === id,
  );

/** The events of offers that reach an agent's console from now on. */
async function listen(actor: Actor) {
  const socket = io(server.url, {
    forceNew: true,
    transports: ["websocket"],
    auth: { token: await server.token(actor) },
  });
  sockets.push(socket);
  await new Promise<void>((resolve) => void socket.on("connect", resolve));
  const heard: { event: string; payload: Record<string, unknown> }[] = [];
  for (const event of ["offer.created", "offer.ended", "lead.removed"])
    socket.on(
      event,
      (payload: Record<string, unknown>) => void heard.push({ event, payload }),
    );
  return async (expected: object) => {
    const publisher = createEventPublisher(context, server.live.sink);
    while (await publisher.round());
    await vi.waitFor(() => {
      expect(heard).toContainEqual(expect.objectContaining(expected));
    }, SEEN);
  };
}

test("a form rings for the member whom the queue chooses, then for the next one, who accepts and owns the lead", async () => {
  const hearsAda = await listen(ada);
  const queue = await queueOf([ada, ben]);
  const lead = await leadFor(queue);
  expect(await ringsFor(ada, ben)).toEqual([[lead.id], []]);
  const [offer] = await offersOf(ada);
  expect(offer).toMatchObject({
    lead: { id: lead.id, contact: { name: "Lea Lead" }, owner: null },
    kind: "ring",
    via: queue,
  });
  await hearsAda({
    event: "offer.created",
    payload: expect.objectContaining({
      lead: await ok<Lead>("GET", `/leads/${lead.id}`),
      expiresAt: offer?.expiresAt,
    }) as unknown,
  });
  // An agent who is not asked cannot answer.
  expect((await answer(ben, lead, "accept")).status).toBe(404);
  expect((await answer(ada, lead, "decline")).status).toBe(204);
  await hearsAda({
    event: "offer.ended",
    payload: { leadId: lead.id, reason: "declined", agentId: null, by: null },
  });
  await settle();
  expect(await ringsFor(ada, ben)).toEqual([[], [lead.id]]);
  const accepted = await answer(ben, lead, "accept");
  expect(accepted).toMatchObject({
    status: 200,
    body: { id: lead.id, owner: { id: ben.agentId }, assignedTo: queue },
  });
  expect(await ringsFor(ada, ben)).toEqual([[], []]);
  await hearsAda({ event: "lead.removed" });
  expect(await answer(ada, lead, "accept")).toMatchObject({
    status: 409,
    body: { code: "wrong_state", current: { offer: "declined" } },
  });
  expect((await attempts(lead)).map(({ outcome }) => outcome)).toEqual([
    "accepted",
    "offered",
    "declined",
    "offered",
    "synced",
    "received",
  ]);
  // Nothing of it is left for the router.
  expect(await prisma.leadWait.count()).toBe(0);
  await settle(60_000);
  expect(await ringsFor(ada, ben)).toEqual([[], []]);
});

test("a lead that no one answers goes round, and who misses two in a row is set away", async () => {
  const lead = await leadFor(await queueOf([ada, ben]));
  await settle(21_000);
  expect(await ringsFor(ada, ben)).toEqual([[], [lead.id]]);
  await settle(21_000);
  expect(await ringsFor(ada, ben)).toEqual([[], []]);
  // The next round begins after a pause.
  await settle(11_000);
  const [adas] = await ringsFor(ada, ben);
  expect(adas).toEqual([lead.id]);
  const other = await leadFor(await queueOf([ada]), "Noor Second");
  expect(await ringsFor(ada)).toEqual([[lead.id, other.id]]);
  await settle(21_000);
  const away = await prisma.agent.findUniqueOrThrow({
    where: { id: ada.agentId },
  });
  expect(away).toMatchObject({
    presence: "away",
    presenceReason: "missed_offers",
  });
  const { items } = await ok<{ items: Alert[] }>(
    "GET",
    "/alerts",
    undefined,
    ada,
  );
  const told = items.find(({ kind }) => kind === "missed_offers");
  expect(JSON.stringify(told?.detail)).toContain("Noor Second");
  expect(await ringsFor(ada, ben)).toEqual([[], [lead.id]]);
});

test("a closed queue and a closed ring group keep a lead until they open", async () => {
  world.clock.at = new Date("2026-12-06T12:00:00Z"); // a Sunday
  const schedule = {
    timeZone: "UTC",
    week: [{ day: 1, from: "09:00", to: "17:00" }],
  };
  const department = await ok<{ id: string }>("POST", "/departments", {
    name: `Sales ${randomToken(4)}`,
  });
  await ok("PATCH", `/departments/${department.id}`, { schedule });
  const group = await ok<{ id: string }>("POST", "/ring-groups", {
    name: `Sales ${randomToken(4)}`,
    departmentId: department.id,
    strategy: "hunt",
    memberIds: [ben.agentId],
  });
  const first = await leadFor(await queueOf([ada], { schedule }));
  const second = await leadFor({ type: "ring_group", id: group.id });
  await settle(60_000);
  expect(await ringsFor(ada, ben)).toEqual([[], []]);
  world.clock.at = new Date("2026-12-07T09:00:01Z");
  await prisma.node.updateMany({ data: { seenAt: new Date("2026-12-08") } });
  await settle();
  expect(await ringsFor(ada, ben)).toEqual([[first.id], [second.id]]);
});

test("leads and conversations are one load: who is full is rung for neither, until the first contact", async () => {
  await prisma.agent.update({
    where: { id: ada.agentId },
    data: { capacity: 1 },
  });
  const queue = await queueOf([ada]);
  const own = await leadFor(queue);
  // A ringing lead counts.
  const waiting = await leadFor(queue, "Noor Second");
  expect(await ringsFor(ada)).toEqual([[own.id]]);
  expect((await answer(ada, own, "accept")).status).toBe(200);
  await settle();
  expect(await ringsFor(ada)).toEqual([[]]);
  const threadId = await write(await world.page(queue));
  expect(await offersOf(ada)).toEqual([]);
  await ok("POST", `/leads/${own.id}/calls`, {
    direction: "out",
    outcome: "reached",
  });
  await settle();
  // A customer who writes waits for an answer now: conversations come first.
  expect(await offersOf(ada)).toMatchObject([{ threadId }]);
  await ok("POST", `/offers/${threadId}/accept`, {}, ada);
  await settle();
  expect(await offersOf(ada)).toEqual([]);
  await ok("POST", `/threads/${threadId}/close`, {}, ada);
  await settle();
  expect(await ringsFor(ada)).toEqual([[waiting.id]]);
});

test("in line the priority of a queue counts, then the age of the form", async () => {
  await prisma.agent.update({
    where: { id: ada.agentId },
    data: { capacity: 1 },
  });
  const plain = await queueOf([ada]);
  const urgent = await queueOf([ada], { priority: 4 });
  const busy = await leadFor(plain);
  const older = await leadFor(plain);
  const younger = await leadFor(plain);
  const first = await leadFor(urgent);
  for (const next of [first, older, younger]) {
    const [[ringing]] = (await ringsFor(ada)) as [[string]];
    await ok("POST", `/offers/${ringing}/accept`, {}, ada);
    await ok("POST", `/leads/${ringing}/calls`, {
      direction: "out",
      outcome: "no_answer",
    });
    await settle();
    expect(await ringsFor(ada)).toEqual([[next.id]]);
  }
  expect(busy.id).not.toBe(first.id);
});

test("a ring group rings for all: the first to accept wins, and the cards of the others end", async () => {
  const group = await ok<{ id: string }>("POST", "/ring-groups", {
    name: `All ${randomToken(4)}`,
    strategy: "ring_all",
    memberIds: [ada.agentId, ben.agentId],
    ringSeconds: 20,
  });
  const to = { type: "ring_group" as const, id: group.id };
  const hearsBen = await listen(ben);
  const lead = await leadFor(to);
  expect(await ringsFor(ada, ben)).toEqual([[lead.id], [lead.id]]);
  const answers = await Promise.all(
    [ada, ben].map((actor) => answer(actor, lead, "accept")),
  );
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
  const winner = answers[0]?.status === 200 ? ada : ben;
  expect(answers.find(({ status }) => status === 409)?.body).toMatchObject({
    code: "owned_by_other",
    current: { owner: { id: winner.agentId } },
  });
  await hearsBen({
    event: "offer.ended",
    payload: {
      leadId: lead.id,
      reason: winner === ben ? "accepted" : "taken",
      agentId: null,
      by: { id: winner.agentId, name: winner.name },
    },
  });
  // One round, then it waits for the first who takes it; who takes it ends every ring.
  const unanswered = await leadFor(to);
  expect(await ringsFor(ada, ben)).toEqual([[unanswered.id], [unanswered.id]]);
  await settle(21_000);
  expect(await ringsFor(ada, ben)).toEqual([[], []]);
  expect(await alertsOf(ben, "lead_waiting", unanswered)).toHaveLength(1);
  await settle(60_000);
  expect(await ringsFor(ada, ben)).toEqual([[], []]);
  await ok("POST", `/leads/${unanswered.id}/take`, undefined, ben);
});

test("a lead overflows from its queue as a conversation does, and those who cannot see it any more are told", async () => {
  const last = await queueOf([ben]);
  const first = await queueOf([ada], {
    maxWaitSeconds: 30,
    overflowType: last.type,
    overflowId: last.id,
  });
  const hearsAda = await listen(ada);
  const lead = await leadFor(first);
  expect(await ringsFor(ada, ben)).toEqual([[lead.id], []]);
  await settle(31_000);
  expect(await ringsFor(ada, ben)).toEqual([[], [lead.id]]);
  expect(await ok<Lead>("GET", `/leads/${lead.id}`)).toMatchObject({
    assignedTo: last,
    owner: null,
  });
  await hearsAda({ event: "lead.removed", payload: { leadId: lead.id } });
  // With no one logged in, it overflows at once.
  await prisma.queueMember.updateMany({
    where: { queueId: first.id },
    data: { loggedIn: false },
  });
  const next = await leadFor(first);
  expect((await ringsFor(ben))[0]).toContain(next.id);
});

test("an offer ends when its agent goes offline, and when a person moves, takes or loses the lead", async () => {
  const queue = await queueOf([ada, ben]);
  const lead = await leadFor(queue);
  await ok("PATCH", "/me/presence", { presence: "offline" }, ada);
  await settle();
  expect(await ringsFor(ada, ben)).toEqual([[], [lead.id]]);
  await ok("PATCH", `/leads/${lead.id}`, {
    assignedTo: { type: "agent", id: owner.agentId },
  });
  expect(await ringsFor(ben)).toEqual([[]]);
  // A person gives it back, and it rings again.
  await ok("POST", `/leads/${lead.id}/transfer`, { to: queue });
  await settle();
  expect(await ringsFor(ben)).toEqual([[lead.id]]);
  await ok("POST", `/leads/${lead.id}/take`);
  expect(await ringsFor(ben)).toEqual([[]]);
  // An agent who returns a lead is not asked for it again at once, and another one is.
  await ok("PATCH", "/me/presence", { presence: "available" }, ada);
  await ok("POST", `/leads/${lead.id}/transfer`, {
    to: { type: "agent", id: ada.agentId },
  });
  await ok("PATCH", `/leads/${lead.id}`, { assignedTo: queue }, ada);
  await settle();
  await ok("POST", `/offers/${lead.id}/accept`, {}, ada);
  await ok("POST", `/leads/${lead.id}/release`, undefined, ada);
  await settle();
  expect(await ringsFor(ada, ben)).toEqual([[], [lead.id]]);
  await ok("POST", `/leads/${lead.id}/take`);
  const { items } = await ok<{ items: { id: string; stage: string }[] }>(
    "GET",
    "/lead-statuses",
  );
  const won = items.find(({ stage }) => stage === "won")?.id;
  const other = await leadFor(queue);
  expect(await ringsFor(ada, ben)).toEqual([[other.id], []]);
  await ok("PATCH", `/leads/${other.id}`, { statusId: won });
  expect(await ringsFor(ada, ben)).toEqual([[], []]);
  expect(await prisma.leadWait.count()).toBe(0);
});

test("a router that dies in between leaves the lead in line, and several at once ring once", async () => {
  const queue = await queueOf([ada, ben]);
  await prisma.agent.updateMany({
    where: { id: { in: [ada.agentId, ben.agentId] } },
    data: { presence: "away" },
  });
  const lead = await leadFor(queue);
  await prisma.agent.updateMany({
    where: { id: { in: [ada.agentId, ben.agentId] } },
    data: { presence: "available" },
  });
  const { pool } = context.db;
  const holder = await pool.connect();
  try {
    // The router waits in the middle of its transaction, and its connection is cut.
    await holder.query("begin; lock table timer in access exclusive mode");
    const dying = routeLeadsOnce(context).then(
      () => "done",
      () => "dead",
    );
    await vi.waitFor(async () => {
      const { rowCount } = await pool.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where datname = current_database() and wait_event_type = 'Lock' and query like '%insert into timer%'`,
      );
      expect(rowCount).toBe(1);
    }, SEEN);
    expect(await dying).toBe("dead");
  } finally {
    await holder.query("rollback");
    holder.release();
  }
  expect(await ringsFor(ada, ben)).toEqual([[], []]);
  await Promise.all([1, 2, 3].map(() => routeLeadsOnce(context)));
  expect(await ringsFor(ada, ben)).toEqual([[lead.id], []]);
  expect(await prisma.leadOffer.count({ where: { leadId: lead.id } })).toBe(1);
});
