import {
  afterAll,
  beforeAll,
  beforeEach,
  describe,
  expect,
  test,
} from "vitest";
import type { Message } from "#contract/threads/message.ts";
import type { Thread } from "#contract/threads/thread.ts";
import { testDatabase } from "#server/db/test-database.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { startTestServer, type TestServer } from "#server/http/test-server.ts";
import { digits } from "#server/pipeline/test-world.ts";
import { newId, randomToken } from "#server/runtime/crypto.ts";

/** A command that ends or defers attention yields to what its author has not seen. */

let server: TestServer;
let mei: Actor;
let page: Awaited<ReturnType<TestServer["world"]["page"]>>;
let queueId: string;
let psid: string;
let threadId: string;

beforeAll(async () => {
  server = await startTestServer(await testDatabase());
  const { world } = server;
  mei = await world.agent("Mei");
  queueId = await world.queue([mei]);
  page = await world.page({ type: "queue", id: queueId });
});
afterAll(() => server.stop());

beforeEach(async () => {
  psid = digits(16);
  await write("Is the blue one in stock?", -60_000);
  const { prisma } = server.world.context.db;
  const thread = await prisma.thread.findFirstOrThrow({
    where: { identity: { externalId: psid } },
  });
  threadId = thread.id;
  await act("take", {});
  await act("messages", { text: "Yes, three of them.", clientId: newId() });
});

/** The customer writes; `agoMs`: the vendor's time of it, from now. */
async function write(text: string, agoMs = 0): Promise<void> {
  await server.world.write(page, { psid, text, at: Date.now() + agoMs });
}

const act = (verb: string, body: object) =>
  server.call(mei, "POST", `/threads/${threadId}/${verb}`, body);
const thread = async () =>
  (await server.call(mei, "GET", `/threads/${threadId}`)).body as Thread;
async function messages(): Promise<Message[]> {
  const path = `/threads/${threadId}/messages`;
  const { body } = await server.call(mei, "GET", path);
  return (body as { items: Message[] }).items;
}
async function newest(): Promise<string> {
  const [message] = await messages();
  return message?.id ?? "";
}

const ENDING = [
  ["close", { outcome: null }],
  ["snooze", { until: new Date(Date.now() + 3_600_000).toISOString() }],
  ["release", {}],
  ["transfer", { to: { type: "queue", id: "" } }],
] as const;

describe.each(ENDING)("%s", (verb, given) => {
  const body = () =>
    verb === "transfer" ? { to: { type: "queue", id: queueId } } : given;

  test("is refused when the customer has written since, and nothing is done", async () => {
    const seenMessageId = await newest();
    await write("One more thing: does it come with a lid?");
    const before = await thread();
    const answer = await act(verb, { ...body(), seenMessageId });
    expect(answer).toMatchObject({
      status: 409,
      body: {
        code: "newer_message",
        current: {
          message: { text: "One more thing: does it come with a lid?" },
          newer: 1,
          status: "open",
        },
      },
    });
    expect(await thread()).toEqual(before);
    const { current } = answer.body as { current: { message: Message } };
    const again = { ...body(), seenMessageId: current.message.id };
    expect((await act(verb, again)).status).toBe(200);
  });

  test("counts what arrives late as newer, whatever its own time says", async () => {
    const seenMessageId = await newest();
    await write("Sent earlier, delivered late", -120_000);
    const answer = await act(verb, { ...body(), seenMessageId });
    expect(answer).toMatchObject({
      status: 409,
      body: {
        code: "newer_message",
        current: { message: { text: "Sent earlier, delivered late" } },
      },
    });
  });

  test("is done when all has been seen, and when nothing is compared", async () => {
    await write("Thanks");
    expect(
      (await act(verb, { ...body(), seenMessageId: await newest() })).status,
    ).toBe(200);
    await act("reopen", {});
    await act("take", {});
    await write("Bye");
    expect((await act(verb, body())).status).toBe(200);
  });

  test("says which value is wrong when no such message is in the thread", async () => {
    const answer = await act(verb, { ...body(), seenMessageId: newId() });
    expect(answer).toMatchObject({
      status: 422,
      body: { errors: [{ path: "seenMessageId", code: "unknown_message" }] },
    });
    expect((await thread()).owner?.id).toBe(mei.agentId);
  });
});

test("a message of another thread has not been seen here", async () => {
  const foreign = await newest();
  psid = digits(16);
  await write("hi");
  const { prisma } = server.world.context.db;
  ({ id: threadId } = await prisma.thread.findFirstOrThrow({
    where: { identity: { externalId: psid } },
  }));
  await act("take", {});
  const answer = await act("close", { seenMessageId: foreign });
  expect(answer.status).toBe(422);
});

test("a wrap-up note is not written by a close that is refused", async () => {
  const seenMessageId = await newest();
  await write("Wait!");
  await act("close", { note: "All said.", seenMessageId });
  const notes = (await messages()).filter(({ kind }) => kind === "note");
  expect(notes).toEqual([]);
});

test("a read mark goes up to what was drawn, and never back", async () => {
  await act("read", {});
  expect((await thread()).unread).toBe(0);
  await write("First");
  const seenMessageId = await newest();
  await write("Second");
  await write("Third, but written before", -30_000);
  await act("read", { seenMessageId });
  expect((await thread()).unread).toBe(2);
  const last = (await messages()).find(({ text }) => text?.startsWith("Third"));
  await act("read", { seenMessageId: last?.id });
  expect((await thread()).unread).toBe(0);
  await act("read", { seenMessageId });
  expect((await thread()).unread).toBe(0);
});

test("several in one delivery each count", async () => {
  const seenMessageId = await newest();
  await server.world.receive(
    page,
    ["one", "two", "three"].map((text, nth) => ({
      psid,
      timestamp: Date.now() + nth,
      message: { mid: `m_${randomToken(20)}`, text },
    })),
  );
  const answer = await act("close", { seenMessageId });
  expect(answer.body).toMatchObject({
    current: { newer: 3, message: { text: "three" } },
  });
  const two = (await messages()).find(({ text }) => text === "two");
  expect((await act("close", { seenMessageId: two?.id })).body).toMatchObject({
    code: "newer_message",
    current: { newer: 1 },
  });
});
