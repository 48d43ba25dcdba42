import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Channel } from "#contract/channels/channel.ts";
import type { ConnectedPages, LoginPages } from "#contract/channels/login.ts";
import { testDatabase } from "#server/db/test-database.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { startTestServer, type TestServer } from "#server/http/test-server.ts";
import { housekeep } from "#server/pipeline/jobs/housekeeping.ts";
import { digits } from "#server/pipeline/test-world.ts";
import {
  APP,
  OTHER_PAGE,
  PAGE,
  startTestWorld,
  type TestWorld,
} from "#simulator/test-world.ts";

/** Continue with Facebook, from outside, with Meta's stand-in behind it. */

const SCOPES = [
  "pages_show_list",
  "pages_messaging",
  "pages_manage_metadata",
  "leads_retrieval",
];
const HERE = "/settings/channels/facebook?step=2";
const [, SYSTEM_CONFIG = ""] = Object.keys(APP.loginConfigs);

let meta: TestWorld;
let server: TestServer;
let owner: Actor;
let cookie: string;
beforeAll(async () => {
  meta = await startTestWorld();
  server = await startTestServer(await testDatabase(), {
    metaGraphUrl: meta.simulator.url,
  });
  owner = await server.world.agent("Olga", "owner");
  cookie = await server.cookie(owner);
});
afterAll(async () => {
  await server.stop();
  await meta.stop();
});

beforeEach(async () => {
  const { prisma } = server.host.context.db;
  await prisma.channelLogin.deleteMany();
  server.world.clock.at = null;
  await meta.control("PATCH", `/apps/${APP.appId}`, { mode: "live" });
  await meta.control("DELETE", "/faults");
});

