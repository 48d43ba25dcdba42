import { Validator } from "@seriousme/openapi-schema-validator";
import { agentSchema } from "#contract/people/agent.ts";
import { channelSchema } from "#contract/channels/channel.ts";
import { listedCustomerSchema } from "#contract/customers/customer.ts";
import { messageSchema } from "#contract/threads/message.ts";
import { queueSchema } from "#contract/routing/queue.ts";
import { threadSchema } from "#contract/threads/thread.ts";
import type { Agent } from "#contract/people/agent.ts";
import type { Customer } from "#contract/customers/customer.ts";
import type { Message } from "#contract/threads/message.ts";
import type { ProblemDetails } from "#contract/base/problem.ts";
import type { Thread } from "#contract/threads/thread.ts";
import { createApi, signIn } from "./harness/api.ts";
import type { Answer, Api, Listed } from "./harness/api.ts";
import { startCompany } from "./harness/company.ts";
import type { Colleague, TestCompany } from "./harness/company.ts";
import { META_APP, PAGES } from "./harness/simulator.ts";
import type { Person } from "./harness/simulator.ts";
import { expect, test } from "./harness/test.ts";

/** The REST API as an integrator meets it: CONTRACT, section 5. */

const pageId = PAGES[0].pageId;
const NOBODY = "0192f0c1-0000-7000-8000-000000000000";
let company: TestCompany;
let anna: Colleague; // in the queue
let ben: Colleague; // not in the queue
let guest: Person;
let thread: Thread;

test.beforeAll(async ({ postgres }) => {
  company = await startCompany({ postgres });
  anna = await company.colleague("Anna");
  ben = await company.colleague("Ben");
  const queue = await company.queue([anna]);
  await company.route(company.channel, "queue", queue.id);
  guest = await company.simulator.person("Grace Guest");
  thread = await newThread("Hello from Grace");
});
test.afterAll(() => company.close());

/** A message of a customer; returns its thread once it has arrived. */
async function newThread(text: string, attachments: object[] = []) {
  const person = attachments.length > 0 ? await somebody() : guest;
  await company.simulator.write(pageId, person.personId, { text, attachments });
  return company.threadOf(person.psids[pageId] ?? "");
}

function somebody(): Promise<Person> {
  return company.simulator.person(
    `Guest ${Math.random().toString(36).slice(2)}`,
  );
}

async function waitingThread(): Promise<Thread> {
  const person = await somebody();
  await company.simulator.write(pageId, person.personId, { text: "Anybody?" });
  return company.threadOf(person.psids[pageId] ?? "");
}

function expectProblem(answer: Answer, status: number): ProblemDetails {
  expect(answer.headers.get("content-type")).toMatch(
    /^application\/problem\+json/,
  );
  const problem = answer.body as ProblemDetails;
  expect(problem).toMatchObject({
    status,
    type: expect.any(String),
    title: expect.any(String),
    detail: expect.any(String),
  });
  expect(answer.status).toBe(status);
  return problem;
}

