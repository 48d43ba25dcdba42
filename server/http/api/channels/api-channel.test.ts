import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import type { Channel, ConnectedChannel } from "#contract/channels/channel.ts";
import type { Message } from "#contract/threads/message.ts";
import type { Thread } from "#contract/threads/thread.ts";
import { testDatabase } from "#server/db/test-database.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { startTestServer, type TestServer } from "#server/http/test-server.ts";
import { startPipeline, type Pipeline } from "#server/pipeline/run/pipeline.ts";
import { randomToken } from "#server/runtime/crypto.ts";
import { freePort } from "#server/runtime/free-port.ts";

/** A home-made channel from outside: what a developer posts, and what their receiver gets. */

type Got = { headers: Record<string, string>; body: Out; raw: string };
type Out = {
  id: string;
  conversation: { key: string };
  customer: { id: string };
  text: string | null;
  attachments: { url: string; name: string; type: string; size: number }[];
  replyTo: string | null;
};

let server: TestServer;
let pipeline: Pipeline;
let receiver: Server;
let sue: Actor;
let olga: Actor;
let channel: ConnectedChannel;
let got: Got[] = [];
/** The receiver answers no sooner. */
let answerAfter: Promise<void>;
let answer: { status: number; headers?: Record<string, string>; body: unknown };

beforeAll(async () => {
  server = await startTestServer(await testDatabase(), {
    outboundPrivate: true,
  });
  pipeline = startPipeline(server.world.services, {
    role: "all",
    announceTo: server.live.sink,
  });
  receiver = createServer((request, response) => {
    void readRaw(request).then((raw) => {
      const headers = request.headers as Record<string, string>;
      got.push({ headers, raw, body: JSON.parse(raw) as Out });
      void answerAfter.then(() => {
        response.writeHead(answer.status, answer.headers);
        response.end(JSON.stringify(answer.body));
      });
    });
  }).listen(0, "127.0.0.1");
  await once(receiver, "listening");
  sue = await server.world.agent("Sue", "supervisor");
  olga = await server.world.agent("Olga", "owner");
  const { port } = receiver.address() as AddressInfo;
  channel = (
    await server.call(sue, "POST", "/channels", {
      type: "api",
      name: "Shop app",
      callbackUrl: `http://127.0.0.1:${port}/in`,
    })
  ).body as ConnectedChannel;
});
afterAll(async () => {
  await pipeline.stop();
  await server.stop();
  receiver.close();
});
beforeEach(() => {
  got = [];
  answerAfter = Promise.resolve();
  answer = { status: 200, body: {} };
});

async function readRaw(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>)
    chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

const newId = (kind: string) => `${kind}_${randomToken(9)}`;
const conversation = (id: string, key = "", more = {}) => ({
  key,
  customer: { id, ...more },
});

async function post(events: unknown[], token = channel.token) {
  const path = new URL(channel.inboundUrl ?? "").pathname;
  const response = await server.request(path, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      authorization: `Bearer ${token}`,
    },
    body: JSON.stringify({ events }),
  });
  return { status: response.status, body: (await response.json()) as object };
}

async function threadsOf(customerId: string): Promise<Thread[]> {
  const { items } = (
    await server.call(sue, "GET", `/threads?channel=${channel.id}&limit=100`)
  ).body as { items: Thread[] };
  return items.filter(({ customer }) =>
    customer.identities.some(({ externalId }) => externalId === customerId),
  );
}

async function threadOf(customerId: string): Promise<Thread> {
  return vi.waitFor(
    async () => {
      const [thread] = await threadsOf(customerId);
      if (!thread) throw new Error("not there yet");
      return thread;
    },
    { timeout: 15_000 },
  );
}

async function messagesOf(threadId: string): Promise<Message[]> {
  const { items } = (
    await server.call(sue, "GET", `/threads/${threadId}/messages`)
  ).body as { items: Message[] };
  return items.filter(({ kind }) => kind === "message").reverse();
}

const soon = <T>(check: () => Promise<T>) =>
  vi.waitFor(check, { timeout: 15_000, interval: 50 });

async function say(threadId: string, body: object): Promise<Message> {
  const { status, body: message } = await server.call(
    sue,
    "POST",
    `/threads/${threadId}/messages`,
    { clientId: newId("c"), ...body },
  );
  expect(status).toBe(202);
  return message as Message;
}

