import { createHmac } from "node:crypto";
import { request as nodeRequest } from "node:http";
import { afterAll, beforeAll, expect, test } from "vitest";
import { countStatements, testDatabase } from "#server/db/test-database.ts";
import type { Database } from "#server/db/client.ts";
import { REFUSALS_A_MINUTE } from "#server/http/webhook-sources.ts";
import { IntakeFull } from "#server/pipeline/inbound/intake.ts";
import { startTestServer, type TestServer } from "#server/http/test-server.ts";

let db: Database;
let server: TestServer;
let path: string;

beforeAll(async () => {
  db = await testDatabase();
  server = await startTestServer(db);
  const { sourceId } = await server.world.page(null);
  const { webhookKey } = await db.prisma.source.findUniqueOrThrow({
    where: { id: sourceId },
  });
  path = `/webhooks/meta/${webhookKey}`;
});
afterAll(() => server.stop());

// As Meta escapes; the bytes are signed, whatever they mean.
const body = Buffer.from(
  String.raw`{"object":"page","entry":[{"id":"1","time":2,"messaging":[{"t":"\u4f60\u597d \/"}]}]}`,
);

function sign(
  bytes: Uint8Array,
  secret = "app-secret",
): Record<string, string> {
  const digest = createHmac("sha256", secret).update(bytes).digest("hex");
  return {
    "content-type": "application/json",
    "x-hub-signature-256": `sha256=${digest}`,
  };
}

function post(
  bytes: Uint8Array<ArrayBuffer>,
  headers: Record<string, string>,
): Promise<Response> {
  return server.request(path, { method: "POST", headers, body: bytes });
}

test("the check of the address: the bare challenge for the right token, else 403, unknown address 404", async () => {
  const ask = (query: string, at = path) => server.request(`${at}?${query}`);
  const right = await ask(
    "hub.mode=subscribe&hub.verify_token=verify&hub.challenge=12%2034%3Cb%3E",
  );
  expect(right.status).toBe(200);
  expect(await right.text()).toBe("12 34<b>");
  expect(right.headers.get("content-type")).toMatch(/^text\/plain/);
  expect(
    (await ask("hub.mode=subscribe&hub.verify_token=wrong&hub.challenge=1"))
      .status,
  ).toBe(403);
  expect((await ask("hub.verify_token=verify&hub.challenge=1")).status).toBe(
    403,
  );
  expect((await ask("")).status).toBe(403);
  expect(
    (
      await ask(
        "hub.mode=subscribe&hub.verify_token=verify",
        "/webhooks/meta/unknown",
      )
    ).status,
  ).toBe(404);
});

test("signed: 200, and the very bytes are in the database", async () => {
  const before = await db.prisma.delivery.count();
  const response = await post(body, sign(body));
  expect(response.status).toBe(200);
  const stored = await db.prisma.delivery.findFirstOrThrow({
    orderBy: { id: "desc" },
  });
  expect(Buffer.from(stored.body).equals(body)).toBe(true);
  expect(await db.prisma.delivery.count()).toBe(before + 1);
});

test("signed but no JSON: 200, kept", async () => {
  const odd = Buffer.from([0xff, 0x00, 0x7b]);
  const response = await post(odd, sign(odd));
  expect(response.status).toBe(200);
  const stored = await db.prisma.delivery.findFirstOrThrow({
    orderBy: { id: "desc" },
  });
  expect(Buffer.from(stored.body).equals(odd)).toBe(true);
});

test("wrong, missing or other signature: 401, nothing stored, counted", async () => {
  const before = await db.prisma.delivery.count();
  const changed = Buffer.from(body);
  changed[20] = 0x20;
  const sha1 = createHmac("sha1", "app-secret").update(body).digest("hex");
  for (const headers of [
    sign(body, "another secret"),
    sign(changed),
    {},
    { "x-hub-signature": `sha1=${sha1}` },
    { "x-hub-signature-256": "sha256=" },
  ]) {
    expect((await post(body, headers)).status).toBe(401);
  }
  expect(await db.prisma.delivery.count()).toBe(before);
  const app = await db.prisma.source.findFirstOrThrow();
  expect(app.rejectedCount).toBe(5);
});

