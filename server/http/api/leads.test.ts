import { afterAll, beforeAll, expect, test } from "vitest";
import type { Channel } from "#contract/channels/channel.ts";
import {
  leadSchema,
  type Lead,
  type LeadAttempt,
} from "#contract/leads/lead.ts";
import { testDatabase } from "#server/db/test-database.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { claimLeads } from "#server/domain/leads/fetch-lead.ts";
import { startDueLeadBackfills } from "#server/domain/leads/lead-backfill.ts";
import { startTestServer, type TestServer } from "#server/http/test-server.ts";
import { backfillLeadsOnce } from "#server/pipeline/jobs/lead-backfill.ts";
import { fetchLeadsOnce } from "#server/pipeline/jobs/leads.ts";
import { applyOnce } from "#server/pipeline/test-world.ts";
import {
  APP,
  PAGE,
  startTestWorld,
  type TestWorld,
} from "#simulator/test-world.ts";

/** Leads from outside: Meta's stand-in sends webhooks, and the API shows what came of them. */

let meta: TestWorld;
let server: TestServer;
let owner: Actor;
let agent: Actor;
let stranger: Actor;
let page: Channel;
beforeAll(async () => {
  meta = await startTestWorld();
  server = await startTestServer(await testDatabase(), {
    metaGraphUrl: meta.simulator.url,
  });
  owner = await server.world.agent("Olga", "owner");
  agent = await server.world.agent("Aki");
  stranger = await server.world.agent("Sten");
  const connected = await server.call(owner, "POST", "/channels", {
    pageId: PAGE.pageId,
    pageToken: PAGE.token,
    appId: APP.appId,
    appSecret: APP.appSecret,
  });
  page = connected.body as Channel;
  await meta.control("POST", `/apps/${APP.appId}/webhook`, {
    callbackUrl: server.url + new URL(page.webhookUrl).pathname,
    verifyToken: page.verifyToken,
  });
  await ok("PATCH", "/settings/company", {
    country: "TW",
    timeZone: "Asia/Taipei",
  });
});
afterAll(async () => {
  await server.stop();
  await meta.stop();
});

async function ok<T = unknown>(
  method: string,
  path: string,
  body?: object,
  actor = owner,
): Promise<T> {
  const answer = await server.call(actor, method, path, body);
  expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300);
  return answer.body as T;
}

const vendor = () => server.world.services;
const apply = () => applyOnce(vendor(), vendor().channels);
const prisma = () => server.host.context.db.prisma;

/** A person fills in the form; the webhook is applied. */
async function fill(
  fields: Record<string, string | string[]>,
  more: object = {},
): Promise<Lead> {
  const { leadgenId } = await meta.control<{ leadgenId: string }>(
    "POST",
    `/pages/${PAGE.pageId}/leads`,
    { fields, ...more },
  );
  return heard(leadgenId);
}

async function heard(leadgenId: string): Promise<Lead> {
  await expect
    .poll(
      async () => {
        await apply();
        return prisma().lead.count({ where: { leadgenId } });
      },
      { timeout: 10_000 },
    )
    .toBe(1);
  const { id } = await prisma().lead.findUniqueOrThrow({
    where: { leadgenId },
  });
  return ok<Lead>("GET", `/leads/${id}`);
}

const fetched = async ({ id }: Pick<Lead, "id">): Promise<Lead> => {
  await fetchLeadsOnce(vendor());
  return ok<Lead>("GET", `/leads/${id}`);
};
const attempts = async ({ id }: Pick<Lead, "id">): Promise<LeadAttempt[]> =>
  (await ok<{ items: LeadAttempt[] }>("GET", `/leads/${id}/attempts`)).items;

test("the page's subscription has leadgen, and Stop monitoring takes it out", async () => {
  const subscribed = async () => {
    const { body } = await meta.graph("GET", `${PAGE.pageId}/subscribed_apps`);
    return JSON.stringify(body);
  };
  expect(await subscribed()).toContain("leadgen");
  const path = `/leads/pages/${page.id}`;
  expect(await ok("PATCH", path, { monitoring: false })).toMatchObject({
    monitoring: false,
  });
  expect(await subscribed()).not.toContain('"leadgen"');
  // A later check leaves it out.
  await ok("POST", `/channels/${page.id}/repair`, { light: "fields" });
  expect(await subscribed()).not.toContain('"leadgen"');
  expect(await ok("PATCH", path, { monitoring: true })).toMatchObject({
    monitoring: true,
  });
  expect(await subscribed()).toContain('"leadgen"');
});