async function ask(
  method: string,
  path: string,
  body?: object,
  as = cookie,
): Promise<Response> {
  return server.request(`/api/v1${path}`, {
    method,
    headers: { cookie: as, "content-type": "application/json" },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
}

const app = { appId: APP.appId, appSecret: APP.appSecret };

async function start(body: object = app): Promise<string> {
  const response = await ask("POST", "/channels/oauth/start", {
    returnTo: HERE,
    ...body,
  });
  expect(response.status).toBe(200);
  return ((await response.json()) as { url: string }).url;
}

type Ticked = { pages?: string[]; scopes?: string[]; cancel?: boolean };

/** Fills in Meta's dialog. @returns where it leads, on this server */
async function dialog(
  url: string,
  { pages = [PAGE.pageId], scopes = SCOPES, cancel = false }: Ticked = {},
): Promise<string> {
  const form = new FormData();
  for (const page of pages) form.append("page", page);
  for (const scope of scopes) form.append("scope", scope);
  form.append("answer", cancel ? "cancel" : "allow");
  const response = await fetch(url, {
    method: "POST",
    body: form,
    redirect: "manual",
  });
  const back = new URL(response.headers.get("location") ?? "");
  expect(back.origin).toBe("http://localhost:3000");
  return back.pathname + back.search;
}

/** Follows the dialog's way back. @returns the path and query of the console */
async function comeBack(path: string, as = cookie): Promise<URL> {
  const response = await server.request(path, { headers: { cookie: as } });
  expect(response.status).toBe(302);
  const location = response.headers.get("location") ?? "";
  expect(location.startsWith("/")).toBe(true);
  return new URL(location, "http://console");
}

const outcomeOf = (url: URL) =>
  url.searchParams.get("error") ?? url.searchParams.get("login");

async function signIn(ticked?: Ticked, body?: object): Promise<string | null> {
  return outcomeOf(await comeBack(await dialog(await start(body), ticked)));
}

async function list(): Promise<LoginPages> {
  const response = await ask("GET", "/channels/oauth/pages");
  expect(response.status).toBe(200);
  return (await response.json()) as LoginPages;
}

async function connect(
  pageIds: string[],
  more: object = {},
): Promise<ConnectedPages> {
  const response = await ask("POST", "/channels/oauth/pages", {
    pageIds,
    route: { open: null },
    ...more,
  });
  expect(response.status).toBe(200);
  return (await response.json()) as ConnectedPages;
}

const newPage = (name: string, tasks?: string[]) =>
  meta.control<{ pageId: string }>("POST", "/pages", {
    name,
    ...(tasks ? { tasks } : {}),
  });

const isKnown = (pageId: string) =>
  server.host.context.db.prisma.channel.count({ where: { accountId: pageId } });

test("pages of a login are listed with what is missing, and connected each by itself", async () => {
  const { pageId: poor } = await newPage("No messages", ["ANALYZE", "MANAGE"]);
  const { pageId: plain } = await newPage("No ads", ["MESSAGING", "MANAGE"]);
  const pages = [PAGE.pageId, poor, plain];
  const back = await comeBack(await dialog(await start(), { pages }));
  expect(back.pathname + back.search).toBe(`${HERE}&login=done`);

  const { items, leftOut } = await list();
  expect(leftOut).toEqual([]);
  const byId = new Map(items.map((item) => [item.pageId, item]));
  expect(byId.get(PAGE.pageId)).toMatchObject({
    name: "Lumen & Oak",
    missing: [],
    limited: [],
    connectedAs: null,
  });
  expect(byId.get(PAGE.pageId)?.tasks).toContain("MESSAGING");
  expect(byId.get(poor)).toMatchObject({ missing: ["MESSAGING"] });
  expect(byId.get(plain)).toMatchObject({
    missing: [],
    limited: ["ADVERTISE"],
  });
  const picture = await server.request(
    byId.get(PAGE.pageId)?.pictureUrl ?? "",
    {
      headers: { cookie },
    },
  );
  expect(picture.headers.get("content-type")).toBe("image/webp");

  const strange = digits(15);
  const done = await connect([PAGE.pageId, poor, plain, strange]);
  expect(done.items.map(({ pageId }) => pageId)).toEqual([PAGE.pageId, plain]);
  expect(done.failed).toMatchObject([
    { pageId: poor, code: "missing", detail: "MESSAGING" },
    { pageId: strange, code: "not_listed" },
  ]);
  expect(await isKnown(poor)).toBe(0);
  const lights = done.items[0]?.lights.map(({ key, state }) => [key, state]);
  expect(Object.fromEntries(lights ?? [])).toMatchObject({
    credentials: "ok",
    fields: "ok",
    token: "ok",
    permissions: "ok",
  });
  expect(done.items[0]).toMatchObject({
    name: "Lumen & Oak",
    health: "degraded",
  });
  const again = (await list()).items.find(({ pageId }) => pageId === plain);
  expect(again?.connectedAs).toBe(done.items[1]?.id);

  // The token that speaks for the page has no end: the login's was exchanged.
  const token = done.items[0]?.lights.find(({ key }) => key === "token");
  expect(token?.facts).toMatchObject({ type: "PAGE", expiresAt: null });
});

test("a connected page is connected again: new token, same channel, route and history", async () => {
  const queueId = await server.world.queue([]);
  expect(await signIn({ pages: [PAGE.pageId] })).toBe("done");
  const [first] = (await connect([PAGE.pageId])).items;
  await ask("PATCH", `/channels/${first?.id ?? ""}`, {
    name: "Our name",
    route: { open: { type: "queue", id: queueId } },
  });
  await meta.control("PATCH", `/pages/${PAGE.pageId}`, { deadSubcode: 460 });
  const broken = await ask("POST", `/channels/${first?.id ?? ""}/test`, {});
  expect(((await broken.json()) as Channel).health).toBe("broken");

  expect(await signIn({ pages: [PAGE.pageId] })).toBe("done");
  const [second] = (await connect([PAGE.pageId])).items;
  expect(second).toMatchObject({
    id: first?.id,
    name: "Our name",
    route: { open: { type: "queue", id: queueId } },
  });
  expect(second?.problems.map(({ code }) => code)).not.toContain("token_dead");

  await ask("DELETE", `/channels/${first?.id ?? ""}`);
  const [third] = (await connect([PAGE.pageId])).items;
  expect(third?.id).toBe(first?.id);
});

test("a later login that leaves a connected page out says so", async () => {
  const pages = [PAGE.pageId, OTHER_PAGE.pageId];
  await signIn({ pages });
  await connect(pages);
  await signIn({ pages: [PAGE.pageId] });
  expect((await list()).leftOut).toMatchObject(
    expect.arrayContaining([
      expect.objectContaining({ pageId: OTHER_PAGE.pageId }),
    ]) as object[],
  );
});

test("pages beyond the first twenty-five are listed, and many are connected at once", async () => {
  const pages: string[] = [];
  for (let n = 0; n < 105; n++)
    pages.push((await newPage(`Branch ${n}`)).pageId);
  expect(await signIn({ pages })).toBe("done");
  const { items } = await list();
  expect(items.map(({ pageId }) => pageId)).toEqual(pages);
  const done = await connect(pages.slice(0, 12));
  expect(done.items).toHaveLength(12);
  expect(done.failed).toEqual([]);
});

test("a system user of Login for Business brings its pages", async () => {
  const { pageId } = await newPage("Of the business");
  const url = await start({ ...app, configId: SYSTEM_CONFIG });
  expect(new URL(url).searchParams.get("config_id")).toBe(SYSTEM_CONFIG);
  expect(new URL(url).searchParams.has("scope")).toBe(false);
  const back = await comeBack(await dialog(url, { pages: [pageId] }));
  expect(outcomeOf(back)).toBe("done");
  const done = await connect([pageId]);
  expect(done.items).toMatchObject([{ pageId }]);
});

test("an app without an address gets Parley's with the first page that is connected", async () => {
  await meta.control("DELETE", `/apps/${APP.appId}/webhook`);
  const { pageId } = await newPage("The first");
  expect(await signIn({ pages: [pageId] })).toBe("done");
  const { config } = server.host.context;
  const { publicUrl } = config;
  // Meta asks the address for its challenge, so it must lead to this server.
  Object.assign(config, { publicUrl: server.url });
  const [page] = (await connect([pageId])).items;
  Object.assign(config, { publicUrl });
  expect(page?.lights.find(({ key }) => key === "webhook")).toMatchObject({
    state: "ok",
  });
});

test("the saved app is used where none is named, and a declined permission is asked for again", async () => {
  const url = new URL(await start({ again: true }));
  expect(url.searchParams.get("client_id")).toBe(APP.appId);
  expect(url.searchParams.get("auth_type")).toBe("rerequest");
  expect(url.searchParams.get("scope")).toContain("pages_messaging");
});

test("the dialog asks again for what a page of the app has lost, and for its access to data where that ends", async () => {
  await signIn({ pages: [PAGE.pageId] });
  const [page] = (await connect([PAGE.pageId])).items;
  const asked = async () =>
    new URL(await start()).searchParams.get("auth_type");
  const turn = async (switches: object) => {
    await meta.control("PATCH", `/pages/${PAGE.pageId}`, switches);
    await ask("POST", `/channels/${page?.id ?? ""}/test`, {});
  };
  const { scopes } = (
    await meta.control<{ tokens: { scopes: string[] }[] }>(
      "GET",
      `/pages/${PAGE.pageId}`,
    )
  ).tokens[0] ?? { scopes: [] };
  expect(await asked()).toBeNull();
  await turn({ dataAccessEndsAt: Date.now() + 3 * 86_400_000 });
  expect(await asked()).toBe("reauthorize");
  await turn({ scopes: ["pages_manage_metadata"] });
  expect(await asked()).toBe("rerequest,reauthorize");
  await turn({ scopes, dataAccessEndsAt: null });
  expect(await asked()).toBeNull();
});

test("the state of a login: the address to enter at Meta, the app, and what is held", async () => {
  const read = async (): Promise<unknown> =>
    (await ask("GET", "/channels/oauth")).json();
  expect(await read()).toEqual({
    redirectUri: "http://localhost:3000/api/v1/channels/oauth/callback",
    savedAppId: APP.appId,
    login: null,
  });
  await signIn();
  expect(await read()).toMatchObject({ login: { appId: APP.appId } });
});

test("every call with a login's token carries its proof", async () => {
  await meta.control("PATCH", `/apps/${APP.appId}`, { requireProof: true });
  try {
    expect(await signIn()).toBe("done");
    expect((await list()).items).toHaveLength(1);
  } finally {
    await meta.control("PATCH", `/apps/${APP.appId}`, { requireProof: false });
  }
});

test("a cancel, no page and a declined permission come back in words", async () => {
  const denied = await comeBack(await dialog(await start(), { cancel: true }));
  expect(denied.pathname).toBe("/settings/channels/facebook");
  expect(denied.searchParams.get("step")).toBe("2");
  expect(outcomeOf(denied)).toBe("denied");
  expect(denied.searchParams.get("error_description")).toContain("canceled");

  expect(await signIn({ pages: [] })).toBe("no_pages");
  const declined = await comeBack(
    await dialog(await start(), {
      scopes: SCOPES.filter((scope) => scope !== "pages_messaging"),
    }),
  );
  expect(outcomeOf(declined)).toBe("permission_missing");
  expect(declined.searchParams.get("missing")).toBe("pages_messaging");
  const none = await ask("GET", "/channels/oauth/pages");
  expect(none.status).toBe(409);
  expect(await none.json()).toMatchObject({ code: "wrong_state" });
});

test("a state is good once, for its session, and for ten minutes", async () => {
  const unknown = "/api/v1/channels/oauth/callback?code=x&state=made-up";
  expect(outcomeOf(await comeBack(unknown))).toBe("state_unknown");

  const path = await dialog(await start());
  const other = await server.cookie(owner);
  expect(outcomeOf(await comeBack(path, other))).toBe("state_foreign");
  expect(outcomeOf(await comeBack(path, ""))).toBe("state_foreign");
  const two = await Promise.all([comeBack(path), comeBack(path)]);
  expect(two.map(outcomeOf).sort()).toEqual(["done", "state_used"]);

  const late = await dialog(await start());
  server.world.clock.at = new Date(Date.now() + 11 * 60_000);
  expect(outcomeOf(await comeBack(late))).toBe("state_expired");
});

test("a login begun with an API token goes on in its agent's session", async () => {
  const begun = await server.call(owner, "POST", "/channels/oauth/start", {
    returnTo: HERE,
    ...app,
  });
  const path = await dialog((begun.body as { url: string }).url);
  const stranger = await server.world.agent("Sten", "owner");
  const foreign = await comeBack(path, await server.cookie(stranger));
  expect(outcomeOf(foreign)).toBe("state_foreign");
  expect(outcomeOf(await comeBack(path))).toBe("done");
});

test("a wrong secret, a refused code and no answer each have their own word", async () => {
  const wrong = await dialog(
    await start({ ...app, appSecret: "no-such-secret" }),
  );
  expect(outcomeOf(await comeBack(wrong))).toBe("secret_wrong");

  const refused = new URL(await dialog(await start()), "http://console");
  refused.searchParams.set("code", "made-up");
  expect(outcomeOf(await comeBack(refused.pathname + refused.search))).toBe(
    "exchange_refused",
  );

  const waiting = await dialog(await start());
  await meta.control("PATCH", "/faults", { graphDown: "500" });
  expect(outcomeOf(await comeBack(waiting))).toBe("meta_unreachable");
});

test("a page that Meta does not subscribe is not connected at all", async () => {
  const { pageId } = await newPage("Lost on the way");
  await signIn({ pages: [pageId] });
  expect((await list()).items).toMatchObject([{ missing: [] }]);
  await meta.control("PATCH", `/pages/${pageId}`, {
    scopes: ["pages_messaging"],
  });
  expect(await connect([pageId])).toMatchObject({
    items: [],
    failed: [{ pageId, name: "Lost on the way", code: "permission_missing" }],
  });
  expect(await isKnown(pageId)).toBe(0);
});

test("what is wrong with the request is refused before Meta is asked to change anything", async () => {
  const { pageId } = await newPage("Untouched");
  await signIn({ pages: [pageId] });
  const wrong = await ask("POST", "/channels/oauth/pages", {
    pageIds: [pageId],
    route: { open: { type: "queue", id: crypto.randomUUID() } },
  });
  expect(wrong.status).toBe(422);
  const { subscribed } = await meta.control<{ subscribed: object }>(
    "GET",
    `/pages/${pageId}`,
  );
  expect(subscribed).toEqual({});
});

test.each([
  "https://elsewhere.example/",
  "//elsewhere.example/",
  "/\\elsewhere.example",
  "/\t/elsewhere.example",
  "settings",
  "",
])("it leads back to no other address: %j", async (returnTo) => {
  const response = await ask("POST", "/channels/oauth/start", {
    ...app,
    returnTo,
  });
  expect(response.status).toBe(422);
});

test("no secret and no token is answered, logged in the audit or kept in the open", async () => {
  const url = await start();
  const back = await comeBack(await dialog(url));
  const pages = await list();
  const done = await connect([PAGE.pageId]);
  const audit = (await server.call(owner, "GET", "/audit")).body;
  const { prisma } = server.host.context.db;
  const rows = await prisma.channelLogin.findMany();
  const told = JSON.stringify([url, back.href, pages, done, audit, rows]);
  expect(rows).toHaveLength(1);
  expect(told).not.toContain(APP.appSecret);
  expect(told).not.toMatch(/EAA\w{20}/);
  const state = new URL(url).searchParams.get("state") ?? "";
  expect(JSON.stringify(rows)).not.toContain(state);
});

test("a held login ends after an hour, and with the session", async () => {
  await signIn();
  await ask("GET", "/channels/oauth/pages");
  server.world.clock.at = new Date(Date.now() + 61 * 60_000);
  expect((await ask("GET", "/channels/oauth/pages")).status).toBe(409);
  server.world.clock.at = null;
  const { prisma } = server.host.context.db;
  await prisma.channelLogin.updateMany({
    data: { expiresAt: new Date(Date.now() - 1_000) },
  });
  await housekeep(server.host.context);
  expect(await prisma.channelLogin.count()).toBe(0);

  await signIn();
  expect(await prisma.channelLogin.count()).toBe(1);
  await prisma.agentSession.deleteMany({
    where: { agentId: owner.agentId },
  });
  expect(await prisma.channelLogin.count()).toBe(0);
  cookie = await server.cookie(owner);
});
