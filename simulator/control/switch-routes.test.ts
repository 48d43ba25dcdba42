import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { hmac } from "../webhooks/sign.ts";
import {
  APP,
  OTHER_PAGE,
  PAGE,
  PERSON,
  startTestWorld,
  type TestWorld,
} from "../test-world.ts";

/** Meta's side of a connection, switched over HTTP. */

let world: TestWorld;
beforeEach(async () => {
  world = await startTestWorld();
});
afterEach(() => world.stop());

const change = (body: object, page: string = PAGE.pageId) =>
  world.control("PATCH", `/pages/${page}`, body);

const write = (text: string, page: string = PAGE.pageId) =>
  world.control("POST", `/chats/${page}/${PERSON}/messages`, { text });

const texts = () =>
  world.receiver.items().map(({ message }) => message?.["text"]);

async function debug(): Promise<Record<string, unknown>> {
  const app = encodeURIComponent(`${APP.appId}|${APP.appSecret}`);
  const { body } = await world.graph(
    "GET",
    `debug_token?input_token=${PAGE.token}&access_token=${app}`,
  );
  return body["data"] as Record<string, unknown>;
}

test("a token ends, and so does its access to data", async () => {
  const soon = Date.now() + 3_600_000;
  await change({ tokenExpiresAt: soon, dataAccessEndsAt: soon });
  expect(await debug()).toMatchObject({
    is_valid: true,
    expires_at: Math.floor(soon / 1000),
    data_access_expires_at: Math.floor(soon / 1000),
  });
  await change({ dataAccessEndsAt: Date.now() - 1_000 });
  const forms = await world.graph("GET", `${PAGE.pageId}/leadgen_forms`);
  expect(forms.body.error?.code).toBe(200);
  await change({ tokenExpiresAt: Date.now() - 1_000 });
  expect(await debug()).toMatchObject({
    is_valid: false,
    error: { code: 190, subcode: 463 },
  });
});

test("a scope, a task and the subscription are lost, each with its refusal", async () => {
  await write("hello");
  await change({ scopes: ["pages_messaging"] });
  const subscribed = await world.graph("GET", `${PAGE.pageId}/subscribed_apps`);
  expect(subscribed.body.error?.message).toContain("pages_manage_metadata");
  expect((await debug())["scopes"]).toEqual(["pages_messaging"]);
  expect((await world.send({ message: { text: "hi" } })).status).toBe(200);
  await change({ tasks: ["ANALYZE"] });
  const sent = await world.send({ message: { text: "hi" } });
  expect(sent.body.error?.message).toContain("MESSAGING");
  await change({ subscribedFields: [] });
  expect(await change({})).toMatchObject({ subscribed: {} });
});

test("permissions that are taken away and granted are told to an app that wants to know, and to no other", async () => {
  const permissions = () =>
    world.receiver.received.filter(({ json }) => json.object === "permissions");
  await change({ scopes: ["pages_messaging", "leads_retrieval"] });
  await world.control("PATCH", `/apps/${APP.appId}`, {
    tellsPermissions: true,
  });
  await change({ scopes: ["leads_retrieval", "pages_manage_metadata"] });
  await world.receiver.until(() => permissions().length > 0);
  const [told, ...more] = permissions();
  expect(more).toEqual([]);
  expect(told?.json.entry).toMatchObject([
    {
      uid: expect.any(String) as string,
      changes: [
        {
          field: "pages_messaging",
          value: { verb: "revoked", target_ids: [PAGE.pageId] },
        },
        {
          field: "pages_manage_metadata",
          value: { verb: "granted", target_ids: [PAGE.pageId] },
        },
      ],
    },
  ]);
  expect(told?.headers["x-hub-signature-256"]).toBe(
    `sha256=${hmac("sha256", APP.appSecret, told?.raw ?? "")}`,
  );
});

