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

describe("signing in", () => {
  test("by e-mail, in any case, and password; the cookie is kept from scripts", async () => {
    const ada = await agentWithPassword("Ada");
    const response = await signIn(ada.email.toUpperCase(), PASSWORD);
    expect(response.status).toBe(200);
    const [cookie] = response.headers
      .getSetCookie()
      .filter((item) => item.startsWith("parley.session="));
    expect(cookie).toMatch(/HttpOnly/);
    expect(cookie).toMatch(/SameSite=Lax/);
    expect(await me(cookiesOf(response))).toBe(200);
  });

  test.for([
    ["/settings", "/settings"],
    ["/\t/evil.example", "/"],
    ["/.//evil.example", "/"],
    ["//evil.example", "/"],
    ["https://evil.example/", "/"],
  ] as const)("leads to a path of ours: %j", async ([callbackUrl, path]) => {
    const ada = await agentWithPassword("Ada");
    const response = await signIn(ada.email, PASSWORD, { callbackUrl });
    expect(response.status).toBe(200);
    const { publicUrl } = server.host.auth;
    expect(await response.json()).toEqual({ url: publicUrl + path });
  });

  test("unknown, disabled and wrong password look alike", async () => {
    const ada = await agentWithPassword("Ada");
    const gone = await agentWithPassword("Gone");
    await server.world.context.db.prisma.agent.update({
      where: { id: gone.agentId },
      data: { disabledAt: new Date() },
    });
    const answers = await Promise.all([
      signIn(ada.email, "wrong"),
      signIn("nobody@example.com", PASSWORD),
      signIn(gone.email, PASSWORD),
    ]);
    const seen = await Promise.all(
      answers.map(async (answer) => ({
        status: answer.status,
        body: await answer.text(),
      })),
    );
    expect(seen[0]?.status).toBe(401);
    expect(new Set(seen.map((one) => JSON.stringify(one))).size).toBe(1);
    for (const answer of answers)
      expect(cookiesOf(answer)).not.toContain("parley.session");
  });

  test("without the form's token nothing happens", async () => {
    const ada = await agentWithPassword("Ada");
    const response = await server.request("/api/auth/callback/credentials", {
      method: "POST",
      body: new URLSearchParams({
        email: ada.email,
        password: PASSWORD,
        json: "true",
      }),
    });
    expect(cookiesOf(response)).not.toContain("parley.session");
  });

  test("too many attempts: 429 with Retry-After, for that email alone", async () => {
    const ada = await agentWithPassword("Ada");
    const other = await agentWithPassword("Other");
    const statuses: number[] = [];
    for (let tries = 0; tries < 11; tries += 1) {
      statuses.push((await signIn(ada.email, "wrong")).status);
    }
    expect(statuses.slice(0, 10)).toEqual(Array(10).fill(401));
    const refused = await signIn(ada.email, PASSWORD);
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    expect((await signIn(other.email, PASSWORD)).status).toBe(200);
  });

  test("attempts are shared by all nodes, and forgotten after their time", async () => {
    const ada = await agentWithPassword("Ada");
    const { db } = server.world.context;
    const other = await startTestServer(db);
    const resets = (node: TestServer) =>
      node.request("/api/v1/password-reset", {
        method: "POST",
        headers: {
          "content-type": "application/json",
          origin: node.host.auth.publicUrl,
        },
        body: JSON.stringify({ email: ada.email }),
      });
    try {
      for (let tries = 0; tries < 10; tries += 1)
        await signInAs(tries % 2 ? server : other, ada.email, "wrong");
      for (const node of [server, other]) {
        const refused = await signInAs(node, ada.email, PASSWORD);
        expect(refused.status).toBe(429);
        expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(600);
      }
      for (let tries = 0; tries < 5; tries += 1)
        expect((await resets(tries % 2 ? server : other)).status).toBe(202);
      expect((await resets(server)).status).toBe(429);
      expect((await resets(other)).status).toBe(429);
      // As after a quarter of an hour, on a node that has just started.
      await db.pool.query(`update throttle set "endsAt" = now()`);
      const third = await startTestServer(db);
      expect((await signInAs(third, ada.email, PASSWORD)).status).toBe(200);
      expect((await resets(third)).status).toBe(202);
      await third.stop();
    } finally {
      await other.stop();
    }
  });

  test("guesses from many addresses lock no agent out", async () => {
    const ada = await agentWithPassword("Ada");
    const guesses = await Promise.all(
      Array.from({ length: 60 }, (_, n) =>
        signIn(ada.email, "wrong", {}, { address: `203.0.113.${n}` }),
      ),
    );
    const statuses = new Set(guesses.map(({ status }) => status));
    // The first are answered, then one after the other; the rest are refused with a time to retry.
    expect(statuses).toEqual(new Set([401, 429]));
    for (const guess of guesses) {
      const wait = Number(guess.headers.get("retry-after"));
      expect(wait).toBeLessThanOrEqual(5);
    }
    const right = await signIn(
      ada.email,
      PASSWORD,
      {},
      {
        address: "198.51.100.7",
      },
    );
    expect(right.status).toBe(200);
  });

  test("a browser that has signed in before gets through during a guessing attack", async () => {
    const ada = await agentWithPassword("Ada");
    const before = await signIn(ada.email, PASSWORD);
    const known = cookiesOf(before)
      .split("; ")
      .filter((cookie) => cookie.startsWith("parley.known."))
      .join("; ");
    expect(known).not.toBe("");
    for (let tries = 0; tries < 10; tries++) await signIn(ada.email, "wrong");
    expect((await signIn(ada.email, PASSWORD)).status).toBe(429);
    expect((await signIn(ada.email, PASSWORD, {}, { known })).status).toBe(200);
    // It is valid for that account alone, and cannot be forged.
    const ben = await agentWithPassword("Ben");
    for (let tries = 0; tries < 10; tries++)
      await signIn(ben.email, "wrong", {}, { known });
    expect((await signIn(ben.email, PASSWORD, {}, { known })).status).toBe(429);
    const forged = known.replace(/=[^.]+/, "=AAAAAAAAAAAAAAAA");
    const tried = await signIn(ada.email, PASSWORD, {}, { known: forged });
    expect(tried.status).toBe(429);
  });

  test("an address that a stranger writes into a header does not count", async () => {
    const ada = await agentWithPassword("Ada");
    const away = await startTestServer(server.world.context.db);
    try {
      const statuses: number[] = [];
      for (let n = 0; n < 11; n++) {
        const answer = await away.request("/api/auth/callback/credentials", {
          method: "POST",
          headers: { "x-forwarded-for": `8.8.8.${n}, 10.1.1.1` },
          body: new URLSearchParams({ email: ada.email, json: "true" }),
        });
        statuses.push(answer.status);
      }
      expect(statuses.at(-1)).toBe(429);
    } finally {
      await away.stop();
    }
  });

  test("right passwords do not count", async () => {
    const ada = await agentWithPassword("Ada");
    for (let tries = 0; tries < 15; tries += 1) {
      expect((await signIn(ada.email, PASSWORD)).status).toBe(200);
    }
  });
});

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

