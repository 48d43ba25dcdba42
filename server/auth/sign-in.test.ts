import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { testDatabase } from "#server/db/test-database.ts";
import { createSignInLimit } from "#server/auth/sign-in-limit.ts";
import { noAddresses, parseAddressList } from "#server/runtime/address-list.ts";
import { startTestServer, type TestServer } from "#server/http/test-server.ts";
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
