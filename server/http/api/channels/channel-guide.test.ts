import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Channel } from "#contract/channels/channel.ts";
import type { CheckedChannel, Guide } from "#contract/channels/guide.ts";
import { testDatabase } from "#server/db/test-database.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { startTestServer, type TestServer } from "#server/http/test-server.ts";
import { applyOnce } from "#server/pipeline/test-world.ts";
import { createToken } from "#simulator/world/create.ts";
import {
  APP,
  OTHER_PAGE,
  PAGE,
  startTestWorld,
  type TestWorld,
} from "#simulator/test-world.ts";

/** The guide that connects a page, from outside, with Meta's stand-in behind it. */

let meta: TestWorld;
let server: TestServer;
let owner: Actor;
beforeAll(async () => {
  meta = await startTestWorld();
  server = await startTestServer(await testDatabase(), {
    metaGraphUrl: meta.simulator.url,
  });
});
beforeEach(async () => {
  owner = await server.world.agent("Olga", "owner");
});
afterAll(async () => {
  await server.stop();
  await meta.stop();
});

const RIGHT = {
  pageId: PAGE.pageId,
  pageToken: PAGE.token,
  appId: APP.appId,
  appSecret: APP.appSecret,
};
const SECRET = "0123456789abcdef0123456789abcdef";

async function ask<T>(
  method: string,
  path: string,
  body?: object,
): Promise<{ status: number; body: T }> {
  const { status, body: answer } = await server.call(owner, method, path, body);
  return { status, body: answer as T };
}

type Refusal = { code: string; errors?: { path: string; code?: string }[] };

async function faults(values: object): Promise<Record<string, string>> {
  const { status, body } = await ask<Refusal>(
    "POST",
    "/channels/check",
    values,
  );
  expect(status).toBe(422);
  return Object.fromEntries(
    (body.errors ?? []).map(({ path, code }) => [path, code ?? ""]),
  );
}

function states({ steps }: Guide): Record<string, string> {
  return Object.fromEntries(
    steps.map(({ key, state, by }) => [key, by ?? state]),
  );
}

const count = () => server.host.context.db.prisma.channel.count();

test.each<[string, object, Record<string, string>]>([
  ["no app secret", { appSecret: "" }, { appSecret: "value_missing" }],
  ["the secret as app ID", { appId: SECRET }, { appId: "secret_as_id" }],
  ["the token as page ID", { pageId: PAGE.token }, { pageId: "token_as_id" }],
  [
    "the page’s address",
    { pageId: "https://facebook.com/lumen" },
    { pageId: "address_as_id" },
  ],
  ["the page’s name", { pageId: "Lumen" }, { pageId: "not_an_id" }],
  ["the page ID twice", { appId: PAGE.pageId }, { appId: "page_id_as_app_id" }],
  ["an ID as secret", { appSecret: APP.appId }, { appSecret: "id_as_secret" }],
  ["an ID as token", { pageToken: APP.appId }, { pageToken: "id_as_token" }],
  [
    "the secret as token",
    { pageToken: SECRET },
    { pageToken: "secret_as_token" },
  ],
  [
    "the app’s token",
    { pageToken: `${APP.appId}|${APP.appSecret}` },
    { pageToken: "app_token_as_token" },
  ],
  [
    "the callback URL as token",
    { pageToken: "https://parley.example/webhooks/meta/x" },
    { pageToken: "address_as_token" },
  ],
  [
    "quotation marks",
    { pageToken: `“${PAGE.token}”` },
    { pageToken: "pasted_quotes" },
  ],
  [
    "a line break inside",
    { pageToken: `${PAGE.token.slice(0, 9)}\n${PAGE.token.slice(9)}` },
    { pageToken: "pasted_spaces" },
  ],
  [
    "token and secret swapped",
    { pageToken: SECRET, appSecret: PAGE.token },
    { pageToken: "secret_as_token", appSecret: "token_as_secret" },
  ],
  [
    "a wrong secret",
    { appSecret: SECRET },
    { appSecret: "app_secret_refused" },
  ],
  ["half a token", { pageToken: "EAAhalf" }, { pageToken: "token_unknown" }],
  [
    "the token of another page",
    { pageToken: OTHER_PAGE.token },
    { pageToken: "token_of_other_page" },
  ],
])("nothing is saved with %s", async (_name, change, expected) => {
  const before = await count();
  expect(await faults({ ...RIGHT, ...change })).toEqual(expected);
  expect(await count()).toBe(before);
});

