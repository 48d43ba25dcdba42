import { afterAll, beforeAll, expect, test } from "vitest";
import { identityOf } from "#server/auth/oidc.ts";
import {
  startIdentityProvider,
  type IdentityProvider,
} from "#server/auth/test-identity-provider.ts";
import { testDatabase } from "#server/db/test-database.ts";
import { startTestServer, type TestServer } from "#server/http/test-server.ts";

/** Sign-in at an OpenID Connect provider: a real one, which the test starts. */

const PUBLIC_URL = "http://localhost:3000"; // of every test server
let identities: IdentityProvider;
let server: TestServer;

beforeAll(async () => {
  identities = await startIdentityProvider(
    `${PUBLIC_URL}/api/auth/callback/oidc`,
    {
      mei: { email: "Mei@Example.com", email_verified: true, name: "Mei Lin" },
      lou: {
        email: "lou@example.com",
        name: "Lou",
        realm_access: { roles: ["offline", "auditor", "supervisor"] },
      },
      eve: { email: "mei@example.com", email_verified: false, name: "Eve" },
      stranger: { email: "stranger@example.com", name: "Stranger" },
      gone: { email: "gone@example.com", name: "Gone" },
    },
  );
  const { issuer, client } = identities;
  server = await startTestServer(await testDatabase(), {
    oidc: {
      issuer,
      clientId: client.id,
      clientSecret: client.secret,
      name: "Example ID",
      roleClaim: "realm_access.roles",
    },
  });
});
afterAll(async () => {
  await server.stop();
  await identities.stop();
});

