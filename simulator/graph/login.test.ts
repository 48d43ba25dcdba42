import { afterEach, beforeEach, expect, test } from "vitest";
import {
  APP,
  OTHER_PAGE,
  PAGE,
  startTestWorld,
  type TestWorld,
} from "../test-world.ts";

/** The login dialog and what a login's token gives, over HTTP. */

let world: TestWorld;
beforeEach(async () => {
  world = await startTestWorld();
});
afterEach(() => world.stop());

const BACK = "https://inbox.example/connected?from=meta";
const SCOPES = ["pages_show_list", "pages_messaging", "pages_manage_metadata"];
const [USER_CONFIG = "", SYSTEM_CONFIG = ""] = Object.keys(APP.loginConfigs);

type Answer = { pages?: string[]; scopes?: string[]; cancel?: boolean };

/** Fills in the dialog. @returns where it leads back to */
async function login(
  query: Record<string, string>,
  { pages = [PAGE.pageId], scopes = SCOPES, cancel = false }: Answer = {},
): Promise<URL> {
  const url = new URL(`${world.simulator.url}/v26.0/dialog/oauth`);
  const all = { client_id: APP.appId, redirect_uri: BACK, state: "s1" };
  for (const [name, value] of Object.entries({ ...all, ...query }))
    url.searchParams.set(name, value);
  const form = new FormData();
  for (const page of pages) form.append("page", page);
  for (const scope of scopes) form.append("scope", scope);
  form.append("answer", cancel ? "cancel" : "allow");
  const response = await fetch(url, {
    method: "POST",
    body: form,
    redirect: "manual",
  });
  return new URL(response.headers.get("location") ?? "");
}

const exchange = (params: Record<string, string>) =>
  world.graph(
    "GET",
    `oauth/access_token?${new URLSearchParams({
      client_id: APP.appId,
      client_secret: APP.appSecret,
      ...params,
    }).toString()}`,
  );

async function tokenOf(
  query: Record<string, string>,
  answer?: Answer,
): Promise<string> {
  const code = (await login(query, answer)).searchParams.get("code") ?? "";
  const { body } = await exchange({ code, redirect_uri: BACK });
  return String(body["access_token"]);
}

type Listed = { id: string; access_token: string; tasks: string[] };

async function pagesOf(token: string, edge = "me/accounts") {
  const { body } = await world.graph("GET", `${edge}?access_token=${token}`);
  return body["data"] as Listed[];
}

async function debug(token: string): Promise<Record<string, unknown>> {
  const app = encodeURIComponent(`${APP.appId}|${APP.appSecret}`);
  const { body } = await world.graph(
    "GET",
    `debug_token?input_token=${token}&access_token=${app}`,
  );
  return body["data"] as Record<string, unknown>;
}

const asks = { scope: SCOPES.join(",") };

test("the dialog shows pages and permissions; a cancel leads back with its reason", async () => {
  const shown = await fetch(
    `${world.simulator.url}/v26.0/dialog/oauth?client_id=${APP.appId}&redirect_uri=${encodeURIComponent(BACK)}&scope=pages_messaging`,
  );
  const html = await shown.text();
  expect(html).toContain("Lumen &amp; Oak");
  expect(html).toContain("pages_messaging");
  const back = await login(asks, { cancel: true });
  expect(Object.fromEntries(back.searchParams)).toMatchObject({
    from: "meta",
    state: "s1",
    error: "access_denied",
    error_reason: "user_denied",
  });
});

test.each([
  ["an unknown app", { client_id: "1" }, "Invalid App ID"],
  ["no web address", { redirect_uri: "javascript:1" }, "URL blocked"],
  ["an unknown configuration", { config_id: "1" }, "Feature unavailable"],
])("there is no dialog for %s", async (_what, query, words) => {
  const url = new URL(`${world.simulator.url}/v26.0/dialog/oauth`);
  const all = { client_id: APP.appId, redirect_uri: BACK, ...query };
  for (const [name, value] of Object.entries(all))
    url.searchParams.set(name, value);
  const response = await fetch(url);
  expect(response.status).toBe(400);
  expect(await response.text()).toContain(words);
});

