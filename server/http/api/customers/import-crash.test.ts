import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { OpenedImport } from "#contract/imports/import.ts";
import { Prisma } from "#server/db/client.ts";
import { testDatabase } from "#server/db/test-database.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import {
  startTestProcess,
  type TestProcess,
} from "#server/http/test-process.ts";
import { startTestServer, type TestServer } from "#server/http/test-server.ts";
import { TEST_WORLD_KEY } from "#server/pipeline/test-world.ts";

/** Workers that are killed in the middle of an import and of its undo. */

const ROWS = 3_000;
/** A claim lasts 15 s; then another process goes on. */
const WAIT = { timeout: 90_000, interval: 50 };

let server: TestServer;
let admin: Actor;
let worker: TestProcess | null = null;
const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), "parley-crash-"));

beforeAll(async () => {
  server = await startTestServer(await testDatabase());
  admin = await server.world.agent("Ada", "admin");
});
afterAll(async () => {
  await worker?.kill();
  await server.stop();
  fs.rmSync(dataDir, { recursive: true, force: true });
});

async function startWorker(): Promise<void> {
  worker = await startTestProcess({
    databaseUrl: server.world.context.db.url,
    dataDir,
    encryptionKey: TEST_WORLD_KEY,
    role: "worker",
  });
}

const call = (method: string, route: string, body?: object) =>
  server.ok<OpenedImport>(admin, method, route, body);

async function countCustomers(): Promise<number> {
  const [row] = await server.world.context.db.sql.$queryRaw<{ n: number }[]>(
    Prisma.sql`select count(*)::int as n from customer`,
  );
  return row?.n ?? 0;
}

test(
  "kill -9 in the middle: each row is imported once, and each is undone once",
  { timeout: 300_000 },
  async () => {
    const lines = Array.from({ length: ROWS }, (_, n) => `p${n}@crash.example`);
    const form = new FormData();
    form.set("file", new Blob([`Mail\n${lines.join("\n")}\n`]), "people.csv");
    const response = await server.request("/api/v1/customers/imports", {
      method: "POST",
      body: form,
      headers: { authorization: `Bearer ${await server.token(admin)}` },
    });
    const { id } = (await response.json()) as OpenedImport;
    const route = `/customers/imports/${id}`;
    const now = () => call("GET", route);
    const state = async () => (await now()).state;

    await call("POST", `${route}/check`, {
      mapping: { Mail: "email" },
      source: "Old CRM",
      basis: "contract",
    });
    await startWorker();
    await expect.poll(state, WAIT).toBe("checked");
    await call("POST", `${route}/start`);
    await expect
      .poll(async () => (await now()).run?.rows ?? 0, WAIT)
      .toBeGreaterThan(0);
    await worker?.kill();
    const left = await now();
    expect(left).toMatchObject({ state: "running" });
    expect(await countCustomers()).toBe(left.run?.created);

    await startWorker();
    await expect.poll(state, WAIT).toBe("done");
    expect(await now()).toMatchObject({
      run: { rows: ROWS, created: ROWS, updated: 0, failed: 0 },
    });
    expect(await countCustomers()).toBe(ROWS);

    await call("POST", `${route}/undo`);
    await expect
      .poll(async () => (await now()).undo?.rows ?? 0, WAIT)
      .toBeGreaterThan(0);
    await worker?.kill();
    expect(await state()).toBe("undoing");
    await startWorker();
    await expect.poll(state, WAIT).toBe("undone");
    expect(await now()).toMatchObject({
      undo: { rows: ROWS, removed: ROWS, restored: 0, kept: 0 },
    });
    expect(await countCustomers()).toBe(0);
  },
);
