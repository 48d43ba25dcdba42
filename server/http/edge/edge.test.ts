import { createHmac } from "node:crypto";
import { request as nodeRequest } from "node:http";
import type { IncomingMessage } from "node:http";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { testDatabase } from "#server/db/test-database.ts";
import { maxBodyBytes } from "#server/http/edge/request/body.ts";
import { startTestServer, type TestServer } from "#server/http/test-server.ts";

/** Rules that hold for every address, whatever is behind it. */

let server: TestServer;
let authorization: string;
let hook: string;
/** METHOD /path of every route, with ids filled in. */
let routes: { method: string; path: string }[];

beforeAll(async () => {
  const db = await testDatabase();
  server = await startTestServer(db, {
    rates: { perAgent: 1e6, perUnknownAddress: 1e6 },
  });
  authorization = `Bearer ${await server.token(await server.world.agent("Ada", "owner"))}`;
  const { sourceId } = await server.world.page(null);
  const { webhookKey } = await db.prisma.source.findUniqueOrThrow({
    where: { id: sourceId },
  });
  hook = `/webhooks/meta/${webhookKey}`;
  const document = (await (
    await server.request("/api/v1/openapi.json")
  ).json()) as { paths: Record<string, Record<string, unknown>> };
  const nobody = "00000000-0000-7000-8000-000000000000";
  routes = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => ({
      method: method.toUpperCase(),
      path: (path.startsWith("/api/v1") ? path : `/api/v1${path}`).replace(
        /\{\w+\}/g,
        nobody,
      ),
    })),
  );
  for (const path of ["csrf", "providers", "session", "signin", "error"])
    routes.push({ method: "GET", path: `/api/auth/${path}` });
  for (const path of ["callback/credentials", "signout", "_log", "x"])
    routes.push({ method: "POST", path: `/api/auth/${path}` });
  for (const path of [
    "/api/health",
    "/api/ready",
    "/metrics",
    "/api",
    "/api/x",
  ])
    routes.push({ method: "GET", path });
  routes.push({ method: "GET", path: hook }, { method: "POST", path: hook });
  routes.push({ method: "GET", path: "/api/v1/docs" });
});
afterAll(() => server.stop());

type Ask = {
  method?: string;
  /** As it stands in the request line: no client cleans it. */
  path: string;
  headers?: Record<string, string>;
  body?: Uint8Array | string;
};

async function ask({ method = "GET", path, headers, body }: Ask) {
  const { port } = new URL(server.url);
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const sent = nodeRequest(
      { host: "127.0.0.1", port, method, path, headers },
      resolve,
    );
    sent.on("error", reject);
    sent.end(body);
  });
  return { ...pick(answer), body: await text(answer) };
}

function pick({ statusCode = 0, headers }: IncomingMessage) {
  return { status: statusCode, headers };
}

describe("one spelling of an address", () => {
  test.for([
    "/./api/v1/me",
    "/x/../api/v1/me",
    "/%2e/api/v1/me",
    "//api/v1/me",
    "/api//v1/me/",
    "/%61pi/v1/me",
    "http://elsewhere.example/api/v1/me",
  ])("%s is /api/v1/me", async (path) => {
    const known = await ask({ path, headers: { authorization } });
    expect(known.status).toBe(200);
    expect((await ask({ path })).status).toBe(401);
  });

  test("health and webhooks with a slash, or two", async () => {
    expect((await ask({ path: "/api/health/" })).status).toBe(200);
    const query =
      "?hub.mode=subscribe&hub.verify_token=verify&hub.challenge=1158201444";
    for (const path of [hook, `${hook}/`, `/${hook}`]) {
      const confirmed = await ask({ path: path + query });
      expect(confirmed).toMatchObject({ status: 200, body: "1158201444" });
      const body = `{"object":"page","entry":[],"n":"${path}"}`;
      const digest = createHmac("sha256", "app-secret").update(body);
      const taken = await ask({
        method: "POST",
        path,
        headers: { "x-hub-signature-256": `sha256=${digest.digest("hex")}` },
        body,
      });
      expect(taken.status).toBe(200);
    }
  });

  test.for(["*", "/%zz", "/%ff"])("%s is no path: 400", async (path) => {
    const method = path === "*" ? "OPTIONS" : "GET";
    const answer = await ask({ method, path });
    expect(answer.status).toBe(400);
    expect(answer.headers["content-type"]).toBe("application/problem+json");
  });
});

