import { expect, test, vi } from "vitest";
import type { Lead, LeadAttempt } from "#contract/leads/lead.ts";
import type {
  LeadStatus,
  LeadStatuses,
} from "#contract/leads/lead-settings.ts";
import type { NotificationSettings } from "#contract/notifications/notification-settings.ts";
import type { TimelineItem } from "#contract/customers/timeline.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { viewersOf } from "#server/domain/access/visible-lead.ts";

import { openLeadDesk } from "./test-lead-desk.ts";

/** Work on leads, from outside: who is told, who is first, why one is lost, what is noted and counted. */

const {
  server,
  owner,
  ada,
  ben,
  queueId,
  page,
  ok,
  arrive,
  alertsOf,
  removedFor,
  publish,
} = await openLeadDesk();

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