test.each<[string, Partial<Parameters<typeof createToken>[1]>, string]>([
  ["a user’s token", { kind: "user", pageId: null }, "token_of_user"],
  [
    "a system user’s token",
    { kind: "system_user", pageId: null },
    "token_of_system_user",
  ],
  ["an expired token", { expiresAt: 1 }, "token_expired"],
  ["a token without rights", { scopes: ["email"] }, "token_lacks_permission"],
])("%s is named in the guide and on connecting", async (_name, more, code) => {
  const { value } = createToken(meta.simulator.world, {
    kind: "page",
    appId: APP.appId,
    pageId: PAGE.pageId,
    ...more,
  });
  expect(await faults({ ...RIGHT, pageToken: value })).toEqual({
    pageToken: code,
  });
  const before = await count();
  const created = await ask<Refusal>("POST", "/channels", {
    ...RIGHT,
    pageToken: value,
  });
  expect(created).toMatchObject({
    status: 422,
    body: { errors: [{ path: "pageToken", code }] },
  });
  expect(await count()).toBe(before);
});

test("a page on which the person may not answer", async () => {
  await meta.control("PATCH", `/pages/${OTHER_PAGE.pageId}`, {
    tasks: ["ANALYZE"],
  });
  expect(
    await faults({
      ...RIGHT,
      pageId: "",
      pageToken: OTHER_PAGE.token,
    }),
  ).toEqual({ pageToken: "token_lacks_task" });
});

test("a draft is resumed elsewhere, holds no secret, and belongs to one person", async () => {
  const empty = await ask<Guide>("GET", "/channels/draft");
  expect(empty.body).toMatchObject({ channelId: null, next: "business" });
  await ask("PATCH", "/channels/draft", {
    values: { appId: "77", import: true },
    ticks: { business: true, app: true },
  });
  await ask("PATCH", "/channels/draft", { ticks: { app: false } });
  const kept = (await ask<Guide>("GET", "/channels/draft")).body;
  expect(kept).toMatchObject({
    values: { appId: "77", import: true },
    next: "app",
  });
  expect(states(kept)).toMatchObject({ business: "person", app: "open" });
  const other = await server.world.agent("Otto", "owner");
  const { body } = await server.call(other, "GET", "/channels/draft");
  expect((body as Guide).values).toEqual({});
  for (const wrong of [
    { values: { pageToken: "EAA" } },
    { ticks: { webhook: true } },
    { ticks: { business: "yes" } },
    { values: { open: { type: "moon", id: "1" } } },
  ])
    expect((await ask("PATCH", "/channels/draft", wrong)).status).toBe(422);
  expect((await ask("DELETE", "/channels/draft")).status).toBe(204);
  expect((await ask<Guide>("GET", "/channels/draft")).body.values).toEqual({});
});

