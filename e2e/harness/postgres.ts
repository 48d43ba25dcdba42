import fs from "node:fs";
import path from "node:path";
import {
  ensureCluster,
  SUPERUSER,
} from "#server/db/embedded/postgres-cluster.ts";
import { openPostgresHome } from "#server/db/embedded/postgres-home.ts";
import { runPostgres } from "#server/db/embedded/postgres-process.ts";
import type { PostgresProcess } from "#server/db/embedded/postgres-process.ts";
import { findPrograms } from "#server/db/embedded/postgres-programs.ts";
import { createLog } from "#server/runtime/log.ts";
import { newDataDir } from "./app.ts";
import { freePort } from "#server/runtime/free-port.ts";

/** A database server of the operator's own, that can be stopped and started again. */
export type Postgres = {
  /** The address of its database `postgres`, which is empty. */
  url: string;
  /** Shuts it down: clients are cut off, new ones refused. */
  stop(): Promise<void>;
  /** SIGKILL to all of it, as when the machine dies. */
  kill(): Promise<void>;
  /** Starts it again, same port, same data. */
  start(): Promise<void>;
  /** Whether it has ended, by itself too. */
  hasEnded(): boolean;
  /** Stops it and removes its data. */
  close(): Promise<void>;
};

export type PostgresInput = {
  /** Left out: a new one, removed at the end. */
  folder?: string;
  settings?: Record<string, string | number>;
  /** A command that runs instead of its program. */
  instead?(program: string): string;
  onLine?(line: string): void;
};

/** Starts an external Postgres on a free port that stays its own. */
export async function startPostgres(
  input: PostgresInput = {},
): Promise<Postgres> {
  const folder = input.folder ?? newDataDir();
  const home = openPostgresHome(folder, createLog("warn"));
  const programs = findPrograms(home.user);
  const password = await ensureCluster(home, programs);
  const port = await freePort();
  const settings = {
    listen_addresses: "127.0.0.1",
    port,
    unix_socket_directories: "",
    max_connections: 100,
    ...input.settings,
  };
  const program = input.instead?.(programs.postgres) ?? programs.postgres;
  let running: PostgresProcess | null = null;
  const postgres: Postgres = {
    url: `postgres://${SUPERUSER}:${password}@127.0.0.1:${port}/postgres`,
    async start() {
      running = await runPostgres({
        home,
        program,
        args: Object.entries(settings).flatMap(([name, value]) => [
          "-c",
          `${name}=${value}`,
        ]),
        onLine: input.onLine ?? (() => undefined),
      });
      const mine = running;
      void mine.exited.then(() => {
        if (running === mine) running = null;
      });
    },
    async stop() {
      await running?.stop();
      running = null;
    },
    async kill() {
      const pid = pidIn(home.data);
      const family = [pid, ...childrenOf(pid)];
      for (const one of family) killQuietly(one);
      await running?.exited;
      running = null;
    },
    hasEnded: () => running === null,
    async close() {
      await postgres.stop();
      fs.rmSync(home.folder, { recursive: true, force: true });
      if (input.folder === undefined)
        fs.rmSync(folder, { recursive: true, force: true });
    },
  };
  await postgres.start();
  return postgres;
}

/** The process id of the embedded Postgres of a running app. */
export function embeddedPid(dataDir: string): number {
  return pidIn(path.join(dataDir, "postgres", "data"));
}

function pidIn(data: string): number {
  const file = path.join(data, "postmaster.pid");
  return Number.parseInt(fs.readFileSync(file, "utf8"), 10);
}

/** The processes that a process has begun, by Linux' own list. */
function childrenOf(pid: number): number[] {
  const file = `/proc/${pid}/task/${pid}/children`;
  return fs.readFileSync(file, "utf8").split(" ").filter(Boolean).map(Number);
}

function killQuietly(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended meanwhile.
  }
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