/** A browser: cookies by host, redirects one by one. */
function openBrowser() {
  const jars = new Map<string, Map<string, string>>();
  async function ask(url: URL, init: RequestInit = {}): Promise<Response> {
    const jar = jars.get(url.host) ?? new Map<string, string>();
    jars.set(url.host, jar);
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`);
    const request = {
      ...init,
      redirect: "manual" as const,
      headers: { ...init.headers, cookie: cookie.join("; ") },
    };
    const response =
      url.origin === PUBLIC_URL
        ? await server.request(url.pathname + url.search, request)
        : await fetch(url, request);
    for (const line of response.headers.getSetCookie()) {
      const [pair = "", ...rules] = line.split(";");
      const [name = "", ...value] = pair.split("=");
      const isGone = rules.some((rule) => /^\s*expires=.*1970/i.test(rule));
      if (isGone) jar.delete(name);
      else jar.set(name, value.join("="));
    }
    return response;
  }
  const form = (fields: Record<string, string>): RequestInit => ({
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams(fields),
  });

  /** Presses the button, logs in at the provider or refuses there, and returns where it ends in Parley. */
  async function signIn(login: string | null): Promise<string> {
    const csrf = await ask(new URL("/api/auth/csrf", PUBLIC_URL));
    const { csrfToken } = (await csrf.json()) as { csrfToken: string };
    const begun = await ask(
      new URL("/api/auth/signin/oidc", PUBLIC_URL),
      form({ csrfToken, callbackUrl: "/leads", json: "true" }),
    );
    let at = new URL(((await begun.json()) as { url: string }).url);
    for (let step = 0; step < 20; step += 1) {
      const isCallback = at.pathname.startsWith("/api/auth/");
      if (at.origin === PUBLIC_URL && !isCallback) return at.href;
      let response = await ask(at);
      if (response.status === 200) {
        const page = await response.text();
        const prompt = /name="prompt" value="(\w+)"/.exec(page)?.[1] ?? "";
        const target = new URL(at.pathname, at);
        response =
          login === null
            ? await ask(new URL(`${at.pathname}/abort`, at))
            : await ask(target, form({ prompt, login, password: "any" }));
      }
      at = new URL(response.headers.get("location") ?? "/lost", at);
    }
    throw new Error(`Stuck at ${at.href}`);
  }
  const me = async () => {
    const response = await ask(new URL("/api/v1/me", PUBLIC_URL));
    return { status: response.status, body: (await response.json()) as object };
  };
  return { ask, signIn, me };
}

test("an agent signs in with the email that the provider has verified", async () => {
  const { prisma } = server.world.context.db;
  const mei = await server.world.agent("Mei", "supervisor");
  await prisma.agent.update({
    where: { id: mei.agentId },
    data: { email: "mei@example.com" },
  });
  const browser = openBrowser();
  expect(await browser.signIn("mei")).toBe(`${PUBLIC_URL}/leads`);
  // No role claim: the role that an admin gave stays.
  expect(await browser.me()).toMatchObject({
    status: 200,
    body: { id: mei.agentId, role: "supervisor" },
  });
});

test("a role by claim creates the person, and follows the claim", async () => {
  const browser = openBrowser();
  expect(await browser.signIn("lou")).toBe(`${PUBLIC_URL}/leads`);
  expect(await browser.me()).toMatchObject({
    body: { email: "lou@example.com", name: "Lou", role: "supervisor" },
  });
  const { prisma } = server.world.context.db;
  const { id } = await prisma.agent.update({
    where: { email: "lou@example.com" },
    data: { role: "agent" },
  });
  const again = openBrowser();
  await again.signIn("lou");
  expect(await again.me()).toMatchObject({ body: { id, role: "supervisor" } });
  const entries = await prisma.auditEntry.findMany({
    where: { targetId: id },
    orderBy: { id: "asc" },
  });
  expect(entries.map(({ action, actorName }) => [action, actorName])).toEqual([
    ["agent.created", "Single sign-on"],
    ["agent.updated", "Single sign-on"],
  ]);
});

test.each([
  ["a person without an account", "stranger", "sso_unknown"],
  ["an email that is not verified", "eve", "sso_no_email"],
  ["a person who refuses at the provider", null, "sso_failed"],
])(
  "%s comes back to the form, and nothing is made",
  async (_, login, error) => {
    const { prisma } = server.world.context.db;
    const before = await Promise.all([
      prisma.agent.count(),
      prisma.agentSession.count(),
    ]);
    const browser = openBrowser();
    expect(await browser.signIn(login)).toBe(
      `${PUBLIC_URL}/sign-in?error=${error}`,
    );
    expect((await browser.me()).status).toBe(401);
    expect(
      await Promise.all([prisma.agent.count(), prisma.agentSession.count()]),
    ).toEqual(before);
  },
);

test("a disabled agent is told so, and an answer that was not asked for opens nothing", async () => {
  const { prisma } = server.world.context.db;
  const gone = await server.world.agent("Gone");
  await prisma.agent.update({
    where: { id: gone.agentId },
    data: { email: "gone@example.com", disabledAt: new Date() },
  });
  expect(await openBrowser().signIn("gone")).toBe(
    `${PUBLIC_URL}/sign-in?error=sso_ended`,
  );
  const forged = await openBrowser().ask(
    new URL("/api/auth/callback/oidc?code=stolen&state=made-up", PUBLIC_URL),
  );
  expect(forged.headers.get("location")).toBe(
    `${PUBLIC_URL}/sign-in?error=sso_failed`,
  );
});

test("without a provider its routes do not exist", async () => {
  const plain = await startTestServer(await testDatabase());
  try {
    const response = await plain.request("/api/auth/callback/oidc?code=x");
    expect(response.status).toBe(404);
  } finally {
    await plain.stop();
  }
});

test.each([
  [{ roles: "admin" }, "roles", "admin"],
  [{ roles: ["nobody", "agent"] }, "roles", "agent"],
  [{ roles: ["agent", "owner"] }, "roles", "owner"],
  [{ roles: ["reviewer"] }, "roles", null],
  [
    { "https://example.com/role": "agent" },
    "https://example.com/role",
    "agent",
  ],
  [{ a: { b: "auditor" } }, "a.b", "auditor"],
  [{ a: null }, "a.b", null],
  [{ roles: ["admin"] }, null, null],
])("the claims %j with the role in %s mean %s", (claims, roleClaim, role) => {
  const settings = {
    issuer: "https://id.example.com",
    clientId: "parley",
    clientSecret: "secret",
    name: "Example ID",
    roleClaim,
  };
  expect(identityOf(claims, settings).role).toBe(role);
});
