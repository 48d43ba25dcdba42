import { createServer, type AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { openDatabase } from "#server/db/client.ts";
import { testDatabase } from "#server/db/test-database.ts";
import { createSharedLimits } from "#server/domain/access/shared-limits.ts";
import { startTestServer, type TestServer } from "#server/http/test-server.ts";
import { createLog } from "#server/runtime/log.ts";

const PER_AGENT = 5;
const log = createLog("fatal");

let server: TestServer;
/** Another node on the same database. */
let other: TestServer;
beforeAll(async () => {
  const db = await testDatabase();
  const rates = { perAgent: PER_AGENT, perUnknownAddress: 3 };
  server = await startTestServer(db, { rates });
  other = await startTestServer(db, { rates });
});
afterAll(() => Promise.all([server.stop(), other.stop()]));

test("too many requests of one agent: 429 with Retry-After; another goes on", async () => {
  const [ada, ben] = [
    await server.world.agent("Ada"),
    await server.world.agent("Ben"),
  ];
  const statuses: number[] = [];
  for (let asked = 0; asked < 6; asked += 1) {
    statuses.push((await server.call(ada, "GET", "/me")).status);
  }
  expect(statuses).toEqual([200, 200, 200, 200, 200, 429]);
  const refused = await server.call(ada, "GET", "/me");
  expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
  expect(refused.body).toMatchObject({ code: "too_many_requests" });
  expect((await server.call(ben, "GET", "/me")).status).toBe(200);
});

test("what one node counted is refused at the other, about a second later", async () => {
  const cleo = await server.world.agent("Cleo");
  for (let asked = 1; asked < PER_AGENT; asked += 1) {
    expect((await server.call(cleo, "GET", "/me")).status).toBe(200);
  }
  // One is left. The other node knows of the rest once both have told.
  await vi.waitFor(
    async () => {
      const { status, headers } = await other.call(cleo, "GET", "/me");
      expect(status).toBe(429);
      const seconds = Number(headers.get("retry-after"));
      expect(seconds).toBeGreaterThan(0);
      expect(seconds).toBeLessThanOrEqual(60);
    },
    { timeout: 30_000, interval: 400 },
  );
  expect((await other.call(cleo, "GET", "/me")).status).toBe(429);
});

test("a database that is away refuses nobody: each process counts for itself", async () => {
  let tries = 0;
  const away = createServer((socket) => {
    tries += 1;
    socket.destroy();
  });
  await new Promise<void>((resolve) => away.listen(0, "127.0.0.1", resolve));
  const { port } = away.address() as AddressInfo;
  const url = `postgres://parley@127.0.0.1:${port}/none`;
  const db = openDatabase({ url, log });
  const limit = createSharedLimits({ db, log }).limit({
    name: "test",
    points: 3,
    windowSeconds: 60,
  });
  expect([limit.take("a"), limit.take("a")]).toEqual([0, 0]);
  await vi.waitFor(() => expect(tries).toBeGreaterThan(0), 30_000);
  expect([limit.take("a"), limit.take("b")]).toEqual([0, 0]);
  expect(limit.take("a")).toBeGreaterThan(0);
  await db.close();
  away.close();
});

test("strangers are counted by address, webhooks and health are not", async () => {
  const statuses: number[] = [];
  for (let asked = 0; asked < 4; asked += 1) {
    statuses.push((await server.call(null, "GET", "/me")).status);
  }
  expect(statuses).toEqual([401, 401, 401, 429]);
  expect((await server.request("/api/health")).status).toBe(200);
  expect((await server.request("/webhooks/meta/unknown")).status).toBe(404);
});
