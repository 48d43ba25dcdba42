import path from "node:path";
import { readdir } from "node:fs/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { checkAwaitingScan } from "#scripts/doctor/outside.ts";
import type { Attachment } from "#contract/threads/message.ts";
import { testDatabase } from "#server/db/test-database.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import type { FileScanner } from "#server/domain/file-scanner.ts";
import { createFileScanner } from "#server/domain/files/scan/scanner.ts";
import { listMessages } from "#server/domain/inbox/list-messages.ts";
import { runToEnd } from "#e2e/harness/program.ts";
import { TEST_KEY } from "#server/domain/test-context.ts";
import { startTestServer, type TestServer } from "#server/http/test-server.ts";
import {
  startTestServer as startVendor,
  type TestServer as VendorServer,
} from "#server/channels/common/test-server.ts";
import { fetchFilesOnce } from "#server/pipeline/jobs/media.ts";
import { EICAR, nowhere, startClamd, startHook } from "./test-scanners.ts";

/**
 * Files that are uploaded and that customers send, with a clamd on a real TCP
 * socket and a real HTTP hook. Both know one virus: the test file of EICAR.
 */

const scannerAt = (url: string, acceptsUnchecked = false): FileScanner =>
  createFileScanner({ url, acceptsUnchecked });

const db = await testDatabase();
let server: TestServer;
let vendor: VendorServer;
let agent: Actor;
let token: string;
let page: Awaited<ReturnType<TestServer["world"]["page"]>>;
let served = "";

beforeAll(async () => {
  vendor = await startVendor();
  vendor.answer((_received, response) => {
    response.writeHead(200, { "content-type": "text/plain" }).end(served);
  });
  server = await startTestServer(db, {
    metaGraphUrl: vendor.url,
  });
  agent = await server.world.agent("Boss", "owner");
  token = await server.token(agent);
  page = await server.world.page(null);
});
afterAll(async () => {
  await server.stop();
  await vendor.stop();
});

/** The context is made once for all; its scanner is what a test changes. */
function use(scanner: FileScanner | undefined): void {
  const { context } = server.world;
  Object.assign(context, { scanner });
}

async function upload(text: string) {
  const form = new FormData();
  form.append("file", new Blob([text]), "letter.txt");
  const response = await server.request("/api/v1/files", {
    method: "POST",
    headers: { authorization: `Bearer ${token}` },
    body: form,
  });
  const { code, id } = (await response.json()) as {
    code?: string;
    id?: string;
  };
  return { status: response.status, code, id };
}

/** The names of all files that the store keeps. */
async function kept(): Promise<string[]> {
  const { partsFolder } = server.world.context.files;
  const names = await readdir(path.dirname(partsFolder), {
    recursive: true,
  }).catch(() => []);
  return names.filter((name) => /[0-9a-f]{32}$/.test(name));
}

test("an infected upload is refused by either scanner and nothing of it is kept", async () => {
  const fakes = [
    await startClamd(),
    await startHook(422),
    await startHook(200),
  ];
  for (const { url, sizes, stop } of fakes) {
    use(scannerAt(url));
    const before = (await kept()).length;
    expect(await upload(`Dear all, ${EICAR}`)).toMatchObject({
      status: 422,
      code: "file_infected",
    });
    expect(await kept()).toHaveLength(before);
    const long = "A harmless text. ".repeat(20_000);
    expect(await upload(long)).toMatchObject({ status: 201 });
    expect(sizes).toEqual([`Dear all, ${EICAR}`.length, long.length]);
    expect(await kept()).toHaveLength(before + 1);
    await stop();
  }
});

test("without a verdict an upload is refused for now, or kept if the settings say so", async () => {
  const small = await startClamd(10);
  const strange = await startHook(500);
  for (const url of [await nowhere(), small.url])
    expect([
      url,
      await (use(scannerAt(url)), upload("A longer harmless text")),
    ]).toMatchObject([url, { status: 503, code: "scan_unavailable" }]);
  use(scannerAt(strange.url));
  expect(await upload(EICAR)).toMatchObject({ code: "scan_unavailable" });
  use(scannerAt(await nowhere(), true));
  expect(await upload("Unchecked")).toMatchObject({ status: 201 });
  await small.stop();
  await strange.stop();
});