test.describe("problems are application/problem+json", () => {
  test("401: without a token, with a wrong one, with a bare word", async () => {
    const ways: Record<string, string>[] = [
      {},
      { authorization: "Bearer parley_not-a-token" },
      { authorization: "Bearer" },
      { authorization: "Basic b2xpdmlhOm9saXZpYQ==" },
      { cookie: "parley.session=forged" },
    ];
    const nobody = createApi(company.app.url, null);
    for (const headers of ways) {
      expectProblem(await nobody.ask("GET", "/me", undefined, headers), 401);
    }
  });

  test("403: an agent is no administrator", async () => {
    const asked: [string, string, object?][] = [
      ["GET", "/channels"],
      ["GET", "/audit"],
      ["POST", "/agents", { email: "x@example.com", name: "X" }],
      ["POST", "/queues", { name: "Mine" }],
      ["PATCH", `/agents/${ben.id}`, { role: "owner" }],
      ["DELETE", `/channels/${company.channel.id}`],
    ];
    for (const [method, path, body] of asked) {
      expectProblem(await ben.api.ask(method, path, body), 403);
    }
  });

  test("404: unknown addresses, unknown ids and ids that are none", async () => {
    for (const path of [
      "/nothing",
      `/threads/${NOBODY}`,
      "/threads/42",
      "/threads/'%3B--",
      `/customers/${NOBODY}`,
      `/files/${NOBODY}`,
    ]) {
      expectProblem(await company.owner.api.ask("GET", path), 404);
    }
  });

  test("405: a known address, another method; it says which", async () => {
    const answer = await company.owner.api.ask("DELETE", "/me");
    expectProblem(answer, 405);
    expect(answer.headers.get("allow")).toContain("GET");
  });

  test("409: exists already", async () => {
    const { owner } = company;
    const again = { email: anna.email, name: "Anna again" };
    expectProblem(await owner.api.ask("POST", "/agents", again), 409);
    const page = {
      pageId,
      pageToken: PAGES[0].token,
      ...META_APP,
    };
    expectProblem(await owner.api.ask("POST", "/channels", page), 409);
  });

  test("422: each wrong value is named", async () => {
    const answer = await company.owner.api.ask("POST", "/agents", {
      email: "no address",
      name: "",
      role: "emperor",
      password: "short",
    });
    const { errors } = expectProblem(answer, 422);
    expect(errors?.map(({ path }) => path).toSorted()).toEqual([
      "email",
      "name",
      "password",
      "role",
    ]);
    for (const { message } of errors ?? []) expect(message).not.toBe("");
  });

  test("422: a body that is no JSON, a list that is too long, a cursor of somebody else", async () => {
    const { api } = company.owner;
    expectProblem(await api.ask("POST", "/queues", "{not json"), 422);
    expectProblem(await api.ask("GET", "/threads?limit=101"), 422);
    expectProblem(await api.ask("GET", "/threads?limit=0"), 422);
    expectProblem(await api.ask("GET", "/threads?cursor=made-up"), 422);
    expectProblem(await api.ask("GET", "/threads?status=sleepy"), 422);
  });

  test("413: more than a request may have", async () => {
    const long = JSON.stringify({ name: "x".repeat(1024 * 1024) });
    expectProblem(await company.owner.api.ask("POST", "/queues", long), 413);
  });
});

test.describe("lists", () => {
  test("cursors walk through everything once, newest first, while more arrives", async () => {
    const written = Array.from({ length: 25 }, (_, nth) => `Number ${nth}`);
    for (const text of written) {
      await company.simulator.write(pageId, guest.personId, { text });
    }
    const path = `/threads/${thread.id}/messages`;
    const all = () => company.owner.api.all<Message>(path);
    await expect.poll(async () => (await all()).length).toBeGreaterThan(25);
    const first = await company.owner.api.get<Listed<Message>>(
      `${path}?limit=10`,
    );
    expect(first.items).toHaveLength(10);
    await company.simulator.write(pageId, guest.personId, { text: "Later" });
    await expect
      .poll(async () => (await all()).some(({ text }) => text === "Later"))
      .toBe(true);
    const seen = [...first.items];
    for (let { nextCursor } = first; nextCursor !== null;) {
      const page = await company.owner.api.get<Listed<Message>>(
        `${path}?limit=10&cursor=${nextCursor}`,
      );
      seen.push(...page.items);
      nextCursor = page.nextCursor;
    }
    expect(new Set(seen.map(({ id }) => id)).size).toBe(seen.length);
    const texts = seen.flatMap(({ text }) => text ?? []);
    expect(texts.filter((text) => text.startsWith("Number"))).toEqual(
      written.toReversed(),
    );
    expect(texts).not.toContain("Later");
    const times = seen.map(({ sentAt }) => Date.parse(sentAt));
    expect(times).toEqual(times.toSorted((a, b) => b - a));
  });

  test("threads are filtered by status, owner, queue, channel and words", async () => {
    const mine = await waitingThread();
    await anna.api.post(`/threads/${mine.id}/take`);
    const ids = async (api: Api, query: string) =>
      (await api.all<Thread>(`/threads?${query}`)).map(({ id }) => id);
    expect(await ids(anna.api, "owner=me")).toEqual([mine.id]);
    expect(await ids(anna.api, "owner=none")).not.toContain(mine.id);
    expect(await ids(anna.api, "owner=none")).toContain(thread.id);
    expect(await ids(company.owner.api, `owner=${anna.id}`)).toEqual([mine.id]);
    expect(await ids(anna.api, "status=open")).toEqual([mine.id]);
    expect(await ids(anna.api, "status=closed")).toEqual([]);
    expect(await ids(anna.api, `channel=${NOBODY}`)).toEqual([]);
    expect(await ids(anna.api, `channel=${company.channel.id}`)).toContain(
      mine.id,
    );
    expect(await ids(anna.api, "q=from%20Grace")).toEqual([thread.id]);
    expect(await ids(anna.api, "q=100%25")).toEqual([]);
  });
});