test("a form that a person fills in becomes a mapped lead of the page's person", async () => {
  await ok("PATCH", `/leads/pages/${page.id}`, {
    assignTo: { type: "agent", id: agent.agentId },
  });
  const bare = await fill({
    full_name: "王小明",
    email: "Ming@Example.com ",
    phone_number: "0912 345 678",
  });
  expect(bare).toMatchObject({
    state: "pending",
    contact: null,
    owner: { name: "Aki" },
  });
  const lead = await fetched(bare);
  leadSchema.strict().parse(lead);
  expect(lead).toMatchObject({
    state: "synced",
    error: null,
    nextAttemptAt: null,
    formName: "Contact us",
    platform: "fb",
    contact: {
      name: "王小明",
      lastName: "王",
      firstName: "小明",
      phone: "+886912345678",
    },
    assignedTo: { type: "agent", id: agent.agentId },
    test: false,
  });
  expect(lead.answers[1]).toMatchObject({ key: "email", label: "Email" });
  expect(lead.customerId).not.toBeNull();
  expect((await attempts(lead)).map(({ outcome }) => outcome)).toEqual([
    "synced",
    "received",
  ]);
  const mine = await ok<{ items: Lead[] }>(
    "GET",
    "/leads?assigned=me",
    undefined,
    agent,
  );
  expect(mine.items.map(({ id }) => id)).toEqual([lead.id]);
  const alerts = await ok<{ items: { kind: string }[] }>(
    "GET",
    "/alerts?mine=true",
    undefined,
    agent,
  );
  expect(alerts.items).toMatchObject([
    { kind: "lead_assigned", detail: { leadId: lead.id, name: "王小明" } },
  ]);
  expect(
    await prisma().mailJob.count({
      where: { template: "lead_assigned", agentId: agent.agentId },
    }),
  ).toBe(1);
  expect((await server.call(stranger, "GET", `/leads/${lead.id}`)).status).toBe(
    404,
  );
  const found = await ok<{ items: Lead[] }>("GET", "/leads?q=example.com");
  expect(found.items).toHaveLength(1);
});

test("ids beyond 2^53, as numbers and text, several in one POST, twice: each lead once; an update creates none", async () => {
  const [form] = (await meta.graph("GET", `${PAGE.pageId}/leadgen_forms`)).body[
    "data"
  ] as { id: string }[];
  const change = (id: string, field = "leadgen") =>
    `{"field":"${field}","value":{"leadgen_id":${id},"page_id":"${PAGE.pageId}","form_id":"${form?.id}","created_time":1795910400}}`;
  const raw = `{"object":"page","entry":[{"id":"${PAGE.pageId}","time":1795910400,"changes":[${change("90071992547409931")},${change('"90071992547409933"')},${change("90071992547409955", "leadgen_update")}]}]}`;
  for (let times = 0; times < 2; times += 1)
    await meta.control("POST", `/apps/${APP.appId}/deliver`, { raw });
  const lead = await heard("90071992547409931");
  await heard("90071992547409933");
  expect(
    await prisma().lead.count({
      where: { leadgenId: { startsWith: "9007199254740" } },
    }),
  ).toBe(2);
  // Meta does not know them: the bare leads stay, and say why.
  const failed = await fetched(lead);
  expect(failed).toMatchObject({
    state: "pending",
    error: { code: "lead_access" },
  });
  expect(failed.error?.fix).toContain("Leads Access");
});

const CLASSES: [code: string, fault: object][] = [
  [
    "missing_scope",
    {
      code: 200,
      message:
        "(#200) Requires leads_retrieval permission to manage the object",
    },
  ],
  [
    "missing_task",
    {
      code: 200,
      message:
        "(#200) The user must be able to perform one of the tasks ADVERTISE on the page.",
    },
  ],
  [
    "lead_access",
    { code: 100, subcode: 33, message: "Unsupported get request." },
  ],
  ["token_dead", { code: 190, subcode: 460, message: "Session invalidated." }],
  ["rate_limited", { code: 80005, message: "Too many calls." }],
  ["unreachable", { code: 2, message: "Try later.", transient: true }],
];

