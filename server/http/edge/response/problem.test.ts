import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { problemDetailsSchema } from "#contract/base/problem.ts";
import { conflictCodes } from "#server/domain/app-error.ts";
import { problemKinds } from "./problem.ts";
import { testDatabase } from "#server/db/test-database.ts";
import { newId } from "#server/runtime/crypto.ts";
import { startTestServer, type TestServer } from "#server/http/test-server.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer(await testDatabase());
});
afterAll(() => server.stop());

describe("every refusal is a problem of RFC 9457", () => {
  test("not signed in: 401", async () => {
    const answer = await server.call(null, "GET", "/me");
    expect(answer.status).toBe(401);
    expect(answer.headers.get("content-type")).toBe("application/problem+json");
    expect(problemDetailsSchema.parse(answer.body)).toMatchObject({
      status: 401,
      code: "not_signed_in",
    });
  });

  test("an invalid token beside a valid cookie: 401", async () => {
    const ada = await server.world.agent("Ada");
    const response = await server.request("/api/v1/me", {
      headers: {
        authorization: "Bearer wrong",
        cookie: await server.cookie(ada),
      },
    });
    expect(response.status).toBe(401);
  });

  test("an id that cannot exist is missing, not malformed: 404", async () => {
    const ada = await server.world.agent("Ada", "owner");
    for (const id of ["nonsense", newId(), "..%2f..%2fetc"]) {
      const answer = await server.call(ada, "GET", `/threads/${id}`);
      expect(answer.status).toBe(404);
      expect(answer.body).toMatchObject({ code: "not_found" });
    }
  });

  test("an unknown address: 404; a known one by another method: 405 with the methods it accepts", async () => {
    const missing = await server.call(null, "GET", "/nothing");
    expect(missing.status).toBe(404);
    const wrong = await server.call(null, "PUT", `/threads/${newId()}`);
    expect(wrong.status).toBe(405);
    expect(wrong.headers.get("allow")).toBe("GET, PATCH, DELETE");
    expect(wrong.body).toMatchObject({ code: "method_not_allowed" });
    const outside = await server.request("/api/other");
    expect(outside.status).toBe(404);
    expect(await outside.json()).toMatchObject({ code: "not_found" });
  });

  test("wrong values: 422 with a message for each", async () => {
    const ada = await server.world.agent("Ada", "owner");
    const answer = await server.call(ada, "POST", "/agents", {
      email: "no",
      name: "",
      role: "king",
    });
    expect(answer.status).toBe(422);
    const { errors } = problemDetailsSchema.parse(answer.body);
    expect(errors?.map(({ path }) => path).sort()).toEqual([
      "email",
      "name",
      "role",
    ]);
  });

  test("a body that is no JSON, and a query out of bounds: 422", async () => {
    const ada = await server.world.agent("Ada", "owner");
    const response = await server.request("/api/v1/agents", {
      method: "POST",
      headers: { authorization: `Bearer ${await server.token(ada)}` },
      body: "{",
    });
    expect(response.status).toBe(422);
    const answer = await server.call(ada, "GET", "/threads?limit=101");
    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({ errors: [{ path: "limit" }] });
  });

  test("a body too large: 413, whether its length is declared or not", async () => {
    const ada = await server.world.agent("Ada", "owner");
    const headers = { authorization: `Bearer ${await server.token(ada)}` };
    const big = "x".repeat(1024 * 1024 + 1);
    const told = await server.request("/api/v1/agents", {
      method: "POST",
      headers,
      body: big,
    });
    expect(told.status).toBe(413);
    const chunked = await server.request("/api/v1/agents", {
      method: "POST",
      headers,
      body: new Blob([big]).stream(),
      duplex: "half",
    } as RequestInit);
    expect(chunked.status).toBe(413);
  });

  test("taken already: 409 under its field", async () => {
    const ada = await server.world.agent("Ada", "owner");
    const answer = await server.call(ada, "POST", "/agents", {
      email: ada.email,
      name: "Ada again",
    });
    expect(answer.status).toBe(409);
    expect(answer.body).toMatchObject({
      code: "already_exists",
      errors: [{ path: "email" }],
    });
  });

  test.for([
    ["owner", 200],
    ["admin", 200],
    ["supervisor", 403],
    ["agent", 403],
  ] as const)("the record of changes, as %s: %i", async ([role, status]) => {
    const actor = await server.world.agent("Ada", role);
    expect((await server.call(actor, "GET", "/audit")).status).toBe(status);
  });
});

test("every conflict, and nothing else, is answered with 409: its type asks for `current`", () => {
  const conflicts = Object.entries(problemKinds)
    .filter(([, { status }]) => status === 409)
    .map(([code]) => code);
  expect(conflicts.sort()).toEqual([...conflictCodes].sort());
});
