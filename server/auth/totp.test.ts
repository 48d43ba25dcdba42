import { TOTP } from "otpauth";
import { io } from "socket.io-client";
import { afterAll, beforeAll, expect, test } from "vitest";
import { testDatabase } from "#server/db/test-database.ts";
import { commandLine } from "#server/domain/access/audit.ts";
import { resetTotp } from "#server/domain/access/sign-in/totp.ts";
import { startTestServer, type TestServer } from "#server/http/test-server.ts";
import {
  agentWithPassword,
  cookiesOf,
  PASSWORD,
  signIn,
} from "#server/http/test-sign-in.ts";

/** Two-step verification: signing in with it, turning it on and off, and roles that need it. */

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer(await testDatabase());
});
afterAll(() => server.stop());

const me = async (cookie: string) =>
  (await server.request("/api/v1/me", { headers: { cookie } })).status;

const codeOf = (secret: string, steps = 0) =>
  new TOTP({ secret }).generate({ timestamp: Date.now() + steps * 30_000 });

async function setUp() {
  const actor = await agentWithPassword(server, "Totp");
  const post = (path: string, body?: object) =>
    server.call(actor, "POST", path, body);
  const started = await post("/me/totp");
  expect(started.status).toBe(200);
  const { secret, uri } = started.body as { secret: string; uri: string };
  expect(uri).toMatch(/^otpauth:\/\/totp\/Parley:/);
  expect((await post("/me/totp/confirm", { code: "000" })).status).toBe(422);
  // The code of a step ago: the next one is still unused.
  const code = codeOf(secret, -1);
  const confirmed = await post("/me/totp/confirm", { code });
  expect(confirmed.status).toBe(200);
  const { recoveryCodes } = confirmed.body as { recoveryCodes: string[] };
  return { actor, secret, code, recoveryCodes };
}

const errorOf = async (response: Response) => ({
  status: response.status,
  error: new URL(
    ((await response.json()) as { url: string }).url,
  ).searchParams.get("error"),
});

test("a password alone opens nothing; a code does, once", async () => {
  const { actor, secret, code } = await setUp();
  const { email } = actor;
  expect(await errorOf(await signIn(server, email, PASSWORD))).toEqual({
    status: 401,
    error: "code_needed",
  });
  // A wrong password does not tell that a code would be needed.
  expect((await errorOf(await signIn(server, email, "wrong"))).error).toBe(
    "CredentialsSignin",
  );
  const refused = { status: 401, error: "code_wrong" };
  for (const wrong of ["123", "000000", code])
    expect(
      await errorOf(await signIn(server, email, PASSWORD, { code: wrong })),
    ).toEqual(refused);
  const next = codeOf(secret, 1);
  const opened = await signIn(server, email, PASSWORD, {
    code: `${next.slice(0, 3)} ${next.slice(3)}`,
  });
  expect(opened.status).toBe(200);
  expect(await me(cookiesOf(opened))).toBe(200);
  expect(
    await errorOf(await signIn(server, email, PASSWORD, { code: next })),
  ).toEqual(refused);
  expect((await server.call(actor, "GET", "/me")).body).toMatchObject({
    totp: true,
  });
});

test("of two requests with the same code or recovery code one signs in", async () => {
  const { actor, secret, recoveryCodes } = await setUp();
  expect(new Set(recoveryCodes).size).toBe(10);
  const [recovery = ""] = recoveryCodes;
  for (const code of [codeOf(secret, 1), recovery.toUpperCase()]) {
    const both = await Promise.all([
      signIn(server, actor.email, PASSWORD, { code }),
      signIn(server, actor.email, PASSWORD, { code }),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 401]);
  }
});

