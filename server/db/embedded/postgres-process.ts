import { setTimeout as passing } from "node:timers/promises";
import { execFileSync, spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { StartError } from "#server/runtime/start-error.ts";
import { postgresEnvironment } from "./postgres-cluster.ts";
import type { PostgresHome } from "./postgres-home.ts";
import type { KeeperInput } from "./postgres-keeper.ts";

/** A running Postgres that answers, under its keeper. */
export type PostgresProcess = {
  /** Settles when Postgres and its keeper are gone, for whatever reason. */
  exited: Promise<void>;
  /** Shuts Postgres down and waits for it. */
  stop(): Promise<void>;
};

export type RunInput = {
  home: PostgresHome;
  program: string;
  args: string[];
  onLine(line: string): void;
};

const READY = "database system is ready to accept connections";
const KEPT_OUTPUT_LINES = 50;
const FAST_SHUTDOWN_MS = 30_000;
const IMMEDIATE_SHUTDOWN_MS = 10_000;
const POLL_MS = 20;

/** Starts Postgres and waits until it accepts connections. @throws PostgresFailed when it ends instead. */
export function runPostgres(input: RunInput): Promise<PostgresProcess> {
  const keeperInput: KeeperInput = {
    program: input.program,
    args: ["-D", input.home.data, ...input.args],
    ...input.home.user,
  };
  const keeper = spawn(
    process.execPath,
    [
      fileURLToPath(new URL("./postgres-keeper.ts", import.meta.url)),
      JSON.stringify(keeperInput),
    ],
    {
      cwd: input.home.folder,
      detached: true, // a session of its own: no Ctrl-C, no hang-up
      env: postgresEnvironment(),
      stdio: ["pipe", "pipe", "ignore"],
    },
  );
  keeper.stdin.on("error", () => undefined); // it may be gone already
  const exited = new Promise<void>((resolve) => {
    keeper.on("close", () => resolve());
    keeper.on("error", () => resolve());
  });
  const stop = () => {
    keeper.stdin.end();
    return exited;
  };
  return new Promise((resolve, reject) => {
    const output: string[] = [];
    onLines(keeper.stdout, (line) => {
      input.onLine(line);
      if (output.push(line) > KEPT_OUTPUT_LINES) output.shift();
      if (line.includes(READY)) resolve({ exited, stop });
    });
    void exited.then(() => reject(new PostgresFailed(output.join("\n"))));
  });
}

/** Postgres ended before it was ready. `output` is its log. */
export class PostgresFailed extends Error {
  readonly output: string;

  constructor(output: string) {
    super("Postgres ended before it was ready.");
    this.output = output;
  }
}

/**
 * Stops a Postgres that an earlier, violently ended start left on this data.
 * Call it only with the instance lock held: then no living server owns it.
 * @throws StartError when it cannot be stopped.
 */
export async function stopOrphan(home: PostgresHome): Promise<void> {
  const pidFile = path.join(home.data, "postmaster.pid");
  const pid = readPid(pidFile);
  if (pid === null || !isAlive(pid)) return; // Postgres clears a stale file itself
  if (!commandOf(pid).includes(home.data)) {
    // The process id now belongs to another program, for example after a
    // reboot. Postgres would take that program for itself and refuse to
    // start.
    fs.rmSync(pidFile, { force: true });
    return;
  }
  // Its keeper, if there still is one, has asked for the same already.
  signal(pid, "SIGINT");
  if (await isGone(pid, FAST_SHUTDOWN_MS)) return;
  signal(pid, "SIGQUIT");
  if (await isGone(pid, IMMEDIATE_SHUTDOWN_MS)) return;
  throw new StartError(
    `An old Postgres (process ${pid}) still runs on ${home.data} and cannot be stopped.`,
  );
}

function readPid(file: string): number | null {
  if (!fs.existsSync(file)) return null;
  const pid = Number.parseInt(fs.readFileSync(file, "utf8"), 10);
  return Number.isNaN(pid) ? null : pid;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !isZombie(pid);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

// An ended process whose parent may never collect it, as happens in containers.
function isZombie(pid: number): boolean {
  try {
    // "pid (name) state …": the name may hold spaces and parentheses.
    const stat = fs.readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")")).startsWith(") Z ");
  } catch {
    return false;
  }
}

function commandOf(pid: number): string {
  try {
    return fs.readFileSync(`/proc/${pid}/cmdline`, "utf8");
  } catch {
    try {
      return execFileSync("ps", ["-o", "args=", "-p", String(pid)]).toString();
    } catch {
      return "";
    }
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

async function isGone(pid: number, withinMs: number): Promise<boolean> {
  const deadline = Date.now() + withinMs;
  while (isAlive(pid)) {
    if (Date.now() > deadline) return false;
    await passing(POLL_MS);
  }
  return true;
}

function onLines(stream: NodeJS.ReadableStream, take: (line: string) => void) {
  let rest = "";
  stream.on("data", (chunk: Buffer) => {
    const lines = (rest + chunk.toString()).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) take(line);
  });
}
