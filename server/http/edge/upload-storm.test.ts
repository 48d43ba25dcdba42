import fs from "node:fs";
import { request, type ClientRequest } from "node:http";
import os from "node:os";
import path from "node:path";
import { setTimeout as passing } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { testDatabase } from "#server/db/test-database.ts";
import { commandLine } from "#server/domain/access/audit.ts";
import { createToken } from "#server/domain/access/sign-in/tokens.ts";
import {
  startTestProcess,
  type TestProcess,
} from "#server/http/test-process.ts";
import { createWorld, TEST_WORLD_KEY } from "#server/pipeline/test-world.ts";

/**
 * Compares many large uploads at once with the same uploads one after the
 * other in the same process: memory does not grow with their number, and
 * nothing of them stays.
 */

const MEGABYTE = 1024 * 1024;
const FILES = 16;
const FILE_BYTES = 12 * MEGABYTE;
/** Far less than the bodies under way together, and more than the difference of memory between two runs. */
const ALLOWED_BYTES = (FILES * FILE_BYTES) / 2;

const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), "parley-storm-"));
const formOf = (bytes: number) =>
  Buffer.concat([
    Buffer.from(
      '--edge\r\ncontent-disposition: form-data; name="file"; filename="long.txt"\r\n\r\n',
    ),
    Buffer.alloc(bytes, "Some text. "),
    Buffer.from("\r\n--edge--\r\n"),
  ]);
const large = formOf(FILE_BYTES);
const small = formOf(1_000);
let server: TestProcess;
let token: string;

beforeAll(async () => {
  const db = await testDatabase();
  const world = createWorld(db);
  const { agentId } = await world.agent("Olga", "owner");
  ({ token } = await createToken(world.context, commandLine, { agentId }));
  server = await startTestProcess({
    databaseUrl: db.url,
    dataDir,
    encryptionKey: TEST_WORLD_KEY,
  });
});
afterAll(async () => {
  await server.stop();
  fs.rmSync(dataDir, { recursive: true, force: true });
});

/** Written by hand, from one buffer: a new form for each would cost the test more than the server. */
function send(form = large): { sent: ClientRequest; status: Promise<number> } {
  const sent = request(`${server.url}/api/v1/files`, {
    method: "POST",
    // Each has a connection of its own: those kept for later would count as left over until the server ends them.
    agent: false,
    headers: {
      authorization: `Bearer ${token}`,
      "content-type": "multipart/form-data; boundary=edge",
      "content-length": form.length,
    },
  });
  const status = new Promise<number>((resolve, reject) => {
    sent.once("error", reject);
    sent.once("response", (response) => {
      response.resume();
      response.once("end", () => resolve(response.statusCode ?? 0));
    });
  });
  sent.end(form);
  return { sent, status };
}

const upload = async (form = large) =>
  expect(await send(form).status).toBe(201);

const atOnce = (form: typeof large) =>
  Promise.all(Array.from({ length: FILES }, () => upload(form)));

async function read(name: string): Promise<number> {
  const text = await (await fetch(`${server.url}/metrics`)).text();
  const found = new RegExp(`^${name} (.+)$`, "m").exec(text);
  if (!found) throw new Error(`No ${name} among the metrics.`);
  return Number(found[1]);
}

const memory = () => read("process_resident_memory_bytes");
const descriptors = () =>
  process.platform === "linux" ? read("process_open_fds") : 0;

/** The peak memory of the process meanwhile, in bytes. */
async function peakOf(work: () => Promise<unknown>): Promise<number> {
  let peak = 0;
  let isDone = false;
  const watching = (async () => {
    while (!isDone) {
      peak = Math.max(peak, await memory());
      await passing(20);
    }
  })();
  await work().finally(() => (isDone = true));
  await watching;
  return peak;
}

const partsLeft = () =>
  fs.readdirSync(path.join(dataDir, "files", "parts")).length;

test("large uploads at once hold no more memory than one after the other, and leave nothing", async () => {
  // As many connections to the database as it will have later.
  await atOnce(small);
  const alone = await peakOf(async () => {
    for (let n = 0; n < FILES; n += 1) await upload();
  });
  const descriptorsBefore = await descriptors();
  const memoryBefore = await memory();

  const together = await peakOf(() => atOnce(large));
  expect(together - alone).toBeLessThan(ALLOWED_BYTES);
  expect(partsLeft()).toBe(0);
  await expect
    .poll(descriptors, { timeout: 20_000, interval: 200 })
    .toBeLessThanOrEqual(descriptorsBefore + 4);
  expect((await memory()) - memoryBefore).toBeLessThan(ALLOWED_BYTES);
}, 120_000);

test("uploads that break off leave neither a part nor a descriptor", async () => {
  const before = await descriptors();
  const broken = Array.from({ length: FILES }, () => send());
  const ends = broken.map(({ status }) => status.catch(() => "left"));
  await expect.poll(partsLeft, { interval: 5 }).toBeGreaterThan(0);
  for (const { sent } of broken) sent.destroy();
  expect(await Promise.all(ends)).toContain("left");
  await expect.poll(partsLeft, { timeout: 20_000 }).toBe(0);
  await expect
    .poll(descriptors, { timeout: 20_000, interval: 200 })
    .toBeLessThanOrEqual(before + 4);
}, 60_000);
