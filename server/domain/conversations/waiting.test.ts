import { beforeAll, expect, test } from "vitest";
import { testDatabase } from "#server/db/test-database.ts";
import { inPrismaTransaction } from "#server/db/transaction.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { closeThread } from "./close.ts";
import { recordFailed } from "#server/domain/messages/delivery.ts";
import { listMessages } from "#server/domain/inbox/list-messages.ts";
import { listThreads } from "#server/domain/inbox/list-threads.ts";
import { reply } from "#server/domain/conversations/replies/reply.ts";
import { retryMessage } from "#server/domain/conversations/replies/retry.ts";
import { referenceOf } from "#server/pipeline/vendor/reference.ts";
import {
  createWorld,
  digits,
  type World,
} from "#server/pipeline/test-world.ts";
import { randomToken } from "#server/runtime/crypto.ts";

/** Whether a customer waits, and since when. See domain/thread/waiting.ts. */

let world: World;
let mei: Actor;
let page: Awaited<ReturnType<World["page"]>>;

beforeAll(async () => {
  world = createWorld(await testDatabase());
  mei = await world.agent("Mei");
  page = await world.page({ type: "queue", id: await world.queue([mei]) });
});

const deliver = (item: Record<string, unknown>) => world.receive(page, [item]);

/** Creates a customer, with the acts of the customer and the agents. Times are milliseconds from now. */
async function customer() {
  const psid = digits(16);
  const start = Date.now();
  const thread = async () => {
    const query = { limit: 100, sort: "newest" } as const;
    const { items } = await listThreads(world.context, mei, query);
    const found = items.find((item) =>
      item.customer.identities.some(({ externalId }) => externalId === psid),
    );
    if (!found) throw new Error("The customer has no thread.");
    return found;
  };
  const self = {
    async asks(text: string, at: number) {
      const message = { mid: `m_${randomToken(20)}`, text };
      await deliver({ psid, timestamp: start + at, message });
    },
    async isAnswered(text: string): Promise<string> {
      const { id: threadId } = await thread();
      const [message] = await reply(world.context, mei, {
        threadId,
        kind: "message",
        text,
        clientId: randomToken(8),
      });
      return message?.id ?? "";
    },
    async echo(messageId: string, text: string, at: number) {
      const message = {
        mid: `m_${randomToken(20)}`,
        is_echo: true,
        app_id: page.appId,
        metadata: referenceOf(messageId),
        text,
      };
      await deliver({ psid, timestamp: start + at, message });
    },
    thread,
    async waitsSince(): Promise<number | null> {
      const { waitingSince } = await thread();
      return waitingSince === null ? null : Date.parse(waitingSince) - start;
    },
    async texts() {
      const { id: threadId } = await thread();
      const page = { threadId, limit: 100 };
      const { items } = await listMessages(world.context, mei, page);
      return items
        .toReversed()
        .flatMap(({ kind, text }) => (kind === "message" ? (text ?? "") : []));
    },
  };
  return self;
}

test("a message written before an answer that arrives after it waits", async () => {
  const anna = await customer();
  await anna.asks("Where is my parcel?", -60_000);
  await anna.isAnswered("On its way.");
  expect(await anna.waitsSince()).toBeNull();
  await anna.asks("Can it be left with the neighbour?", -5_000);
  expect(await anna.waitsSince()).toBe(-5_000);
  const { items } = await listThreads(world.context, mei, {
    limit: 100,
    sort: "waiting",
  });
  expect(items.map(({ id }) => id)).toContain((await anna.thread()).id);
});

test("with our clock behind, the answer stands behind its question, which waits no longer", async () => {
  const ben = await customer();
  await ben.asks("Hello?", 20_000); // by Meta's clock
  const id = await ben.isAnswered("Hello Ben");
  expect(await ben.waitsSince()).toBeNull();
  expect(await ben.texts()).toEqual(["Hello?", "Hello Ben"]);
  expect((await ben.thread()).lastMessage?.text).toBe("Hello Ben");
  await ben.echo(id, "Hello Ben", 25_000);
  await ben.asks("Thanks", 26_000);
  expect(await ben.texts()).toEqual(["Hello?", "Hello Ben", "Thanks"]);
});

test("with our clock ahead, the echo corrects the answer's place and the preview shows the newest message", async () => {
  const cleo = await customer();
  await cleo.asks("Hello?", -60_000);
  world.clock.at = new Date(Date.now() + 20_000);
  const id = await cleo.isAnswered("Hello Cleo");
  world.clock.at = null;
  await cleo.asks("One more thing", -20_000);
  await cleo.echo(id, "Hello Cleo", -30_000);
  expect(await cleo.texts()).toEqual([
    "Hello?",
    "Hello Cleo",
    "One more thing",
  ]);
  expect((await cleo.thread()).lastMessage?.text).toBe("One more thing");
  expect(await cleo.waitsSince()).toBe(-20_000);
});

test("a refused answer leaves the oldest question waiting, and its author is reminded; Retry answers it", async () => {
  const dan = await customer();
  await dan.asks("First", -60_000);
  await dan.asks("Second", -30_000);
  const messageId = await dan.isAnswered("Both");
  expect(await dan.waitsSince()).toBeNull();
  const { id: threadId } = await dan.thread();
  const reminders = () =>
    world.context.db.prisma.timer.count({
      where: { kind: "silent", key: threadId },
    });
  expect(await reminders()).toBe(0);
  const failure = {
    key: "bad_request",
    code: 100,
    subcode: null,
    message: "no",
    trace: null,
  };
  await inPrismaTransaction(world.context.db, (tx) =>
    recordFailed(tx, { messageId, failure, now: new Date() }),
  );
  expect(await dan.waitsSince()).toBe(-60_000);
  expect(await reminders()).toBe(1);
  await retryMessage(world.context, mei, { threadId, messageId });
  expect(await dan.waitsSince()).toBeNull();
});

test("closing settles all messages so far; a message that arrives late opens it again and waits", async () => {
  const eve = await customer();
  await eve.asks("First", -60_000);
  await eve.isAnswered("Done");
  await closeThread(world.context, mei, (await eve.thread()).id);
  await eve.asks("Before you closed", -30_000);
  expect(await eve.waitsSince()).toBe(-30_000);
  expect((await eve.thread()).status).not.toBe("closed");
});
