import { io } from "socket.io-client";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sessionSetCookie } from "#server/auth/session-cookie.ts";
import { testDatabase } from "#server/db/test-database.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import {
  openSession,
  type Session,
} from "#server/domain/access/sign-in/sessions.ts";
import { createSignInLimit } from "#server/auth/sign-in-limit.ts";
import { noAddresses, parseAddressList } from "#server/runtime/address-list.ts";
import { startTestServer, type TestServer } from "#server/http/test-server.ts";
import { newId } from "#server/runtime/crypto.ts";
import {
  agentWithPassword as agentOf,
  cookiesOf,
  PASSWORD,
  signIn as signInAs,
} from "#server/http/test-sign-in.ts";

type SignInAs =
  Parameters<typeof signInAs> extends [unknown, ...infer How] ? How : never;

let server: TestServer;

beforeAll(async () => {
  const db = await testDatabase();
  server = await startTestServer(db, {
    signInLimit: createSignInLimit({ db, gapMs: 800 }),
    trustedProxies: parseAddressList("127.0.0.1") ?? noAddresses,
  });
});

afterAll(() => server.stop());

const signIn = (...how: SignInAs) => signInAs(server, ...how);
const agentWithPassword = (name: string) => agentOf(server, name);

async function me(cookie: string): Promise<number> {
  return (await server.request("/api/v1/me", { headers: { cookie } })).status;
}

describe("a session ends at once", () => {
  test("when the password changes", async () => {
    const boss = await agentWithPassword("Boss");
    const ada = await agentWithPassword("Ada");
    const cookie = await server.cookie(ada);
    expect(await me(cookie)).toBe(200);
    await server.call(boss, "PATCH", `/agents/${ada.agentId}`, {
      password: "another one",
    });
    expect(await me(cookie)).toBe(401);
  });

  test("when its owner changes the password, who must know the present one", async () => {
    const ada = await agentWithPassword("Ada");
    const cookie = await server.cookie(ada);
    const change = (current: string) =>
      server.request("/api/v1/me/password", {
        method: "POST",
        headers: { cookie, "content-type": "application/json" },
        body: JSON.stringify({ current, password: "a new password" }),
      });
    const wrong = await change("guessed");
    expect(wrong.status).toBe(422);
    expect(await wrong.json()).toMatchObject({ errors: [{ path: "current" }] });
    expect(await me(cookie)).toBe(200);
    for (let tries = 0; tries < 9; tries += 1) await change("guessed");
    expect((await change(PASSWORD)).status).toBe(429);

    const ben = await agentWithPassword("Ben");
    const answer = await server.call(ben, "POST", "/me/password", {
      current: PASSWORD,
      password: "a new password",
    });
    expect(answer.status).toBe(204);
    expect((await signIn(ben.email, PASSWORD)).status).toBe(401);
    expect((await signIn(ben.email, "a new password")).status).toBe(200);
  });

  test("when the agent is disabled; tokens too", async () => {
    const boss = await server.world.agent("Boss", "owner");
    const ada = await agentWithPassword("Ada");
    const cookie = await server.cookie(ada);
    const headers = { authorization: `Bearer ${await server.token(ada)}` };
    expect((await server.request("/api/v1/me", { headers })).status).toBe(200);
    await server.call(boss, "PATCH", `/agents/${ada.agentId}`, {
      disabled: true,
    });
    expect(await me(cookie)).toBe(401);
    expect((await server.request("/api/v1/me", { headers })).status).toBe(401);
  });

  test("next-auth then removes the cookie", async () => {
    const ada = await agentWithPassword("Ada");
    const cookie = await server.cookie(ada);
    const before = await server.request("/api/auth/session", {
      headers: { cookie },
    });
    expect(await before.json()).toMatchObject({
      user: { id: ada.agentId, email: ada.email },
    });
    await server.call(ada, "DELETE", `/agents/${ada.agentId}/sessions`);
    const after = await server.request("/api/auth/session", {
      headers: { cookie },
    });
    expect(await after.json()).toEqual({});
    expect(after.headers.getSetCookie().join()).toMatch(/parley\.session=;/);
  });
});

describe("signing out", () => {
  async function signOut(cookie: string): Promise<Response> {
    const csrf = await server.request("/api/auth/csrf", {
      headers: { cookie },
    });
    const { csrfToken } = (await csrf.json()) as { csrfToken: string };
    return server.request("/api/auth/signout", {
      method: "POST",
      headers: {
        cookie: `${cookie}; ${cookiesOf(csrf)}`,
        "content-type": "application/x-www-form-urlencoded",
      },
      body: new URLSearchParams({ csrfToken, json: "true" }),
    });
  }

  test("ends that session on the server, and no other", async () => {
    const ada = await agentWithPassword("Ada");
    const here = cookiesOf(await signIn(ada.email, PASSWORD));
    const elsewhere = cookiesOf(await signIn(ada.email, PASSWORD));
    expect(await me(here)).toBe(200);
    const screen = io(server.url, {
      forceNew: true,
      transports: ["websocket"],
      extraHeaders: { cookie: here },
    });
    await new Promise((resolve) => screen.once("connect", () => resolve(null)));
    const cut = new Promise((resolve) => screen.once("disconnect", resolve));

    expect((await signOut(here)).status).toBe(200);

    // A copy of the cookie, taken before.
    expect(await me(here)).toBe(401);
    expect(await cut).toBe("io server disconnect");
    expect(await me(elsewhere)).toBe(200);
    // Again, with the invalid cookie: nothing breaks.
    expect((await signOut(here)).status).toBe(200);
  });

  test("a cookie without a session is worth nothing", async () => {
    const ada = await agentWithPassword("Ada");
    const header = await sessionSetCookie(server.host.auth, {
      agentId: ada.agentId,
      sessionVersion: 1,
    } as Session);
    expect(await me(header.split(";")[0] ?? "")).toBe(401);
    const ben = await agentWithPassword("Ben");
    const sessionId = await openSession(
      server.world.context.db.prisma,
      ben.agentId,
      new Date(),
    );
    const foreign = await sessionSetCookie(server.host.auth, {
      sessionId,
      agentId: ada.agentId,
      sessionVersion: 1,
    });
    expect(await me(foreign.split(";")[0] ?? "")).toBe(401);
  });

  test("a server that cannot end the session does not claim that it did", async () => {
    const ada = await agentWithPassword("Ada");
    const cookie = cookiesOf(await signIn(ada.email, PASSWORD));
    const { pool } = server.world.context.db;
    await pool.query("alter table agent_session rename to session_away");
    try {
      expect((await signOut(cookie)).status).toBeGreaterThanOrEqual(500);
    } finally {
      await pool.query("alter table session_away rename to agent_session");
    }
    expect(await me(cookie)).toBe(200);
  });
});

