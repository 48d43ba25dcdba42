import { io } from "socket.io-client";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { AgentSession } from "#contract/people/session.ts";
import { testDatabase } from "#server/db/test-database.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { startTestServer, type TestServer } from "#server/http/test-server.ts";

/** An agent's sessions, from outside. */

const SAFARI =
  "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15";
let server: TestServer;
let owner: Actor;

beforeAll(async () => {
  server = await startTestServer(await testDatabase());
  owner = await server.world.agent("Olga", "owner");
});
afterAll(() => server.stop());

const as = (cookie: string, path: string, method = "GET") =>
  server.request(`/api/v1${path}`, {
    method,
    headers: { cookie, "user-agent": SAFARI, "x-parley": "1" },
  });

async function sessionsOf(cookie: string): Promise<AgentSession[]> {
  const answer = await as(cookie, "/me/sessions");
  expect(answer.status).toBe(200);
  return ((await answer.json()) as { items: AgentSession[] }).items;
}

test("a session shows its device and address; ending another one cuts its sockets", async () => {
  const ada = await server.world.agent("Ada");
  const [here, there] = [await server.cookie(ada), await server.cookie(ada)];
  expect((await as(there, "/me")).status).toBe(200);
  const all = await sessionsOf(here);
  expect(all).toHaveLength(2);
  for (const session of all)
    expect(session).toMatchObject({
      browser: "Safari",
      system: "macOS",
      address: "127.0.0.1",
    });
  const other = all.find(({ current }) => !current);

  const screen = io(server.url, {
    forceNew: true,
    transports: ["websocket"],
    extraHeaders: { cookie: there },
  });
  await new Promise((resolve) => screen.once("connect", () => resolve(null)));
  const cut = new Promise((resolve) => screen.once("disconnect", resolve));
  const ended = await as(here, `/me/sessions/${other?.id}`, "DELETE");
  expect(ended.status).toBe(204);
  expect(await cut).toBe("io server disconnect");
  expect((await as(there, "/me")).status).toBe(401);
  expect(await sessionsOf(here)).toHaveLength(1);
});

test("admins see and end the sessions of others, up to their own rank", async () => {
  const admin = await server.world.agent("Admin", "admin");
  const ben = await server.world.agent("Ben");
  const cookie = await server.cookie(ben);
  await server.cookie(owner);
  const [session] = await sessionsOf(cookie);
  const of = ({ agentId }: Actor) => `/agents/${agentId}/sessions`;
  expect((await server.call(ben, "GET", of(owner))).status).toBe(403);
  expect((await server.call(admin, "GET", of(owner))).status).toBe(403);
  expect((await server.call(admin, "GET", of(ben))).body).toMatchObject({
    items: [{ id: session?.id, current: false }],
  });
  // Under another agent it does not exist.
  const aside = `${of(owner)}/${session?.id}`;
  expect((await server.call(owner, "DELETE", aside)).status).toBe(404);
  const path = `${of(ben)}/${session?.id}`;
  expect((await server.call(admin, "DELETE", path)).status).toBe(204);
  expect((await as(cookie, "/me")).status).toBe(401);
});
