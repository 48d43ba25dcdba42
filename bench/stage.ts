import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { openDatabase, type Database } from "#server/db/client.ts";
import { findRunningEmbedded } from "#server/db/embedded/embedded.ts";
import { migrate } from "#server/db/migrate/migrate.ts";
import { freePort } from "#server/runtime/free-port.ts";
import { createLog } from "#server/runtime/log.ts";
import { randomToken } from "#server/runtime/crypto.ts";
import { startGraphStub, type GraphStub } from "./graph-stub.ts";
import { startProgram, type Program } from "./program.ts";
import { APP_SECRET, ENCRYPTION_KEY } from "./seed.ts";

/** The production server on its own embedded Postgres, fsync on. */
export type Product = {
  program: Program;
  db: Database;
  dataDir: string;
  stop(): Promise<void>;
};

export type Stage = {
  graph: GraphStub;
  folder: string;
  /** From the root of the repository. */
  program: string;
  stop(): Promise<void>;
};

const log = createLog("warn");

/** @param program the server that is measured */
export async function openStage(program: string): Promise<Stage> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "parley-bench-"));
  fs.chmodSync(folder, 0o755); // Postgres may have to run as another user
  const graph = await startGraphStub();
  return {
    graph,
    folder,
    program,
    async stop() {
      await graph.stop();
      fs.rmSync(folder, { recursive: true, force: true });
    },
  };
}

export type ProductInput = {
  name: string;
  flags?: string[];
  env?: Record<string, string>;
  /** A folder that is kept; left out: one of the stage, deleted with it. */
  dataDir?: string;
};

/** Secrets of `DATA_DIR` are given, so that what the seed sealed can be opened. */
export async function startProduct(
  { graph, folder, program: file }: Stage,
  { name, flags = [], env = {}, ...kept }: ProductInput,
): Promise<Product> {
  const dataDir = kept.dataDir ?? path.join(folder, name);
  fs.mkdirSync(dataDir, { recursive: true });
  const port = await freePort();
  const program = await startProgram({
    file,
    port,
    readyPath: "/api/ready",
    logFile: path.join(folder, `${name}.log`),
    flags,
    env: {
      DATA_DIR: dataDir,
      AUTH_SECRET: "bench auth secret without any value",
      ENCRYPTION_KEY,
      META_GRAPH_URL: graph.url,
      PUBLIC_URL: `http://127.0.0.1:${port}`,
      ...env,
    },
  });
  const url = findRunningEmbedded(dataDir);
  if (url === null) throw new Error("The product's Postgres is not found.");
  const db = openDatabase({ url, log, poolSize: 2 });
  return {
    program,
    db,
    dataDir,
    async stop() {
      await db.close();
      await program.stop();
    },
  };
}

/** One more production server, for a database of its own on the same Postgres. */
export async function startNeighbour(
  { graph, folder, program: file }: Stage,
  {
    url,
    name,
    role = "web",
  }: { url: string; name: string; role?: "web" | "worker" | "all" },
): Promise<Program> {
  return startProgram({
    file,
    port: await freePort(),
    readyPath: "/api/ready",
    logFile: path.join(folder, `${name}.log`),
    env: {
      DATA_DIR: path.join(folder, name),
      DATABASE_URL: url,
      AUTH_SECRET: randomToken(),
      ENCRYPTION_KEY,
      META_GRAPH_URL: graph.url,
      ROLE: role,
    },
  });
}

/** A new database on the same Postgres. `migrated`: with the product's tables. */
export async function createDatabase(
  beside: Database,
  name: string,
  { migrated }: { migrated: boolean },
): Promise<string> {
  await beside.pool.query(`create database "${name}"`);
  const url = new URL(beside.url);
  url.pathname = `/${name}`;
  if (migrated) await migrate(url.href, log);
  return url.href;
}

export async function startBare(
  { folder }: Stage,
  urls: { bare: string; small: string; large: string },
): Promise<Program> {
  return startProgram({
    file: "bench/bare.ts",
    port: await freePort(),
    readyPath: "/",
    logFile: path.join(folder, "bare.log"),
    env: {
      BARE_DATABASE_URL: urls.bare,
      SMALL_DATABASE_URL: urls.small,
      LARGE_DATABASE_URL: urls.large,
      BARE_SECRET: APP_SECRET,
    },
  });
}

export function openBeside(url: string): Database {
  return openDatabase({ url, log, poolSize: 2 });
}