describe("API tokens", () => {
  async function withToken(
    name: string,
  ): Promise<[Actor, () => Promise<number>]> {
    const actor = await agentWithPassword(name);
    const headers = { authorization: `Bearer ${await server.token(actor)}` };
    return [
      actor,
      async () => (await server.request("/api/v1/me", { headers })).status,
    ];
  }

  test("end with a new password and with all sessions, if requested", async () => {
    const boss = await server.world.agent("Boss", "owner");
    const [ada, tokenOfAda] = await withToken("Ada");
    await server.call(boss, "DELETE", `/agents/${ada.agentId}/sessions`);
    expect(await tokenOfAda()).toBe(200);
    await server.call(
      boss,
      "DELETE",
      `/agents/${ada.agentId}/sessions?tokens=true`,
    );
    expect(await tokenOfAda()).toBe(401);

    const [ben, tokenOfBen] = await withToken("Ben");
    await server.call(boss, "PATCH", `/agents/${ben.agentId}`, {
      password: "another one",
      endTokens: true,
    });
    expect(await tokenOfBen()).toBe(401);

    const [cem, tokenOfCem] = await withToken("Cem");
    const changed = await server.request("/api/v1/me/password", {
      method: "POST",
      headers: {
        cookie: await server.cookie(cem),
        "content-type": "application/json",
      },
      body: JSON.stringify({
        current: PASSWORD,
        password: "another one",
        endTokens: true,
      }),
    });
    expect(changed.status).toBe(204);
    expect(await tokenOfCem()).toBe(401);
  });

  test("are listed and revoked by owners and admins, up to their own rank", async () => {
    const boss = await server.world.agent("Boss", "owner");
    const admin = await server.world.agent("Admin", "admin");
    const [ada, tokenOfAda] = await withToken("Ada");
    const found = await server.call(
      admin,
      "GET",
      `/agents/${ada.agentId}/tokens`,
    );
    const { items } = found.body as { items: { id: string }[] };
    expect(items).toHaveLength(1);
    expect(JSON.stringify(items)).not.toContain("parley_");
    const [{ id = "" } = {}] = items;
    for (const [actor, path, status] of [
      [ada, `/agents/${boss.agentId}/tokens`, 403],
      [admin, `/agents/${boss.agentId}/tokens`, 403],
      [admin, `/agents/${newId()}/tokens`, 404],
    ] as const)
      expect((await server.call(actor, "GET", path)).status).toBe(status);
    // Under another agent it does not exist.
    const aside = `/agents/${boss.agentId}/tokens/${id}`;
    expect((await server.call(boss, "DELETE", aside)).status).toBe(404);
    expect(await tokenOfAda()).toBe(200);
    const path = `/agents/${ada.agentId}/tokens/${id}`;
    expect((await server.call(admin, "DELETE", path)).status).toBe(204);
    expect(await tokenOfAda()).toBe(401);
    // An admin cannot end an owner's by its id either.
    await server.token(boss);
    const owned =
      await server.world.context.db.prisma.apiToken.findFirstOrThrow({
        where: { agentId: boss.agentId, revokedAt: null },
      });
    const tried = await server.call(admin, "DELETE", `/me/tokens/${owned.id}`);
    expect(tried.status).toBe(404);
  });

  test("tokens made in an older session need the password", async () => {
    const ada = await agentWithPassword("Ada");
    const cookie = await server.cookie(ada);
    const make = async (body: object) => {
      const response = await server.request("/api/v1/me/tokens", {
        method: "POST",
        headers: { cookie, "content-type": "application/json" },
        body: JSON.stringify(body),
      });
      return [response.status, (await response.json()) as unknown] as const;
    };
    expect((await make({}))[0]).toBe(201);
    await server.world.context.db.prisma.agentSession.updateMany({
      where: { agentId: ada.agentId },
      data: { createdAt: new Date(Date.now() - 11 * 60_000) },
    });
    const [status, problem] = await make({ name: "Script" });
    expect(status).toBe(422);
    expect(problem).toMatchObject({
      errors: [{ path: "password", code: "password_needed" }],
    });
    expect((await make({ password: "guessed" }))[0]).toBe(422);
    expect((await make({ password: PASSWORD }))[0]).toBe(201);
    for (let tries = 0; tries < 9; tries += 1)
      await make({ password: "guessed" });
    expect((await make({ password: PASSWORD }))[0]).toBe(429);
  });
});