describe("the database away", () => {
  // As a lost connection appears: every query fails.
  async function withoutAgents(work: () => Promise<void>): Promise<void> {
    const { pool } = server.world.context.db;
    await pool.query("alter table agent rename to agent_away");
    try {
      await work();
    } finally {
      await pool.query("alter table agent_away rename to agent");
    }
  }

  test("signs nobody in, out, or into its secrets", async () => {
    const ada = await agentWithPassword("Ada");
    const cookie = await server.cookie(ada);
    await withoutAgents(async () => {
      const tried = await signIn(ada.email, PASSWORD);
      expect(tried.status).toBe(503);
      expect(await tried.json()).toEqual({
        url: "http://localhost:3000/sign-in?error=unavailable",
      });
      const session = await server.request("/api/auth/session", {
        headers: { cookie },
      });
      expect(session.status).toBeGreaterThanOrEqual(500);
      expect(session.headers.getSetCookie().join()).not.toContain("session=;");
      expect(await session.text()).not.toMatch(/agent|prisma|select/i);
    });
    expect(await me(cookie)).toBe(200);
  });
});

describe("a cookie alone proves nothing for a change", () => {
  test.for([
    ["nothing else", {}, 403],
    ["the header of the console", { "x-parley": "1" }, 200],
    [
      "JSON, which a form cannot send",
      { "content-type": "application/json" },
      200,
    ],
    ["a form's content type", { "content-type": "text/plain" }, 403],
    ["our own origin", { origin: "http://localhost:3000" }, 200],
    [
      "another origin, JSON or not",
      { origin: "https://evil.example", "content-type": "application/json" },
      403,
    ],
    [
      "another origin with the header",
      { origin: "null", "x-parley": "1" },
      403,
    ],
    [
      "the browser says: another site",
      { "sec-fetch-site": "cross-site", "x-parley": "1" },
      403,
    ],
    [
      "the browser says: our own page",
      { "sec-fetch-site": "same-origin" },
      200,
    ],
  ] as const)("%s: %i", async ([, headers, status]) => {
    const ada = await server.world.agent("Ada");
    const response = await server.request("/api/v1/me/presence", {
      method: "PATCH",
      headers: { cookie: await server.cookie(ada), ...headers },
      body: JSON.stringify({ presence: "away" }),
    });
    expect(response.status).toBe(status);
  });

  test("a token needs no such proof", async () => {
    const ada = await server.world.agent("Ada");
    const answer = await server.call(ada, "PATCH", "/me/presence", {
      presence: "away",
    });
    expect(answer.status).toBe(200);
  });
});

describe("the first owner", () => {
  test("is created once when several requests come at the same time, and goes on signed in", async () => {
    const { prisma } = server.world.context.db;
    await prisma.apiToken.deleteMany();
    await prisma.agent.updateMany({
      where: { role: "owner" },
      data: { role: "admin" },
    });
    expect(await (await server.request("/api/v1/setup")).json()).toEqual({
      needed: true,
    });
    const attempts = await Promise.all(
      ["one", "two", "three"].map((name) =>
        server.request("/api/v1/setup", {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify({
            name,
            email: `${name}@example.com`,
            password: PASSWORD,
          }),
        }),
      ),
    );
    expect(attempts.map(({ status }) => status).sort()).toEqual([
      201, 409, 409,
    ]);
    const won = attempts.find(({ status }) => status === 201);
    expect(won && (await me(cookiesOf(won)))).toBe(200);
    expect(await (await server.request("/api/v1/setup")).json()).toEqual({
      needed: false,
    });
  });
});