/** A customer's file, and ways to look at it and to let time pass. */
async function arrive(text: string) {
  const { world } = server;
  const { prisma } = world.context.db;
  served = text;
  const payload = { url: `${vendor.url}/letter.txt` };
  const attachments = [{ type: "file", payload }];
  const { threadId } = await world.write(page, { attachments });
  return {
    async fetch(): Promise<Attachment | undefined> {
      await prisma.attachment.updateMany({
        where: { state: "pending" },
        data: { dueAt: new Date(Date.now() - 1_000) },
      });
      const { signal } = new AbortController();
      await fetchFilesOnce(world.services, signal);
      const query = { threadId, limit: 10 };
      const { items } = await listMessages(world.context, agent, query);
      return items[0]?.attachments[0];
    },
  };
}

const open = (id: string | undefined) =>
  server.request(`/api/v1/files/${id}`, {
    headers: { authorization: `Bearer ${token}` },
  });

test("an infected file of a customer is removed, and the message says so", async () => {
  const clamd = await startClamd();
  use(scannerAt(clamd.url));
  const before = (await kept()).length;
  const infected = await (await arrive(`Dear shop, ${EICAR}`)).fetch();
  expect(infected).toMatchObject({
    state: "failed",
    scan: "infected",
    url: null,
  });
  expect((await open(infected?.id)).status).toBe(404);
  expect(await kept()).toHaveLength(before);
  const clean = await (await arrive("Dear shop, all is well")).fetch();
  expect(clean).toMatchObject({ state: "stored" });
  expect(clean).not.toHaveProperty("scan");
  await clamd.stop();
});

test.each([
  { what: "clean", text: "Dear shop" },
  { what: "infected", text: `Dear shop, ${EICAR}` },
])(
  "while the scanner is away a customer’s file is kept and not shown; then it is found $what",
  async ({ what, text }) => {
    use(scannerAt(await nowhere()));
    const before = (await kept()).length;
    const arrived = await arrive(text);
    // However often: it is neither given up nor shown as missing.
    for (let attempt = 0; attempt < 7; attempt += 1)
      expect(await arrived.fetch()).toMatchObject({
        state: "pending",
        scan: "waiting",
        url: null,
      });
    const [{ id } = { id: undefined }] = [await arrived.fetch()];
    expect((await open(id)).status).toBe(404);
    expect(await kept()).toHaveLength(before + 1);
    // The vendor's link no longer gives it.
    served = "";
    const clamd = await startClamd();
    use(scannerAt(clamd.url));
    const settled = await arrived.fetch();
    expect(settled).toMatchObject(
      what === "clean"
        ? { state: "stored", size: text.length }
        : { state: "failed", scan: "infected", url: null },
    );
    expect(await kept()).toHaveLength(before + (what === "clean" ? 1 : 0));
    if (what === "clean") expect(await (await open(id)).text()).toBe(text);
    await clamd.stop();
  },
);

/** A customer's file that was kept while the scanner was away, and the row and bytes of it. */
async function waiting(text: string) {
  use(scannerAt(await nowhere()));
  const arrived = await arrive(text);
  const { id } = (await arrived.fetch())!;
  const { prisma } = server.world.context.db;
  const row = () => prisma.attachment.findUniqueOrThrow({ where: { id } });
  const { storageKey } = await row();
  return { ...arrived, id, row, key: storageKey! };
}

test("a file without a verdict is scanned again after growing pauses of at most 15 minutes", async () => {
  const { context } = server.world;
  const file = await waiting("Dear shop, be patient");
  const pauseAt = async (ageMinutes: number) => {
    await context.db.prisma.attachment.update({
      where: { id: file.id },
      data: { createdAt: new Date(Date.now() - ageMinutes * 60_000) },
    });
    await file.fetch();
    const { dueAt } = await file.row();
    return Math.round((dueAt!.getTime() - Date.now()) / 30_000) / 2; // minutes
  };
  expect(await pauseAt(0)).toBe(0.5);
  expect(await pauseAt(20)).toBe(5);
  expect(await pauseAt(50 * 24 * 60)).toBe(15);
  const [warned] = await checkAwaitingScan(context.db);
  expect(warned).toMatchObject({ key: "scan_waiting", state: "warning" });
  expect(warned?.message).toMatch(/ 72000 min\. .*at most 15 minutes/);

  const clamd = await startClamd();
  use(scannerAt(clamd.url));
  expect(await file.fetch()).toMatchObject({ state: "stored" });
  expect(await checkAwaitingScan(context.db)).toEqual([]);
  await clamd.stop();
});

