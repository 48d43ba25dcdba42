import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  expect,
  test,
} from "vitest";
import type { Channel } from "#contract/channels/channel.ts";
import type { ConnectedPages, LoginState } from "#contract/channels/login.ts";
import type { Database } from "#server/db/client.ts";
import { testDatabase } from "#server/db/test-database.ts";
import { commandLine } from "#server/domain/access/audit.ts";
import { claimChecks } from "#server/domain/channels/connect/claim-checks.ts";
import { checkChannel } from "#server/pipeline/jobs/channels/channel-check.ts";
import { createToken } from "#server/domain/access/sign-in/tokens.ts";
import {
  startTestProcess,
  type TestProcess,
} from "#server/http/test-process.ts";
import { startTestServer, type TestServer } from "#server/http/test-server.ts";
import { createVault } from "#server/runtime/crypto.ts";
import {
  APP,
  OTHER_PAGE,
  PAGE,
  startTestWorld,
  type TestWorld,
} from "#simulator/test-world.ts";

/** A server that is killed while a page is being connected, and the one that goes on after it. */

const KEY = "a-key-for-tests-that-is-long-enough";
/** Before each answer of Meta's: time for the kill to come between two of them. */
const SLOW_MS = 600;
const SOON = { timeout: 20_000, interval: 20 };

let db: Database;
let meta: TestWorld;
/** The one that goes on; it works on the same database. */
let desk: TestServer;
let token: string;
/** The one that is killed. */
let victim: TestProcess;
const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), "parley-crash-"));

beforeAll(async () => {
  db = await testDatabase();
  meta = await startTestWorld();
  desk = await startTestServer(db, { metaGraphUrl: meta.simulator.url });
  Object.assign(desk.host.context, { vault: createVault([KEY]) });
  const owner = await desk.world.agent("Olga", "owner");
  const { agentId } = owner;
  ({ token } = await createToken(desk.host.context, commandLine, { agentId }));
  await meta.control("DELETE", `/apps/${APP.appId}/webhook`);
  for (const page of [PAGE, OTHER_PAGE])
    await meta.control("PATCH", `/pages/${page.pageId}`, {
      subscribedFields: [],
    });
});
afterAll(async () => {
  await desk.stop();
  await meta.stop();
  fs.rmSync(dataDir, { recursive: true, force: true });
});

beforeEach(async () => {
  victim = await startTestProcess({
    databaseUrl: db.url,
    dataDir,
    encryptionKey: KEY,
    graphUrl: meta.simulator.url,
  });
});

afterEach(() => victim.kill());

const app = { appId: APP.appId, appSecret: APP.appSecret };

const slow = (graphLatencyMs: number) =>
  meta.control("PATCH", "/faults", { graphLatencyMs });

async function ask<T>(
  { url }: { url: string },
  method: string,
  what: string,
  body?: object,
): Promise<T> {
  const response = await fetch(`${url}/api/v1${what}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      "content-type": "application/json",
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  const answer = (await response.json()) as T;
  if (!response.ok) throw new Error(JSON.stringify(answer));
  return answer;
}

const countOf = ({ pageId }: { pageId: string }) =>
  db.prisma.channel.count({ where: { accountId: pageId } });

async function subscribed({ pageId }: { pageId: string }): Promise<boolean> {
  const page = await meta.control<{ subscribed: object }>(
    "GET",
    `/pages/${pageId}`,
  );
  return Object.keys(page.subscribed).length > 0;
}

/** Allows everything in the dialog that this server leads to. @returns the path that it leads back to */
async function dialog(at: { url: string }): Promise<string> {
  const { url } = await ask<{ url: string }>(
    at,
    "POST",
    "/channels/oauth/start",
    { ...app, returnTo: "/settings/channels/facebook" },
  );
  const form = new FormData();
  form.append("page", OTHER_PAGE.pageId);
  for (const scope of ["pages_show_list", "pages_messaging"])
    form.append("scope", scope);
  form.append("scope", "pages_manage_metadata");
  form.append("answer", "allow");
  const back = await fetch(url, {
    method: "POST",
    body: form,
    redirect: "manual",
  });
  const { pathname, search } = new URL(back.headers.get("location") ?? "");
  return pathname + search;
}

/** Follows the dialog's way back. */
const comeBack = ({ url }: { url: string }, way: string) =>
  fetch(url + way, {
    headers: { authorization: `Bearer ${token}` },
    redirect: "manual",
  });

const saidBy = (response: Response) => {
  const to = new URL(response.headers.get("location") ?? "", desk.url);
  return to.searchParams.get("error") ?? to.searchParams.get("login");
};

test("killed between save and subscribe, and between exchange and save: the page is subscribed by the next check, and of the login nothing is kept", async () => {
  const way = await dialog(victim);
  await slow(SLOW_MS);
  const connecting = ask<Channel>(victim, "POST", "/channels", {
    pageId: PAGE.pageId,
    pageToken: PAGE.token,
    ...app,
  }).catch(() => null);
  await expect.poll(() => countOf(PAGE), SOON).toBe(1);
  await meta.control("DELETE", "/graph-calls");
  const returning = comeBack(victim, way).catch(() => null);
  type Call = { path: string; status: number | null };
  const exchanged = async () => {
    const calls = await meta.control<Call[]>("GET", "/graph-calls");
    return calls.some(
      ({ path, status }) =>
        path.includes("oauth/access_token") && status === 200,
    );
  };
  await expect.poll(exchanged, SOON).toBe(true);
  await victim.kill();
  expect(await connecting).toBeNull();
  expect(await returning).toBeNull();
  await slow(0);
  expect(await subscribed(PAGE)).toBe(false);
  const { prisma } = db;
  expect(
    await prisma.channelLogin.findMany({ select: { tokenSealed: true } }),
  ).toEqual([{ tokenSealed: null }]);

  // Its check is due at once, without a person.
  const { context } = desk.host;
  const due = await claimChecks(context, 10);
  expect(due).toHaveLength(1);
  for (const id of due) await checkChannel(desk.world.services, id);
  expect(await subscribed(PAGE)).toBe(true);
  const { items } = await ask<{ items: Channel[] }>(desk, "GET", "/channels");
  const states = items[0]?.lights.map(({ key, state }) => [key, state]) ?? [];
  expect(Object.fromEntries(states)).toMatchObject({
    credentials: "ok",
    fields: "ok",
    token: "ok",
    permissions: "ok",
  });

  expect(saidBy(await comeBack(desk, way))).toBe("state_used");
  const { login } = await ask<LoginState>(desk, "GET", "/channels/oauth");
  expect(login).toBeNull();
});

test("killed between subscribe and save: no page is kept, and choosing it again connects it", async () => {
  expect(saidBy(await comeBack(desk, await dialog(desk)))).toBe("done");
  const choose = (at: { url: string }) =>
    ask<ConnectedPages>(at, "POST", "/channels/oauth/pages", {
      pageIds: [OTHER_PAGE.pageId],
      route: { open: null },
    });
  await slow(SLOW_MS);
  const choosing = choose(victim).catch(() => null);
  await expect.poll(() => subscribed(OTHER_PAGE), SOON).toBe(true);
  await victim.kill();
  expect(await choosing).toBeNull();
  expect(await countOf(OTHER_PAGE)).toBe(0);

  await slow(0);
  expect(await choose(desk)).toMatchObject({
    items: [{ pageId: OTHER_PAGE.pageId }],
    failed: [],
  });
});