test("a code is good once, and only with the same address", async () => {
  const codeOf = async () => (await login(asks)).searchParams.get("code") ?? "";
  const code = await codeOf();
  const { body } = await exchange({ code, redirect_uri: BACK });
  expect(body).toMatchObject({ token_type: "bearer" });
  const again = await exchange({ code, redirect_uri: BACK });
  expect(again.body.error?.error_subcode).toBe(36009);
  const other = await exchange({
    code: await codeOf(),
    redirect_uri: `${BACK}/`,
  });
  expect(other.body.error?.error_subcode).toBe(36008);
});

test("a short login's page tokens end with it, a long one's never", async () => {
  const short = await tokenOf(asks);
  const [fromShort] = await pagesOf(short);
  const { body } = await exchange({
    grant_type: "fb_exchange_token",
    fb_exchange_token: short,
  });
  const long = String(body["access_token"]);
  const [fromLong] = await pagesOf(long);
  expect(await debug(fromShort?.access_token ?? "")).toMatchObject({
    type: "PAGE",
    expires_at: expect.any(Number) as number,
  });
  expect((await debug(fromShort?.access_token ?? ""))["expires_at"]).not.toBe(
    0,
  );
  expect(await debug(fromLong?.access_token ?? "")).toMatchObject({
    expires_at: 0,
    profile_id: PAGE.pageId,
    scopes: SCOPES,
  });
  expect(await debug(long)).toMatchObject({
    type: "USER",
    granular_scopes: expect.arrayContaining([
      { scope: "pages_messaging", target_ids: [PAGE.pageId] },
    ]) as unknown[],
  });
});

test("a system user's token never ends and lists its assigned pages", async () => {
  const token = await tokenOf({ config_id: SYSTEM_CONFIG });
  expect(await debug(token)).toMatchObject({
    type: "SYSTEM_USER",
    expires_at: 0,
  });
  const me = await world.graph(
    "GET",
    `me?fields=id,client_business_id&access_token=${token}`,
  );
  const pages = await pagesOf(token, `${String(me.body["id"])}/assigned_pages`);
  expect(pages.map(({ id }) => id)).toEqual([PAGE.pageId]);
  const person = await tokenOf({ config_id: USER_CONFIG });
  const refused = await world.graph(
    "GET",
    `me?fields=id,client_business_id&access_token=${person}`,
  );
  expect(refused.body.error?.code).toBe(190);
});

test("pages come twenty-five at a time", async () => {
  const ids: string[] = [];
  for (let n = 0; n < 30; n++) {
    const { pageId } = await world.control<{ pageId: string }>(
      "POST",
      "/pages",
      { name: `Page ${n}`, tasks: ["ANALYZE"] },
    );
    ids.push(pageId);
  }
  const token = await tokenOf(asks, { pages: ids });
  const first = await world.graph("GET", `me/accounts?access_token=${token}`);
  const paging = first.body["paging"] as {
    next?: string;
    cursors: { after: string };
  };
  expect(first.body["data"]).toHaveLength(25);
  expect(paging.next).toBeDefined();
  const rest = await world.graph(
    "GET",
    `me/accounts?after=${paging.cursors.after}&access_token=${token}`,
  );
  expect(rest.body["data"]).toHaveLength(5);
  expect((rest.body["data"] as Listed[])[0]?.tasks).toEqual(["ANALYZE"]);
});

test("a later login takes away the pages and permissions that it leaves out", async () => {
  const both = await tokenOf(asks, { pages: [PAGE.pageId, OTHER_PAGE.pageId] });
  const [page, other] = await pagesOf(both);
  await tokenOf(asks, {
    pages: [PAGE.pageId],
    scopes: SCOPES.filter((scope) => scope !== "pages_messaging"),
  });
  expect(await debug(other?.access_token ?? "")).toMatchObject({
    is_valid: false,
    error: { subcode: 458 },
  });
  expect((await debug(page?.access_token ?? ""))["scopes"]).not.toContain(
    "pages_messaging",
  );
});
