import { afterAll, beforeAll, expect, test } from "vitest";
import { numberKeys } from "#contract/text/number-keys.ts";
import type { FoundHits } from "#contract/threads/found-hits.ts";
import type { Thread } from "#contract/threads/thread.ts";
import { Prisma } from "#server/db/client.ts";
import { testDatabase } from "#server/db/test-database.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { isNumbered } from "#server/domain/inbox/search.ts";
import { startTestServer, type TestServer } from "#server/http/test-server.ts";
import { digits } from "#server/pipeline/test-world.ts";

/** A list that seeks a text names the message of each thread that has it. */

let server: TestServer;
let owner: Actor;
let page: Awaited<ReturnType<TestServer["world"]["page"]>>;
beforeAll(async () => {
  server = await startTestServer(await testDatabase());
  owner = await server.world.agent("Olga", "owner");
  page = await server.world.page(null);
});
afterAll(() => server.stop());

type Page = { items: Thread[]; hits?: FoundHits };
const list = async (query: string) =>
  (await server.call(owner, "GET", `/threads?${query}`)).body as Page;
const sought = (q: string) => list(`q=${encodeURIComponent(q)}`);

/** A customer writes these texts, a second apart; returns the thread's id. */
async function write(...texts: string[]): Promise<string> {
  const psid = digits(16);
  const from = Date.now() - texts.length * 1_000;
  let threadId = "";
  for (const [at, text] of texts.entries())
    ({ threadId } = await server.world.write(page, {
      psid,
      text,
      at: from + at * 1_000,
    }));
  return threadId;
}

test.each([
  ["烏龍", "請問烏龍茶還有嗎？"],
  ["creme brulee", "Une crème brûlée, please"],
  ["ｃａｆｅ", "Is the Café open?"],
  ["0912345678", "Call +886 912-345-678 tomorrow"],
])("%j names the message that has it, not the last one", async (q, text) => {
  const threadId = await write(text, "Something else");
  const { hits = {} } = await sought(q);
  expect(Object.keys(hits)).toEqual([threadId]);
  const { messageId, snippet, sentAt } = hits[threadId]!;
  expect(snippet).toBe(text);
  const { prisma } = server.world.context.db;
  const message = await prisma.message.findUniqueOrThrow({
    where: { id: messageId },
  });
  expect(message.text).toBe(text);
  expect(sentAt).toBe(message.sentAt.toISOString());
});

test("the newest of several, notes too; none of a customer’s name, and none without a text", async () => {
  const threadId = await write("The blue lamp", "Another lamp", "Thank you");
  const { hits = {} } = await sought("lamp");
  expect(hits[threadId]?.snippet).toBe("Another lamp");
  await server.call(owner, "POST", `/threads/${threadId}/messages`, {
    kind: "note",
    text: "Wants a lamp for the hall",
    clientId: "note",
  });
  expect((await sought("lamp")).hits?.[threadId]?.snippet).toContain("hall");

  const { items } = await list("limit=50");
  const customer = items.find(({ id }) => id === threadId)!.customer;
  await server.call(owner, "PATCH", `/customers/${customer.id}`, {
    name: "Quillfeather",
  });
  const byName = await sought("quillfeather");
  expect(byName.items.map(({ id }) => id)).toEqual([threadId]);
  expect(byName.hits).toEqual({});
  expect((await list("limit=50")).hits).toBeUndefined();
});

test("a number is looked up in its index, whatever Postgres knows of the tables", async () => {
  const { pool } = server.world.context.db;
  const { sql } =
    Prisma.sql`select m.id from message m join thread t on t.id = m."threadId"
    where ${isNumbered(numberKeys("0912345678"))} and t."deletedAt" is null order by m."sentAt" desc limit 20`;
  const plan = await pool.query<{ "QUERY PLAN": string }>(
    `begin; set local enable_seqscan = off; explain ${sql.replace("?", "'{0912345678}'")}; rollback`,
  );
  const steps = plan as unknown as (typeof plan)[];
  const text = JSON.stringify(steps.flatMap(({ rows }) => rows));
  expect(text).toContain("message_numbers");
});
