import { afterAll, beforeAll, expect, test } from "vitest";
import type { Channel } from "#contract/channels/channel.ts";
import type {
  ChannelHealth,
  LightKey,
} from "#contract/channels/health/lights.ts";
import { testDatabase } from "#server/db/test-database.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { signatureFor } from "#server/channels/meta/signature.ts";
import { claimChecks } from "#server/domain/channels/connect/claim-checks.ts";
import { startTestServer, type TestServer } from "#server/http/test-server.ts";
import { backfillOnce } from "#server/pipeline/jobs/channels/backfill.ts";
import { checkChannel } from "#server/pipeline/jobs/channels/channel-check.ts";
import { applyOnce } from "#server/pipeline/test-world.ts";
import {
  APP,
  PAGE,
  startTestWorld,
  type TestWorld,
} from "#simulator/test-world.ts";

/** The lights of a page, from outside, with Meta's stand-in behind them. */

let meta: TestWorld;
let server: TestServer;
let owner: Actor;
let agent: Actor;
let page: Channel;
beforeAll(async () => {
  meta = await startTestWorld();
  server = await startTestServer(await testDatabase(), {
    metaGraphUrl: meta.simulator.url,
    appNames: { "99": "Meta Business Agent" },
  });
  owner = await server.world.agent("Olga", "owner");
  agent = await server.world.agent("Aki");
  const connected = await server.call(owner, "POST", "/channels", {
    pageId: PAGE.pageId,
    pageToken: PAGE.token,
    appId: APP.appId,
    appSecret: APP.appSecret,
  });
  expect(connected.status).toBe(201);
  page = connected.body as Channel;
});
afterAll(async () => {
  await server.stop();
  await meta.stop();
});

async function ask(
  method: string,
  what: string,
  body?: object,
): Promise<ChannelHealth & { health?: string }> {
  const answer = await server.call(
    owner,
    method,
    `/channels/${page.id}${what}`,
    body,
  );
  expect(answer.status).toBe(200);
  return answer.body as ChannelHealth;
}

function states({ lights }: ChannelHealth): Record<string, string> {
  return Object.fromEntries(lights.map(({ key, state }) => [key, state]));
}

const lightOf = ({ lights }: ChannelHealth, key: LightKey) =>
  lights.find((light) => light.key === key);

const subscribe = (fields: string) =>
  meta.graph(
    "POST",
    `${PAGE.pageId}/subscribed_apps?subscribed_fields=${fields}`,
  );

/** The permissions of the page's token. */
const SCOPES = [
  "pages_messaging",
  "pages_manage_metadata",
  "pages_read_engagement",
  "leads_retrieval",
];

const GREEN = {
  credentials: "ok",
  webhook: "ok",
  fields: "ok",
  token: "ok",
  permissions: "ok",
  traffic: "ok",
};

test("a new page: what Meta answered is ok, what did not arrive yet is unknown, and the app delivers to another program", async () => {
  const health = await ask("GET", "/health");
  expect(states(health)).toEqual({
    ...GREEN,
    webhook: "warning",
    traffic: "unknown",
  });
  expect(lightOf(health, "permissions")?.facts).toMatchObject({
    missing: [],
    tasks: expect.arrayContaining(["MESSAGING"]) as string[],
  });
  expect(lightOf(health, "token")?.facts).toMatchObject({
    type: "PAGE",
    expiresAt: null,
    dataAccessExpiresAt: expect.any(String) as string,
  });
  expect(lightOf(health, "webhook")).toMatchObject({
    facts: { code: "webhook_elsewhere" },
    repairable: true,
  });
});

test("Meta’s handshake and a customer’s message turn the other lights on", async () => {
  await meta.control("POST", `/apps/${APP.appId}/webhook`, {
    callbackUrl: server.url + new URL(page.webhookUrl).pathname,
    verifyToken: page.verifyToken,
  });
  expect(states(await ask("GET", "/health"))).toMatchObject({ webhook: "ok" });
  await meta.act("messages", { text: "Is anybody there?" });
  const { prisma } = server.host.context.db;
  await expect
    .poll(() => prisma.delivery.count(), { timeout: 30_000 })
    .toBeGreaterThan(0);
  await applyOnce(server.world.services, server.world.services.channels);
  expect(states(await ask("GET", "/health"))).toEqual(GREEN);
  const tested = await ask("POST", "/test", {});
  expect(states(tested)).toEqual(GREEN);
  expect(tested.health).toBe("ok");
});

test("a dead token turns its light red, a new one turns all of them on again", async () => {
  const before = lightOf(await ask("GET", "/health"), "fields");
  await meta.control("PATCH", `/pages/${PAGE.pageId}`, { deadSubcode: 460 });
  const broken = await ask("POST", "/test", {});
  expect(states(broken)).toEqual({
    ...GREEN,
    token: "broken",
    fields: "unknown",
    permissions: "unknown",
  });
  expect(lightOf(broken, "fields")).toMatchObject({
    facts: { code: "token_dead" },
    checkedAt: before?.checkedAt,
  });
  const { token } = await meta.control<{ token: string }>(
    "POST",
    `/pages/${PAGE.pageId}/tokens`,
    { appId: APP.appId },
  );
  const mended = await ask("PATCH", "", { pageToken: token });
  expect(states(mended)).toEqual(GREEN);
});

