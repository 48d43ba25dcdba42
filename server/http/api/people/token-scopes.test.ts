import { io, type Socket } from "socket.io-client";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { TOKEN_RESOURCES } from "#contract/people/token-scopes.ts";
import { testDatabase } from "#server/db/test-database.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { newThread } from "#server/domain/test-context.ts";
import { startTestServer, type TestServer } from "#server/http/test-server.ts";

/** API tokens that are limited to scopes, or to a time. */

let server: TestServer;
let admin: Actor;

beforeAll(async () => {
  server = await startTestServer(await testDatabase());
  admin = await server.world.agent("Ada", "admin");
});
afterAll(() => server.stop());

type Created = { id: string; token: string };

async function create(body: object): Promise<Created> {
  const made = await server.call(admin, "POST", "/me/tokens", body);
  expect(made.status).toBe(201);
  return made.body as Created;
}

async function ask(token: string, method: string, path: string, body?: object) {
  const response = await server.request(`/api/v1${path}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body ? { "content-type": "application/json" } : {}),
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  const text = await response.text();
  return {
    status: response.status,
    body: (text ? JSON.parse(text) : null) as Record<string, unknown> | null,
  };
}

test("a token with scopes reaches these alone, and the refusal names the one that is missing", async () => {
  const { token } = await create({
    name: "Labels",
    scopes: ["threads:read", "settings:write"],
  });
  expect((await ask(token, "GET", "/threads")).status).toBe(200);
  const label = await ask(token, "POST", "/labels", { name: "By a program" });
  expect(label.status).toBe(201);
  // Writing includes reading.
  expect((await ask(token, "GET", "/settings/routing")).status).toBe(200);

  const search = await ask(token, "POST", "/views", {
    name: "Mine",
    filter: {},
  });
  expect(search).toMatchObject({
    status: 403,
    body: {
      code: "token_scope",
      detail: "This operation needs a token with the scope threads:write.",
      current: { scopes: ["threads:read", "settings:write"] },
    },
  });
  for (const path of ["/leads", "/audit", "/agents", "/me"])
    expect((await ask(token, "GET", path)).body).toMatchObject({
      code: "token_scope",
    });
});

test("a token with scopes never makes one without, whatever its scopes", async () => {
  const all = TOKEN_RESOURCES.map((resource) => `${resource}:write`);
  const { token } = await create({ scopes: all });
  expect((await ask(token, "GET", "/me")).status).toBe(200);
  for (const [method, path] of [
    ["POST", "/me/tokens"],
    ["POST", "/me/totp"],
  ] as const)
    expect(await ask(token, method, path, {})).toMatchObject({
      status: 403,
      body: { code: "token_scope" },
    });
});

test("a token without scopes keeps all rights of its agent", async () => {
  const { token } = await create({ name: "All" });
  for (const path of ["/threads", "/leads", "/audit", "/agents", "/me"])
    expect((await ask(token, "GET", path)).status).toBe(200);
  expect((await ask(token, "POST", "/me/tokens", {})).status).toBe(201);
});

test("a token ends at its time, and the list shows scopes, end and last use", async () => {
  const { prisma } = server.world.context.db;
  const past = await server.call(admin, "POST", "/me/tokens", {
    expiresAt: "2020-01-01T00:00:00Z",
  });
  expect(past).toMatchObject({
    status: 422,
    body: { errors: [{ path: "expiresAt" }] },
  });
  const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
  const { id, token } = await create({ scopes: ["leads:read"], expiresAt });
  expect((await ask(token, "GET", "/leads")).status).toBe(200);
  const listed = await server.call(admin, "GET", "/me/tokens");
  const { items } = listed.body as { items: { id: string }[] };
  expect(items.find((one) => one.id === id)).toMatchObject({
    scopes: ["leads:read"],
    expiresAt,
    lastUsedAt: expect.any(String) as string,
  });
  await prisma.apiToken.update({
    where: { id },
    data: { expiresAt: new Date(Date.now() - 1000) },
  });
  expect((await ask(token, "GET", "/leads")).status).toBe(401);
});

test("live events need the reading scope of everything that they are about", async () => {
  const narrow = await create({ scopes: ["threads:read"] });
  const wide = await create({
    scopes: TOKEN_RESOURCES.map((resource) => `${resource}:read`),
  });
  expect(await connects(narrow.token)).toBe("unauthorized");
  expect(await connects(wide.token)).toBe("connected");
});

test("a socket types with the rights that its token and its agent have now", async () => {
  const { world } = server;
  const { prisma } = world.context.db;
  const { channelId } = await world.page(null);
  const { threadId } = await newThread(world.context, channelId);
  const scopes = TOKEN_RESOURCES.map((resource) => `${resource}:read`);
  const bea = await world.agent("Bea", "admin");
  const made = await server.call(bea, "POST", "/me/tokens", { scopes });
  const reading = await open((made.body as Created).token);
  const supervisor = await world.agent("Sue", "supervisor");
  const demoted = await open(await server.token(supervisor));
  const whole = await open((await create({})).token);
  await server.call(admin, "PATCH", `/agents/${supervisor.agentId}`, {
    role: "agent",
  });
  const typed = async () =>
    (
      await prisma.announcement.findMany({
        where: { kind: "typing", threadId },
        select: { payload: true },
      })
    ).map(({ payload }) => payload);
  for (const socket of [reading, demoted, whole])
    socket.emit("typing", { threadId, on: true });
  await vi.waitFor(async () =>
    expect(await typed()).toContainEqual({ agentId: admin.agentId }),
  );
  expect(await typed()).toEqual([{ agentId: admin.agentId }]);
  for (const socket of [reading, demoted, whole]) socket.close();
});

function open(token: string): Promise<Socket> {
  const socket = io(server.url, {
    auth: { token },
    forceNew: true,
    reconnection: false,
    transports: ["websocket"],
  });
  return new Promise((resolve, reject) => {
    socket.on("connect_error", reject);
    socket.on("connect", () => resolve(socket));
  });
}

function connects(token: string): Promise<string> {
  const socket = io(server.url, {
    auth: { token },
    reconnection: false,
    transports: ["websocket"],
  });
  return new Promise<string>((resolve) => {
    socket.on("connect_error", ({ message }) => resolve(message));
    socket.on("connect", () => resolve("connected"));
  }).finally(() => socket.close());
}
