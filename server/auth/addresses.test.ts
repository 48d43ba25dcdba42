import { io, type Socket } from "socket.io-client";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { testDatabase } from "#server/db/test-database.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { commandLine } from "#server/domain/access/audit.ts";
import { removeAddressLists } from "#server/domain/settings/security.ts";
import { startTestServer, type TestServer } from "#server/http/test-server.ts";
import { parseAddressList } from "#server/runtime/address-list.ts";

/** From where and in how many browsers people are signed in, and from where tokens work; from outside. */

const INSIDE = "203.0.113.9";
const OUTSIDE = "198.51.100.1";

let server: TestServer;
let boss: Actor;
let mei: Actor;

beforeAll(async () => {
  // The tests say the caller's address as a proxy would.
  const trustedProxies = parseAddressList("127.0.0.1");
  if (!trustedProxies) throw new Error("An address.");
  server = await startTestServer(await testDatabase(), { trustedProxies });
  boss = await server.world.agent("Boss", "owner");
  mei = await server.world.agent("Mei");
});
afterAll(() => server.stop());

const settings = (body: object) =>
  server.call(boss, "PATCH", "/settings/security", body);

async function me(headers: Record<string, string>, from: string) {
  const answer = await server.request("/api/v1/me", {
    headers: { ...headers, "x-forwarded-for": from },
  });
  return answer.status;
}

/** Resolves with the reason when it is refused. */
async function open(
  from: string,
  by: { cookie: string } | { token: string },
): Promise<Socket | string> {
  const socket = io(server.url, {
    forceNew: true,
    reconnection: false,
    transports: ["websocket"],
    extraHeaders: { "x-forwarded-for": from, ...("cookie" in by ? by : {}) },
    auth: "token" in by ? by : {},
  });
  return new Promise((resolve) => {
    socket.once("connect", () => resolve(socket));
    socket.once("connect_error", ({ message }) => resolve(message));
  });
}

test("a role with a list uses the console from there alone, and open consoles elsewhere are cut", async () => {
  const cookie = await server.cookie(mei);
  const socket = await open(OUTSIDE, { cookie });
  if (typeof socket === "string") throw new Error(socket);
  const list = ["203.0.113.0/24", "2001:db8::/32"];
  expect((await settings({ allowedAddresses: { agent: list } })).status).toBe(
    200,
  );
  server.live.recheck();
  await vi.waitUntil(() => socket.disconnected, 20_000);
  expect(await me({ cookie }, INSIDE)).toBe(200);
  expect(await me({ cookie }, "::ffff:203.0.113.10")).toBe(200);
  expect(await me({ cookie }, "2001:db8::7")).toBe(200);
  expect(await me({ cookie }, OUTSIDE)).toBe(401);
  expect(typeof (await open(OUTSIDE, { cookie }))).toBe("string");
  const inside = await open(INSIDE, { cookie });
  expect(inside).toBeInstanceOf(Object);
  if (typeof inside !== "string") inside.close();
  // A program's token has a list of its own, and other roles none.
  const authorization = `Bearer ${await server.token(mei)}`;
  expect(await me({ authorization }, OUTSIDE)).toBe(200);
  expect(await me({ cookie: await server.cookie(boss) }, OUTSIDE)).toBe(200);
  for (const wrong of ["203.0.113", "203.0.113.0/33", "example.com"])
    expect(
      (await settings({ allowedAddresses: { agent: [wrong] } })).status,
    ).toBe(422);
});

test("a list that shuts out its author is refused; an exception passes it, and the audit log says so", async () => {
  const allowedAddresses = { owner: ["203.0.113.0/24"] };
  const refused = await settings({ allowedAddresses });
  expect(refused.status).toBe(422);
  expect(refused.body).toMatchObject({
    errors: [{ path: "allowedAddresses", code: "shuts_you_out" }],
  });
  const addressExempt = [boss.agentId];
  expect((await settings({ allowedAddresses, addressExempt })).status).toBe(
    200,
  );
  // The command line lets people without an exception in again.
  const other = await server.world.agent("Second", "owner");
  const cookie = await server.cookie(other);
  expect(await me({ cookie }, OUTSIDE)).toBe(401);
  const own = { cookie: await server.cookie(boss) };
  expect(await me(own, OUTSIDE)).toBe(200);
  expect(await me(own, OUTSIDE)).toBe(200);
  const noted = await server.world.context.db.prisma.auditEntry.findMany({
    where: { action: "agent.address_exempt", targetId: boss.agentId },
    select: { detail: true },
  });
  expect(noted.map(({ detail }) => detail)).toEqual([{ address: OUTSIDE }]);
  expect(await removeAddressLists(server.world.context, commandLine)).toEqual([
    "owner",
  ]);
  await vi.waitUntil(
    async () => (await me({ cookie }, OUTSIDE)) === 200,
    20_000,
  );
});

test("with a limit, signing in once more signs out the browser that was used longest ago", async () => {
  const ola = await server.world.agent("Ola");
  expect((await settings({ sessionLimits: { agent: 2 } })).status).toBe(200);
  const first = await server.cookie(ola);
  const second = await server.cookie(ola);
  await server.world.context.db.prisma.agentSession.updateMany({
    where: { agentId: ola.agentId },
    data: { lastSeenAt: new Date(Date.now() - 3_600_000) },
  });
  expect(await me({ cookie: first }, INSIDE)).toBe(200);
  const third = await server.cookie(ola);
  await vi.waitUntil(
    async () => (await me({ cookie: second }, INSIDE)) === 401,
    20_000,
  );
  expect(await me({ cookie: first }, INSIDE)).toBe(200);
  expect(await me({ cookie: third }, INSIDE)).toBe(200);
  expect((await settings({ sessionLimits: {} })).status).toBe(200);
  await server.cookie(ola);
  expect(await me({ cookie: first }, INSIDE)).toBe(200);
});

test("a token with addresses works from there alone, and says from where it does not", async () => {
  const made = await server.call(mei, "POST", "/me/tokens", {
    addresses: ["203.0.113.9", "203.0.113.9"],
  });
  expect(made.body).toMatchObject({ addresses: ["203.0.113.9"] });
  const { token } = made.body as { token: string };
  const authorization = `Bearer ${token}`;
  expect(await me({ authorization }, INSIDE)).toBe(200);
  const refused = await server.request("/api/v1/me", {
    headers: { authorization, "x-forwarded-for": OUTSIDE },
  });
  expect(refused.status).toBe(403);
  expect(await refused.json()).toMatchObject({
    code: "address_not_allowed",
    current: { address: OUTSIDE },
  });
  expect(typeof (await open(OUTSIDE, { token }))).toBe("string");
  const socket = await open(INSIDE, { token });
  expect(socket).toBeInstanceOf(Object);
  if (typeof socket !== "string") socket.close();
  const wrong = { addresses: [] };
  expect((await server.call(mei, "POST", "/me/tokens", wrong)).status).toBe(
    422,
  );
});
