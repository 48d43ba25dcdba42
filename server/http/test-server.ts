import type { AddressInfo } from "node:net";
import { authSettings, type Host } from "#server/auth/host.ts";
import {
  sessionCookieName,
  sessionSetCookie,
} from "#server/auth/session-cookie.ts";
import type { SignInLimit } from "#server/auth/sign-in-limit.ts";
import type { Database } from "#server/db/client.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import {
  actorForSession,
  openSession,
} from "#server/domain/access/sign-in/sessions.ts";
import type { ApiRates } from "#server/http/edge/request/api-limit.ts";
import { createApp } from "#server/http/app.ts";
import { readinessChecks } from "#server/http/ops/checks.ts";
import { createMetrics } from "#server/http/ops/metrics.ts";
import { listen } from "#server/http/edge/server.ts";
import { createFanOut } from "#server/live/fan-out.ts";
import { startLive, type Live } from "#server/live/live.ts";
import { noAddresses, type AddressList } from "#server/runtime/address-list.ts";
import { newId, randomToken, sha256Hex } from "#server/runtime/crypto.ts";
import { createWorld, type World } from "#server/pipeline/test-world.ts";
import type { OidcSettings } from "#server/auth/oidc.ts";

export type TestServerOptions = {
  /** There are other nodes on the same database. */
  among?: boolean;
  rates?: ApiRates;
  signInLimit?: SignInLimit;
  /** Callbacks may be at private addresses. */
  outboundPrivate?: boolean;
  /** The address of the vendor's stand-in; without it none listens. */
  metaGraphUrl?: string;
  /** Names of other apps, as META_APP_NAMES gives them. */
  appNames?: Record<string, string>;
  oidc?: OidcSettings;
  /** None, unless said. */
  trustedProxies?: AddressList;
};

/** The whole server but its pages and its work, on a free port of 127.0.0.1. */
export type TestServer = {
  url: string;
  world: World;
  host: Host;
  live: Live;
  /** As `fetch`, below the server's address. */
  request(path: string, init?: RequestInit): Promise<Response>;
  /** JSON in, JSON out, as the bearer of a token of this agent. */
  call(
    actor: Actor | null,
    method: string,
    path: string,
    body?: unknown,
  ): Promise<Answer>;
  /** The body of a call that succeeds. @throws Error with the answer, where it is refused */
  ok<T = unknown>(
    actor: Actor | null,
    method: string,
    path: string,
    body?: unknown,
  ): Promise<T>;
  token(actor: Actor): Promise<string>;
  /** A Cookie header that is signed in. */
  cookie(actor: Actor): Promise<string>;
  stop(): Promise<void>;
};

export type Answer = { status: number; headers: Headers; body: unknown };

export async function startTestServer(
  db: Database,
  options: TestServerOptions = {},
): Promise<TestServer> {
  const world = createWorld(
    db,
    options.metaGraphUrl,
    options.outboundPrivate,
    options.appNames,
  );
  const { context } = world;
  const host: Host = {
    context,
    auth: authSettings(
      "a secret for tests, long enough",
      context.config.publicUrl,
      options.oidc ?? null,
    ),
    actorForSession: (claim, from) => actorForSession(context, claim, from),
    trustedProxies: options.trustedProxies ?? noAddresses,
    hasServer: true,
    accessChanged: () => undefined,
  };
  const server = await listen({ host: "127.0.0.1", port: 0 });
  const fanOut = await createFanOut({
    db,
    log: context.log,
    alone: !options.among,
    redisUrl: null,
  });
  const { services } = world;
  const live = startLive({ host, services, fanOut, node: server.sockets });
  host.accessChanged = live.recheck;
  server.serve(
    createApp({
      host,
      services,
      checks: readinessChecks(context, {
        pendingMigrations: null,
        works: null,
      }),
      metrics: createMetrics(db, { sockets: live.sockets, sends: {} }),
      ...options,
    }),
    null,
  );
  const { port } = server.node.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  const request: TestServer["request"] = (path, init) =>
    fetch(url + path, { redirect: "manual", ...init });

  async function token(actor: Actor): Promise<string> {
    // Straight into the database: a test makes more than a person may have.
    const bearer = `parley_${randomToken()}`;
    await db.prisma.apiToken.create({
      data: {
        id: newId(),
        agentId: actor.agentId,
        hash: sha256Hex(bearer),
        name: "",
      },
      select: { id: true },
    });
    return bearer;
  }

  const call: TestServer["call"] = async (actor, method, path, body) => {
    const response = await request(`/api/v1${path}`, {
      method,
      headers: {
        ...(actor ? { authorization: `Bearer ${await token(actor)}` } : {}),
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: text === "" ? null : JSON.parse(text),
    };
  };

  return {
    url,
    world,
    host,
    live,
    request,
    token,
    call,
    async ok<T>(
      ...[actor, method, path, body]: Parameters<TestServer["call"]>
    ) {
      const answer = await call(actor, method, path, body);
      if (answer.status >= 300)
        throw new Error(
          `${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`,
        );
      return answer.body as T;
    },
    async cookie({ agentId }) {
      const { sessionVersion } = await db.prisma.agent.findUniqueOrThrow({
        where: { id: agentId },
        select: { sessionVersion: true },
      });
      const header = await sessionSetCookie(host.auth, {
        sessionId: await openSession(db.prisma, agentId, new Date()),
        agentId,
        sessionVersion,
      });
      const value = header.split(";")[0] ?? "";
      if (!value.startsWith(sessionCookieName(host.auth)))
        throw new Error("No session cookie.");
      return value;
    },
    async stop() {
      await Promise.all([server.drain(5_000), live.close()]);
      await live.end();
    },
  };
}
