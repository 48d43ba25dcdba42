import { expect, test } from "vitest";
import { leadSchema, type Lead } from "#contract/leads/lead.ts";
import { signatureFor } from "#server/channels/meta/signature.ts";
import { openLeadWorld } from "#server/http/api/leads/test-lead-world.ts";
import { APP, PAGE } from "#simulator/test-world.ts";

/** Leads arrive: Meta's stand-in sends webhooks, and the API shows the leads. */

const {
  apply,
  attempts,
  fetched,
  fill,
  heard,
  meta,
  ok,
  page,
  prisma,
  server,
} = await openLeadWorld();
const agent = await server.world.agent("Aki");
const stranger = await server.world.agent("Sten");

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
    await prisma.mailJob.count({
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
    await prisma.lead.count({
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
      { timeout: 30_000 },
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
  const count = await prisma.lead.count();
  await update(lead.leadgenId);
  await update(lead.leadgenId);
  await update("999000000000000001");
  const lines = await attempts(lead);
  expect(lines.filter(({ outcome }) => outcome === "updated")).toMatchObject([
    { actor: null, payload: { change: "qualification_status_change" } },
  ]);
  expect(await prisma.lead.count()).toBe(count);
});