test("it is turned off by the password, or by an admin; the audit log says so", async () => {
  const { actor } = await setUp();
  const remove = (password: string) =>
    server.call(actor, "DELETE", "/me/totp", { password });
  expect((await server.call(actor, "POST", "/me/totp")).status).toBe(409);
  expect((await remove("wrong")).status).toBe(422);
  expect((await remove(PASSWORD)).status).toBe(204);
  expect((await signIn(server, actor.email, PASSWORD)).status).toBe(200);

  const lost = await setUp();
  const { context } = server.world;
  const reset = () => resetTotp(context, commandLine, lost.actor.agentId);
  expect(await reset()).toBe(true);
  expect(await reset()).toBe(false);
  expect((await signIn(server, lost.actor.email, PASSWORD)).status).toBe(200);

  const other = await setUp();
  const path = `/agents/${other.actor.agentId}/totp`;
  const mei = await server.world.agent("Mei");
  expect((await server.call(mei, "DELETE", path)).status).toBe(403);
  expect((await server.call(actor, "DELETE", path)).status).toBe(204);
  expect((await signIn(server, other.actor.email, PASSWORD)).status).toBe(200);
  const { agentId } = other.actor;
  const actions = await server.world.context.db.prisma.auditEntry.findMany({
    where: { targetId: agentId },
    select: { action: true },
  });
  expect(actions.map(({ action }) => action)).toEqual(
    expect.arrayContaining(["agent.totp_on", "agent.totp_off"]),
  );
});

test("a role that needs it sets it up before anything else", async () => {
  const boss = await server.world.agent("Boss", "owner");
  const ada = await agentWithPassword(server, "Ada");
  const cookie = cookiesOf(await signIn(server, ada.email, PASSWORD));
  const change = (totpRequired: string[]) =>
    server.call(boss, "PATCH", "/settings/security", { totpRequired });
  expect(await me(cookie)).toBe(200);
  expect((await change(["admin"])).status).toBe(200);
  try {
    const asAda = (method: string, path: string, body?: object) =>
      server.request(`/api/v1${path}`, {
        method,
        headers: {
          cookie,
          "x-parley": "1",
          "content-type": "application/json",
        },
        ...(body ? { body: JSON.stringify(body) } : {}),
      });
    const refused = await asAda("GET", "/threads");
    expect(refused.status).toBe(403);
    expect(await refused.json()).toMatchObject({ code: "totp_required" });
    expect(await socketError(cookie)).toBe("unauthorized");
    const started = await asAda("POST", "/me/totp");
    const { secret } = (await started.json()) as { secret: string };
    const code = codeOf(secret);
    expect((await asAda("POST", "/me/totp/confirm", { code })).status).toBe(
      200,
    );
    expect((await asAda("GET", "/threads")).status).toBe(200);
  } finally {
    await change([]);
  }
});

test("an old session starts it with the password alone", async () => {
  const { prisma } = server.world.context.db;
  const actor = await agentWithPassword(server, "Old");
  const cookie = cookiesOf(await signIn(server, actor.email, PASSWORD));
  const start = (body?: object) =>
    server.request("/api/v1/me/totp", {
      method: "POST",
      headers: {
        cookie,
        "x-parley": "1",
        "content-type": "application/json",
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
  expect((await start()).status).toBe(200);
  const hourAgo = new Date(Date.now() - 3_600_000);
  await prisma.agentSession.updateMany({
    where: { agentId: actor.agentId },
    data: { createdAt: hourAgo },
  });
  for (const body of [undefined, { password: "wrong" }]) {
    const refused = await start(body);
    expect(refused.status).toBe(422);
    expect(await refused.json()).toMatchObject({
      errors: [{ path: "password" }],
    });
  }
  expect((await start({ password: PASSWORD })).status).toBe(200);
});

function socketError(cookie: string): Promise<string> {
  const socket = io(server.url, {
    extraHeaders: { cookie },
    reconnection: false,
    transports: ["websocket"],
  });
  return new Promise<string>((resolve, reject) => {
    socket.on("connect_error", ({ message }) => resolve(message));
    socket.on("connect", () => reject(new Error("connected")));
  }).finally(() => socket.close());
}