test("it is connected, its secrets are shown once, and the kinds say what they are", async () => {
  expect(channel).toMatchObject({
    type: "api",
    pageId: null,
    inboundUrl: expect.stringMatching(/\/webhooks\/api\/[\w-]+$/) as string,
    token: expect.stringMatching(/^parley_in_/) as string,
    signingSecret: expect.stringMatching(/^whsec_/) as string,
    rules: { standardWindowHours: null, typing: false },
  });
  const { body } = await server.call(sue, "GET", `/channels/${channel.id}`);
  expect(JSON.stringify(body)).not.toContain(channel.token);
  expect(JSON.stringify(body)).not.toContain(channel.signingSecret);
  const kinds = (await server.call(sue, "GET", "/channel-kinds")).body as {
    items: { kind: string }[];
  };
  expect(kinds.items.map(({ kind }) => kind)).toEqual(["messenger", "api"]);
});

test("a lost token and a lost signing secret are renewed: the new value is shown once, the old one is dead", async () => {
  const renew = async (secret: string) => {
    const path = `/channels/${channel.id}/renew-secret`;
    const { status, body } = await server.call(sue, "POST", path, { secret });
    expect(status).toBe(200);
    return body as { token?: string; signingSecret?: string };
  };
  const id = newId("customer");
  const event = () => ({
    type: "message",
    id: newId("m"),
    conversation: conversation(id),
    text: "hello",
  });
  const { token, ...noMore } = await renew("token");
  expect(token).toMatch(/^parley_in_/);
  expect(noMore).toEqual({});
  expect((await post([event()])).status).toBe(401);
  expect((await post([event()], token)).status).toBe(200);
  const { signingSecret } = await renew("signingSecret");
  const thread = await threadOf(id);
  await say(thread.id, { text: "signed anew" });
  await soon(async () => expect(got).toHaveLength(1));
  const [{ raw, headers } = { raw: "", headers: {} }] = got;
  expect(new Webhook(signingSecret ?? "").verify(raw, headers)).toBeTruthy();
  const old = new Webhook(channel.signingSecret ?? "");
  expect(() => old.verify(raw, headers)).toThrow();

  const { body: audit } = await server.call(olga, "GET", "/audit");
  expect((audit as { items: object[] }).items).toEqual(
    expect.arrayContaining([
      expect.objectContaining({
        action: "channel.secret_renewed",
        detail: { secret: "token" },
      }),
      expect.objectContaining({
        action: "channel.secret_renewed",
        detail: { secret: "signingSecret" },
      }),
    ]),
  );
  const told = JSON.stringify([
    (await server.call(sue, "GET", `/channels/${channel.id}`)).body,
    audit,
  ]);
  expect(told).not.toContain(token);
  expect(told).not.toContain(signingSecret);
  channel = {
    ...channel,
    ...(token === undefined ? {} : { token }),
    ...(signingSecret === undefined ? {} : { signingSecret }),
  };
  const page = await server.world.page(null);
  const path = `/channels/${page.channelId}/renew-secret`;
  const refused = await server.call(sue, "POST", path, { secret: "token" });
  expect(refused.status).toBe(422);
});

test("a message in, once however often it comes; a wrong token and a malformed body store nothing", async () => {
  const id = newId("customer");
  const event = {
    type: "message",
    id: newId("m"),
    conversation: conversation(id, "", { name: "Ana", locale: "pt-BR" }),
    text: "Olá",
    at: new Date().toISOString(),
  };
  const kept = { type: "poll", id: "p1", question: "?" };
  expect(await post([event, kept])).toEqual({
    status: 200,
    body: { accepted: 2 },
  });
  await post([event]);
  const thread = await threadOf(id);
  await soon(async () => {
    expect((await threadOf(id)).customer.name).toBe("Ana");
  });
  expect((await messagesOf(thread.id)).map(({ text }) => text)).toEqual([
    "Olá",
  ]);

  expect((await post([event], "wrong")).status).toBe(401);
  const malformed = await post([
    { ...event, id: newId("m") },
    { type: "message", id: newId("m"), text: "no conversation" },
  ]);
  expect(malformed).toMatchObject({
    status: 422,
    body: { errors: [{ path: "events.1.conversation" }] },
  });
  expect(await messagesOf(thread.id)).toHaveLength(1);
});

