import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startSimulator, type Simulator } from "../start.ts";
import type { View } from "./page/api.ts";

/** Parley's side in this test: an inbox that notes events, and signed replies. */

const SECRET = `whsec_${Buffer.from("a secret of an API channel").toString("base64")}`;
type Posted = { token: string | undefined; events: Record<string, unknown>[] };

let simulator: Simulator;
let inbox: Server;
const posted: Posted[] = [];
/** The body with which the API channel was connected over Parley's API. */
let connectedWith: unknown = null;

beforeAll(async () => {
  simulator = await startSimulator({ port: 0 });
  inbox = createServer((request, response) => {
    void text(request).then((raw) => {
      const body = JSON.parse(raw) as { events: Posted["events"] };
      response.setHeader("content-type", "application/json");
      if (request.url === "/api/v1/channels") {
        connectedWith = body;
        response.statusCode = 201;
        response.end(JSON.stringify(values()));
        return;
      }
      const token = request.headers.authorization;
      posted.push({ token, events: body.events });
      response.end(JSON.stringify({ accepted: body.events.length }));
    });
  }).listen(0, "127.0.0.1");
  await once(inbox, "listening");
});
afterAll(async () => {
  await simulator.stop();
  inbox.close();
});

function address(): string {
  return `http://127.0.0.1:${(inbox.address() as AddressInfo).port}`;
}
const values = () => ({
  inboundUrl: `${address()}/webhooks/api/key`,
  token: "parley_in_token",
  signingSecret: SECRET,
});

