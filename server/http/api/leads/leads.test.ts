import { afterAll, beforeAll, expect, test } from "vitest";
import type { Channel } from "#contract/channels/channel.ts";
import {
  leadSchema,
  type Lead,
  type LeadAttempt,
} from "#contract/leads/lead.ts";
import type { LeadStats } from "#contract/leads/lead-requests.ts";
import type {
  LeadForm,
  LeadSource,
  LeadStatuses,
  MappingPreview,
} from "#contract/leads/lead-settings.ts";
import type { AuditEntry } from "#contract/people/audit.ts";
import { testDatabase } from "#server/db/test-database.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { signatureFor } from "#server/channels/meta/signature.ts";
import { claimLeads } from "#server/domain/leads/details/fetch-lead.ts";
import { startDueLeadBackfills } from "#server/domain/leads/intake/lead-backfill.ts";
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
  [
    "app_secret_wrong",
    {
      code: 100,
      message: "Invalid appsecret_proof provided in the API argument",
    },
  ],
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

const FINAL: [code: string, fault: object, at: string | undefined][] = [
  ["refused", { code: 506, message: "Duplicate." }, undefined],
  [
    "expired",
    { code: 100, subcode: 33, message: "Unsupported get request." },
    "2026-07-01T00:00:00Z",
  ],
];

test.for(FINAL)(
  "%s: no further attempt follows by the clock, and a person’s retry still brings the answers",
  async ([code, leadFault, at]) => {
    const bare = await fill(
      { full_name: `Final ${code}` },
      at === undefined ? {} : { at },
    );
    await meta.control("PATCH", `/pages/${PAGE.pageId}`, { leadFault });
    expect(await fetched(bare)).toMatchObject({
      state: "failed",
      nextAttemptAt: null,
      error: { code },
    });
    await meta.control("PATCH", `/pages/${PAGE.pageId}`, { leadFault: null });
    await ok("POST", `/leads/${bare.id}/retry`);
    expect(await fetched(bare)).toMatchObject({ state: "synced", error: null });
  },
);

test("not_connected: a lead whose page is gone waits, and a retry brings the answers once it is back", async () => {
  const bare = await fill({ full_name: "Waits For Page" });
  await prisma().lead.update({
    where: { id: bare.id },
    data: { channelId: null },
  });
  expect(await fetched(bare)).toMatchObject({
    state: "pending",
    error: { code: "not_connected" },
  });
  await prisma().lead.update({
    where: { id: bare.id },
    data: { channelId: page.id },
  });
  await ok("POST", `/leads/${bare.id}/retry`);
  expect(await fetched(bare)).toMatchObject({ state: "synced" });
});

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

test("a new lead begins with the status and source of its form, else of its page, else of the settings", async () => {
  const { items: statuses } = await ok<LeadStatuses>("GET", "/lead-statuses");
  const [first, second, third] = statuses.map(({ id }) => id);
  const fair = await ok<LeadSource>("POST", "/lead-sources", { name: "Fair" });
  const [form] = (
    await ok<{ items: LeadForm[] }>("GET", `/leads/forms?channel=${page.id}`)
  ).items;
  const pagePath = `/leads/pages/${page.id}`;
  const formPath = `/leads/forms/${form?.id}`;
  const begins = async () => {
    const { statusId, sourceId } = await fetched(
      await fill({ full_name: "Begins" }),
    );
    return { statusId, sourceId };
  };
  const facebook = (await begins()).sourceId;
  expect(facebook).not.toBeNull();
  expect(
    await ok("PATCH", pagePath, {
      defaultStatusId: second,
      defaultSourceId: fair.id,
    }),
  ).toMatchObject({ defaultStatusId: second, defaultSourceId: fair.id });
  expect(await begins()).toEqual({ statusId: second, sourceId: fair.id });
  expect(await ok("PATCH", formPath, { defaultStatusId: third })).toMatchObject(
    { defaultStatusId: third, defaultSourceId: null },
  );
  expect(await begins()).toEqual({ statusId: third, sourceId: fair.id });
  // A source that is deleted is none of the page's any more, and the platform decides again.
  await ok("DELETE", `/lead-sources/${fair.id}`);
  await ok("PATCH", formPath, { defaultStatusId: null });
  expect(await begins()).toEqual({ statusId: second, sourceId: facebook });
  await ok("PATCH", pagePath, { defaultStatusId: null });
  expect(await begins()).toEqual({ statusId: first, sourceId: facebook });
  for (const path of [pagePath, formPath])
    expect(
      (await server.call(owner, "PATCH", path, { defaultStatusId: fair.id }))
        .status,
    ).toBe(422);
  const { items: audit } = await ok<{ items: AuditEntry[] }>("GET", "/audit");
  expect(audit).toContainEqual(
    expect.objectContaining({
      action: "channel.leads_updated",
      detail: { defaultStatusId: second, defaultSourceId: fair.id },
    }),
  );
});

