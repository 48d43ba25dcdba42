import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Channel } from "#contract/channels/channel.ts";
import type { LightKey } from "#contract/channels/health/lights.ts";
import { testDatabase } from "#server/db/test-database.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { claimChecks } from "#server/domain/channels/connect/claim-checks.ts";
import { startTestServer, type TestServer } from "#server/http/test-server.ts";
import { backfillOnce } from "#server/pipeline/jobs/channels/backfill.ts";
import { checkChannel } from "#server/pipeline/jobs/channels/channel-check.ts";
import { applyOnce } from "#server/pipeline/test-world.ts";
import {
  APP,
  PAGE,
  startTestWorld,
  VERIFY_TOKEN,
  type TestWorld,
} from "#simulator/test-world.ts";

/** Each test breaks a page at Meta whose lights are all green, and repairs it. */

let meta: TestWorld;
let server: TestServer;
let owner: Actor;
let page: Channel;
beforeAll(async () => {
  meta = await startTestWorld();
  server = await startTestServer(await testDatabase(), {
    metaGraphUrl: meta.simulator.url,
  });
  // Meta asks the address for its challenge, so it must lead to this server.
  Object.assign(server.host.context.config, { publicUrl: server.url });
  owner = await server.world.agent("Olga", "owner");
  await meta.control("DELETE", `/apps/${APP.appId}/webhook`);
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
): Promise<Channel> {
  const path = `/channels/${page.id}${what}`;
  const answer = await server.call(owner, method, path, body);
  expect(answer.status).toBe(200);
  return answer.body as Channel;
}

const look = () => ask("POST", "/test", {});
const repair = (light: LightKey) => ask("POST", "/repair", { light });
const lightOf = ({ lights }: Channel, key: LightKey) =>
  lights.find((light) => light.key === key);
const statesOf = ({ lights }: Channel) => lights.map(({ state }) => state);
const GREEN = Array.from({ length: 6 }, () => "ok");

/** A customer writes, and Meta delivers it. */
async function hear(text: string): Promise<void> {
  const { prisma } = server.host.context.db;
  const { services } = server.world;
  const before = await prisma.delivery.count();
  await meta.act("messages", { text });
  await expect
    .poll(() => prisma.delivery.count(), { timeout: 30_000 })
    .toBeGreaterThan(before);
  while (await applyOnce(services, services.channels));
}

const countOf = (text: string) =>
  server.host.context.db.prisma.message.count({ where: { text } });

async function readGap(): Promise<void> {
  const { signal } = new AbortController();
  while (await backfillOnce(server.world.services, signal));
}

type AppWebhook = { callbackUrl: string | null; fields: string[] };

async function appAtMeta(): Promise<AppWebhook> {
  const { apps } = await meta.control<{ apps: AppWebhook[] }>("GET", "/world");
  const [app] = apps;
  if (!app) throw new Error("The simulator has no app.");
  return app;
}

test("an app without an address gets Parley's when the page is connected, and the first message turns all lights on", async () => {
  expect(await appAtMeta()).toMatchObject({
    callbackUrl: page.webhookUrl,
    fields: expect.arrayContaining(["messages", "message_reads"]) as string[],
  });
  expect(lightOf(page, "webhook")?.state).toBe("ok");
  await hear("Good morning");
  expect(statesOf(await look())).toEqual(GREEN);
});

beforeEach(async () => {
  await server.host.context.db.prisma.job.deleteMany();
});

test("an app that delivers to another program: amber with the cause, it stays so until a person repairs it, and what was written meanwhile comes in", async () => {
  await meta.control("POST", `/apps/${APP.appId}/webhook`, {
    callbackUrl: meta.receiver.url,
    verifyToken: VERIFY_TOKEN,
    fields: ["messages", "feed"],
  });
  await meta.act("messages", { text: "Told to another program" });
  // A check that runs without a person takes nothing from the other program.
  await checkChannel(server.world.services, page.id);
  expect((await appAtMeta()).callbackUrl).toBe(meta.receiver.url);
  expect(lightOf(await look(), "webhook")).toMatchObject({
    state: "warning",
    cause: expect.stringContaining("another address") as string,
    fix: expect.stringContaining("Repair") as string,
    repairable: true,
    facts: { code: "webhook_elsewhere" },
  });
  expect(statesOf(await repair("webhook"))).toEqual(GREEN);
  expect(await appAtMeta()).toMatchObject({
    callbackUrl: page.webhookUrl,
    fields: expect.arrayContaining(["feed", "message_echoes"]) as string[],
  });
  await readGap();
  expect(await countOf("Told to another program")).toBe(1);
  await hear("Told here again");
});

test("an app whose address is removed at Meta: the next check enters it again, and what was written meanwhile comes in", async () => {
  await meta.control("DELETE", `/apps/${APP.appId}/webhook`);
  expect(lightOf(await look(), "webhook")).toMatchObject({
    state: "warning",
    facts: { code: "webhook_elsewhere" },
  });
  await meta.act("messages", { text: "Told to no program" });
  await checkChannel(server.world.services, page.id);
  expect(statesOf(await look())).toEqual(GREEN);
  await readGap();
  expect(await countOf("Told to no program")).toBe(1);
});

test("an address behind a relay is Parley's as well", async () => {
  const relay = page.webhookUrl.replace("127.0.0.1", "localhost");
  await meta.control("POST", `/apps/${APP.appId}/webhook`, {
    callbackUrl: relay,
    verifyToken: page.verifyToken,
  });
  expect(statesOf(await look())).toEqual(GREEN);
  expect(statesOf(await repair("webhook"))).toEqual(GREEN);
});

test("an app that isn't subscribed to messages: amber, and Repair subscribes it", async () => {
  await meta.control("POST", `/apps/${APP.appId}/webhook`, {
    callbackUrl: page.webhookUrl,
    verifyToken: page.verifyToken,
    fields: ["message_reads"],
  });
  expect(lightOf(await look(), "fields")).toMatchObject({
    state: "warning",
    repairable: true,
    facts: { code: "app_fields_missing" },
  });
  expect(statesOf(await repair("fields"))).toEqual(GREEN);
  expect((await appAtMeta()).fields).toContain("message_reads");
});

test("an app secret that was reset at Meta: red, and the new one turns all lights on", async () => {
  const appSecret = "0f1e2d3c4b5a69788796a5b4c3d2e1f0";
  const reset = (secret: string) =>
    meta.control("PATCH", `/apps/${APP.appId}`, { appSecret: secret });
  await reset(appSecret);
  const broken = await look();
  expect(broken.health).toBe("broken");
  expect(lightOf(broken, "credentials")).toMatchObject({
    state: "broken",
    cause: expect.any(String) as string,
    fix: expect.any(String) as string,
    facts: { code: "app_secret_wrong" },
  });
  expect(statesOf(await ask("PATCH", "", { appSecret }))).toEqual(GREEN);
  await reset(APP.appSecret);
  await ask("PATCH", "", { appSecret: APP.appSecret });
});

test("a person removes the app: red at once; the check that follows asks Meta, and another person's token serves the page again", async () => {
  const { context } = server.host;
  const { services } = server.world;
  const due = () => claimChecks(context, 10);
  await due();
  await meta.control("PATCH", `/apps/${APP.appId}`, {
    deauthorizeUrl: `${page.webhookUrl}/deauthorize`,
  });
  const told = await meta.control("POST", `/apps/${APP.appId}/deauthorize`, {
    pageId: PAGE.pageId,
  });
  expect(told).toMatchObject({ status: 200 });
  expect(lightOf(await ask("GET", ""), "token")).toMatchObject({
    state: "broken",
    facts: { code: "app_deauthorized" },
  });
  // The check is due at once, and finds that the page's own token is dead.
  expect(await due()).toEqual([page.id]);
  await checkChannel(services, page.id);
  expect(lightOf(await ask("GET", ""), "token")?.facts).toMatchObject({
    code: "token_dead",
  });
  await meta.control("PATCH", `/pages/${PAGE.pageId}`, { deadSubcode: null });
  expect(statesOf(await look())).toEqual(GREEN);

  // The token is another person's: only the callback spoke against it.
  await meta.control("POST", `/apps/${APP.appId}/deauthorize`, {
    pageId: PAGE.pageId,
  });
  await meta.control("PATCH", `/pages/${PAGE.pageId}`, { deadSubcode: null });
  expect((await ask("GET", "")).health).toBe("broken");
  expect(await due()).toEqual([page.id]);
  await checkChannel(services, page.id);
  expect(statesOf(await ask("GET", ""))).toEqual(GREEN);
});