test.for(CLASSES)(
  "%s: pending with the reason, retried by hand, then synced",
  async ([code, fault]) => {
    const bare = await fill({
      full_name: `Err ${code}`,
      email: `${code}@example.org`,
    });
    await meta.control("PATCH", `/pages/${PAGE.pageId}`, { leadFault: fault });
    const waiting = await fetched(bare);
    expect(waiting).toMatchObject({ state: "pending", error: { code } });
    const wait = Date.parse(waiting.nextAttemptAt ?? "") - Date.now();
    expect(wait).toBeGreaterThan(50_000);
    await meta.control("PATCH", `/pages/${PAGE.pageId}`, { leadFault: null });
    await ok("POST", `/leads/${bare.id}/retry`);
    expect(await fetched(bare)).toMatchObject({ state: "synced", error: null });
    const history = await attempts(bare);
    expect(history.map(({ outcome }) => outcome)).toEqual([
      "synced",
      "retried",
      "waiting",
      "received",
    ]);
    expect(history[2]).toMatchObject({ error: { code }, actor: null });
    expect(history[1]).toMatchObject({ actor: { name: "Olga" } });
  },
);

test("a day of attempts ends in failed, and a retry begins anew", async () => {
  const bare = await fill({ full_name: "Long Wait" });
  await meta.control("PATCH", `/pages/${PAGE.pageId}`, {
    leadFault: { code: 190, message: "dead" },
  });
  await prisma().lead.update({
    where: { id: bare.id },
    data: { attempts: 9, tryingSince: new Date(Date.now() - 25 * 3_600_000) },
  });
  expect(await fetched(bare)).toMatchObject({
    state: "failed",
    nextAttemptAt: null,
    error: { code: "token_dead" },
  });
  await meta.control("PATCH", `/pages/${PAGE.pageId}`, { leadFault: null });
  await ok("POST", `/leads/${bare.id}/retry`);
  expect(await fetched(bare)).toMatchObject({ state: "synced" });
  expect(
    (await server.call(owner, "POST", `/leads/${bare.id}/retry`)).status,
  ).toBe(409);
});

test("a worker that dies with its claim: another one fetches the lead, once", async () => {
  const bare = await fill({
    full_name: "Kill Minus Nine",
    email: "kill@example.org",
  });
  const [dead] = await claimLeads(server.host.context, 50);
  expect(dead).toBeDefined();
  expect(await fetchLeadsOnce(vendor())).toBe(false);
  await prisma().lead.updateMany({
    where: { state: "pending" },
    data: { dueAt: new Date() },
  });
  expect(await fetched(bare)).toMatchObject({ state: "synced" });
  expect(
    await prisma().customer.count({ where: { name: "Kill Minus Nine" } }),
  ).toBe(1);
});

test("the same e-mail address or phone number is one customer, which can be undone", async () => {
  const first = await fetched(
    await fill({
      full_name: "Dora One",
      email: "dora@example.org",
      phone_number: "+886 987 654 321",
    }),
  );
  const second = await fetched(
    await fill({ full_name: "D. One", email: "DORA@example.org" }),
  );
  const third = await fetched(
    await fill({ full_name: "Dora", phone_number: "0987-654-321" }),
  );
  expect([second, third]).toMatchObject([
    { duplicateOf: first.id, customerId: first.customerId },
    { duplicateOf: first.id, customerId: first.customerId },
  ]);
  const apart = await ok<Lead>("PATCH", `/leads/${third.id}`, {
    duplicateOf: null,
  });
  expect(apart.duplicateOf).toBeNull();
  expect(apart.customerId).not.toBe(first.customerId);
  await ok("PATCH", "/leads/settings", { duplicateDetection: false });
  const fourth = await fetched(
    await fill({ full_name: "Dora", email: "dora@example.org" }),
  );
  expect(fourth.duplicateOf).toBeNull();
  await ok("PATCH", "/leads/settings", { duplicateDetection: true });
});

