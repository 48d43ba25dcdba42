import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { ServiceQuestion } from "#contract/routing/routing-service.ts";
import { askService } from "#server/channels/routing-service/ask.ts";
import { hmacSha256Hex } from "#server/runtime/crypto.ts";

/** Against a real server on this machine. */

const SECRET = "a secret shared by both";
const ID = "019a0000-0000-7000-8000-000000000001";
const question: ServiceQuestion = {
  version: 1,
  at: "2026-11-23T09:00:00.000Z",
  queue: { id: ID, name: "Support 支援" },
  thread: {
    id: ID,
    channelId: ID,
    customerId: ID,
    locale: "zh_TW",
    labels: ["VIP"],
    waitingSince: null,
    priority: 0,
    round: 1,
  },
  eligible: [
    {
      id: ID,
      name: "Mei",
      load: 1,
      capacity: 10,
      skillGroup: 1,
      answered: 3,
      lastAssignedAt: null,
    },
  ],
  passed: [],
};

type Answer = {
  status?: number;
  body?: string;
  headers?: Record<string, string>;
  /** never: headers do not come; half: the body does not end. */
  stalls?: "never" | "half";
};

let server: Server;
let url: string;
let answer: Answer;
let seen: { headers: IncomingMessage["headers"]; body: string }[];

beforeAll(async () => {
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const body = Buffer.concat(chunks).toString();
      seen.push({ headers: request.headers, body });
      if (answer.stalls === "never") return;
      response.writeHead(answer.status ?? 200, answer.headers);
      if (answer.stalls === "half") response.write("{");
      else response.end(answer.body ?? `{"agentIds":["${ID}"]}`);
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  url = `http://127.0.0.1:${port}/choose?for=us`;
});
beforeEach(() => {
  answer = {};
  seen = [];
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const ask = (more: Partial<Parameters<typeof askService>[0]> = {}) =>
  askService({ url, secret: SECRET, question, allowPrivate: true, ...more });
const failed = (outcome: string) => ({ kind: "failed", outcome });

test("the question is JSON, signed over its time and its bytes; whom it names comes back", async () => {
  expect(await ask()).toEqual({ kind: "named", agentIds: [ID] });
  const [{ headers, body } = { headers: {}, body: "" }] = seen;
  expect(JSON.parse(body)).toEqual(question);
  const timestamp = headers["x-parley-timestamp"];
  expect(timestamp).toBe(String(Date.parse(question.at) / 1000));
  expect(headers["x-parley-signature"]).toBe(
    `sha256=${hmacSha256Hex(SECRET, `${String(timestamp)}.${body}`)}`,
  );
});

test.each<[string, Answer, string]>([
  ["another status", { status: 500 }, "status"],
  ["nothing to say", { status: 204 }, "status"],
  [
    "somewhere else",
    { status: 302, headers: { location: "http://127.0.0.1:9/" } },
    "status",
  ],
  ["no JSON", { body: "Mei" }, "bad_answer"],
  ["another shape", { body: `["${ID}"]` }, "bad_answer"],
  ["numbers", { body: '{"agentIds":[1]}' }, "bad_answer"],
  ["too much", { body: " ".repeat(70_000) }, "bad_answer"],
])("%s is no answer", async (_, given, outcome) => {
  answer = given;
  expect(await ask()).toEqual(failed(outcome));
});

test.each(["never", "half"] as const)(
  "an answer that comes %s is given up when the budget is over",
  async (stalls) => {
    answer = { stalls };
    const startedAt = performance.now();
    expect(await ask({ budgetMs: 200 })).toEqual(failed("timeout"));
    expect(performance.now() - startedAt).toBeLessThan(1_500);
  },
);

test("nobody there", async () => {
  expect(await ask({ url: "http://127.0.0.1:1/" })).toEqual(
    failed("unreachable"),
  );
});

test.each([
  ["a private address", "https://10.0.0.1/"],
  ["this machine by name", "https://localhost/"],
  ["this machine inside IPv6", "https://[::ffff:127.0.0.1]/"],
  ["the machine's own credentials", "https://169.254.169.254/"],
  ["no encryption", "http://example.com/"],
])("without being allowed to, nothing goes to %s", async (_, forbidden) => {
  expect(await ask({ url: forbidden, allowPrivate: false })).toEqual(
    failed("private_address"),
  );
  expect(seen).toEqual([]);
});

test("also where private ones are allowed, never to link-local ones", async () => {
  expect(await ask({ url: "http://169.254.169.254/" })).toEqual(
    failed("private_address"),
  );
});