test("unknown address: 404", async () => {
  const response = await server.request("/webhooks/meta/unknown", {
    method: "POST",
    headers: sign(body),
    body,
  });
  expect(response.status).toBe(404);
});

test("many refused requests of one address cost no query; a right one of the same address is taken", async () => {
  const flood = (count: number) =>
    Promise.all(
      Array.from({ length: count }, (_, nth) =>
        server.request(`/webhooks/meta/made-up-${nth}`, { method: "POST" }),
      ),
    );
  await flood(REFUSALS_A_MINUTE);
  await flood(1); // reads the keys that there are
  const { result, statements } = await countStatements(async () => [
    ...(await flood(50)),
    await post(body, sign(body, "another secret")),
  ]);
  expect(new Set(result.map(({ status }) => status))).toEqual(
    new Set([404, 401]),
  );
  expect(statements).toBeLessThan(10);
  expect((await post(body, sign(body))).status).toBe(200);
});

test("4 MiB are taken; one byte more is refused, also before it has come", async () => {
  const limit = 4 * 1024 * 1024;
  const largest = Buffer.alloc(limit, " ");
  expect((await post(largest, sign(largest))).status).toBe(200);
  const larger = Buffer.alloc(limit + 1, " ");
  expect((await post(larger, sign(larger))).status).toBe(413);
  const chunked = await server.request(path, {
    method: "POST",
    headers: sign(larger),
    body: new Blob([larger]).stream(),
    duplex: "half",
  } as RequestInit);
  expect(chunked.status).toBe(413);
  expect(await announceOnly(limit + 1)).toBe(413);
});

test("not durable: 503, so that Meta repeats it", async () => {
  // A full disk or a lost connection makes the INSERT fail in the same way.
  await db.pool.query("alter table delivery rename to delivery_away");
  try {
    const response = await post(body, sign(body));
    expect(response.status).toBe(503);
    expect(response.headers.get("retry-after")).toBe("5");
  } finally {
    await db.pool.query("alter table delivery_away rename to delivery");
  }
  expect((await post(body, sign(body))).status).toBe(200);
});

test("the database stands still: what waits is bounded by bytes, the rest is told to come again", async () => {
  const { intake } = server.world.services;
  const { id: sourceId } = await db.prisma.source.findFirstOrThrow();
  const large = Buffer.alloc(4 * 1024 * 1024, " ");
  const before = await db.prisma.delivery.count();
  const holder = await db.pool.connect();
  await holder.query("begin");
  await holder.query("lock table delivery in exclusive mode");
  try {
    const taken = Array.from({ length: 16 }, () =>
      intake.add({ kind: "messenger", externalId: "", sourceId, body: large }),
    );
    await expect(
      intake.add({ kind: "messenger", externalId: "", sourceId, body }),
    ).rejects.toThrow(IntakeFull);
    const refused = await post(body, sign(body));
    expect(refused.status).toBe(503);
    expect(refused.headers.get("retry-after")).toBe("5");
    // Not even read: the answer comes while the body is still to be sent.
    expect(await announceOnly(large.length)).toBe(503);
    await holder.query("rollback");
    await Promise.all(taken);
  } finally {
    holder.release(true);
  }
  expect(await db.prisma.delivery.count()).toBe(before + 16);
  expect((await post(body, sign(body))).status).toBe(200);
}, 60_000);

/** Says how long the body will be, sends none of it, and waits for the verdict. */
function announceOnly(bytes: number): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const sent = nodeRequest(server.url + path, {
      method: "POST",
      headers: { "content-length": bytes },
    });
    sent.on("response", (response) => {
      resolve(response.statusCode);
      sent.destroy();
    });
    sent.on("error", reject);
    sent.flushHeaders();
  });
}
