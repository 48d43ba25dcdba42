import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import type { Message } from "#contract/threads/message.ts";
import { testDatabase } from "#server/db/test-database.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { startTestServer, type TestServer } from "#server/http/test-server.ts";
import { runTimersOnce } from "#server/pipeline/jobs/timers.ts";
import { newId } from "#server/runtime/crypto.ts";

/** A reply that its author can take back for some seconds. */

let server: TestServer;
let queueId: string;
let mei: Actor;
let otto: Actor;
let boss: Actor;
let threadId: string;

beforeAll(async () => {
  server = await startTestServer(await testDatabase());
});
afterAll(() => server.stop());

beforeEach(async () => {
  const { world } = server;
  world.clock.at = null;
  mei = await world.agent("Mei");
  otto = await world.agent("Otto");
  boss = await world.agent("Olga", "owner");
  queueId = await world.queue([mei, otto], { visibility: "queue_read" });
  const page = await world.page({ type: "queue", id: queueId });
  const text = "Is it back in stock?";
  ({ threadId } = await world.write(page, { text }));
});

const call = (actor: Actor, verb: string, body: object = {}) =>
  server.call(actor, "POST", `/threads/${threadId}/${verb}`, body);

/** Mei presses Send. */
async function hold(text: string, more: object = {}): Promise<Message> {
  const answer = await call(mei, "messages", {
    kind: "message",
    text,
    clientId: newId(),
    undoSeconds: 5,
    ...more,
  });
  expect(answer.status, JSON.stringify(answer.body)).toBe(202);
  return answer.body as Message;
}

const undo = async ({ id }: Message) => {
  const path = `/threads/${threadId}/messages/${id}`;
  return (await server.call(mei, "DELETE", path)).status;
};

/** The texts that the customer got, the last first, with their authors. */
async function sent(): Promise<[text: string | null, author: string | null][]> {
  const path = `/threads/${threadId}/messages`;
  const { body } = await server.call(boss, "GET", path);
  return (body as { items: Message[] }).items
    .filter(
      ({ direction, kind, status }) =>
        direction === "out" && kind === "message" && status !== "scheduled",
    )
    .map(({ text, author }) => [text, author.id]);
}

async function whenSeconds(seconds: number): Promise<void> {
  server.world.clock.at = new Date(Date.now() + seconds * 1_000);
  while (await runTimersOnce(server.world.context));
}

const read = async () => {
  const { body } = await server.call(boss, "GET", `/threads/${threadId}`);
  return body;
};

test("pressing Send takes the conversation, and taking the reply back keeps it taken", async () => {
  const clientId = newId();
  const held = await hold("Yes", { clientId });
  expect(held).toMatchObject({
    status: "scheduled",
    schedule: { canUndo: true, isHeld: false },
  });
  expect(await hold("Yes", { clientId })).toMatchObject({ id: held.id });
  expect(await undo(held)).toBe(204);
  await whenSeconds(20);
  expect(await sent()).toEqual([]);
  expect(await read()).toMatchObject({ owner: { id: mei.agentId } });
});

test("without a tab it is sent when the time is over; then it is too late, and a note cannot be one", async () => {
  const held = await hold("No");
  await whenSeconds(4);
  expect(await sent()).toEqual([]);
  await whenSeconds(6);
  expect(await sent()).toEqual([["No", mei.agentId]]);
  expect(await undo(held)).toBe(404);
  const note = { kind: "note", text: "x", clientId: newId(), undoSeconds: 5 };
  expect((await call(mei, "messages", note)).status).toBe(422);
});

test.each<[string, () => Promise<{ status: number }>]>([
  ["closing", () => call(mei, "close")],
  ["snoozing", () => call(mei, "snooze", { until: tomorrow() })],
  ["returning", () => call(mei, "release")],
  ["a transfer", () => passOn()],
  ["a takeover", () => call(boss, "take", { force: true })],
  ["moving many", () => move()],
  ["many acts at once", () => bulk({ type: "release" })],
])("%s sends it first, as its author’s", async (_what, act) => {
  const held = await hold("One moment");
  const { status } = await act();
  expect(status).toBeLessThan(300);
  expect(await sent()).toEqual([["One moment", mei.agentId]]);
  expect(await undo(held)).toBe(404);
});

const tomorrow = () => new Date(Date.now() + 86_400_000).toISOString();
const passOn = async () => {
  const id = await server.world.queue([otto]);
  return call(mei, "transfer", { to: { type: "queue", id } });
};
const colleague = () => ({ type: "agent", id: otto.agentId });
const move = () =>
  server.call(boss, "POST", "/threads/reassign", {
    threadIds: [threadId],
    to: colleague(),
  });
const bulk = (action: object) =>
  server.call(mei, "POST", "/threads/bulk", {
    ids: [threadId],
    action,
  });

test("a teammate whose command is refused does not send it", async () => {
  const held = await hold("Not yet");
  for (const [verb, body] of [
    ["close", {}],
    ["release", {}],
    ["snooze", { until: tomorrow() }],
    ["transfer", { to: colleague() }],
    ["take", { force: true }],
  ] as const)
    expect((await call(otto, verb, body)).status, verb).toBeGreaterThan(400);
  expect(await sent()).toEqual([]);
  expect(await undo(held)).toBe(204);
});

test("a reply that gets another time while a command is about to send it waits for that time", async () => {
  const held = await hold("Not yet");
  const { db } = server.world.context;
  const client = await db.pool.connect();
  await client.query("begin");
  await client.query("select from thread where id = $1 for update", [threadId]);
  const closing = call(mei, "close", { scheduled: "keep" });
  await vi.waitFor(async () => {
    const { rows } = await db.pool.query(`select from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'`);
    expect(rows).toHaveLength(1);
  });
  // As updateScheduled does.
  await client.query(
    `update scheduled_message set "dueAt" = $2, "canUndo" = false where id = $1`,
    [held.id, tomorrow()],
  );
  await client.query("commit");
  client.release();
  expect((await closing).status).toBe(200);
  expect(await sent()).toEqual([]);
  const { body } = await server.call(
    mei,
    "GET",
    `/threads/${threadId}/schedule`,
  );
  expect((body as { items: Message[] }).items).toMatchObject([{ id: held.id }]);
});
