import { createHmac } from "node:crypto";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createGraph } from "#server/channels/meta/graph.ts";
import type { GraphCall } from "#server/channels/meta/graph.ts";
import {
  graphError,
  json,
  reset,
  silence,
  startTestServer,
} from "#server/channels/common/test-server.ts";
import type {
  Answer,
  TestServer,
} from "#server/channels/common/test-server.ts";

const TOKEN = "EAAtestPageTokenWithSomeLength0123456789";
const SECRET = "0123456789abcdef0123456789abcdef";
const SHORT_MS = 150;

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

const logged: unknown[] = [];
const log = { debug: (fields: unknown) => void logged.push(fields) };

const POST: GraphCall = {
  method: "POST",
  path: ["104200000000011", "messages"],
  token: TOKEN,
  appSecret: SECRET,
  body: { json: { text: "Grüße 🙂" } },
};

function call(more: Partial<GraphCall> = {}, baseUrl = server.url) {
  return createGraph({ baseUrl, version: "v26.0", log }).call({
    ...POST,
    ...more,
  });
}

function get(path: string, more: Partial<GraphCall> = {}) {
  return createGraph({ baseUrl: server.url, version: "v26.0" }).call({
    method: "GET",
    path: [path],
    token: TOKEN,
    appSecret: SECRET,
    ...more,
  });
}

describe("a request", () => {
  test("has version, bearer token, proof and JSON", async () => {
    server.answer(json({ message_id: "m_1" }));
    expect(await call()).toMatchObject({
      kind: "ok",
      body: { message_id: "m_1" },
    });
    const [received] = server.received;
    expect(received).toMatchObject({
      method: "POST",
      path: "/v26.0/104200000000011/messages",
      headers: {
        authorization: `Bearer ${TOKEN}`,
        "content-type": "application/json",
      },
    });
    expect(received?.query).toEqual({
      appsecret_proof: createHmac("sha256", SECRET).update(TOKEN).digest("hex"),
    });
    expect(JSON.parse(String(received?.body))).toEqual({ text: "Grüße 🙂" });
  });

  test("with an app token in the query has no proof", async () => {
    server.answer(json({ data: {} }));
    await get("debug_token", {
      tokenIn: "query",
      appSecret: null,
      query: { input_token: "x" },
    });
    expect(server.received[0]?.query).toEqual({
      input_token: "x",
      access_token: TOKEN,
    });
    expect(server.received[0]?.headers).not.toHaveProperty("authorization");
  });

  test("encodes what stands in the path", async () => {
    server.answer(json({}));
    await get("../a?b");
    expect(server.received[0]?.path).toBe("/v26.0/..%2Fa%3Fb");
  });

  test.each(["", "a\nb", "令牌", "a b"])(
    "with the token %j is not made: it cannot be one",
    async (token) => {
      server.answer(json({}));
      expect(await call({ token })).toMatchObject({
        class: "channel",
        key: "token_invalid",
      });
      expect(server.received).toHaveLength(0);
    },
  );

  test("that cannot be made is refused, not uncertain", async () => {
    expect(await call({ method: "GET" })).toMatchObject({ class: "refused" });
    expect(await call({}, "no url")).toMatchObject({ class: "refused" });
  });

  test("follows no redirect, which would take the token along", async () => {
    server.answer((_received, response) => {
      response.writeHead(302, { location: `${server.url}/elsewhere` }).end();
    }, json({}));
    expect(await call()).toMatchObject({ kind: "failed", class: "refused" });
    expect(server.received).toHaveLength(1);
  });

  test("follows none with a file either, and a look settles it", async () => {
    server.answer((_received, response) => {
      response.writeHead(307, { location: `${server.url}/elsewhere` }).end();
    }, json({}));
    const form = new FormData();
    form.append("filedata", new Blob(["a file"]), "a.txt");
    expect(await call({ body: { form } })).toMatchObject({
      kind: "failed",
      class: "uncertain",
    });
    expect(server.received).toHaveLength(1);
  });
});