test("a told e-mail address and phone number become the customer’s, and never replace what an agent has entered", async () => {
  const id = newId("customer");
  const tell = (facts: object) =>
    post([
      {
        type: "profile",
        id: newId("p"),
        conversation: conversation(id, "", facts),
      },
    ]);
  await post([
    {
      type: "message",
      id: newId("m"),
      conversation: conversation(id, "", {
        email: "ana@example.com",
        phone: "+55 11 5555 0101",
      }),
      text: "hi",
    },
  ]);
  const { customer } = await threadOf(id);
  const path = `/customers/${customer.id}`;
  const fields = async () => {
    const { body } = await server.call(sue, "GET", path);
    return (body as { fields: object }).fields;
  };
  await soon(async () =>
    expect(await fields()).toEqual({
      email: "ana@example.com",
      phone: "+55 11 5555 0101",
    }),
  );
  await server.call(sue, "PATCH", path, { fields: { phone: "by hand" } });
  await tell({ email: "new@example.com", phone: "+55 11 5555 0102" });
  await soon(async () =>
    expect(await fields()).toEqual({
      email: "new@example.com",
      phone: "by hand",
    }),
  );
  await server.call(sue, "PATCH", path, { fields: { email: null } });
  await tell({ name: "Ana", email: "new@example.com" });
  await soon(async () =>
    expect((await threadOf(id)).customer.name).toBe("Ana"),
  );
  expect(await fields()).toEqual({ phone: "by hand" });
});

test("several conversations of one customer", async () => {
  const id = newId("customer");
  const one = (key: string, text: string) => ({
    type: "message",
    id: newId("m"),
    conversation: conversation(id, key),
    text,
  });
  await post([one("order-1", "first"), one("order-2", "second")]);
  const threads = await soon(async () => {
    const both = await threadsOf(id);
    expect(both).toHaveLength(2);
    return both;
  });
  expect(new Set(threads.map(({ customer }) => customer.id)).size).toBe(1);
  await say(threads[0]!.id, { text: "to one of them" });
  await soon(async () => expect(got).toHaveLength(1));
  const said = await messagesOf(threads[0]!.id);
  const key = said[0]?.text === "first" ? "order-1" : "order-2";
  expect(got[0]?.body.conversation).toEqual({ key });
});

test("a reply goes out signed, and receipts, edits, unsends and reactions come back by either id", async () => {
  const id = newId("customer");
  const inbound = newId("m");
  const at = (seconds: number) =>
    new Date(Date.now() + seconds * 1000).toISOString();
  await post([
    {
      type: "message",
      id: inbound,
      conversation: conversation(id),
      text: "hi",
      at: at(-5),
    },
  ]);
  const thread = await threadOf(id);
  const [question] = await messagesOf(thread.id);
  answer = { status: 200, body: { externalId: "theirs-1" } };
  const reply = await say(thread.id, {
    text: "hello",
    replyTo: question?.id,
  });
  await soon(async () => {
    const sent = (await messagesOf(thread.id)).at(-1);
    expect(sent).toMatchObject({ status: "sent", externalId: "theirs-1" });
  });
  const [out] = got;
  expect(out?.body).toEqual({
    type: "message",
    id: reply.id,
    conversation: { key: "" },
    customer: { id },
    text: "hello",
    attachments: [],
    replyTo: inbound,
  });
  const hook = new Webhook(channel.signingSecret ?? "");
  expect(hook.verify(out?.raw ?? "", out?.headers ?? {})).toEqual(out?.body);
  expect(() => hook.verify(`${out?.raw} `, out?.headers ?? {})).toThrow();

  const about = (type: string, target: string, more = {}) => ({
    type,
    id: newId("e"),
    conversation: conversation(id),
    target,
    ...more,
  });
  await post([about("delivered", reply.id)]);
  await soon(async () =>
    expect((await messagesOf(thread.id)).at(-1)?.status).toBe("delivered"),
  );
  await post([about("read", "theirs-1")]);
  await soon(async () =>
    expect((await messagesOf(thread.id)).at(-1)?.status).toBe("read"),
  );
  await post([
    about("reaction", reply.id, { emoji: "👍" }),
    about("edit", inbound, { text: "hi, all", at: at(1) }),
  ]);
  await soon(async () => {
    const [first, last] = await messagesOf(thread.id);
    expect(first?.text).toBe("hi, all");
    expect(last?.reactions).toMatchObject([{ emoji: "👍" }]);
  });
  await post([about("unsend", inbound)]);
  await soon(async () =>
    expect((await messagesOf(thread.id))[0]?.deletedAt).not.toBeNull(),
  );
});

