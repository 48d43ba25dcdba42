import { afterAll, beforeAll, expect, test } from "vitest";
import type { Message } from "#contract/threads/message.ts";
import { newerThan, olderThan } from "#contract/threads/message-cursor.ts";
import type { ThreadHits } from "#contract/threads/thread-messages.ts";
import { testDatabase } from "#server/db/test-database.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { newThread } from "#server/domain/test-context.ts";
import { startTestServer, type TestServer } from "#server/http/test-server.ts";
import { newId } from "#server/runtime/crypto.ts";

/** A text is found in one thread, and the thread is read from there both ways. */

let server: TestServer;
let mei: Actor;
let otto: Actor;
let threadId: string;

beforeAll(async () => {
  server = await startTestServer(await testDatabase());
  const { world } = server;
  mei = await world.agent("Mei");
  otto = await world.agent("Otto");
  const queueId = await world.queue([mei]);
  const page = await world.page({ type: "queue", id: queueId });
  const where = { ownerId: mei.agentId, queueId };
  const thread = await newThread(world.context, page.channelId, where);
  threadId = thread.threadId;
  for (let n = 1; n <= 12; n++)
    await note(n === 3 ? "請問藍色的有貨嗎？Café" : `Line ${n}`);
  const other = await newThread(world.context, page.channelId, where);
  await server.call(mei, "POST", `/threads/${other.threadId}/messages`, {
    kind: "note",
    text: "藍色",
    clientId: newId(),
  });
});
afterAll(() => server.stop());

const note = (text: string) =>
  server.call(mei, "POST", `/threads/${threadId}/messages`, {
    kind: "note",
    text,
    clientId: newId(),
  });
async function get<Answer>(path: string): Promise<Answer> {
  const { status, body } = await server.call(
    mei,
    "GET",
    `/threads/${threadId}/${path}`,
  );
  expect(status).toBe(200);
  return body as Answer;
}
const find = (q: string) =>
  get<ThreadHits>(`search?q=${encodeURIComponent(q)}`);
type Page = {
  items: Message[];
  nextCursor: string | null;
  prevCursor: string | null;
};
const texts = ({ items }: Page) => items.map(({ text }) => text);

test("two Chinese characters, accents and case, in this thread alone", async () => {
  expect(await find("藍色")).toMatchObject({
    total: 1,
    items: [{ snippet: "請問藍色的有貨嗎？Café" }],
  });
  expect((await find("CAFE")).total).toBe(1);
  expect((await find("line")).total).toBe(11);
  expect((await find("nowhere")).items).toEqual([]);
  const hidden = await server.call(
    otto,
    "GET",
    `/threads/${threadId}/search?q=line`,
  );
  expect(hidden.status).toBe(404);
});

test("messages around a hit go on both ways, without a gap or a repetition", async () => {
  const { items } = await find("藍色");
  const around = await get<Page>(
    `messages?limit=4&around=${items[0]?.messageId}`,
  );
  expect(texts(around)).toEqual([
    "Line 5",
    "Line 4",
    "請問藍色的有貨嗎？Café",
    "Line 2",
  ]);
  // Screens write the same cursors for what they have dropped.
  expect(around).toMatchObject({
    prevCursor: newerThan(around.items[0]!),
    nextCursor: olderThan(around.items.at(-1)!),
  });
  const newer = await get<Page>(`messages?limit=4&cursor=${around.prevCursor}`);
  expect(texts(newer)).toEqual(["Line 9", "Line 8", "Line 7", "Line 6"]);
  const newest = await get<Page>(`messages?limit=4&cursor=${newer.prevCursor}`);
  expect(texts(newest)).toEqual(["Line 12", "Line 11", "Line 10"]);
  expect(newest.prevCursor).toBeNull();
  const older = await get<Page>(`messages?limit=4&cursor=${around.nextCursor}`);
  expect(texts(older)).toEqual(["Line 1"]);
  expect(older.nextCursor).toBeNull();
  const unknown = await server.call(
    mei,
    "GET",
    `/threads/${threadId}/messages?around=${newId()}`,
  );
  expect(unknown.status).toBe(422);
});

test("a number that is written in another way is in the snippet", async () => {
  const written = "0912 345 678";
  await note(`${"before ".repeat(30)}${written}${" after".repeat(30)}`);
  const { items } = await find("+886912345678");
  expect(items).toHaveLength(1);
  expect(items[0]?.snippet).toMatch(
    new RegExp(`^…[a-z ]{60}${written}[a-z ]{60}…$`),
  );
});
