import { afterAll, beforeAll, expect, test } from "vitest";
import {
  customerFileSchema,
  type CustomerFile,
} from "#contract/threads/customer-file.ts";
import type { Attachment } from "#contract/threads/message.ts";
import { testDatabase } from "#server/db/test-database.ts";
import { inSqlTransaction } from "#server/db/transaction.ts";
import { Prisma } from "#server/db/client.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { newestFiles } from "#server/domain/customer-record/customer-files.ts";
import { createFileScanner } from "#server/domain/files/scan/scanner.ts";
import { newThread } from "#server/domain/test-context.ts";
import {
  startTestServer as startVendor,
  type TestServer as VendorServer,
} from "#server/channels/common/test-server.ts";
import { startTestServer, type TestServer } from "#server/http/test-server.ts";
import { fetchFilesOnce } from "#server/pipeline/jobs/media.ts";
import { digits } from "#server/pipeline/test-world.ts";
import { newId } from "#server/runtime/crypto.ts";

/** The files of a customer over all threads, from outside. */

/** A sound by its first bytes. */
const SOUND = Buffer.concat([
  Buffer.from("RIFF"),
  Buffer.alloc(4, 64),
  Buffer.from("WAVEfmt "),
  Buffer.alloc(64),
]);

let server: TestServer;
let vendor: VendorServer;
let owner: Actor;
let mei: Actor;
let ben: Actor;
let page: Awaited<ReturnType<TestServer["world"]["page"]>>;
let second: typeof page;

beforeAll(async () => {
  vendor = await startVendor();
  vendor.answer(({ path }, response) => {
    if (path.includes("voice"))
      response.writeHead(200, { "content-type": "audio/wav" }).end(SOUND);
    else
      response
        .writeHead(200, { "content-type": "text/plain" })
        .end(`file of ${path}`);
  });
  server = await startTestServer(await testDatabase(), {
    metaGraphUrl: vendor.url,
  });
  const { world } = server;
  owner = await world.agent("Olga", "owner");
  mei = await world.agent("Mei");
  ben = await world.agent("Ben");
  page = await world.page({ type: "agent", id: mei.agentId });
  second = await world.page({ type: "agent", id: ben.agentId });
});
afterAll(async () => {
  await server.stop();
  await vendor.stop();
});

const prisma = () => server.host.context.db.prisma;

const ok: TestServer["ok"] = (...call) => server.ok(...call);

let written = Date.now() - 600_000;

/** The customer sends files, each `kind name`, to a page; the bytes are not fetched yet. */
async function send(
  to: typeof page,
  psid: string,
  files: [type: string, name: string][],
): Promise<{ threadId: string; customerId: string }> {
  written += 1_000;
  const attachments = files.map(([type, name]) => ({
    type,
    payload: { url: `${vendor.url}/${name}` },
  }));
  return server.world.write(to, { psid, attachments, at: written });
}

const fetchAll = () =>
  fetchFilesOnce(server.world.services, new AbortController().signal);

type Listed = { items: CustomerFile[]; nextCursor: string | null };
const list = (actor: Actor, customerId: string, query = "") =>
  ok<Listed>(actor, "GET", `/customers/${customerId}/files${query}`);
const idsOf = ({ items }: Listed) =>
  items.map(({ attachment: { id } }) => id).sort();