test("every response is uncached, shown in no frame and read as its declared type", async () => {
  for (const { method, path } of routes) {
    const answer = await ask({ method, path, headers: { authorization } });
    const name = `${method} ${path}`;
    const { headers } = answer;
    expect([name, headers["x-content-type-options"]]).toEqual([
      name,
      "nosniff",
    ]);
    expect([name, headers["x-frame-options"]]).toEqual([name, "DENY"]);
    expect([name, headers["content-security-policy"]]).toEqual([
      name,
      expect.stringMatching(
        /default-src 'none'.*(frame-ancestors 'none'|sandbox)/,
      ),
    ]);
    expect([name, headers["cache-control"]]).toEqual([
      name,
      expect.stringMatching(/no-store|^private/),
    ]);
    expect([name, answer.status < 500 || answer.status === 503]).toEqual([
      name,
      true,
    ]);
  }
});

test("the library's own pages are not there", async () => {
  for (const path of ["signout", "signin", "verify-request", "error", "x"]) {
    expect((await ask({ path: `/api/auth/${path}` })).status).toBe(404);
  }
  const byGet = await ask({ path: "/api/auth/callback/credentials?email=a" });
  expect(byGet.status).toBe(404);
});

describe("every route bounds its body", () => {
  test("a declared length that is too large is refused before a byte is read", async () => {
    for (const { method, path } of routes) {
      if (method === "GET") continue;
      // Only the head is sent: the answer cannot have waited for the body.
      const head = [
        `${method} ${path} HTTP/1.1`,
        "host: x",
        `authorization: ${authorization}`,
        "content-type: application/json",
        `content-length: ${maxBodyBytes(path) + 1}`,
      ];
      const line = await firstLine(`${head.join("\r\n")}\r\n\r\n`);
      expect([method, path, line]).toEqual([
        method,
        path,
        expect.stringMatching(/ 413 /),
      ]);
    }
  });

  test("an undeclared length is refused at the first byte too many", async () => {
    for (const { method, path } of routes) {
      if (method === "GET") continue;
      const size = maxBodyBytes(path) + 1;
      const head = [
        `${method} ${path} HTTP/1.1`,
        "host: x",
        `authorization: ${authorization}`,
        "content-type: application/json",
        "transfer-encoding: chunked",
      ];
      const line = await firstLine(
        `${head.join("\r\n")}\r\n\r\n${size.toString(16)}\r\n${"x".repeat(size)}\r\n0\r\n\r\n`,
      );
      // A route that needs no body answers without reading it.
      expect([method, path, line]).toEqual([
        method,
        path,
        expect.stringMatching(READS_BODY.test(path) ? / 413 / : / [234]\d\d /),
      ]);
    }
  });

  test.for([
    "/api/auth/callback/credentials",
    "/api/auth/x",
    "/api/v1/agents",
    "/api/v1/x",
    "/x",
  ])("%s takes no endless body", async (path) => {
    // An unread body is discarded for half a second at most.
    expect(await takenOf(path, 1024 * MEGABYTE)).toBeLessThan(512 * MEGABYTE);
  });
});

const READS_BODY =
  /credentials$|^\/webhooks\/|\/v1\/(agents|queues|departments)$/;

const MEGABYTE = 1024 * 1024;

function firstLine(request: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(server.url).port), "127.0.0.1");
    socket.once("error", reject);
    socket.once("data", (data) => {
      socket.destroy();
      resolve(data.toString("latin1").split("\r\n")[0] ?? "");
    });
    socket.write(request);
  });
}

/** Sends a body without a declared length. Returns how much of `bytes` was sent before the server refused. */
function takenOf(path: string, bytes: number): Promise<number> {
  const chunk = Buffer.alloc(MEGABYTE);
  const framed = Buffer.concat([
    Buffer.from(`${MEGABYTE.toString(16)}\r\n`),
    chunk,
    Buffer.from("\r\n"),
  ]);
  return new Promise((resolve) => {
    let sent = 0;
    const socket = connect(Number(new URL(server.url).port), "127.0.0.1");
    const end = () => {
      socket.destroy();
      resolve(sent);
    };
    const more = () => {
      if (sent >= bytes) return end();
      socket.write(framed, (error) => {
        if (error) return end();
        sent += MEGABYTE;
        more();
      });
    };
    socket.once("error", end);
    socket.once("close", end);
    socket.resume();
    socket.write(
      `POST ${path} HTTP/1.1\r\nhost: x\r\nauthorization: ${authorization}\r\ntransfer-encoding: chunked\r\n\r\n`,
    );
    more();
  });
}