test.describe("sessions and tokens", () => {
  test("a cookie needs a sign that the console itself asks; a token does not", async () => {
    const cookie = (await signIn(company.app.url, anna)) ?? "";
    const session = createApi(company.app.url, { cookie });
    expect((await session.ask("GET", "/me")).status).toBe(200);
    const set = (headers: Record<string, string>) =>
      session.ask("PATCH", "/me/presence", '{"presence":"away"}', headers);
    const plain = { "content-type": "text/plain" };
    const forged: Record<string, string>[] = [
      plain,
      { origin: "https://evil.example" },
      { ...plain, "sec-fetch-site": "cross-site" },
      { "sec-fetch-site": "same-site" },
      { origin: "null" },
    ];
    for (const headers of forged) expectProblem(await set(headers), 403);
    expect((await anna.api.get<Agent>("/me")).presence).not.toBe("away");
    const trusted: Record<string, string>[] = [
      { ...plain, "x-parley": "1" },
      { origin: company.app.url },
      { ...plain, "sec-fetch-site": "same-origin" },
    ];
    for (const headers of trusted)
      expect((await set(headers)).status).toBe(200);
    const byToken = await anna.api.ask(
      "PATCH",
      "/me/presence",
      '{"presence":"available"}',
      { ...plain, origin: "https://integrator.example" },
    );
    expect(byToken.status).toBe(200);
  });

  test("wrong words sign nobody in; after ten tries it is 429 with Retry-After", async () => {
    const guesser = { email: ben.email, password: "not Ben's password" };
    const statuses: number[] = [];
    const csrf = await fetch(`${company.app.url}/api/auth/csrf`);
    const { csrfToken } = (await csrf.json()) as { csrfToken: string };
    const cookie = csrf.headers
      .getSetCookie()
      .map((line) => line.split(";")[0])
      .join("; ");
    let last = csrf;
    for (let nth = 0; nth < 11; nth += 1) {
      last = await fetch(`${company.app.url}/api/auth/callback/credentials`, {
        method: "POST",
        headers: { cookie },
        body: new URLSearchParams({ csrfToken, ...guesser, json: "true" }),
      });
      statuses.push(last.status);
    }
    expect(statuses).toEqual([...Array<number>(10).fill(401), 429]);
    expect(Number(last.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(await signIn(company.app.url, anna)).not.toBeNull();
  });

  test("a token that is revoked and an agent that is disabled are nobody at once", async () => {
    const eve = await company.colleague("Eve");
    const { id, token } = await eve.api.post<{ id: string; token: string }>(
      "/me/tokens",
      { name: "For a script" },
    );
    const script = createApi(company.app.url, { token });
    expect((await script.ask("GET", "/me")).status).toBe(200);
    await eve.api.delete(`/me/tokens/${id}`);
    expectProblem(await script.ask("GET", "/me"), 401);
    expect((await eve.api.ask("GET", "/me")).status).toBe(200);
    await company.owner.api.patch(`/agents/${eve.id}`, { disabled: true });
    expectProblem(await eve.api.ask("GET", "/me"), 401);
    expect(await signIn(company.app.url, eve)).toBeNull();
  });

  test("the command line makes an account, lets it in and disables it beside the running server", async () => {
    const { app } = company;
    const max = ["--email", "max.cli@example.com"];
    const { id } = await app.admin<{ id: string }>(
      ...["user", "create", ...max, "--name", "Max", "--role", "agent"],
      ...["--password", "a long enough password"],
    );
    const { token } = await app.admin<{ token: string }>(
      ...["token", "create", ...max],
    );
    const api = createApi(app.url, { token });
    expect((await api.get<{ id: string }>("/me")).id).toBe(id);
    await app.admin("user", "disable", ...max);
    await expect
      .poll(async () => (await api.ask("GET", "/me")).status)
      .toBe(401);
  });
});

test.describe("who may see what", () => {
  let shown: Thread;
  let file: string;

  test.beforeAll(async () => {
    shown = await newThread("A picture for the lamp people", [
      { sample: "lamp" },
    ]);
    await expect
      .poll(async () => {
        const messages = await company.owner.api.all<Message>(
          `/threads/${shown.id}/messages`,
        );
        file = messages.flatMap((message) => message.attachments)[0]?.url ?? "";
        return file;
      })
      .toContain("/api/v1/files/");
  });

  test("an agent of the queue sees thread, messages, customer and file", async () => {
    const seen = [
      `/threads/${shown.id}`,
      `/threads/${shown.id}/messages`,
      `/threads/${shown.id}/trace`,
      `/customers/${shown.customer.id}`,
    ];
    for (const path of seen) {
      expect((await anna.api.ask("GET", path)).status, path).toBe(200);
    }
    const picture = await fetch(company.app.url + file, {
      headers: { authorization: `Bearer ${anna.token}` },
    });
    expect(picture.status).toBe(200);
    expect(picture.headers.get("content-type")).toMatch(/^image\//);
    expect((await picture.arrayBuffer()).byteLength).toBeGreaterThan(1_000);
  });

  test("an agent outside it gets 404 for every one of them, like for what does not exist", async () => {
    const bare = file.replace("/api/v1", "");
    const asked: [string, string, object?][] = [
      ["GET", `/threads/${shown.id}`],
      ["GET", `/threads/${shown.id}/messages`],
      ["GET", `/threads/${shown.id}/trace`],
      ["GET", `/customers/${shown.customer.id}`],
      ["GET", `/customers/${shown.customer.id}/avatar`],
      ["GET", bare],
      ["PATCH", `/customers/${shown.customer.id}`, { name: "Mine now" }],
      [
        "POST",
        `/threads/${shown.id}/messages`,
        { text: "Hi", clientId: "ben-1" },
      ],
      ["POST", `/threads/${shown.id}/take`],
      ["POST", `/threads/${shown.id}/close`],
      ["POST", `/threads/${shown.id}/release`],
      ["POST", `/threads/${shown.id}/read`],
      ["POST", `/threads/${shown.id}/typing`],
      [
        "POST",
        `/threads/${shown.id}/transfer`,
        { to: { type: "agent", id: ben.id } },
      ],
    ];
    const absent = expectProblem(
      await ben.api.ask("GET", `/threads/${NOBODY}`),
      404,
    );
    for (const [method, path, body] of asked) {
      const problem = expectProblem(await ben.api.ask(method, path, body), 404);
      expect(problem, path).toEqual(absent);
    }
    expect(await ben.api.all("/threads")).toEqual([]);
    expect(await ben.api.all("/customers")).toEqual([]);
    expect(await ben.api.get("/search?q=lamp")).toEqual({
      messages: [],
      customers: [],
      threads: [],
      leads: [],
    });
  });

  test("a thread that somebody took is theirs alone, and back in the queue after the release", async () => {
    const carl = await company.colleague("Carl");
    const queue = await company.queue([anna, carl]);
    await company.route(company.channel, "queue", queue.id);
    const shared = await waitingThread();
    const path = `/threads/${shared.id}`;
    expect((await carl.api.ask("GET", path)).status).toBe(200);
    await anna.api.post(`${path}/take`);
    expectProblem(await carl.api.ask("GET", path), 404);
    expectProblem(await carl.api.ask("GET", `${path}/messages`), 404);
    const owned = await company.owner.api.get<Thread>(path);
    expect(owned).toMatchObject({
      status: "open",
      routing: "owned",
      owner: { id: anna.id, name: "Anna" },
    });
    await anna.api.post(`${path}/release`);
    const back = await carl.api.get<Thread>(path);
    expect(back).toMatchObject({ status: "waiting", owner: null });
  });
});

test.describe("races have one winner", () => {
  test("20 take the same thread at once: one has it, the others hear who", async () => {
    const takers = await Promise.all(
      Array.from({ length: 20 }, (_, nth) => company.colleague(`Taker${nth}`)),
    );
    const queue = await company.queue(takers);
    await company.route(company.channel, "queue", queue.id);
    const { id } = await waitingThread();
    const answers = await Promise.all(
      takers.map(({ api }) => api.ask("POST", `/threads/${id}/take`)),
    );
    const won = answers.filter(({ status }) => status === 200);
    expect(won).toHaveLength(1);
    const winner = (won[0]?.body as Thread).owner;
    expect(winner).not.toBeNull();
    const lost = answers.filter(({ status }) => status !== 200);
    expect(lost.map(({ status }) => status)).toEqual(Array(19).fill(409));
    for (const answer of lost) {
      const problem = expectProblem(answer, 409);
      expect(problem.current).toMatchObject({ owner: winner });
    }
    const now = await company.owner.api.get<Thread>(`/threads/${id}`);
    expect(now.owner).toEqual(winner);
  });

  test("the same clientId ten times at once is one message, sent once", async () => {
    const { id, customer } = await waitingThread();
    const psid = customer.identities[0]?.externalId ?? "";
    const reply = { text: "Once, please", clientId: "tapped-ten-times" };
    const answers = await Promise.all(
      Array.from({ length: 10 }, () =>
        company.owner.api.ask<Message>(
          "POST",
          `/threads/${id}/messages`,
          reply,
        ),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(202));
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    await expect
      .poll(async () => {
        const [last] = await company.owner.api.all<Message>(
          `/threads/${id}/messages`,
        );
        return last?.status;
      })
      .toMatch(/sent|delivered|read/);
    const { messages } = await company.simulator.chat(pageId, psid);
    const received = messages.filter(({ from }) => from === "page");
    expect(received.map(({ text }) => text)).toEqual([reply.text]);
  });

  test("a supervisor takes over by force, an agent may not", async () => {
    const rita = await company.colleague("Rita");
    const sven = await company.colleague("Sven", "supervisor");
    const queue = await company.queue([anna, rita], {
      visibility: "queue_read",
    });
    await company.route(company.channel, "queue", queue.id);
    const { id } = await waitingThread();
    await anna.api.post(`/threads/${id}/take`);
    const force = { force: true };
    const path = `/threads/${id}/take`;
    expectProblem(await rita.api.ask("POST", path), 409);
    expectProblem(await rita.api.ask("POST", path, force), 403);
    expectProblem(await sven.api.ask("POST", path), 409);
    const taken = await sven.api.post<Thread>(path, force);
    expect(taken.owner).toEqual({ id: sven.id, name: "Sven" });
  });
});

test.describe("the document", () => {
  type Document = {
    openapi: string;
    paths: Record<string, Record<string, { operationId: string }>>;
  };
  let document: Document;

  test.beforeAll(async () => {
    const response = await fetch(`${company.app.url}/api/v1/openapi.json`);
    document = (await response.json()) as Document;
  });

  test("is valid OpenAPI 3.1", async () => {
    expect(document.openapi).toMatch(/^3\.1\./);
    const result = await new Validator().validate(structuredClone(document));
    expect(result.errors ?? []).toEqual([]);
    expect(result.valid).toBe(true);
  });

  // CONTRACT, section 5, and what the console needs beside it.
  const promised = `
    GET /me, PATCH /me/presence, PATCH /me/queues/{id},
    GET /channels, POST /channels, GET /channels/{id}, PATCH /channels/{id},
    DELETE /channels/{id}, POST /channels/{id}/test,
    GET /agents, POST /agents, GET /agents/{id}, PATCH /agents/{id},
    GET /queues, POST /queues, GET /queues/{id}, PATCH /queues/{id}, DELETE /queues/{id},
    GET /ring-groups, POST /ring-groups, GET /departments, POST /departments,
    GET /threads, GET /threads/{id}, GET /threads/{id}/messages,
    POST /threads/{id}/messages, POST /threads/{id}/messages/{mid}/retry,
    POST /threads/{id}/take, POST /threads/{id}/transfer, POST /threads/{id}/release,
    POST /threads/{id}/close, POST /threads/{id}/reopen, POST /threads/{id}/snooze,
    POST /threads/{id}/read, POST /threads/{id}/typing,
    GET /customers, GET /customers/{id}, PATCH /customers/{id},
    GET /offers, GET /threads/{id}/trace, GET /search, GET /leads, GET /audit`
    .split(",")
    .map((route) => route.trim());

  test("names every promised route, and every route it names answers", async () => {
    const named = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(promised.filter((route) => !named.includes(route))).toEqual([]);
    for (const route of named) {
      const [method = "", path = ""] = route.split(" ");
      const address = path.replace(/\{\w+\}/g, NOBODY);
      const body = method === "GET" || method === "DELETE" ? undefined : "{";
      const { status } = await company.owner.api.ask(method, address, body);
      expect(status, route).not.toBe(405);
      expect(status, route).toBeLessThan(500);
    }
  });

  test("answers are of the shapes it names", async () => {
    const { api } = company.owner;
    const threads = await api.all<unknown>("/threads");
    const lists: [string, { parse(value: unknown): unknown }][] = [
      [`/threads/${thread.id}/messages`, messageSchema],
      ["/agents", agentSchema],
      ["/queues", queueSchema],
      ["/channels", channelSchema],
      ["/customers", listedCustomerSchema],
    ];
    for (const found of threads) threadSchema.parse(found);
    for (const [path, schema] of lists) {
      const items = await api.all<unknown>(path);
      expect(items.length, path).toBeGreaterThan(0);
      for (const item of items) expect(schema.parse(item)).toEqual(item);
    }
  });

  test("the page to read it is there", async () => {
    const response = await fetch(`${company.app.url}/api/v1/docs`);
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toMatch(/^text\/html/);
    expect(await response.text()).toContain("/threads/{id}/messages");
  });
});

test.describe("secrets", () => {
  test("never come back over the API and never stand in the log", async () => {
    const { api } = company.owner;
    const secrets = [
      PAGES[0].token,
      META_APP.appSecret,
      anna.password,
      anna.token,
      company.owner.token,
      "argon2",
    ];
    const paths = [
      "/channels",
      `/channels/${company.channel.id}`,
      "/agents",
      `/agents/${anna.id}`,
      "/me",
      "/me/tokens",
      "/audit",
      "/queues",
    ];
    await api.post(`/channels/${company.channel.id}/test`);
    const answers = await Promise.all(paths.map((path) => api.get(path)));
    const log = company.app.program().stdout() + company.app.program().stderr();
    for (const secret of secrets) {
      expect(JSON.stringify(answers)).not.toContain(secret);
      expect(log).not.toContain(secret);
    }
    // Nor what people write.
    expect(log).not.toContain("Hello from Grace");
    expect(log).not.toContain("Once, please");
    for (const line of company.app.program().stdout().trim().split("\n")) {
      expect(JSON.parse(line)).toHaveProperty("level");
    }
  });

  test("an invitation link is told once", async () => {
    const made = await company.owner.api.post<{
      id: string;
      invitationUrl: string;
    }>("/agents", { email: "ivy.invited@example.com", name: "Ivy" });
    const token = made.invitationUrl.split("/").at(-1) ?? "";
    expect(token.length).toBeGreaterThan(20);
    const agents = await company.owner.api.get(`/agents/${made.id}`);
    expect(JSON.stringify(agents)).not.toContain(token);
  });
});

test("a customer's name can be changed and fields are merged", async () => {
  const path = `/customers/${thread.customer.id}`;
  await anna.api.patch(path, { fields: { city: "Basel", size: "M" } });
  const changed = await anna.api.patch<Customer>(path, {
    name: "Grace G.",
    fields: { size: null, tier: "gold" },
  });
  expect(changed).toMatchObject({
    name: "Grace G.",
    fields: { city: "Basel", tier: "gold" },
  });
  expect(changed.fields).not.toHaveProperty("size");
});

// Last: afterwards this address has to wait for a minute.
test("who asks too often without saying who they are: 429 with Retry-After", async () => {
  const nobody = createApi(company.app.url, null);
  let refused: Answer | null = null;
  for (let round = 0; round < 40 && refused === null; round += 1) {
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => nobody.ask("GET", "/me")),
    );
    refused = answers.find(({ status }) => status === 429) ?? null;
  }
  if (refused === null) throw new Error("Never refused.");
  expectProblem(refused, 429);
  expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
  expect((await company.owner.api.ask("GET", "/me")).status).toBe(200);
});
