import { spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openDatabase, type Database } from "#server/db/client.ts";
import { startEmbedded } from "#server/db/embedded/embedded.ts";
import { migrate } from "#server/db/migrate/migrate.ts";
import { testDatabase } from "#server/db/test-database.ts";
import {
  createTestContext,
  newChannel,
  TEST_KEY,
} from "#server/domain/test-context.ts";
import { createVault } from "#server/runtime/crypto.ts";
import { freePort } from "#server/runtime/free-port.ts";
import { createLog } from "#server/runtime/log.ts";

/** The server as a process of its own, with keys that fit what is stored, and with others. */

const ROOT = path.join(import.meta.dirname, "..");
const OTHER_KEY = "some other key of the right length";

let db: Database;
beforeAll(async () => {
  db = await testDatabase();
  await newChannel(createTestContext(db));
});

const running = new Set<() => Promise<void>>();
afterAll(async () => {
  for (const stop of running) await stop();
});

/** A worker needs no built pages, and answers /api/ready as well. */
async function start(env: Record<string, string>) {
  const port = await freePort();
  const child = spawn(process.execPath, ["server/main.ts"], {
    cwd: ROOT,
    env: {
      PATH: process.env["PATH"],
      HOME: process.env["HOME"],
      TMPDIR: process.env["TMPDIR"],
      NODE_COMPILE_CACHE: process.env["NODE_COMPILE_CACHE"],
      NODE_ENV: "production",
      ROLE: "worker",
      PORT: String(port),
      META_GRAPH_URL: "http://127.0.0.1:9",
      ...env,
    },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let stderr = "";
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  const ended = once(child, "close").then(([code]) => code as number | null);
  const stop = async () => {
    child.kill("SIGTERM");
    await ended;
  };
  running.add(stop);
  return { url: `http://127.0.0.1:${port}`, ended, stop, words: () => stderr };
}

async function readiness(
  url: string,
): Promise<{ status: number; body: Ready }> {
  const response = await fetch(`${url}/api/ready`);
  return { status: response.status, body: (await response.json()) as Ready };
}
type Ready = { checks?: Record<string, { ok: boolean }> };

const external = (key: string) => ({
  DATABASE_URL: db.url,
  AUTH_SECRET: "a secret that is long enough",
  ENCRYPTION_KEY: key,
});

test("the keys that sealed what is stored: ready, until a key is used that this process lacks", async () => {
  const server = await start(external(`${OTHER_KEY},${TEST_KEY}`));
  await expect
    .poll(() => readiness(server.url).catch(() => null), { timeout: 60_000 })
    .toMatchObject({
      status: 200,
      body: { checks: { secrets: { ok: true } } },
    });
  const context = createTestContext(db);
  const stranger = createVault(["a key that only another node has"]);
  const id = await newChannel({ ...context, vault: stranger });
  await expect
    .poll(() => readiness(server.url), { timeout: 60_000 })
    .toMatchObject({
      status: 503,
      body: { checks: { secrets: { ok: false } } },
    });
  const { sourceId } = await db.prisma.channel.delete({
    where: { id },
    select: { sourceId: true },
  });
  await db.prisma.source.delete({ where: { id: sourceId } });
  await server.stop();
});

test("a key that opens nothing of what is stored: exit 1 and one sentence", async () => {
  for (const key of [OTHER_KEY, TEST_KEY.slice(0, -1)]) {
    const server = await start(external(key));
    expect(await server.ended).toBe(1);
    expect(server.words().trim().split("\n")).toHaveLength(1);
    expect(server.words()).toMatch(/^ENCRYPTION_KEY .*\.$/m);
    expect(server.words()).not.toContain(key);
  }
}, 120_000);

test("a lost key file is not made anew over what it sealed", async () => {
  const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), "parley-keys-"));
  fs.chmodSync(dataDir, 0o755); // Postgres may have to run as another user
  try {
    await sealSomething(dataDir, TEST_KEY);
    const server = await start({ DATA_DIR: dataDir });
    expect(await server.ended).toBe(1);
    expect(server.words()).toMatch(
      /^DATA_DIR: .*encryption-key is missing .*\.$/m,
    );
    expect(fs.existsSync(path.join(dataDir, "encryption-key"))).toBe(false);
  } finally {
    fs.rmSync(dataDir, { recursive: true, force: true });
  }
}, 120_000);

test("a foreign file or folder in the data folder: exit 1 and one sentence", async () => {
  const cases: [(dataDir: string) => void, RegExp][] = [
    [
      (dataDir) => {
        fs.rmSync(dataDir, { recursive: true });
        fs.writeFileSync(dataDir, "a letter");
      },
      /a part of its path is a file\.$/,
    ],
    [
      (dataDir) => fs.mkdirSync(path.join(dataDir, "auth-secret")),
      /auth-secret .* it is a folder\.$/,
    ],
    [
      (dataDir) => fs.writeFileSync(path.join(dataDir, "files"), "a letter"),
      /files cannot be used for files: it is not a folder\.$/,
    ],
    [
      (dataDir) => {
        const data = path.join(dataDir, "postgres", "data");
        fs.mkdirSync(data, { recursive: true });
        fs.writeFileSync(path.join(data, "letter.txt"), "a letter");
      },
      /is not a database of Postgres: .*\.$/,
    ],
  ];
  for (const [put, sentence] of cases) {
    const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), "parley-foreign-"));
    fs.chmodSync(dataDir, 0o755);
    try {
      put(dataDir);
      const server = await start({ DATA_DIR: dataDir });
      expect(await server.ended).toBe(1);
      const words = server.words().trim();
      expect(words.split("\n")).toHaveLength(1);
      expect(words).toMatch(/^DATA_DIR: /);
      expect(words).toMatch(sentence);
    } finally {
      fs.rmSync(dataDir, { recursive: true, force: true });
    }
  }
}, 120_000);

async function sealSomething(dataDir: string, key: string): Promise<void> {
  const log = createLog("fatal");
  const embedded = await startEmbedded({ dataDir, log });
  await migrate(embedded.url, log);
  const own = openDatabase({ url: embedded.url, log });
  const context = createTestContext(own);
  await newChannel({ ...context, vault: createVault([key]) });
  await own.close();
  await embedded.stop();
}