async function sim(method: string, path: string, body?: object) {
  const response = await fetch(`${simulator.url}/_sim/api-channel${path}`, {
    method,
    headers: { "content-type": "application/json" },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  return { status: response.status, body: (await response.json()) as unknown };
}

const look = async () => (await sim("GET", "")).body as View;

async function reply(message: object, given: { secret?: string; id?: string }) {
  const { secret = SECRET, id = "msg-1" } = given;
  const body = JSON.stringify(message);
  const at = new Date();
  return fetch(`${simulator.url}/api-channel/callback`, {
    method: "POST",
    headers: {
      "webhook-id": id,
      "webhook-timestamp": String(Math.floor(at.getTime() / 1000)),
      "webhook-signature": new Webhook(secret).sign(id, at, body),
    },
    body,
    signal: AbortSignal.timeout(1_000),
  });
}

const message = (id: string, text = "hello") => ({
  type: "message",
  id,
  conversation: { key: "" },
  customer: { id: "customer-1" },
  text,
  attachments: [],
  replyTo: null,
});

test("nothing is sent before it is connected; it connects over the API with its own callback", async () => {
  const early = await sim("POST", "/customers/customer-1/messages", {
    text: "hi",
  });
  expect(early.status).toBe(409);
  const { status } = await sim("POST", "/register", {
    parleyUrl: address(),
    apiToken: "an API token",
    name: "Web shop chat",
  });
  expect(status).toBe(201);
  const { callbackUrl, inboundUrl } = await look();
  expect(connectedWith).toEqual({
    type: "api",
    name: "Web shop chat",
    callbackUrl,
  });
  expect(inboundUrl).toBe(values().inboundUrl);
  expect(JSON.stringify(await look())).not.toContain(SECRET);
});

test("a customer's message with a file, receipts, an edit, an unsend and a reaction are posted", async () => {
  await sim("PUT", "", values());
  const file = await fetch(`${simulator.url}/_sim/uploads?name=a.txt`, {
    method: "POST",
    headers: { "content-type": "text/plain" },
    body: "a file",
  });
  const { assetId } = (await file.json()) as { assetId: string };
  const path = "/customers/customer-1";
  const written = await sim("POST", `${path}/messages`, {
    text: "hi",
    assetIds: [assetId],
  });
  const { id } = written.body as { id: string };
  await reply(message("ours-1"), { id: "first" });
  for (const event of [
    { type: "delivered", target: "ours-1" },
    { type: "read", target: "ours-1" },
    { type: "reaction", target: "ours-1", emoji: "👍" },
    { type: "edit", target: id, text: "hi there" },
    { type: "unsend", target: id },
  ])
    expect((await sim("POST", `${path}/events`, event)).status).toBe(200);
  expect(posted.every(({ token }) => token === "Bearer parley_in_token")).toBe(
    true,
  );
  const events = posted.flatMap(({ events }) => events);
  expect(events.map(({ type }) => type)).toEqual([
    "message",
    "delivered",
    "read",
    "reaction",
    "edit",
    "unsend",
  ]);
  expect(events[0]).toMatchObject({
    id,
    text: "hi",
    conversation: { customer: { id: "customer-1", name: "Ana Lima" } },
  });
  const [{ url } = { url: "" }] = events[0]?.["attachments"] as {
    url: string;
  }[];
  expect(await (await fetch(url)).text()).toBe("a file");
  const gone = { type: "read", target: "nothing" };
  expect((await sim("POST", `${path}/events`, gone)).status).toBe(404);
});

test("replies are shown once and only with a signature that fits; others say so", async () => {
  await sim("PUT", "", values());
  const first = await reply(message("ours-2"), { id: "twice" });
  expect([first.status, await first.json()]).toEqual([
    200,
    { externalId: "ours-2" },
  ]);
  expect((await reply(message("ours-2"), { id: "twice" })).status).toBe(200);
  const other = `whsec_${Buffer.from("another secret entirely").toString("base64")}`;
  const forged = await reply(message("forged"), { secret: other, id: "x" });
  expect(forged.status).toBe(401);
  expect((await reply({ type: "ping", id: "p" }, { id: "p" })).status).toBe(
    200,
  );
  const { customers, requests } = await look();
  const ids = customers[0]?.messages.map(({ id }) => id) ?? [];
  expect(ids.filter((id) => id === "ours-2")).toHaveLength(1);
  expect(ids).not.toContain("forged");
  expect(
    requests
      .slice(-4)
      .map(({ signature, repeated, status }) => [signature, repeated, status]),
  ).toEqual([
    ["good", false, 200],
    ["good", true, 200],
    ["bad", false, 401],
    ["good", false, 200],
  ]);
});

test("it refuses, fails, waits and stays silent as it was told", async () => {
  await sim("PUT", "", values());
  const answer = (change: object) => sim("PATCH", "/answer", change);
  await answer({ kind: "refuse", detail: "This customer has left." });
  const refused = await reply(message("ours-3"), { id: "r" });
  expect([refused.status, await refused.json()]).toEqual([
    422,
    { detail: "This customer has left." },
  ]);
  await answer({ kind: "fail" });
  expect((await reply(message("ours-3"), { id: "r" })).status).toBe(503);
  await answer({ kind: "silent" });
  await expect(reply(message("ours-3"), { id: "r" })).rejects.toThrow(
    /timeout/i,
  );
  await answer({ kind: "slow", delayMs: 50 });
  expect((await reply(message("ours-3"), { id: "r" })).status).toBe(200);
  await answer({ kind: "accept" });
});

test("its page and all it loads are served, without types and from here alone", async () => {
  const html = await (await fetch(`${simulator.url}/api-channel`)).text();
  expect(html).not.toMatch(/(?:href|src)="https?:/);
  const seen = new Set<string>();
  const queue = [...html.matchAll(/(?:href|src)="(\/[^"]+)"/g)].map(
    ([, path]) => path ?? "",
  );
  while (queue.length > 0) {
    const path = queue.pop() ?? "";
    if (seen.has(path)) continue;
    seen.add(path);
    const response = await fetch(simulator.url + path);
    expect([path, response.status]).toEqual([path, 200]);
    if (!path.endsWith(".ts")) continue;
    const code = await response.text();
    expect(code).not.toMatch(/^import type/m);
    for (const [, next = ""] of code.matchAll(/from "(\.[\w/.-]+\.ts)"/g))
      queue.push(new URL(next, simulator.url + path).pathname);
  }
  expect(seen.size).toBeGreaterThan(9);
});
