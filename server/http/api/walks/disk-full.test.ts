import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestServer as startVendor } from "#server/channels/common/test-server.ts";
import type { TestServer as Vendor } from "#server/channels/common/test-server.ts";
import type { Database } from "#server/db/client.ts";
import { testDatabase } from "#server/db/test-database.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { commandLine } from "#server/domain/access/audit.ts";
import { createToken } from "#server/domain/access/sign-in/tokens.ts";
import { createFileStore, newFileKey } from "#server/domain/files/store.ts";
import { SWEEP_EVERY_MS, sweepFiles } from "#server/domain/files/sweep.ts";
import {
  startTestProcess,
  type TestProcess,
} from "#server/http/test-process.ts";
import { createWorld, delivery, digits } from "#server/pipeline/test-world.ts";
import { createVault, randomToken } from "#server/runtime/crypto.ts";

/**
 * A server that finds files cannot be kept. Its shell limits the size of what it
 * writes: to it that is a full disk, which needs neither a disk of the test's
 * own nor root.
 */

const ROOM_BLOCKS = 512; // of 512 bytes: less than any file here

const KEY = "a key for tests that is long enough";

let db: Database;
let vendor: Vendor;
let owner: Actor;
let token: string;
let photo: Buffer;
const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), "parley-full-"));
const running = new Set<() => Promise<void>>();

beforeAll(async () => {
  db = await testDatabase();
  vendor = await startVendor();
  // Noise cannot be packed: about a megabyte.
  const noise = Buffer.from(
    Array.from({ length: 700 * 700 * 3 }, (_, n) => (n * n * 31 + n * 7) % 251),
  );
  photo = await sharp(noise, { raw: { width: 700, height: 700, channels: 3 } })
    .png({ compressionLevel: 0 })
    .toBuffer();
  vendor.answer((_received, response) => {
    response.writeHead(200).end(photo);
  });
  const world = createWorld(db);
  owner = await world.agent("Olga", "owner");
  const made = await createToken(world.context, commandLine, {
    agentId: owner.agentId,
  });
  token = made.token;
});
afterAll(async () => {
  for (const stop of running) await stop();
  await vendor.stop();
  fs.rmSync(dataDir, { recursive: true, force: true });
});

/** Its shell limits the size of a file where there is to be no room. */
async function start(room: "full" | "free"): Promise<TestProcess> {
  const started = await startTestProcess({
    databaseUrl: db.url,
    dataDir,
    encryptionKey: KEY,
    graphUrl: vendor.url,
    ...(room === "full" ? { first: `ulimit -f ${ROOM_BLOCKS}` } : {}),
  });
  running.add(started.stop);
  return started;
}

