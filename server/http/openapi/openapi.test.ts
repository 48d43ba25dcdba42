import { Validator } from "@seriousme/openapi-schema-validator";
import { afterAll, beforeAll, expect, test } from "vitest";
import { testDatabase } from "#server/db/test-database.ts";
import { startTestServer, type TestServer } from "#server/http/test-server.ts";

let server: TestServer;
let document: {
  paths: Record<string, Record<string, { operationId: string }>>;
};

beforeAll(async () => {
  server = await startTestServer(await testDatabase());
  document = (await server.call(null, "GET", "/openapi.json"))
    .body as typeof document;
});
afterAll(() => server.stop());

// The routes that the API promises.
const promised = `
GET /me · PATCH /me/presence · PATCH /me/queues/{id}
GET /channels · POST /channels · GET /channels/{id} · PATCH /channels/{id} · DELETE /channels/{id} · POST /channels/{id}/test
GET /agents · POST /agents · GET /agents/{id} · PATCH /agents/{id}
GET /queues · POST /queues · GET /queues/{id} · PATCH /queues/{id} · DELETE /queues/{id}
GET /ring-groups · POST /ring-groups · GET /departments · POST /departments
GET /threads · GET /threads/{id} · GET /threads/{id}/messages · POST /threads/{id}/messages
POST /threads/{id}/messages/{mid}/retry · POST /threads/{id}/take · POST /threads/{id}/transfer
POST /threads/{id}/release · POST /threads/{id}/close · POST /threads/{id}/reopen · POST /threads/{id}/snooze
POST /threads/{id}/read · POST /threads/{id}/typing · GET /customers · GET /customers/{id} · PATCH /customers/{id}
GET /offers · GET /threads/{id}/trace · GET /search · GET /leads · GET /audit`
  .split(/[·\n]/)
  .map((route) => route.trim())
  .filter((route) => route !== "");

test("the document is valid OpenAPI 3.1", async () => {
  const result = await new Validator().validate(structuredClone(document));
  expect(result.errors ?? []).toEqual([]);
  expect(result.valid).toBe(true);
});

test.for(promised)("%s is described and answers", async (route) => {
  const [method = "", path = ""] = route.split(" ");
  expect(
    document.paths[path]?.[method.toLowerCase()]?.operationId,
  ).toBeTruthy();
  const id = "00000000-0000-7000-8000-000000000000";
  const address = path.replace(/\{\w+\}/g, id);
  // 401, not 404 or 405: the route exists.
  expect((await server.call(null, method, address)).status).toBe(401);
});

test("the page needs nothing from elsewhere and names every route", async () => {
  const response = await server.request("/api/v1/docs");
  expect(response.headers.get("content-security-policy")).toMatch(
    /default-src 'none'/,
  );
  const html = await response.text();
  expect(html).not.toMatch(/<script|src=|https?:\/\/(?!localhost)/);
  for (const [path, methods] of Object.entries(document.paths)) {
    expect(html).toContain(path);
    for (const { operationId } of Object.values(methods)) {
      expect(html).toContain(`id="${operationId}"`);
    }
  }
});
