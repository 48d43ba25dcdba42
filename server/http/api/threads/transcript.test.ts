import { extractText } from "unpdf";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Transcript } from "#contract/threads/transcript.ts";
import { testDatabase } from "#server/db/test-database.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { startTestServer, type TestServer } from "#server/http/test-server.ts";
import { newId } from "#server/runtime/crypto.ts";

let server: TestServer;
let mei: Actor;
let boss: Actor;
let threadId: string;

beforeAll(async () => {
  server = await startTestServer(await testDatabase());
  const { world } = server;
  mei = await world.agent("Mei");
  boss = await world.agent("Olga", "owner");
  const page = await world.page({
    type: "queue",
    id: await world.queue([mei]),
  });
  const what = { text: "你好，有貨嗎？", at: Date.now() - 1_000 };
  ({ threadId } = await world.write(page, what));
  await server.call(mei, "POST", `/threads/${threadId}/take`, {});
  const post = (body: object) =>
    server.call(mei, "POST", `/threads/${threadId}/messages`, {
      clientId: newId(),
      ...body,
    });
  await post({ text: "有的" });
  await post({ text: "A regular", kind: "note" });
});
afterAll(() => server.stop());

const read = async (actor: Actor, query = "") =>
  server.call(actor, "GET", `/threads/${threadId}/transcript${query}`);

test("a transcript is the conversation in its order, with notes only where they are asked for", async () => {
  const texts = async (query: string) =>
    ((await read(mei, query)).body as Transcript).messages.map(
      ({ text }) => text,
    );
  expect(await texts("?format=json")).toEqual(["你好，有貨嗎？", "有的"]);
  expect(await texts("?notes=true")).toEqual([
    "你好，有貨嗎？",
    "有的",
    "A regular",
  ]);
  expect((await read(mei)).body).toMatchObject({
    threadId,
    by: { name: "Mei" },
    includesNotes: false,
    isComplete: true,
  });
});

test("as a PDF it has the same words, in the asked language and time zone", async () => {
  const authorization = `Bearer ${await server.token(mei)}`;
  const pdf = async (query: string) => {
    const response = await server.request(
      `/api/v1/threads/${threadId}/transcript?format=pdf&${query}`,
      { headers: { authorization } },
    );
    expect(response.headers.get("content-type")).toBe("application/pdf");
    const bytes = new Uint8Array(await response.arrayBuffer());
    return (await extractText(bytes, { mergePages: true })).text;
  };
  const chinese = await pdf("locale=zh-TW&timeZone=Asia/Taipei");
  for (const words of ["你好，有貨嗎？", "有的", "由Mei產生", "Asia/Taipei"])
    expect(chinese).toContain(words);
  expect(chinese).not.toContain("A regular");
  const english = await pdf("notes=true");
  for (const words of ["A regular", "internal note", "Made by Mei", "(UTC)"])
    expect(english).toContain(words);
  expect((await read(mei, "?format=pdf&timeZone=Mars")).status).toBe(422);
});

test("each one is in the audit log, and none is for an agent without the conversation", async () => {
  const otto = await server.world.agent("Otto");
  expect((await read(otto)).status).toBe(404);
  await read(boss, "?notes=true");
  const audit = await server.call(
    boss,
    "GET",
    `/audit?action=customer.transcript_made&actor=${boss.agentId}`,
  );
  expect(audit.body).toMatchObject({
    items: [
      { target: { type: "customer" }, detail: { notes: true, messages: 3 } },
    ],
  });
});

test("a message that its customer unsent has no content", async () => {
  await server.world.context.db.prisma.message.updateMany({
    where: { threadId, direction: "in" },
    data: { deletedAt: new Date() },
  });
  const { messages } = (await read(mei)).body as Transcript;
  expect(messages[0]).toMatchObject({ direction: "in", text: null });
});