describe("an answer", () => {
  test("long ids keep their digits", async () => {
    server.answer((_received, response) => {
      response.end('{"id":12345678901234567890}');
    });
    expect(await call()).toMatchObject({
      body: { id: "12345678901234567890" },
    });
  });

  test("usage headers come along, with success and with failure", async () => {
    const headers = {
      "x-business-use-case-usage":
        '{"1":[{"type":"messenger","call_count":100,"estimated_time_to_regain_access":3}]}',
    };
    server.answer(json({}, 200, headers));
    expect(await call()).toMatchObject({
      usage: { percent: 100, regainMs: 180_000 },
    });
    server.answer(json({ error: { code: 80006, message: "x" } }, 400, headers));
    expect(await call()).toMatchObject({
      class: "later",
      wholeChannel: true,
      afterMs: 180_000,
      usage: { percent: 100 },
    });
  });

  const html: (status: number) => Answer =
    (status) => (_received, response) => {
      response
        .writeHead(status, { "content-type": "text/html" })
        .end("<h1>no</h1>");
    };

  test.each<[string, Answer, object]>([
    [
      "a refusal",
      graphError(10, 2018278),
      {
        class: "refused",
        key: "window_closed",
        error: { code: 10, subcode: 2018278, trace: "AxYz" },
      },
    ],
    [
      "a refusal with status 200",
      json({ error: { code: 551, message: "x" } }),
      { class: "refused", key: "person_unavailable" },
    ],
    [
      "a dead token",
      graphError(190, 460),
      { class: "channel", key: "token_invalid" },
    ],
    [
      "a Graph error with status 500",
      json({ error: { code: 2, message: "x" } }, 500),
      { class: "later", key: "vendor_temporary" },
    ],
    [
      "may have been sent",
      graphError(1, 1357046),
      { class: "uncertain", key: "maybe_sent" },
    ],
    [
      "a wrong proof",
      graphError(100, undefined, {
        message: "Invalid appsecret_proof provided in the API argument",
      }),
      { class: "channel", key: "app_secret_wrong" },
    ],
    ["a gateway's 502", html(502), { class: "uncertain", key: "maybe_sent" }],
    ["a gateway's 403", html(403), { class: "refused", key: "unknown" }],
    [
      "429 without a Graph error",
      html(429),
      { class: "later", key: "rate_limited", wholeChannel: true },
    ],
    ["413", html(413), { class: "refused", key: "message_too_large" }],
    ["200 without JSON", html(200), { class: "uncertain", key: "maybe_sent" }],
  ])("%s", async (_name, answer, expected) => {
    server.answer(answer);
    expect(await call()).toMatchObject({ kind: "failed", ...expected });
  });

  test("a Retry-After is respected", async () => {
    server.answer((_received, response) => {
      response.writeHead(429, { "retry-after": "7" }).end();
    });
    expect(await call()).toMatchObject({ class: "later", afterMs: 7000 });
  });
});

describe("a connection that fails", () => {
  test("reset after the request was read: uncertain", async () => {
    server.answer(reset);
    expect(await call()).toMatchObject({
      class: "uncertain",
      key: "maybe_sent",
    });
  });

  test("cut within the answer: uncertain", async () => {
    server.answer((_received, response) => {
      response.writeHead(200, { "content-length": "100" });
      response.write('{"message_id":', () => response.socket?.destroy());
    });
    expect(await call()).toMatchObject({ class: "uncertain" });
  });

  test("no answer in time: uncertain", async () => {
    server.answer(silence);
    expect(await call({ timeoutMs: SHORT_MS })).toMatchObject({
      class: "uncertain",
    });
  });

  test("stopped by the caller on the way: uncertain", async () => {
    const stop = new AbortController();
    server.answer(() => stop.abort());
    expect(await call({ signal: stop.signal })).toMatchObject({
      class: "uncertain",
    });
  });

  test("stopped before it began: surely not taken", async () => {
    server.answer(json({}));
    expect(await call({ signal: AbortSignal.abort() })).toMatchObject({
      class: "later",
      key: "unreachable",
    });
    expect(server.received).toHaveLength(0);
  });

  test("nobody listens: surely not taken, the whole channel waits", async () => {
    const url = await unusedUrl();
    expect(await call({}, url)).toMatchObject({
      class: "later",
      key: "unreachable",
      wholeChannel: true,
    });
  });

  test("no such host: surely not taken", async () => {
    expect(await call({}, "http://parley.invalid")).toMatchObject({
      class: "later",
      key: "unreachable",
    });
  });

  test("no TLS on the other side: surely not taken", async () => {
    const url = server.url.replace("http:", "https:");
    expect(await call({}, url)).toMatchObject({
      class: "later",
      key: "unreachable",
    });
  });
});

test("neither log nor error ever holds a token, secret or proof", async () => {
  logged.length = 0;
  server.answer(
    graphError(190, undefined, {
      message: `Malformed access token ${TOKEN} of EAAanotherTokenThatMetaQuotes99 and ${SECRET}`,
    }),
  );
  const result = await call();
  const told = JSON.stringify([logged, result]);
  expect(told).toContain("Malformed access token [redacted]");
  expect(logged).toHaveLength(1);
  for (const secret of ["EAA", SECRET, "appsecret_proof"]) {
    expect(told).not.toContain(secret);
  }
});

/** The address of a server that has just gone. */
async function unusedUrl(): Promise<string> {
  const gone = createServer();
  await new Promise<void>((resolve) => gone.listen(0, "127.0.0.1", resolve));
  const { port } = gone.address() as AddressInfo;
  await new Promise((resolve) => gone.close(resolve));
  return `http://127.0.0.1:${port}`;
}