test("a test shows a missing field, and Repair subscribes to it", async () => {
  await meta.control("PATCH", `/pages/${PAGE.pageId}`, { deadSubcode: null });
  await subscribe("messages");
  const amber = await ask("POST", "/test", {});
  expect(lightOf(amber, "fields")).toMatchObject({
    state: "warning",
    repairable: true,
    fix: "Select Repair to subscribe to the missing fields.",
    facts: {
      code: "fields_missing",
      subscribed: ["messages"],
      missing: expect.arrayContaining(["message_reads"]) as string[],
    },
  });
  const repaired = await ask("POST", "/repair", { light: "fields" });
  expect(states(repaired)).toEqual(GREEN);
  expect(lightOf(repaired, "fields")?.facts).toMatchObject({ missing: [] });
});

const turn = (switches: object) =>
  meta.control("PATCH", `/pages/${PAGE.pageId}`, switches);
const applyAll = async () => {
  const { services } = server.world;
  while (await applyOnce(services, services.channels));
};

/** A customer writes, and Meta delivers it. */
async function write(text: string): Promise<void> {
  const { prisma } = server.host.context.db;
  const before = await prisma.delivery.count();
  await meta.act("messages", { text });
  await expect
    .poll(() => prisma.delivery.count(), { timeout: 30_000 })
    .toBeGreaterThan(before);
  await applyAll();
}

test.each([
  {
    what: "the token ends in three days",
    breaks: { tokenExpiresAt: new Date(Date.now() + 3 * 86_400_000) },
    mends: { tokenExpiresAt: null },
    light: { key: "token", state: "warning", code: "token_expiring" },
  },
  {
    what: "the admin may no longer write for the page",
    breaks: { tasks: ["ANALYZE"] },
    mends: {
      tasks: ["MANAGE", "CREATE_CONTENT", "MODERATE", "MESSAGING", "ANALYZE"],
    },
    light: { key: "permissions", state: "broken", code: "permission_missing" },
  },
  {
    what: "the page is unsubscribed",
    breaks: { subscribedFields: [] },
    mends: null,
    light: { key: "fields", state: "broken", code: "not_subscribed" },
  },
] as const)("$what: its light says so until it is mended", async (trouble) => {
  const { breaks, mends, light } = trouble;
  await turn(breaks);
  expect(lightOf(await ask("POST", "/test", {}), light.key)).toMatchObject({
    state: light.state,
    facts: { code: light.code },
    cause: expect.any(String) as string,
    fix: expect.any(String) as string,
    repairable: mends === null,
  });
  if (mends) await turn(mends);
  const mended = mends
    ? await ask("POST", "/test", {})
    : await ask("POST", "/repair", { light: light.key });
  expect(states(mended)).toEqual(GREEN);
});

test("the page’s other apps are known by name to every agent, also one that only the settings name", async () => {
  const { appId } = await meta.control<{ appId: string }>("POST", "/apps", {
    name: "Shop bot",
  });
  const { token } = await meta.control<{ token: string }>(
    "POST",
    `/pages/${PAGE.pageId}/tokens`,
    { appId },
  );
  await meta.graph(
    "POST",
    `${PAGE.pageId}/subscribed_apps?subscribed_fields=messages&access_token=${token}`,
  );
  await ask("POST", "/test");
  const { body } = await server.call(agent, "GET", "/channels/names");
  const { items } = body as { items: Channel[] };
  expect(items.find(({ id }) => id === page.id)?.otherApps).toEqual({
    [appId]: "Shop bot",
    "99": "Meta Business Agent",
  });
});

test("deliveries with another secret turn the credentials amber; the next that fits turns them green", async () => {
  await turn({ webhooks: "wrong_signature" });
  const { prisma } = server.host.context.db;
  // Nothing that fitted has come in a moment ago.
  const earlier = new Date(Date.now() - 3_600_000);
  await prisma.source.updateMany({ data: { lastDeliveryAt: earlier } });
  await prisma.channel.updateMany({ data: { lastEventAt: earlier } });
  const refused = async () => {
    const row = await prisma.source.findFirstOrThrow();
    return row.rejectedCount;
  };
  for (let count = 1; count <= 6; count += 1) {
    await meta.act("messages", { text: `Refused ${count}` });
    await expect
      .poll(refused, { timeout: 30_000 })
      .toBeGreaterThanOrEqual(count);
  }
  expect(lightOf(await ask("GET", "/health"), "credentials")).toMatchObject({
    state: "warning",
    facts: { code: "signature_refused" },
  });
  await turn({ webhooks: "normal" });
  await write("Heard again");
  expect(states(await ask("POST", "/test", {}))).toEqual(GREEN);
});

