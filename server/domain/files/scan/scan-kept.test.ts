import { mkdtempSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeEach, expect, test } from "vitest";
import { Prisma } from "#server/db/client.ts";
import { testDatabase } from "#server/db/test-database.ts";
import type { Context } from "#server/domain/context.ts";
import { openFile } from "#server/domain/files/open-file.ts";
import { createFileStore } from "#server/domain/files/store.ts";
import { startTestBucket } from "#server/domain/files/test-s3.ts";
import { MAX_UPLOAD_BYTES, uploadFile } from "#server/domain/files/upload.ts";
import { createTestContext, newActor } from "#server/domain/test-context.ts";
import {
  countUnscanned,
  scanKeptFiles,
  type ScanFinding,
  type ScanResult,
} from "./scan-kept.ts";
import { createFileScanner } from "./scanner.ts";
import { EICAR, nowhere, startClamd, VIRUS_NAME } from "./test-scanners.ts";

/** Files that were kept without a scanner, on the disk and in a bucket, and a clamd on a real TCP socket. */

const KEY_ID = "parley";
const bucket = await startTestBucket("lumen-files", KEY_ID);
afterAll(() => bucket.stop());
const context = createTestContext(await testDatabase());
const agent = await newActor(context, "agent");
const inBucket: Context = {
  ...context,
  files: createFileStore({
    dataDir: mkdtempSync(path.join(os.tmpdir(), "parley-scan-")),
    files: {
      place: "s3",
      s3: {
        bucket: "lumen-files",
        region: "eu-central-1",
        endpoint: bucket.endpoint,
        credentials: { accessKeyId: KEY_ID, secretAccessKey: "hush" },
      },
    },
  }),
};
beforeEach(async () => {
  bucket.down = false;
  await context.db.sql.$executeRaw(Prisma.sql`delete from attachment`);
});

async function upload(where: Context, text: string): Promise<string> {
  const { id } = await uploadFile(where, agent, async () => ({
    name: "letter.txt",
    part: await where.files.receive(
      (async function* () {
        yield Buffer.from(text);
      })(),
      MAX_UPLOAD_BYTES,
    ),
  }));
  return id;
}

async function uploadMany(count: number): Promise<void> {
  for (let nth = 0; nth < count; nth += 1)
    await upload(context, `Harmless text ${nth}`);
}

async function scan(
  where: Context,
  url: string,
  counted: () => void = () => undefined,
): Promise<ScanResult & { found: ScanFinding[] }> {
  const found: ScanFinding[] = [];
  const scanner = createFileScanner({ url, acceptsUnchecked: false });
  const result = await scanKeptFiles(where, scanner, {
    found: (finding) => found.push(finding),
    counted,
  });
  return { ...result, found };
}

test.each([
  { place: "the disk", where: context },
  { place: "a bucket", where: inBucket },
])(
  "an infected file of $place is removed, a clean one stays",
  async ({ where }) => {
    const clean = await upload(where, "Harmless");
    const infected = await upload(where, `Dear all, ${EICAR}`);
    const { files } = await countUnscanned(where);
    expect(files).toBe(2);
    const clamd = await startClamd();
    expect(await scan(where, clamd.url)).toEqual({
      clean: 1,
      refused: 1,
      failed: 0,
      stopped: null,
      found: [{ fileId: infected, outcome: "refused", reason: VIRUS_NAME }],
    });
    await openFile(where, agent, clean);
    await expect(openFile(where, agent, infected)).rejects.toMatchObject({
      code: "not_found",
    });
    expect(await countUnscanned(where)).toEqual({ files: 0, bytes: 0 });
    expect(bucket.objects.size).toBe(where === inBucket ? 1 : 0);
    await clamd.stop();
  },
);

test("files that a scanner saw on arrival are not scanned again, nor are copies of them", async () => {
  const clamd = await startClamd();
  const scanner = createFileScanner({
    url: clamd.url,
    acceptsUnchecked: false,
  });
  await upload({ ...context, scanner }, "Harmless");
  expect(await countUnscanned(context)).toEqual({ files: 0, bytes: 0 });
  expect(await scan(context, clamd.url)).toMatchObject({ clean: 0, failed: 0 });
  await clamd.stop();
});

test("a scan that ends early goes on where it ended", async () => {
  await uploadMany(9);
  const first = await startClamd();
  const ended = await scan(context, first.url, () => void first.stop());
  expect(ended).toMatchObject({ clean: 4, refused: 0, failed: 4 });
  expect(ended.stopped).toMatch(/^clamd: /);
  expect(await countUnscanned(context)).toMatchObject({ files: 5 });
  const second = await startClamd();
  expect(await scan(context, second.url)).toMatchObject({
    clean: 5,
    failed: 0,
    stopped: null,
  });
  expect(second.sizes).toHaveLength(5);
  await second.stop();
});

test("a file that the scanner cannot take is left, and the others are scanned", async () => {
  const long = await upload(context, "A longer harmless text. ".repeat(20));
  await uploadMany(6);
  const clamd = await startClamd(100);
  const result = await scan(context, clamd.url);
  expect(result).toMatchObject({ clean: 6, failed: 1, stopped: null });
  expect(result.found).toMatchObject([{ fileId: long, outcome: "failed" }]);
  expect(result.found[0]?.reason).toContain("size limit");
  await openFile(context, agent, long);
  await clamd.stop();
});

test("nothing changes while the scanner or the bucket is away", async () => {
  await upload(inBucket, EICAR);
  expect(await scan(inBucket, await nowhere())).toMatchObject({
    refused: 0,
    failed: 1,
  });
  const clamd = await startClamd();
  bucket.down = true;
  expect(await scan(inBucket, clamd.url)).toMatchObject({
    failed: 1,
    stopped: "the bucket cannot be read",
  });
  bucket.down = false;
  expect(await scan(inBucket, clamd.url)).toMatchObject({
    refused: 1,
    stopped: null,
  });
  await clamd.stop();
});

test("a file whose bytes are missing has no verdict, and the scan goes on", async () => {
  const lost = await upload(context, "Lost");
  const [row] = await context.db.sql.$queryRaw<{ key: string }[]>(
    Prisma.sql`select "storageKey" as key from attachment`,
  );
  await context.files.remove(row?.key ?? "");
  await uploadMany(5);
  const clamd = await startClamd();
  expect(await scan(context, clamd.url)).toEqual({
    clean: 5,
    refused: 0,
    failed: 1,
    stopped: null,
    found: [
      { fileId: lost, outcome: "failed", reason: "its bytes are missing" },
    ],
  });
  await clamd.stop();
});