test("what comes back before the receiver has answered, by either id, waits for the answer", async () => {
  const id = newId("customer");
  const by = (type: string, more: object) => ({
    type,
    id: newId("e"),
    conversation: conversation(id),
    ...more,
  });
  await post([by("message", { text: "hi" })]);
  const thread = await threadOf(id);
  const until = Promise.withResolvers<void>();
  answerAfter = until.promise;
  answer = { status: 200, body: { externalId: "early-1" } };
  const reply = await say(thread.id, { text: "hello" });
  await soon(async () => expect(got).toHaveLength(1));
  await post([
    by("reaction", { target: "early-1", emoji: "👍" }),
    by("read", { target: reply.id }),
    by("message", { text: "Seen, thanks" }),
  ]);
  await soon(async () =>
    expect((await messagesOf(thread.id)).at(-1)?.text).toBe("Seen, thanks"),
  );
  until.resolve();
  await soon(async () =>
    expect(
      (await messagesOf(thread.id)).find((one) => one.id === reply.id),
    ).toMatchObject({
      status: "read",
      externalId: "early-1",
      reactions: [{ emoji: "👍" }],
    }),
  );
});

test("what the receiver refuses says why; what it cannot take now goes again with the same id", async () => {
  const id = newId("customer");
  await post([
    {
      type: "message",
      id: newId("m"),
      conversation: conversation(id),
      text: "?",
    },
  ]);
  const thread = await threadOf(id);
  answer = { status: 422, body: { detail: "This customer has left." } };
  await say(thread.id, { text: "are you there" });
  await soon(async () => {
    const refused = (await messagesOf(thread.id)).at(-1);
    expect(refused).toMatchObject({
      status: "failed",
      error: { code: "receiver_refused", detail: "This customer has left." },
    });
  });
  got = [];
  answer = { status: 429, headers: { "retry-after": "1" }, body: {} };
  await say(thread.id, { text: "once more" });
  await soon(async () => expect(got.length).toBeGreaterThanOrEqual(1));
  answer = { status: 204, body: undefined };
  await soon(async () =>
    expect((await messagesOf(thread.id)).at(-1)?.status).toBe("sent"),
  );
  expect(new Set(got.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
});

test("Test connection posts a signed ping, and the channel says what it knows of its receiver", async () => {
  const look = async () =>
    (await server.call(sue, "GET", `/channels/${channel.id}`)).body as Channel;
  const testIt = async () =>
    (await server.call(sue, "POST", `/channels/${channel.id}/test`))
      .body as Channel;
  const codes = ({ problems }: Channel) => problems.map(({ code }) => code);
  const meta = /token_dead|not_subscribed|meta_unreachable|webhook_not/;
  got = [];
  const fine = await testIt();
  expect(fine.health).toBe("ok");
  expect(got.map(({ body }) => body)).toEqual([
    { type: "ping", id: got[0]?.headers["webhook-id"] },
  ]);
  const hook = new Webhook(channel.signingSecret ?? "");
  expect(hook.verify(got[0]?.raw ?? "", got[0]?.headers ?? {})).toBeTruthy();

  answer = { status: 401, body: { detail: "The signature does not fit." } };
  const refused = await testIt();
  expect(refused.health).toBe("degraded");
  expect(refused.problems).toContainEqual(
    expect.objectContaining({
      code: "callback_refused",
      detail: "The signature does not fit.",
    }),
  );
  expect(codes(refused).join()).not.toMatch(meta);
  answer = { status: 200, body: {} };
  expect(codes(await testIt())).not.toContain("callback_refused");

  // A reply tells the same as a ping.
  const id = newId("customer");
  const conversationOf = { conversation: conversation(id), text: "?" };
  await post([{ type: "message", id: newId("m"), ...conversationOf }]);
  const thread = await threadOf(id);
  answer = { status: 404, body: "no such page" };
  await say(thread.id, { text: "to the wrong address" });
  await soon(async () =>
    expect(codes(await look())).toContain("callback_refused"),
  );
  answer = { status: 503, body: {} };
  await say(thread.id, { text: "while it is down" });
  /** As if the pauses between the attempts had passed. */
  const again = (attempts: number) =>
    server.host.context.db.prisma.sendJob.updateMany({
      where: { threadId: thread.id, state: "queued" },
      data: { attempts, dueAt: new Date() },
    });
  await soon(async () => {
    await again(5);
    expect(codes(await look())).toContain("replies_waiting");
  });
  expect((await messagesOf(thread.id)).at(-1)?.status).not.toBe("failed");
  answer = { status: 204, body: undefined };
  await soon(async () => {
    await again(0);
    expect((await messagesOf(thread.id)).at(-1)?.status).toBe("sent");
    expect(codes(await look())).not.toContain("replies_waiting");
  });
  const { lastEventAt, lastSentAt } = await look();
  expect([lastEventAt, lastSentAt]).not.toContain(null);
});

test("files both ways; ours at an address that opens without a log-in, cannot be guessed and can be revoked", async () => {
  const id = newId("customer");
  const files = createServer((_request, response) => {
    response.writeHead(200, { "content-type": "image/png" });
    response.end(PNG);
  }).listen(0, "127.0.0.1");
  await once(files, "listening");
  const { port } = files.address() as AddressInfo;
  await post([
    {
      type: "message",
      id: newId("m"),
      conversation: conversation(id),
      attachments: [
        {
          url: `http://127.0.0.1:${port}/a.png`,
          name: "a.png",
        },
      ],
    },
  ]);
  const thread = await threadOf(id);
  await soon(async () => {
    const [message] = await messagesOf(thread.id);
    expect(message?.attachments).toMatchObject([
      { type: "image", size: PNG.length },
    ]);
  });
  files.close();

  const form = new FormData();
  form.append("file", new Blob([Buffer.from("price list")]), "prices.txt");
  const uploaded = (await (
    await server.request("/api/v1/files", {
      method: "POST",
      headers: { authorization: `Bearer ${await server.token(sue)}` },
      body: form,
    })
  ).json()) as { id: string };
  await say(thread.id, { attachments: [{ id: uploaded.id }] });
  await soon(async () => expect(got).toHaveLength(1));
  const [file] = got[0]?.body.attachments ?? [];
  expect(file).toMatchObject({ name: "prices.txt", size: 10 });
  const path = new URL(file?.url ?? "").pathname;
  const open = await server.request(path);
  expect(open.status).toBe(200);
  expect(open.headers.get("set-cookie")).toBeNull();
  expect(await open.text()).toBe("price list");
  expect(
    (await server.request(path.replace("/media/", "/media/x"))).status,
  ).toBe(404);
});

const PNG = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

test("the service of docs/api-channel.md runs as it is printed there: in, out once, and read", async () => {
  const docs = readFileSync("docs/api-channel.md", "utf8");
  const [, program] = /```js\n(\/\/ service\.mjs\n[^]*?)```/.exec(docs) ?? [];
  const folder = mkdtempSync(join(tmpdir(), "service-"));
  const file = join(folder, "service.mjs");
  writeFileSync(file, program ?? "");
  const port = await freePort();
  const connected = (
    await server.call(sue, "POST", "/channels", {
      type: "api",
      name: "Terminal",
      callbackUrl: `http://127.0.0.1:${port}/`,
    })
  ).body as ConnectedChannel;
  const service = spawn(process.execPath, [file], {
    env: {
      NODE_ENV: "production",
      INBOUND_URL: server.url + new URL(connected.inboundUrl ?? "").pathname,
      TOKEN: connected.token,
      SIGNING_SECRET: connected.signingSecret,
      PORT: String(port),
    },
  });
  let output = "";
  for (const stream of [service.stdout, service.stderr])
    stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
  const printed = (words: string) =>
    vi.waitFor(() => expect(output).toContain(words), { timeout: 15_000 });
  try {
    await printed("Listening");
    service.stdin.write("Hello from a terminal\n");
    const thread = await soon(async () => {
      const path = `/threads?channel=${connected.id}`;
      const { body } = await server.call(sue, "GET", path);
      const [only] = (body as { items: Thread[] }).items;
      expect(only?.customer.name, output).toBe("Ana");
      return only!;
    });
    const { id } = await say(thread.id, { text: "Hello, terminal" });
    await soon(async () =>
      expect((await messagesOf(thread.id)).at(-1)).toMatchObject({
        status: "read",
        externalId: `mine-${id}`,
      }),
    );
    expect(output.split("Hello, terminal")).toHaveLength(2);
    const unsigned = { method: "POST", body: "{}" };
    const refused = await fetch(`http://127.0.0.1:${port}/`, unsigned);
    expect(refused.status).toBe(401);
  } finally {
    service.kill();
    await once(service, "close");
    rmSync(folder, { recursive: true });
  }
});