test("form before page before default; a queue's members see a lead and take it", async () => {
  const queueId = await server.world.queue([stranger]);
  const { items: forms } = await ok<{
    items: { id: string; questions: object[] }[];
  }>("GET", `/leads/forms?channel=${page.id}`);
  expect(forms[0]?.questions[0]).toMatchObject({
    key: "full_name",
    to: "name",
    chosen: false,
  });
  await ok("PATCH", `/leads/forms/${forms[0]?.id}`, {
    assignTo: { type: "queue", id: queueId },
    mapping: [{ key: "full_name", to: "company" }],
  });
  const lead = await fetched(await fill({ full_name: "Acme" }));
  expect(lead).toMatchObject({
    owner: null,
    assignedTo: { type: "queue", id: queueId },
    contact: { company: "Acme", name: null },
  });
  const taken = await ok<Lead>(
    "POST",
    `/leads/${lead.id}/take`,
    undefined,
    stranger,
  );
  expect(taken.owner?.name).toBe("Sten");
  expect((await server.call(agent, "GET", `/leads/${lead.id}`)).status).toBe(
    404,
  );
  const statuses = await ok<{ items: { id: string; key: string }[] }>(
    "GET",
    "/lead-statuses",
  );
  const contacted = statuses.items.find(({ key }) => key === "contacted");
  const touched = await ok<Lead>(
    "PATCH",
    `/leads/${lead.id}`,
    { statusId: contacted?.id },
    stranger,
  );
  expect(touched.firstTouchAt).not.toBeNull();
  const released = await ok<Lead>(
    "POST",
    `/leads/${lead.id}/release`,
    undefined,
    stranger,
  );
  expect(released.owner).toBeNull();
  const handed = await ok<Lead>("POST", `/leads/${lead.id}/transfer`, {
    to: { type: "agent", id: agent.agentId },
    note: "Yours",
  });
  expect(handed.owner?.name).toBe("Aki");
  await ok("PATCH", `/leads/forms/${forms[0]?.id}`, {
    assignTo: null,
    mapping: [],
  });
  expect(
    (
      await server.call(owner, "PATCH", `/leads/forms/${forms[0]?.id}`, {
        mapping: [{ key: "moon", to: null }],
      })
    ).status,
  ).toBe(422);
});

test("a test lead crosses the real path, is labelled, and no figure counts it", async () => {
  const before = await ok("GET", "/leads/stats");
  const { leadId } = await ok<{ leadId: string }>("POST", "/leads/test", {
    channelId: page.id,
  });
  await expect
    .poll(
      async () => {
        await apply();
        return (await attempts({ id: leadId }))
          .map(({ outcome }) => outcome)
          .sort();
      },
      { timeout: 10_000 },
    )
    .toEqual(["received", "requested"]);
  const lead = await fetched({ id: leadId });
  expect(lead).toMatchObject({ state: "synced", test: true, customerId: null });
  expect(await ok("GET", "/leads/stats")).toEqual(before);
  // Meta has one test lead per form: the next one replaces it.
  await ok("POST", "/leads/test", { channelId: page.id });
  const tests = await ok<{ items: Lead[] }>("GET", "/leads?test=true");
  expect(tests.items.length).toBeGreaterThan(1);
});

test("stats add up, by the company's month", async () => {
  const late = await fill(
    { full_name: "October" },
    { at: "2026-10-31T15:59:00Z" },
  );
  await fill({ full_name: "November" }, { at: "2026-10-31T16:01:00Z" });
  const october = await ok<Record<string, number>>(
    "GET",
    "/leads/stats?month=2026-10",
  );
  expect(october).toMatchObject({ month: "2026-10", total: 1 });
  const { synced = 0, failed = 0, pending = 0 } = october;
  expect(synced + failed + pending).toBe(1);
  await fetched(late);
});

test("after an outage a back-fill finds what did not come, once", async () => {
  await meta.control("PATCH", `/pages/${PAGE.pageId}`, { webhooks: "dropped" });
  const lost: string[] = [];
  for (const name of ["Lost One", "Lost Two"]) {
    const { leadgenId } = await meta.control<{ leadgenId: string }>(
      "POST",
      `/pages/${PAGE.pageId}/leads`,
      { fields: { full_name: name } },
    );
    lost.push(leadgenId);
  }
  await meta.control("PATCH", `/pages/${PAGE.pageId}`, { webhooks: "normal" });
  const job = await ok<{ id: string }>("POST", "/leads/backfill", {
    channelId: page.id,
    since: new Date(Date.now() - 7_200_000).toISOString(),
  });
  while (await backfillLeadsOnce(vendor()));
  const done = await ok<{ result: object }>("GET", `/jobs/${job.id}`);
  expect(done).toMatchObject({
    kind: "lead_backfill",
    state: "done",
    result: { recovered: 2, failed: 0 },
  });
  await fetchLeadsOnce(vendor());
  const { items } = await ok<{ items: Lead[] }>("GET", "/leads?q=Lost");
  expect(
    items.map(({ leadgenId, state }) => [leadgenId, state]).sort(),
  ).toEqual(lost.map((id) => [id, "synced"]).sort());
  // Within the hour nothing more is due.
  await startDueLeadBackfills(server.host.context);
  expect(await backfillLeadsOnce(vendor())).toBe(false);
});

test("the export has a line for each lead", async () => {
  const response = await server.request("/api/v1/leads/export", {
    headers: { authorization: `Bearer ${await server.token(owner)}` },
  });
  const text = await response.text();
  expect(text).toContain('"createdTime","name"');
  expect(text).toContain("王小明");
});