test("from the draft to the first message, each step ticks itself", async () => {
  await ask("PATCH", "/channels/draft", { ticks: { business: true } });
  const { pageId: _left, ...noPage } = RIGHT;
  const checked = await ask<CheckedChannel>("POST", "/channels/check", {
    ...noPage,
    pageToken: `  ${PAGE.token}\n`,
  });
  expect(checked).toMatchObject({
    status: 200,
    body: {
      pageId: PAGE.pageId,
      name: PAGE.name,
      token: { expiresAt: null },
      connectedAs: null,
      isKnown: false,
    },
  });
  const draft = (await ask<Guide>("GET", "/channels/draft")).body;
  expect(states(draft)).toMatchObject({
    business: "person",
    app: "check",
    product: "check",
    account: "check",
    token: "open",
  });
  expect(JSON.stringify(draft)).not.toContain(PAGE.token);

  const created = await ask<Channel>("POST", "/channels", RIGHT);
  expect(created.status).toBe(201);
  const page = created.body;
  expect(page.tokenLast4).toBe(PAGE.token.slice(-4));
  expect(page.secretLast4).toBe(APP.appSecret.slice(-4));
  expect(JSON.stringify(page)).not.toContain(PAGE.token);
  const guide = async () =>
    (await ask<Guide>("GET", `/channels/${page.id}/guide`)).body;
  const begun = await guide();
  expect(states(begun)).toEqual({
    business: "person",
    app: "check",
    product: "check",
    account: "check",
    token: "check",
    credentials: "check",
    route: "check",
    // The app of the stand-in delivers to another program.
    webhook: "problem",
    fields: "check",
    live: "open",
    review: "open",
    message: "open",
  });
  expect(begun.next).toBe("webhook");
  expect((await ask<Guide>("GET", "/channels/draft")).body.next).toBe(
    "business",
  );

  await meta.control("POST", `/apps/${APP.appId}/webhook`, {
    callbackUrl: server.url + new URL(page.webhookUrl).pathname,
    verifyToken: page.verifyToken,
  });
  expect((await guide()).next).toBe("live");
  await ask("PATCH", `/channels/${page.id}/guide`, {
    ticks: { live: true, review: true },
  });
  expect((await guide()).next).toBe("message");
  await meta.act("messages", { text: "Is anybody there?" });
  const { prisma } = server.host.context.db;
  await expect
    .poll(() => prisma.delivery.count(), { timeout: 30_000 })
    .toBeGreaterThan(0);
  await applyOnce(server.world.services, server.world.services.channels);
  expect((await guide()).next).toBeNull();

  // Values that are connected already are told apart from new ones.
  const again = await ask<CheckedChannel>("POST", "/channels/check", noPage);
  expect(again.body.connectedAs).toBe(page.id);
  expect(await faults({ ...RIGHT, pageToken: page.verifyToken })).toEqual({
    pageToken: "verify_token_pasted",
  });
  const wrong = await ask<Refusal>("PATCH", `/channels/${page.id}`, {
    pageToken: "EAAwrong",
  });
  expect(wrong).toMatchObject({
    status: 422,
    body: { errors: [{ path: "pageToken", code: "token_unknown" }] },
  });
  expect(states(await guide())).toMatchObject({ token: "check" });

  await ask("DELETE", `/channels/${page.id}`);
  const known = await ask<CheckedChannel>("POST", "/channels/check", {
    pageToken: PAGE.token,
    appId: APP.appId,
  });
  expect(known.body).toMatchObject({ connectedAs: null, isKnown: true });
});

test("what a check sees is stronger than a tick", async () => {
  const { pageId, token } = OTHER_PAGE;
  await meta.control("PATCH", `/pages/${pageId}`, {
    tasks: ["MESSAGING", "MANAGE"],
  });
  const { body: page } = await ask<Channel>("POST", "/channels", {
    ...RIGHT,
    pageId,
    pageToken: token,
  });
  await ask("PATCH", `/channels/${page.id}/guide`, { ticks: { live: true } });
  await meta.graph(
    "POST",
    `${pageId}/subscribed_apps?subscribed_fields=messages&access_token=${token}`,
  );
  await ask("POST", `/channels/${page.id}/test`, {});
  const { body } = await ask<Guide>("GET", `/channels/${page.id}/guide`);
  expect(body.steps.find(({ key }) => key === "fields")).toMatchObject({
    state: "problem",
    code: "fields_missing",
  });
});

test("steps ticked at the same moment are all kept, in the draft and on the channel", async () => {
  const STEPS = ["business", "app", "product", "account"] as const;
  const ticked = Object.fromEntries(STEPS.map((key) => [key, "person"]));
  const tick = (path: string, keys: readonly string[], isTicked: boolean) =>
    Promise.all(
      keys.map((key) => ask("PATCH", path, { ticks: { [key]: isTicked } })),
    );
  await tick("/channels/draft", STEPS, true);
  const draft = (await ask<Guide>("GET", "/channels/draft")).body;
  expect(states(draft)).toMatchObject(ticked);

  const { id } = (await ask<Channel>("POST", "/channels", RIGHT)).body;
  const path = `/channels/${id}/guide`;
  const HANDS = ["business", "live", "review"] as const;
  for (const isTicked of [false, true]) {
    await tick(path, HANDS, isTicked);
    const guide = (await ask<Guide>("GET", path)).body;
    const by = isTicked ? "person" : "open";
    expect(states(guide)).toMatchObject({ business: by, live: by, review: by });
  }
});

test("a channel of a kind without apps has no such guide", async () => {
  const { body: channel } = await ask<Channel>("POST", "/channels", {
    type: "api",
    name: "Own",
    callbackUrl: "https://own.example/in",
  });
  expect(channel.tokenLast4).toBeNull();
  const guide = await ask<Refusal>("GET", `/channels/${channel.id}/guide`);
  expect(guide.body.code).toBe("not_supported");
});

test("Meta out of reach: nothing is checked, and the answer says so", async () => {
  await meta.simulator.stop();
  const { status, body } = await ask<Refusal>("POST", "/channels/check", RIGHT);
  expect({ status, code: body.code }).toEqual({
    status: 502,
    code: "meta_unreachable",
  });
});
