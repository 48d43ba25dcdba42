/**
 * The Postgres of the tests: one server for a run, one migrated template, and
 * for each test file a database of its own, cloned from the template in about
 * ten milliseconds. `setup` is Vitest's global set-up; Playwright and scripts
 * call `startTestServer` themselves.
 */
import { randomUUID } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import pg from "pg";
import { createLog } from "#server/runtime/log.ts";
import { openDatabase } from "./client.ts";
import type { Database } from "./client.ts";
import { startEmbedded } from "#server/db/embedded/embedded.ts";
import { migrate } from "#server/db/migrate/migrate.ts";

export type TestServer = {
  /** A migrated, empty database that accepts no connections: only to be cloned. */
  templateUrl: string;
  stop(): Promise<void>;
};

export type TestDatabaseUrl = {
  url: string;
  drop(): Promise<void>;
};

/** The variable by which test files, each in a process of its own, find the run's server. */
const TEMPLATE_VARIABLE = "PARLEY_TEST_TEMPLATE_URL";
const CLONE_ATTEMPTS = 5;

const log = createLog("warn");

/**
 * Vitest's `globalSetup`: starts the server and returns the function that
 * stops it. Temporary files of the test files are removed with the run.
 */
export default async function setup(): Promise<() => Promise<void>> {
  const scratch = scratchFolder("parley-scratch-");
  const server = await startTestServer();
  process.env[TEMPLATE_VARIABLE] = server.templateUrl;
  process.env["TMPDIR"] = scratch;
  return async () => {
    await server.stop();
    fs.rmSync(scratch, { recursive: true, force: true });
  };
}

function scratchFolder(prefix: string): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), prefix));
  fs.chmodSync(folder, 0o755); // Postgres may have to run as another user
  return folder;
}

/** Starts a throw-away Postgres, or uses that of TEST_DATABASE_URL, and migrates a template. */
export async function startTestServer(): Promise<TestServer> {
  const given = process.env["TEST_DATABASE_URL"];
  if (given) return prepareTemplate(given, () => Promise.resolve());
  const dataDir = scratchFolder("parley-test-");
  const embedded = await startEmbedded({ dataDir, log, durable: false });
  return prepareTemplate(embedded.url, async () => {
    await embedded.stop();
    fs.rmSync(dataDir, { recursive: true, force: true });
  });
}

/** Creates a fresh database from the template. `drop` ends the connections that remain. */
export async function cloneDatabase(
  templateUrl: string,
): Promise<TestDatabaseUrl> {
  return createFrom(templateUrl, new URL(templateUrl).pathname.slice(1));
}

/** An empty database on the server of the run. */
export function createEmptyDatabase(): Promise<TestDatabaseUrl> {
  return createFrom(runTemplateUrl(), "template0");
}

let opened: Promise<Database> | null = null;

/** Called before each test file: files that one process runs share this module, and no database. */
export function forgetTestDatabase(): void {
  opened = null;
}

/**
 * The database of the calling test file: empty but migrated, the same at every
 * call, dropped after the file's last test. Call it at the top of the file, in
 * a hook or in a test.
 */
export function testDatabase(): Promise<Database> {
  return (opened ??= openTestDatabase());
}

async function openTestDatabase(): Promise<Database> {
  const { afterAll } = await import("vitest");
  const { url, drop } = await cloneDatabase(runTemplateUrl());
  const db = openDatabase({ url, log });
  afterAll(async () => {
    await db.close();
    await drop();
  });
  return db;
}

async function prepareTemplate(
  serverUrl: string,
  stopServer: () => Promise<void>,
): Promise<TestServer> {
  const name = `parley_template_${randomUUID().replaceAll("-", "")}`;
  await administer(serverUrl, `CREATE DATABASE "${name}"`);
  const templateUrl = withDatabase(serverUrl, name);
  await migrate(templateUrl, log);
  return {
    templateUrl,
    async stop() {
      await administer(
        withDatabase(serverUrl, "postgres"),
        `DROP DATABASE "${name}"`,
      );
      await stopServer();
    },
  };
}

function runTemplateUrl(): string {
  const templateUrl = process.env[TEMPLATE_VARIABLE];
  if (templateUrl) return templateUrl;
  throw new Error("The global set-up of vitest.config.ts did not run.");
}

// Two clones at once can collide on the template ("is being accessed by other
// users"); the second tries again.
async function createFrom(
  serverUrl: string,
  template: string,
): Promise<TestDatabaseUrl> {
  const name = `parley_test_${randomUUID().replaceAll("-", "")}`;
  const maintenance = withDatabase(serverUrl, "postgres");
  const create = `CREATE DATABASE "${name}" TEMPLATE "${template}"`;
  for (let attempt = 1; ; attempt += 1) {
    try {
      await administer(maintenance, create);
      break;
    } catch (error) {
      const inUse = (error as { code?: string }).code === "55006";
      if (!inUse || attempt === CLONE_ATTEMPTS) throw error;
    }
  }
  return {
    url: withDatabase(serverUrl, name),
    drop: () => administer(maintenance, `DROP DATABASE "${name}" WITH (FORCE)`),
  };
}

async function administer(url: string, sql: string): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

function withDatabase(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.href;
}

/** The result of the work, and how many statements this process sent to Postgres meanwhile. */
export async function countStatements<T>(
  work: () => Promise<T>,
): Promise<{ result: T; statements: number }> {
  const { prototype } = pg.Client;
  const { query } = prototype;
  let statements = 0;
  prototype.query = function (this: pg.Client, ...args: unknown[]) {
    statements += 1;
    return Reflect.apply(query, this, args) as never;
  };
  try {
    const result = await work();
    return { result, statements };
  } finally {
    prototype.query = query;
  }
}
