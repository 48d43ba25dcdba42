import fs from "node:fs";
import path from "node:path";
import pg from "pg";
import { freePort } from "#server/runtime/free-port.ts";
import type { Log } from "#server/runtime/log.ts";
import { pause } from "#server/runtime/pause.ts";
import { StartError } from "#server/runtime/start-error.ts";
import { takeInstanceLock } from "./instance-lock.ts";
import type { InstanceLock } from "./instance-lock.ts";
import {
  ensureCluster,
  explainFailure,
  SUPERUSER,
} from "./postgres-cluster.ts";
import {
  cannotWrite,
  explainFile,
  findUrlFile,
  openPostgresHome,
  readOwnFile,
} from "./postgres-home.ts";
import type { PostgresHome } from "./postgres-home.ts";
import { PostgresFailed, runPostgres, stopOrphan } from "./postgres-process.ts";
import type { PostgresProcess } from "./postgres-process.ts";
import { findPrograms } from "./postgres-programs.ts";

/** A running embedded Postgres. */
export type Embedded = {
  url: string;
  /** Shuts Postgres down and waits for it. Safe to call twice. */
  stop(): Promise<void>;
};

export type EmbeddedOptions = {
  dataDir: string;
  log: Log;
  /** false gives up durability for speed: for databases that tests throw away. */
  durable?: boolean;
};

const DATABASE = "parley";
const WRONG_PASSWORD = "28P01";
const LOCK_WAIT_MS = 3_000; // a short `admin` call, or a predecessor that is just ending
const JOIN_WAIT_MS = 20_000;
const PORT_ATTEMPTS = 5;
const FIRST_RESTART_MS = 200;
const LAST_RESTART_MS = 10_000;
const POLL_MS = 50;

/**
 * Starts the Postgres that came with the packages on the data under `dataDir`.
 * The first start creates the data (1–2 s, later a fraction of that). It
 * listens on 127.0.0.1 alone, on a free port, with a random password.
 * It never outlives this process: see postgres-keeper.ts. A Postgres that a
 * violent end left behind is stopped first; one that dies is started again on
 * the same port.
 * @throws StartError one sentence: second instance, full disk, read-only
 * folder, foreign data.
 */
export async function startEmbedded(
  options: EmbeddedOptions,
): Promise<Embedded> {
  const { dataDir, log } = options;
  const home = openPostgresHome(dataDir, log);
  const lock = await waitForLock(home, dataDir);
  try {
    const programs = findPrograms(home.user);
    await stopOrphan(home);
    const password = await ensureCluster(home, programs);
    const started = await startOnFreePort(home, programs.postgres, options);
    const url = `postgres://${SUPERUSER}:${password}@127.0.0.1:${started.port}/${DATABASE}`;
    await ensureDatabase(url, home);
    fs.writeFileSync(home.url, url, { mode: 0o600 });
    return supervise({ home, lock, url, log, ...started });
  } catch (error) {
    lock.release();
    throw error instanceof PostgresFailed
      ? explainFailure(error.output, home.folder)
      : (explainFile(error) ?? error);
  }
}

/**
 * Opens the embedded Postgres of `dataDir` for a short call beside the server:
 * joins the running one, else starts one, and stops only a Postgres that it
 * started.
 * @throws StartError as `startEmbedded`
 */
export async function joinEmbedded(
  options: EmbeddedOptions,
): Promise<Embedded> {
  const deadline = Date.now() + JOIN_WAIT_MS;
  for (;;) {
    const url = findRunningEmbedded(options.dataDir);
    if (url !== null) return { url, stop: () => Promise.resolve() };
    try {
      return await startEmbedded(options);
    } catch (error) {
      // The server holds the data and has not published its URL yet.
      if (!(error instanceof AlreadyRunning) || Date.now() > deadline) {
        throw error;
      }
    }
  }
}

/** Another process holds the data. */
class AlreadyRunning extends StartError {}

/**
 * The URL of the embedded Postgres that another process runs on `dataDir`, or null.
 * @throws StartError one sentence: a foreign or unreadable file lies there
 */
export function findRunningEmbedded(dataDir: string): string | null {
  try {
    const file = findUrlFile(dataDir);
    if (file === null || !fs.existsSync(file)) return null;
    const folder = path.dirname(file);
    const lock = tryLock({ folder, lock: path.join(folder, "lock") });
    if (lock === null) return readOwnFile(file);
    lock.release();
    return null;
  } catch (error) {
    throw explainFile(error) ?? error;
  }
}

