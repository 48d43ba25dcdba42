import { beforeAll, expect, test } from "vitest";
import { testDatabase } from "#server/db/test-database.ts";
import { postgresCode } from "#server/db/transaction.ts";
import { newId } from "#server/runtime/crypto.ts";
import {
  createTestContext,
  newActor,
  newChannel,
  newThread,
  type TestContext,
} from "#server/domain/test-context.ts";

/** States that the database refuses, whatever writes them: see prisma/migrations. */

const CHECK_VIOLATION = "23514";
const UNIQUE_VIOLATION = "23505";

let context: TestContext;
let ids: Record<"thread" | "agent" | "channel" | "customer", string>;
beforeAll(async () => {
  context = createTestContext(await testDatabase());
  const channel = await newChannel(context);
  const { agentId } = await newActor(context, "agent");
  const { threadId, customerId } = await newThread(context, channel);
  ids = { thread: threadId, agent: agentId, channel, customer: customerId };
});

test.each([
  ["a word that is no state", `status = 'resolved'`],
  ["a way that is no routing", `routing = 'ringing'`],
  ["an owner without owning", `"ownerId" = $1`],
  ["owned by nobody", `routing = 'owned'`],
  ["open without an owner", `status = 'open'`],
  [
    "waiting with an owner",
    `"ownerId" = $1, routing = 'owned', status = 'waiting'`,
  ],
  [
    "closed with an owner",
    `"ownerId" = $1, routing = 'owned', status = 'closed'`,
  ],
  ["closed and queued", `status = 'closed', routing = 'queued'`],
  ["snoozed for ever", `status = 'snoozed'`],
  ["routed to nothing of a kind", `"routedToType" = 'queue'`],
  ["routed to no kind of thing", `"routedToId" = gen_random_uuid()`],
  [
    "ringing and asleep",
    `routing = 'offered', status = 'snoozed', "snoozedUntil" = now(), "queuedAt" = now()`,
  ],
  ["ringing since never", `routing = 'offered', "queuedAt" = null`],
  [
    "asking somebody first and routed nowhere",
    `"preferredId" = gen_random_uuid()`,
  ],
  ["handed on for ever", `handovers = 6`],
  [
    "routed to a bot",
    `"routedToType" = 'bot', "routedToId" = gen_random_uuid()`,
  ],
])("a thread is never %s", async (_what, assignment) => {
  const withAgent = assignment.includes("$1") ? [ids.agent] : [];
  const change = context.db.pool.query(
    `update thread set ${assignment} where id = $${withAgent.length + 1}`,
    [...withAgent, ids.thread],
  );
  expect(postgresCode(await change.catch((error: unknown) => error))).toBe(
    CHECK_VIOLATION,
  );
});

test.each([
  ["in and sent", "in", "message", "customer", "sent"],
  ["out and received", "out", "message", "agent", "received"],
  ["out by a customer", "out", "message", "customer", "sent"],
  ["an incoming note", "in", "note", "agent", "received"],
  ["sideways", "up", "message", "agent", "sent"],
  ["by a ghost", "out", "message", "ghost", "sent"],
  ["of no status", "out", "message", "agent", "lost"],
])(
  "a message is never %s",
  async (_what, direction, kind, authorType, status) => {
    const insert = context.db.prisma.message.create({
      data: {
        id: newId(),
        threadId: ids.thread,
        channelId: ids.channel,
        direction,
        kind,
        authorType,
        status,
        sentAt: new Date(),
      },
      select: { id: true },
    });
    expect(postgresCode(await insert.catch((error: unknown) => error))).toBe(
      CHECK_VIOLATION,
    );
  },
);

test("one message of a thread is on its way, one offer is open to an agent", async () => {
  const { prisma, pool } = context.db;
  const messages = await Promise.all(
    [1, 2].map(() =>
      prisma.message.create({
        data: {
          id: newId(),
          threadId: ids.thread,
          channelId: ids.channel,
          direction: "out",
          kind: "message",
          authorType: "agent",
          status: "queued",
          sentAt: new Date(),
        },
        select: { id: true },
      }),
    ),
  );
  for (const { id } of messages) {
    await prisma.sendJob.create({
      data: { messageId: id, threadId: ids.thread, channelId: ids.channel },
      select: { messageId: true },
    });
  }
  const both = pool.query(
    `update send_job set state = 'in_flight' where "threadId" = $1`,
    [ids.thread],
  );
  expect(postgresCode(await both.catch((error: unknown) => error))).toBe(
    UNIQUE_VIOLATION,
  );

  const offer = {
    threadId: ids.thread,
    agentId: ids.agent,
    kind: "ring",
    expiresAt: new Date(),
  };
  await prisma.offer.create({
    data: { ...offer, id: newId() },
    select: { id: true },
  });
  const second = prisma.offer.create({
    data: { ...offer, id: newId() },
    select: { id: true },
  });
  expect(
    postgresCode(await second.catch((error: unknown) => error)) ??
      UNIQUE_VIOLATION,
  ).toBe(UNIQUE_VIOLATION);
  expect(await prisma.offer.count()).toBe(1);
});

test("search inside words has its index, in Chinese too", async () => {
  const { rows } = await context.db.pool.query<{ trigrams: number }>(
    "select cardinality(show_trgm('售前咨询')) as trigrams",
  );
  expect(rows[0]?.trigrams).toBeGreaterThan(3);
  const indexes = await context.db.pool.query<{ indexname: string }>(
    "select indexname from pg_indexes where indexdef like '%gin_trgm_ops%' order by 1",
  );
  expect(indexes.rows.map(({ indexname }) => indexname)).toEqual(
    expect.arrayContaining(["customer_name_trgm", "message_text_trgm"]),
  );
});