function upload(url: string, bytes: Uint8Array): Promise<Response> {
  const form = new FormData();
  form.set("file", new File([bytes as BlobPart], "notes.txt"));
  return fetch(`${url}/api/v1/files`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}` },
    body: form,
  });
}

function filesOnDisk(): string[] {
  const folder = path.join(dataDir, "files");
  if (!fs.existsSync(folder)) return [];
  return fs
    .readdirSync(folder, {
      recursive: true,
      withFileTypes: true,
      encoding: "utf8",
    })
    .filter((entry) => entry.isFile() && entry.name !== "installation")
    .map(({ name }) => name);
}

test("no room: told in words, nothing half-written, seen by operators, and what came in is kept when there is room", async () => {
  const full = await start("full");
  const text = Buffer.alloc(1_500_000, "Some text. ");
  for (let n = 0; n < 3; n += 1) {
    const refused = await upload(full.url, text);
    expect(refused.status).toBe(507);
    expect(await refused.json()).toMatchObject({ code: "storage_full" });
  }
  expect(filesOnDisk()).toEqual([]);

  const mid = await receivePhoto();
  const row = () =>
    db.prisma.attachment.findFirst({
      where: { message: { externalId: mid } },
      select: { state: true, attempts: true },
    });
  await expect
    .poll(row, { timeout: 30_000 })
    .toMatchObject({ state: "pending" });
  const ready = await fetch(`${full.url}/api/ready`);
  expect(ready.status).toBe(200);
  expect(await ready.json()).toMatchObject({
    checks: {
      files: { ok: true, detail: expect.stringContaining("no room") as string },
    },
  });
  const metrics = await (await fetch(`${full.url}/metrics`)).text();
  expect(metrics).toMatch(/^parley_files_no_room 1$/m);
  expect(full.log().match(/files cannot be kept/g)).toHaveLength(1);
  // Room is looked for now and then, by a file.
  await expect.poll(filesOnDisk).toEqual([]);
  await full.stop();

  const free = await start("free");
  await db.prisma.attachment.updateMany({
    where: { state: "pending" },
    data: { dueAt: new Date() },
  });
  await expect
    .poll(row, { timeout: 30_000 })
    .toMatchObject({ state: "stored" });
  expect((await upload(free.url, text)).status).toBe(201);
  expect(filesOnDisk()).toHaveLength(2);
  await free.stop();
}, 240_000);

async function receivePhoto(): Promise<string> {
  const world = createWorld(db, vendor.url);
  const vault = createVault([KEY]);
  const page = await world.page(null);
  await db.prisma.channel.update({
    where: { id: page.channelId },
    data: { credentialsSealed: vault.seal(page.token) },
    select: { id: true },
  });
  await db.prisma.source.update({
    where: { id: page.sourceId },
    data: {
      secretSealed: vault.seal(page.appSecret),
      verifyTokenSealed: vault.seal("verify"),
    },
    select: { id: true },
  });
  const mid = `m_${randomToken(20)}`;
  const message = {
    mid,
    attachments: [
      { type: "image", payload: { url: `${vendor.url}/photo.png` } },
    ],
  };
  const body = delivery(page.pageId, [
    { psid: digits(16), timestamp: Date.now(), message },
  ]);
  await world.services.intake.add({ ...page.from, body });
  return mid;
}

test("files that no row names are swept, those of rows and young ones are not, nor another installation's", async () => {
  const world = createWorld(db);
  const own = fs.mkdtempSync(path.join(os.tmpdir(), "parley-sweep-"));
  const files = createFileStore({ dataDir: own });
  const context = { ...world.context, files };
  const put = async (ageMs: number) => {
    const key = newFileKey();
    await files.put(key, Buffer.from("x"));
    const at = new Date(Date.now() - ageMs);
    fs.utimesSync(path.join(own, "files", key), at, at);
    return key;
  };
  const HOUR_MS = 3_600_000;
  const [orphan, young, avatar, upload] = [
    await put(48 * HOUR_MS),
    await put(HOUR_MS),
    await put(48 * HOUR_MS),
    await put(48 * HOUR_MS),
  ];
  await db.prisma.customer.create({
    data: { id: crypto.randomUUID(), avatarKey: avatar },
    select: { id: true },
  });
  await db.prisma.attachment.create({
    data: {
      id: crypto.randomUUID(),
      type: "file",
      state: "stored",
      storageKey: upload,
      uploaderId: owner.agentId,
    },
    select: { id: true },
  });
  const part = path.join(own, "files", "parts", "0123456789abcdef01234567");
  fs.writeFileSync(part, "half of it");
  const long = new Date(Date.now() - 2 * HOUR_MS);
  fs.utimesSync(part, long, long);

  const sweepAll = async () => {
    for (let round = 0; round < 16; round += 1) {
      world.clock.at = new Date(Date.now() + round * SWEEP_EVERY_MS);
      await sweepFiles(context);
    }
    world.clock.at = null;
  };
  await sweepAll();
  const gone = async (key: string) =>
    files.size(key).then(
      () => false,
      () => true,
    );
  expect(await gone(orphan)).toBe(true);
  expect(fs.existsSync(part)).toBe(false);
  for (const key of [young, avatar, upload])
    expect(await gone(key)).toBe(false);

  fs.writeFileSync(path.join(own, "files", "installation"), "somebody else's");
  const theirs = await put(48 * HOUR_MS);
  await sweepAll();
  expect(await gone(theirs)).toBe(false);
});