async function waitForLock(
  home: PostgresHome,
  dataDir: string,
): Promise<InstanceLock> {
  const deadline = Date.now() + LOCK_WAIT_MS;
  for (;;) {
    const lock = tryLock(home);
    if (lock) return lock;
    if (Date.now() > deadline) {
      throw new AlreadyRunning(
        `Another instance already runs on the data in ${dataDir}: stop it first, or give this one a DATA_DIR of its own.`,
      );
    }
    await pause(POLL_MS);
  }
}

function tryLock(
  home: Pick<PostgresHome, "folder" | "lock">,
): InstanceLock | null {
  try {
    return takeInstanceLock(home.lock);
  } catch (error) {
    throw cannotWrite(home.folder, error);
  }
}

type Started = {
  postgres: PostgresProcess;
  port: number;
  start: () => Promise<PostgresProcess>;
};

// Another program may take the free port between finding it and using it.
async function startOnFreePort(
  home: PostgresHome,
  program: string,
  { log, durable = true }: EmbeddedOptions,
): Promise<Started> {
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort();
    const start = () =>
      runPostgres({
        home,
        program,
        args: postgresSettings(port, durable),
        onLine: (line) => relay(line, log),
      });
    try {
      return { postgres: await start(), port, start };
    } catch (error) {
      const taken =
        error instanceof PostgresFailed &&
        /could not bind|could not create any TCP/.test(error.output);
      if (!taken || attempt === PORT_ATTEMPTS) throw error;
    }
  }
}

function postgresSettings(port: number, durable: boolean): string[] {
  const settings: Record<string, string | number> = {
    listen_addresses: "127.0.0.1",
    port,
    unix_socket_directories: "", // in a deep folder, its path would be too long
    max_connections: 200,
    timezone: "UTC",
    log_timezone: "UTC",
    log_line_prefix: "",
    // Errors go to the client, which decides what to log; their text can hold
    // messages of customers.
    log_min_messages: "log",
    log_min_error_statement: "panic",
    log_error_verbosity: "terse",
  };
  if (!durable) {
    Object.assign(settings, {
      fsync: "off",
      synchronous_commit: "off",
      full_page_writes: "off",
    });
  }
  return Object.entries(settings).flatMap(([name, value]) => [
    "-c",
    `${name}=${value}`,
  ]);
}

function supervise({
  home,
  lock,
  url,
  log,
  postgres: first,
  start,
}: Started & {
  home: PostgresHome;
  lock: InstanceLock;
  url: string;
  log: Log;
}): Embedded {
  const stopping = new AbortController();
  let postgres = first;

  async function keepRunning(): Promise<void> {
    let backOffMs = FIRST_RESTART_MS;
    for (;;) {
      await postgres.exited;
      if (stopping.signal.aborted) return;
      log.error({ backOffMs }, "Postgres ended by itself; starting it again");
      await pause(backOffMs, stopping.signal);
      if (stopping.signal.aborted) return;
      try {
        await stopOrphan(home); // its keeper may have died, and not Postgres
        postgres = await start();
        log.info("Postgres runs again");
        backOffMs = FIRST_RESTART_MS;
      } catch (error) {
        const reason = error instanceof PostgresFailed ? error.output : error;
        log.error({ reason }, "Postgres did not start again");
        backOffMs = Math.min(backOffMs * 2, LAST_RESTART_MS);
      }
    }
  }

  async function stop(): Promise<void> {
    stopping.abort();
    await postgres.stop();
    await running;
    await postgres.stop(); // it became ready while we were asked to stop
    fs.rmSync(home.url, { force: true });
    lock.release();
  }

  const running = keepRunning();
  let stopped: Promise<void> | null = null;
  return { url, stop: () => (stopped ??= stop()) };
}

function relay(line: string, log: Log): void {
  const [, severity, said] = /^(LOG|FATAL|PANIC):\s+(.*)/.exec(line) ?? [];
  if (severity === "PANIC") log.error({ postgres: said }, "Postgres panicked");
  else if (severity === "FATAL") log.warn({ postgres: said }, "Postgres");
  else log.debug({ postgres: said ?? line }, "Postgres");
}

async function ensureDatabase(
  url: string,
  { password }: PostgresHome,
): Promise<void> {
  const server = new URL(url);
  server.pathname = "/postgres";
  const client = new pg.Client({ connectionString: server.href });
  try {
    await client.connect();
  } catch (error) {
    if ((error as { code?: string }).code !== WRONG_PASSWORD) throw error;
    throw new StartError(
      `DATA_DIR: the password in ${password} does not open the database beside it: put the file back from your backup.`,
      { cause: error },
    );
  }
  try {
    const found = await client.query(
      "SELECT 1 FROM pg_database WHERE datname = $1",
      [DATABASE],
    );
    if (found.rowCount === 0) {
      await client.query(`CREATE DATABASE ${pg.escapeIdentifier(DATABASE)}`);
    }
  } finally {
    await client.end();
  }
}