test("a waiting file whose bytes are gone is fetched from the vendor again", async () => {
  const text = "Dear shop, once more";
  const file = await waiting(text);
  const clamd = await startClamd();
  use(scannerAt(clamd.url));
  await server.world.context.files.remove(file.key);
  const found = await file.fetch();
  expect(found).toMatchObject({ state: "stored", size: text.length });
  expect(await (await open(file.id)).text()).toBe(text);
  await clamd.stop();
});

test("a waiting file whose bytes are gone for good ends as a missing file", async () => {
  const { context } = server.world;
  const file = await waiting("Dear shop, never again");
  const clamd = await startClamd();
  use(scannerAt(clamd.url));
  const bytes = await context.files.get(file.key);
  await context.files.remove(file.key);
  served = "";
  expect(await file.fetch()).toMatchObject({ state: "pending", url: null });
  for (let attempt = 0; attempt < 5; attempt += 1) await file.fetch();
  const missing = await file.fetch();
  expect(missing).toMatchObject({ state: "failed", url: null });
  expect(missing).not.toHaveProperty("scan");
  // The pauses grow: it is no longer asked for every half a minute.
  const soon = new Date(Date.now() + 60_000);
  expect((await file.row()).dueAt!.getTime()).toBeGreaterThan(soon.getTime());

  // The disk comes back within the week.
  await context.files.put(file.key, bytes);
  expect(await file.fetch()).toMatchObject({ state: "stored" });

  const other = await waiting("Dear shop, never again");
  use(scannerAt(clamd.url));
  await context.files.remove(other.key);
  served = "";
  await context.db.prisma.attachment.update({
    where: { id: other.id },
    data: { createdAt: new Date(Date.now() - 8 * 86_400_000) },
  });
  expect(await other.fetch()).toMatchObject({ state: "failed", url: null });
  expect(await other.row()).toMatchObject({
    state: "failed",
    dueAt: null,
    storageKey: null,
  });
  expect((await open(other.id)).status).toBe(404);
  await clamd.stop();
});

/** Runs `npm run admin -- files scan` as an operator does, beside the running server. */
async function scanByCommand(scanUrl: string, ...flags: string[]) {
  const { partsFolder } = server.world.context.files;
  const { code, stdout, stderr } = await runToEnd({
    file: "scripts/admin.ts",
    args: ["files", "scan", "--json", ...flags],
    env: {
      DATABASE_URL: db.url,
      DATA_DIR: path.resolve(partsFolder, "../.."),
      AUTH_SECRET: "a secret that is long enough",
      ENCRYPTION_KEY: TEST_KEY,
      FILE_SCAN_URL: scanUrl,
    },
  });
  expect(stdout, stderr).not.toBe("");
  const counts = JSON.parse(stdout) as Record<string, unknown>;
  return { code, counts, stderr };
}

test("the command scans what was kept without a scanner, once it answers", async () => {
  const clamd = await startClamd();
  await scanByCommand(clamd.url);
  use(undefined);
  const fromCustomer = await arrive(`Dear shop, ${EICAR}`);
  expect(await fromCustomer.fetch()).toMatchObject({ state: "stored" });
  const ofAgent = await upload(EICAR);
  expect(await upload("Harmless")).toMatchObject({ status: 201 });
  const before = (await kept()).length;
  expect(await scanByCommand(clamd.url, "--dry-run")).toMatchObject({
    code: 0,
    counts: { files: 3 },
  });
  const away = await scanByCommand(await nowhere());
  expect(away).toMatchObject({
    code: 1,
    counts: { clean: 0, refused: 0, failed: 3, finished: false },
  });
  expect(away.stderr).toContain("run the command again");
  expect(await kept()).toHaveLength(before);
  expect(await scanByCommand(clamd.url)).toMatchObject({
    code: 0,
    counts: { clean: 1, refused: 2, failed: 0, finished: true },
  });
  expect(await kept()).toHaveLength(before - 2);
  const refused = await fromCustomer.fetch();
  expect(refused).toMatchObject({
    state: "failed",
    scan: "infected",
    url: null,
  });
  for (const id of [refused?.id, ofAgent.id])
    expect((await open(id)).status).toBe(404);
  await clamd.stop();
}, 120_000);
