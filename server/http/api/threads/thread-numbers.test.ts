import { afterAll, beforeAll, expect, test } from "vitest";
import type { Found } from "#contract/threads/search.ts";
import type { Thread } from "#contract/threads/thread.ts";
import { testDatabase } from "#server/db/test-database.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { numberOldThreads } from "#server/domain/conversations/number-threads.ts";
import { numberedThread } from "#server/domain/inbox/numbered-thread.ts";
import { startTestServer, type TestServer } from "#server/http/test-server.ts";
import { digits } from "#server/pipeline/test-world.ts";

/** A conversation has a number that people say to each other. */

let server: TestServer;
let mei: Actor;
let otto: Actor;
let page: Awaited<ReturnType<TestServer["world"]["page"]>>;

beforeAll(async () => {
  server = await startTestServer(await testDatabase());
  const { world } = server;
  mei = await world.agent("Mei");
  otto = await world.agent("Otto");
  page = await world.page({ type: "queue", id: await world.queue([mei]) });
});
afterAll(() => server.stop());

async function arrive(): Promise<Thread> {
  const psid = digits(16);
  await server.world.write(page, { psid, text: "#12 in stock?" });
  const { id } = await server.world.context.db.prisma.thread.findFirstOrThrow({
    where: { identity: { externalId: psid } },
    select: { id: true },
  });
  return (await server.call(mei, "GET", `/threads/${id}`)).body as Thread;
}

test("it is found by its number, by those who may see it, and by nothing else of that form", async () => {
  const one = await arrive();
  const other = await arrive();
  expect(other.number).toBeGreaterThan(one.number ?? Infinity);
  const sought = encodeURIComponent(`#${one.number}`);
  const found = async (agent: Actor) => {
    const { body } = await server.call(agent, "GET", `/search?q=${sought}`);
    return (body as Found).threads.map(({ id }) => id);
  };
  expect(await found(mei)).toEqual([one.id]);
  expect(await found(otto)).toEqual([]);
  const listed = await server.call(mei, "GET", `/threads?q=${sought}`);
  expect((listed.body as { items: Thread[] }).items).toHaveLength(1);
  const { context } = server.world;
  expect(await numberedThread(context, mei, one.number ?? 0)).toBe(one.id);
  expect(await numberedThread(context, otto, one.number ?? 0)).toBeNull();
});

test("those that are older than numbers get theirs, the oldest the first, and none twice", async () => {
  const { context } = server.world;
  const { prisma } = context.db;
  const before = [await arrive(), await arrive(), await arrive()];
  await prisma.thread.updateMany({
    where: { id: { in: before.map(({ id }) => id) } },
    data: { number: null },
  });
  // Here the first numbers are those of new threads.
  await prisma.$queryRaw`select setval('thread_old_number_seq', 900000)::text`;
  await Promise.all([numberOldThreads(context), numberOldThreads(context)]);
  const numbered = await prisma.thread.findMany({
    where: { id: { in: before.map(({ id }) => id) } },
    orderBy: { number: "asc" },
    select: { id: true, number: true },
  });
  expect(numbered.map(({ id }) => id)).toEqual(before.map(({ id }) => id));
  expect(numbered.map(({ number }) => number)).not.toContain(null);
});