test("a mapping is previewed on the last ten leads exactly as it then maps, and stores nothing", async () => {
  const [form] = (
    await ok<{ items: LeadForm[] }>("GET", `/leads/forms?channel=${page.id}`)
  ).items;
  const path = `/leads/forms/${form?.id}`;
  // The text of one option is the key of another.
  await prisma().leadForm.update({
    where: { id: form?.id ?? "" },
    data: {
      questions: [
        ...(form?.questions ?? []).map(({ key, label, type, options }) => ({
          key,
          label,
          type,
          options,
        })),
        {
          key: "size",
          label: "Size",
          type: "CUSTOM",
          options: [
            { key: "a", value: "b" },
            { key: "b", value: "c" },
          ],
        },
      ],
    },
  });
  const answers = { full_name: "王小美", email: "mei@example.org", size: "a" };
  const before = await fetched(await fill(answers));
  expect(before.contact?.fields).toEqual({});
  const mapping = [
    { key: "email", to: null },
    { key: "full_name", to: "company" },
    { key: "size", to: "field:size" },
  ];
  const stored = await ok("GET", path);
  const { items } = await ok<MappingPreview>("POST", `${path}/preview`, {
    mapping,
  });
  expect(items).toHaveLength(10);
  expect(items[0]).toEqual({
    leadId: before.id,
    name: "王小美",
    createdTime: before.createdTime,
    fields: [
      { to: "name", before: "王小美", after: null },
      { to: "firstName", before: "小美", after: null },
      { to: "lastName", before: "王", after: null },
      { to: "email", before: "mei@example.org", after: null },
      { to: "company", before: null, after: "王小美" },
      { to: "field:size", before: null, after: "b" },
    ],
  });
  expect(await ok("GET", path)).toEqual(stored);
  expect(await ok("GET", `/leads/${before.id}`)).toEqual(before);
  await ok("PATCH", path, { mapping });
  const { contact } = await fetched(await fill(answers));
  expect(contact).toMatchObject({
    name: null,
    email: null,
    company: "王小美",
    fields: { size: "b" },
  });
  await ok("PATCH", path, { mapping: [] });
  const wrong = { mapping: [{ key: "moon", to: null }] };
  expect(
    (await server.call(owner, "POST", `${path}/preview`, wrong)).status,
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
  const october = await ok<LeadStats>("GET", "/leads/stats?month=2026-10");
  expect(october).toMatchObject({
    month: "2026-10",
    from: "2026-09-30T16:00:00.000Z",
    to: "2026-10-31T16:00:00.000Z",
    total: 1,
  });
  // The figures lead to the list with the same leads.
  const listed = await ok<{ items: Lead[] }>(
    "GET",
    `/leads?from=${october.from}&to=${october.to}`,
  );
  expect(listed.items.map(({ id }) => id)).toEqual([late.id]);
  const { synced, failed, pending } = october;
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

test("after two hours without webhooks the hourly reading finds every lead of the gap, once, without being asked", async () => {
  const HOUR_MS = 3_600_000;
  const ago = (hours: number) =>
    new Date(Date.now() - hours * HOUR_MS).toISOString();
  // The last reading ended before the outage.
  await prisma().job.updateMany({
    where: { kind: "lead_backfill" },
    data: { createdAt: ago(2.1) },
  });
  await prisma().leadPage.update({
    where: { channelId: page.id },
    data: { readFrom: ago(2.1) },
  });
  await meta.control("PATCH", `/pages/${PAGE.pageId}`, { webhooks: "dropped" });
  const gone: string[] = [];
  for (const hours of [2, 1.5, 0.2]) {
    const { leadgenId } = await meta.control<{ leadgenId: string }>(
      "POST",
      `/pages/${PAGE.pageId}/leads`,
      { fields: { full_name: "Gap" }, at: ago(hours) },
    );
    gone.push(leadgenId);
  }
  await meta.control("PATCH", `/pages/${PAGE.pageId}`, { webhooks: "normal" });
  for (let round = 0; round < 2; round += 1) {
    await startDueLeadBackfills(server.host.context);
    while (await backfillLeadsOnce(vendor()));
    while (await fetchLeadsOnce(vendor()));
  }
  const { items } = await ok<{ items: Lead[] }>("GET", "/leads?q=gap");
  expect(items.map(({ leadgenId }) => leadgenId).sort()).toEqual(gone.sort());
  for (const lead of items) {
    expect(lead.state).toBe("synced");
    expect((await attempts(lead)).map(({ outcome }) => outcome)).toEqual([
      "synced",
      "recovered",
    ]);
  }
});

test("the export has a line for each lead", async () => {
  const response = await server.request("/api/v1/leads/export", {
    headers: { authorization: `Bearer ${await server.token(owner)}` },
  });
  const text = await response.text();
  expect(text).toContain('"createdTime","name"');
  expect(text).toContain("王小明");
});

test("a file of leads is checked, then imported; wrong rows are named and left out", async () => {
  const csv = [
    "\uFEFFName;Mail;Mobile;Wish;Since;Step",
    "Ivy Import;ivy@example.org;'+886911222333;'=1+1;2026-10-02;Contacted",
    "Ian Import;no address;;;;",
    "Ida Import;;0911 222 333;;yesterday;Moon",
    ";;;;;",
    '"Ken; Import";;0911-222-333;;;',
  ].join("\r\n");
  const body = {
    csv,
    mapping: {
      Name: "name",
      Mail: "email",
      Mobile: "phone",
      Wish: "field:wish",
      Since: "createdTime",
      Step: "status",
    },
  };
  const count = () => prisma().lead.count();
  const before = await count();
  const found = {
    rows: 4,
    created: 2,
    errors: [
      { row: 3, column: "Mail", code: "email" },
      { row: 4, column: "Since", code: "time" },
      { row: 4, column: "Step", code: "status" },
    ],
  };
  expect(
    await ok("POST", "/leads/import", { ...body, dryRun: true }),
  ).toMatchObject(found);
  expect(await count()).toBe(before);
  expect(await ok("POST", "/leads/import", body)).toMatchObject(found);
  const { items } = await ok<{ items: Lead[] }>("GET", "/leads?q=import");
  expect(items).toMatchObject([
    { contact: { name: "Ken; Import" }, duplicateOf: items[1]?.id },
    {
      state: "synced",
      channelId: null,
      createdTime: "2026-10-02T00:00:00.000Z",
      contact: { phone: "+886911222333", fields: { wish: "=1+1" } },
    },
  ]);
  expect(items[0]?.customerId).toBe(items[1]?.customerId);
  expect((await attempts(items[1] as Lead))[0]).toMatchObject({
    outcome: "imported",
    actor: { name: "Olga" },
  });
  for (const wrong of [
    { csv: 'Name\n"open', mapping: { Name: "name" } },
    { csv: "Name\nAda", mapping: { Moon: "name" } },
    { csv: "Name\nAda", mapping: { Name: "moon" } },
    { csv: `Name\n${"Ada\n".repeat(1001)}`, mapping: { Name: "name" } },
  ])
    expect(
      (await server.call(owner, "POST", "/leads/import", wrong)).status,
    ).toBe(422);
  const refused = await server.call(agent, "POST", "/leads/import", body);
  expect(refused.status).toBe(403);
});

test("Meta's update of a lead adds one line to its history, and makes no lead of one that is unknown", async () => {
  const lead = await fill({ email: "updated@example.com" });
  const update = async (leadgen_id: string) => {
    const value = {
      leadgen_id,
      page_id: PAGE.pageId,
      form_id: lead.formId,
      updated_time: "1793200000",
      area: "ai_agent_updates",
      event: "qualification_status_change",
    };
    const changes = [{ field: "leadgen_update", value }];
    const body = Buffer.from(
      JSON.stringify({ object: "page", entry: [{ id: 0, changes }] }),
    );
    const answer = await server.request(new URL(page.webhookUrl).pathname, {
      method: "POST",
      headers: { "x-hub-signature-256": signatureFor(body, APP.appSecret) },
      body,
    });
    expect(answer.status).toBe(200);
    await apply();
  };
  const count = await prisma().lead.count();
  await update(lead.leadgenId);
  await update(lead.leadgenId);
  await update("999000000000000001");
  const lines = await attempts(lead);
  expect(lines.filter(({ outcome }) => outcome === "updated")).toMatchObject([
    { actor: null, payload: { change: "qualification_status_change" } },
  ]);
  expect(await prisma().lead.count()).toBe(count);
});
