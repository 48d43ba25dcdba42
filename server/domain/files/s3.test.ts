import { mkdtempSync, readdirSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { buffer } from "node:stream/consumers";
import { afterAll, beforeEach, expect, test } from "vitest";
import { testDatabase } from "#server/db/test-database.ts";
import {
  noteErased,
  readErasedList,
} from "#server/domain/customer-record/erased-list.ts";
import type { FileStore } from "#server/domain/file-store.ts";
import { moveFiles } from "#server/domain/files/move-files.ts";
import { openFile } from "#server/domain/files/open-file.ts";
import { createFileStore, newFileKey } from "#server/domain/files/store.ts";
import { sweepFiles, SWEEP_EVERY_MS } from "#server/domain/files/sweep.ts";
import { MAX_UPLOAD_BYTES, uploadFile } from "#server/domain/files/upload.ts";
import {
  createTestContext,
  newActor,
  type TestContext,
} from "#server/domain/test-context.ts";
import { newId } from "#server/runtime/crypto.ts";
import { startTestBucket } from "./test-s3.ts";

/** Files in a bucket, on the disk, and between them. */

const KEY_ID = "parley";
const bucket = await startTestBucket("lumen-files", KEY_ID);
afterAll(() => bucket.stop());
const context: TestContext = createTestContext(await testDatabase());
const dataDir = () => mkdtempSync(path.join(os.tmpdir(), "parley-s3-"));
beforeEach(() => {
  bucket.objects.clear();
  bucket.down = false;
});

function storeAt(
  dir: string,
  place: "disk" | "s3" = "s3",
  accessKeyId = KEY_ID,
): FileStore {
  const s3 = {
    bucket: "lumen-files",
    region: "eu-central-1",
    endpoint: bucket.endpoint,
    credentials: { accessKeyId, secretAccessKey: "hush" },
  };
  return createFileStore({ dataDir: dir, files: { place, s3 } });
}

async function* chunksOf(text: string): AsyncGenerator<Uint8Array> {
  for (const letter of text) yield await Promise.resolve(Buffer.from(letter));
}

/** A file as a customer's comes in. */
async function keep(store: FileStore, text: string): Promise<string> {
  const key = newFileKey();
  const part = await store.receive(chunksOf(text), 1_000);
  await part.keep(key);
  await part.discard();
  return key;
}

test("an upload goes to the bucket, and is read from it whole, in part and as a blob", async () => {
  const dir = dataDir();
  const files = storeAt(dir);
  const agent = await newActor(context, "agent");
  const inBucket = { ...context, files };
  const { id } = await uploadFile(inBucket, agent, async () => ({
    name: "order.txt",
    part: await files.receive(chunksOf("0123456789"), MAX_UPLOAD_BYTES),
  }));
  expect(
    [...bucket.objects.values()].map(({ bytes }) => String(bytes)),
  ).toEqual(["0123456789"]);
  const file = await openFile(inBucket, agent, id);
  expect(file.size).toBe(10);
  expect(String(await buffer(file.read({ start: 2, end: 4 })))).toBe("234");
  const [key = ""] = bucket.objects.keys();
  const blob = await files.open(key, "text/plain");
  expect([blob.type, await blob.text()]).toEqual(["text/plain", "0123456789"]);
  // The disk holds nothing of it.
  expect(readdirSync(path.join(dir, "files", "parts"))).toEqual([]);
  await files.remove(key);
  await files.remove(key);
  expect(bucket.objects.size).toBe(0);
  for (const gone of [
    () => files.get(key),
    () => files.size(key),
    () => files.open(key, "text/plain"),
  ])
    await expect(gone()).rejects.toMatchObject({ code: "file_gone" });
});

test("a bucket that refuses is said so; what was received is kept when it answers again", async () => {
  const files = storeAt(dataDir());
  const key = await keep(files, "before");
  bucket.down = true;
  const refused = { code: "storage_unavailable" };
  const later = newFileKey();
  const part = await files.receive(chunksOf("after"), 1_000);
  await expect(part.keep(later)).rejects.toMatchObject(refused);
  await expect(files.get(key)).rejects.toMatchObject(refused);
  await expect(files.size(key)).rejects.toMatchObject(refused);
  expect(files.trouble()).toMatchObject(refused);
  bucket.down = false;
  expect(await files.canKeep()).toBe(true);
  await part.keep(later);
  expect(String(await files.get(later))).toBe("after");
  const stranger = storeAt(dataDir(), "s3", "stranger");
  await expect(
    stranger.put(newFileKey(), Buffer.from("x")),
  ).rejects.toMatchObject(refused);
});

test("files move from the disk to the bucket and back, and are found all the time", async () => {
  const dir = dataDir();
  const before = createFileStore({ dataDir: dir });
  const texts = ["one", "two", "three", "four", "five"];
  const keys: string[] = [];
  for (const text of texts) keys.push(await keep(before, text));
  const erased = newId();
  await noteErased({ files: before }, [erased]);
  expect(await moveFiles(before, () => undefined)).toBeNull();

  const files = storeAt(dir);
  const read = () =>
    Promise.all(keys.map(async (key) => String(await files.get(key))));
  expect(await read()).toEqual(texts);
  const seen: string[][] = [];
  const reads: Promise<unknown>[] = [];
  expect(
    await moveFiles(files, () => {
      reads.push(read().then((all) => seen.push(all)));
    }),
  ).toEqual({ files: 5, bytes: texts.join("").length });
  await Promise.all(reads);
  expect(seen).toHaveLength(256);
  for (const all of seen) expect(all).toEqual(texts);
  expect(await read()).toEqual(texts);
  expect(await readErasedList({ files })).toEqual([erased]);
  await expect(before.get(keys[0] ?? "")).rejects.toMatchObject({
    code: "file_gone",
  });

  const back = storeAt(dir, "disk");
  expect(await moveFiles(back, () => undefined)).toMatchObject({ files: 5 });
  expect(String(await before.get(keys[4] ?? ""))).toBe("five");
  expect(await readErasedList({ files: before })).toEqual([erased]);
  expect([...bucket.objects.keys()]).toEqual([`erased/${erased}`]);
});

test("the sweep removes what no row names from the bucket, and nothing of another installation", async () => {
  await newActor(context, "owner");
  const files = storeAt(dataDir());
  const swept = { ...context, files };
  const lost = [];
  for (let nth = 0; nth < 5; nth += 1) lost.push(await keep(files, "lost"));
  const sweepAll = async () => {
    // All folders are visited within sixteen rounds, a day after the files.
    for (let round = 0; round < 16; round += 1) {
      const later = Date.now() + 25 * 3_600_000 + round * SWEEP_EVERY_MS;
      context.clock.at = new Date(later);
      await sweepFiles(swept);
    }
  };
  bucket.objects.set("installation", {
    bytes: Buffer.from(newId()),
    at: new Date(),
  });
  await sweepAll();
  expect(bucket.objects.size).toBe(6);
  bucket.objects.delete("installation");
  const young = await keep(files, "young");
  const object = bucket.objects.get(young);
  if (object) object.at = new Date(Date.now() + 48 * 3_600_000);
  await sweepAll();
  context.clock.at = null;
  expect([...bucket.objects.keys()].sort()).toEqual(
    [young, "installation"].sort(),
  );
});