test("a silence turns the traffic amber; what arrives then turns it green at once, and its problem is gone", async () => {
  const { prisma } = server.host.context.db;
  const HOUR_MS = 3_600_000;
  const last = new Date(Date.now() - 12 * HOUR_MS);
  const hours = Array.from({ length: 14 * 24 }, (_, nth) => ({
    channelId: page.id,
    hour: new Date(
      (Math.floor(last.getTime() / HOUR_MS) - nth) * HOUR_MS - 3 * 86_400_000,
    ),
    moments: 5,
  }));
  await prisma.channelHour.deleteMany();
  await prisma.channelHour.createMany({ data: hours });
  await prisma.channel.update({
    where: { id: page.id },
    data: { lastEventAt: last },
  });
  expect(lightOf(await ask("POST", "/test", {}), "traffic")).toMatchObject({
    state: "warning",
    facts: { code: "events_silent" },
  });
  await write("Here again");
  const now = await server.call(owner, "GET", `/channels/${page.id}`);
  expect(now.body).toMatchObject({ health: "ok", problems: [] });
  expect(states(now.body as Channel)).toEqual(GREEN);
});

test("a check that subscribes the page again by itself reads what was missed", async () => {
  const { services } = server.world;
  const { prisma } = server.host.context.db;
  const jobs = () =>
    prisma.job.findMany({
      where: { channelId: page.id, state: "running" },
      select: { params: true },
    });
  await checkChannel(services, page.id);
  // Jobs of the tests before.
  await prisma.job.deleteMany();
  await checkChannel(services, page.id);
  expect(await jobs()).toEqual([]);
  const seen = lightOf(await ask("GET", "/health"), "fields")?.checkedAt ?? "";
  await turn({ subscribedFields: [] });
  await meta.act("messages", { text: "Nobody heard this" });
  await checkChannel(services, page.id);
  const [job] = await jobs();
  const { since = "" } = job?.params as { since?: string };
  expect(Date.parse(since)).toBeLessThan(Date.parse(seen));
  const { signal } = new AbortController();
  while (await backfillOnce(services, signal));
  expect(
    await prisma.message.count({ where: { text: "Nobody heard this" } }),
  ).toBe(1);
});

test("a permission taken away at Meta: the page named in the delivery is asked about at once, and its light says so", async () => {
  const { context } = server.host;
  const due = () => claimChecks(context, 10);
  await due();
  expect(await due()).toEqual([]);
  const told = async (object: object) => {
    const body = Buffer.from(JSON.stringify(object));
    const path = new URL(page.webhookUrl).pathname;
    const signature = signatureFor(body, APP.appSecret);
    const answer = await server.request(path, {
      method: "POST",
      headers: { "x-hub-signature-256": signature },
      body,
    });
    expect(answer.status).toBe(200);
    await applyAll();
  };
  const permission = (verb: string, target_ids?: string[]) => ({
    object: "permissions",
    entry: [
      {
        id: "7400000000000001",
        uid: "7400000000000001",
        time: 1793200000,
        changes: [{ field: "pages_messaging", value: { verb, target_ids } }],
      },
    ],
  });
  await told(permission("revoked", ["999"]));
  expect(await due()).toEqual([]);
  const { prisma } = context.db;
  const tells = (tellsPermissions: boolean) =>
    meta.control("PATCH", `/apps/${APP.appId}`, { tellsPermissions });
  await tells(true);
  const before = await prisma.delivery.count();
  await turn({ scopes: ["pages_manage_metadata"] });
  await expect
    .poll(() => prisma.delivery.count(), { timeout: 30_000 })
    .toBeGreaterThan(before);
  await applyAll();
  await tells(false);
  expect(await due()).toEqual([page.id]);
  await checkChannel(server.world.services, page.id);
  expect(lightOf(await ask("GET", "/health"), "permissions")).toMatchObject({
    state: "broken",
    facts: { code: "permission_missing" },
  });
  await turn({ scopes: SCOPES });
  // Without pages it may be about each of them.
  await told(permission("granted"));
  expect(await due()).toEqual([page.id]);
  await checkChannel(server.world.services, page.id);
  expect(states(await ask("GET", "/health"))).toEqual(GREEN);
});

test("a light that only a person can mend is not repaired, an unknown one is refused", async () => {
  const path = `/channels/${page.id}/repair`;
  const ofToken = await server.call(owner, "POST", path, { light: "token" });
  expect(ofToken).toMatchObject({
    status: 422,
    body: { code: "not_supported" },
  });
  expect(
    await server.call(owner, "POST", path, { light: "moon" }),
  ).toMatchObject({ status: 422, body: { code: "invalid_input" } });
  expect(
    (await server.call(agent, "GET", `/channels/${page.id}/health`)).status,
  ).toBe(403);
});

test("Meta out of reach: nothing is claimed that could not be asked", async () => {
  await meta.simulator.stop();
  const dark = await ask("POST", "/test", {});
  expect(states(dark)).toEqual({
    credentials: "unknown",
    webhook: "ok",
    fields: "unknown",
    token: "unknown",
    permissions: "unknown",
    traffic: "ok",
  });
  expect(lightOf(dark, "token")?.facts).toMatchObject({
    code: "meta_unreachable",
  });
});
