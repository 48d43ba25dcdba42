import { afterAll, beforeAll, expect, test } from "vitest";
import { testDatabase } from "#server/db/test-database.ts";
import { startTestServer, type TestServer } from "#server/http/test-server.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer(await testDatabase(), {
    rates: { perAgent: 5, perUnknownAddress: 3 },
  });
});
afterAll(() => server.stop());

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

test("strangers are counted by address, webhooks and health are not", async () => {
  const statuses: number[] = [];
  for (let asked = 0; asked < 4; asked += 1) {
    statuses.push((await server.call(null, "GET", "/me")).status);
  }
  expect(statuses).toEqual([401, 401, 401, 429]);
  expect((await server.request("/api/health")).status).toBe(200);
  expect((await server.request("/webhooks/meta/unknown")).status).toBe(404);
});