test("files of all threads are listed by kind, newest first, each to those who may see its thread, until they are erased", async () => {
  const psid = digits(16);
  const one = await send(page, psid, [
    ["file", "letter.txt"],
    ["audio", "voice.wav"],
  ]);
  const id = one.customerId;
  // Nothing is shown before its bytes are there.
  expect((await list(owner, id)).items).toEqual([]);
  await fetchAll();
  const two = await send(second, digits(16), [["file", "other.txt"]]);
  await fetchAll();
  await ok(owner, "POST", "/customers/merge", {
    survivorId: id,
    otherId: two.customerId,
  });
  // An upload belongs to the thread once its message has taken it.
  const form = new FormData();
  form.append("file", new Blob(["price list"]), "prices.txt");
  const upload = await server.request("/api/v1/files", {
    method: "POST",
    headers: { authorization: `Bearer ${await server.token(mei)}` },
    body: form,
  });
  const { id: uploadId } = (await upload.json()) as Attachment;
  expect(idsOf(await list(owner, id))).not.toContain(uploadId);
  await ok(mei, "POST", `/threads/${one.threadId}/messages`, {
    attachments: [{ id: uploadId }],
    clientId: newId(),
  });

  const all = await list(owner, id);
  for (const item of all.items) customerFileSchema.strict().parse(item);
  const ats = all.items.map(({ at }) => at);
  expect(ats).toEqual([...ats].sort().reverse());
  expect(
    all.items.map(({ attachment, threadId, direction }) => [
      attachment.type,
      threadId,
      direction,
    ]),
  ).toEqual([
    ["file", one.threadId, "out"],
    ["file", two.threadId, "in"],
    expect.arrayContaining([one.threadId, "in"]) as unknown,
    expect.arrayContaining([one.threadId, "in"]) as unknown,
  ]);
  const voice = await list(owner, id, "?kind=audio");
  expect(voice.items).toMatchObject([{ attachment: { type: "audio" } }]);
  expect((await list(owner, id, "?kind=video")).items).toEqual([]);
  expect(
    await server.call(owner, "GET", `/customers/${id}/files?kind=sticker`),
  ).toMatchObject({ status: 422 });
  // The pages are the list.
  const paged: CustomerFile[] = [];
  let cursor = "";
  do {
    const part = await list(owner, id, `?limit=1${cursor}`);
    paged.push(...part.items);
    cursor = part.nextCursor === null ? "" : `&cursor=${part.nextCursor}`;
  } while (cursor);
  expect(paged).toEqual(all.items);

  // Ben sees only his thread of the two, and the other id leads to the survivor.
  expect((await list(ben, two.customerId)).items).toMatchObject([
    { threadId: two.threadId },
  ]);
  const outsider = await server.world.agent("Otto");
  expect(
    await server.call(outsider, "GET", `/customers/${id}/files`),
  ).toMatchObject({ status: 404 });

  // An unsent message shows no files; what waits for the scanner is not listed either.
  const [, , third] = all.items;
  await prisma().message.update({
    where: { id: third?.messageId ?? "" },
    data: { deletedAt: new Date() },
  });
  expect((await list(owner, id)).items).toHaveLength(2);
  const { context } = server.world;
  const away = { url: "clamd://127.0.0.1:9", acceptsUnchecked: false };
  Object.assign(context, { scanner: createFileScanner(away) });
  await send(page, psid, [["file", "waits.txt"]]);
  await fetchAll();
  Object.assign(context, { scanner: undefined });
  expect(
    await prisma().attachment.count({
      where: { state: "pending", error: "unscanned" },
    }),
  ).toBe(1);
  expect((await list(owner, id)).items).toHaveLength(2);

  await ok(owner, "POST", `/customers/${id}/erase`);
  expect((await list(owner, id)).items).toEqual([]);
});

test("a page of a long history is read by the index, however many files there are", async () => {
  const { context } = server.world;
  const { threadId, customerId } = await newThread(context, page.channelId, {
    ownerId: mei.agentId,
  });
  const { pool } = context.db;
  await pool.query(
    `insert into message (id, "threadId", "channelId", direction, kind, "authorType", text, status, "sentAt")
     select gen_random_uuid(), $1::uuid, $2::uuid, 'in', 'message', 'customer', 'x', 'received', now() - n * interval '1 minute'
     from generate_series(1, 3000) n`,
    [threadId, page.channelId],
  );
  await pool.query(
    `insert into attachment (id, "messageId", type, state, "storageKey")
     select gen_random_uuid(), id, 'image', 'stored', md5(id::text) from message where "threadId" = $1::uuid`,
    [threadId],
  );
  await pool.query("analyze attachment, message, thread");
  const query = newestFiles(mei, { customerId, limit: 30 });
  const [row] = await inSqlTransaction(context.db, (tx) =>
    tx.$queryRaw<{ "QUERY PLAN": unknown }[]>(
      Prisma.sql`explain (analyze, format json) ${query}`,
    ),
  );
  const plan = JSON.stringify(row?.["QUERY PLAN"]);
  expect(plan).toContain("attachment_of_thread");
  // The rows that each step reads in all its loops.
  const read = [
    ...plan.matchAll(/"Actual Rows":([\d.]+),"Actual Loops":(\d+)/g),
  ].map(([, rows, loops]) => Number(rows) * Number(loops));
  expect(read.length).toBeGreaterThan(3);
  expect(Math.max(...read)).toBeLessThan(200);
  const first = await list(mei, customerId, "?limit=100");
  const next = await list(
    mei,
    customerId,
    `?limit=100&cursor=${first.nextCursor}`,
  );
  expect(new Set([...idsOf(first), ...idsOf(next)]).size).toBe(200);
});
