import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Message } from "#contract/threads/message.ts";
import type { Thread } from "#contract/threads/thread.ts";
import { Prisma } from "#server/db/client.ts";
import { inPrismaTransaction } from "#server/db/transaction.ts";
import { testDatabase } from "#server/db/test-database.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { applyReceipt } from "#server/domain/messages/receipts.ts";
import { lockThreadById } from "#server/domain/thread/thread-state.ts";
import { startTestServer, type TestServer } from "#server/http/test-server.ts";
import { newId } from "#server/runtime/crypto.ts";

/** Refusals of a reply, lists that are longer than a page, and lines without ticks. */

let server: TestServer;
let mei: Actor;
let ada: Actor;
let queueId: string;
let channelId: string;
let threadId: string;

beforeAll(async () => {
  server = await startTestServer(await testDatabase());
  mei = await server.world.agent("Mei");
  ada = await server.world.agent("Ada", "owner");
});
afterAll(() => server.stop());

beforeEach(async () => {
  const { world } = server;
  queueId = await world.queue([mei]);
  const page = await world.page({ type: "queue", id: queueId });
  ({ channelId } = page);
  ({ threadId } = await world.write(page));
});

const prisma = () => server.world.context.db.prisma;
const reply = () =>
  server.call(mei, "POST", `/threads/${threadId}/messages`, {
    text: "Hello",
    clientId: newId(),
  });
const setThread = (set: Prisma.Sql) =>
  prisma().$executeRaw(
    Prisma.sql`update thread set ${set} where id = ${threadId}::uuid`,
  );
const setChannel = (set: Prisma.Sql) =>
  prisma().$executeRaw(
    Prisma.sql`update channel set ${set} where id = ${channelId}::uuid`,
  );

const REFUSED: [string, () => Promise<unknown>, object][] = [
  [
    "take_first",
    () =>
      prisma().$executeRaw(
        Prisma.sql`update queue set ownership = 'take_manually' where id = ${queueId}::uuid`,
      ),
    { status: "waiting", ownerId: null },
  ],
  [
    "channel_disabled",
    () => setChannel(Prisma.sql`enabled = false`),
    { channel: { enabled: false } },
  ],
  [
    "channel_broken",
    () => setChannel(Prisma.sql`health = 'broken'`),
    { channel: { enabled: true, health: "broken" } },
  ],
  [
    "window_closed",
    () => setThread(Prisma.sql`"lastCustomerAt" = now() - interval '8 days'`),
    { replyWindow: { humanAgentUntil: expect.any(String) as string } },
  ],
  [
    "other_app_controls",
    () => setThread(Prisma.sql`"controlledBy" = '263902037430900'`),
    { controlledBy: "263902037430900" },
  ],
];

test.each(REFUSED)(
  "%s says how things stand now",
  async (code, arrange, current) => {
    await arrange();
    expect(await reply()).toMatchObject({
      status: 409,
      body: { code, current },
    });
  },
);

test("a page without the Human Agent feature has no second window", async () => {
  const read = async () =>
    (await server.call(mei, "GET", `/threads/${threadId}`)).body as Thread;
  expect((await read()).replyWindow?.humanAgentUntil).not.toBeNull();
  const patched = await server.call(ada, "PATCH", `/channels/${channelId}`, {
    humanAgent: false,
  });
  expect(patched).toMatchObject({ status: 200, body: { humanAgent: false } });
  expect((await read()).replyWindow).toMatchObject({ humanAgentUntil: null });
  await setThread(Prisma.sql`"lastCustomerAt" = now() - interval '2 days'`);
  expect((await reply()).body).toMatchObject({
    code: "human_agent_not_granted",
    current: { replyWindow: { humanAgentUntil: null } },
  });
});

test("control is taken only from another app, and only by those who may work on it", async () => {
  const take = (actor: Actor) =>
    server.call(actor, "POST", `/threads/${threadId}/take-control`);
  expect((await take(mei)).body).toMatchObject({
    code: "wrong_state",
    current: { controlledBy: null },
  });
  const stranger = await server.world.agent("Ola");
  expect((await take(stranger)).status).toBe(404);
  const reviewer = await server.world.agent("Rae", "reviewer");
  expect((await take(reviewer)).status).toBe(403);
});

test.each(["trace", "handovers", "trail"])(
  "%s comes in pages, whole and once",
  async (list) => {
    for (let times = 0; times < 3; times += 1) {
      await server.call(mei, "POST", `/threads/${threadId}/take`);
      await server.call(mei, "POST", `/threads/${threadId}/release`);
    }
    const whole = await pages(`/threads/${threadId}/${list}`, 100);
    expect(whole.length).toBeGreaterThan(5);
    expect(await pages(`/threads/${threadId}/${list}`, 2)).toEqual(whole);
    const wrong = await server.call(
      ada,
      "GET",
      `/threads/${threadId}/${list}?cursor=nonsense`,
    );
    expect(wrong.status).toBe(422);
  },
);

async function pages(path: string, limit: number): Promise<unknown[]> {
  const items: unknown[] = [];
  let cursor: string | null = "";
  while (cursor !== null) {
    const query: string = `limit=${limit}${cursor && `&cursor=${cursor}`}`;
    const { body } = await server.call(ada, "GET", `${path}?${query}`);
    const page = body as { items: unknown[]; nextCursor: string | null };
    expect(page.items.length).toBeLessThanOrEqual(limit);
    items.push(...page.items);
    cursor = page.nextCursor;
  }
  return items;
}

test("what the customer has read ticks messages, no event lines and no notes", async () => {
  await server.call(mei, "POST", `/threads/${threadId}/take`);
  const kind = "note";
  const note = { text: "Aside", clientId: newId(), kind };
  await server.call(mei, "POST", `/threads/${threadId}/messages`, note);
  await reply();
  await prisma().message.updateMany({
    where: { threadId, status: "queued" },
    data: { status: "sent" },
  });
  await inPrismaTransaction(server.world.context.db, async (tx) => {
    const state = await lockThreadById(tx, threadId);
    if (!state) throw new Error("The thread is gone.");
    const readTill = new Date(Date.now() + 1_000);
    await applyReceipt(tx, state, {
      deliveredTill: null,
      readTill,
      deliveredIds: [],
    });
  });
  const { body } = await server.call(
    mei,
    "GET",
    `/threads/${threadId}/messages`,
  );
  const statuses = (body as { items: Message[] }).items
    .filter(({ direction }) => direction === "out")
    .map((message) => `${message.kind} ${message.status}`);
  expect(new Set(statuses)).toEqual(
    new Set(["event sent", "note sent", "message read"]),
  );
});