test("one page's webhooks are held, dropped or signed wrongly, the other's go on", async () => {
  await change({ webhooks: "held" });
  await write("late");
  await write("on time", OTHER_PAGE.pageId);
  await world.receiver.until(() => texts().includes("on time"));
  expect(texts()).not.toContain("late");
  await change({ webhooks: "normal" });
  await world.receiver.until(() => texts().includes("late"));

  await change({ webhooks: "dropped" });
  await write("never told");
  await change({ webhooks: "wrong_signature" });
  await write("not proved");
  await world.receiver.until(() => texts().includes("not proved"));
  expect(texts()).not.toContain("never told");
  const last = world.receiver.received.at(-1);
  expect(last?.headers["x-hub-signature-256"]).not.toBe(
    `sha256=${hmac("sha256", APP.appSecret, last?.raw ?? "")}`,
  );
});

test("in development only people with a role are reached", async () => {
  await write("before");
  await world.control("PATCH", `/apps/${APP.appId}`, { mode: "development" });
  await write("not a tester");
  const refused = await world.send({ message: { text: "hi" } });
  expect(refused.body.error?.message).toContain(
    "admins, developers or testers",
  );
  await world.control("PATCH", `/people/${PERSON}`, { hasAppRole: true });
  await write("a tester");
  await world.receiver.until(() => texts().includes("a tester"));
  expect(texts()).not.toContain("not a tester");
});

test("a person removes the app, and asks for deletion: both callbacks get a signed request", async () => {
  const told: string[] = [];
  const server = createServer((request, response) => {
    let text = "";
    request.on("data", (chunk: Buffer) => (text += chunk.toString()));
    request.on("end", () => {
      told.push(new URLSearchParams(text).get("signed_request") ?? "");
      response.end(JSON.stringify({ confirmation_code: "abc" }));
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}/called`;
  await world.control("PATCH", `/apps/${APP.appId}`, {
    deauthorizeUrl: url,
    dataDeletionUrl: url,
  });
  const deletion = await world.control(
    "POST",
    `/apps/${APP.appId}/data-deletion`,
    { userId: "77" },
  );
  expect(deletion).toEqual({
    status: 200,
    answer: { confirmation_code: "abc" },
  });
  await world.control("POST", `/apps/${APP.appId}/deauthorize`, {
    pageId: PAGE.pageId,
  });
  server.close();
  const payloads = told.map((text) => {
    const [mac, payload = ""] = text.split(".");
    const right = Buffer.from(hmac("sha256", APP.appSecret, payload), "hex");
    expect(mac).toBe(right.toString("base64url"));
    return JSON.parse(Buffer.from(payload, "base64url").toString()) as object;
  });
  expect(payloads).toMatchObject([
    { algorithm: "HMAC-SHA256", user_id: "77" },
    { profile_id: PAGE.pageId },
  ]);
  expect(await debug()).toMatchObject({ error: { subcode: 458 } });
});

test.each(["/meta-side", "/lead-form"])(
  "the page %s and all it loads are served, from here alone",
  async (page) => {
    const { url } = world.simulator;
    const html = await (await fetch(url + page)).text();
    expect(html).not.toMatch(/(?:href|src)="https?:/);
    const seen = new Set<string>();
    const queue = [...html.matchAll(/(?:href|src)="(\/[^"]+)"/g)].map(
      ([, path]) => path ?? "",
    );
    while (queue.length > 0) {
      const path = queue.pop() ?? "";
      if (seen.has(path)) continue;
      seen.add(path);
      const response = await fetch(url + path);
      expect([path, response.status]).toEqual([path, 200]);
      if (!path.endsWith(".ts")) continue;
      const code = await response.text();
      expect(code).not.toMatch(/^import type/m);
      for (const [, next = ""] of code.matchAll(/from "(\.[\w/.-]+\.ts)"/g))
        queue.push(new URL(next, url + path).pathname);
    }
    expect(seen.size).toBeGreaterThan(9);
  },
);
