import { setTimeout as pause } from "node:timers/promises";
import { spawn, type ChildProcess } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import nodeFlags from "../scripts/bootstrap/node-flags.json" with { type: "json" };

const ROOT = path.join(import.meta.dirname, "..");
const START_MS = 180_000;
const STOP_MS = 20_000;
const POLL_MS = 20;

/** A program under measurement, in a process of its own. */
export type Program = {
  url: string;
  pid: number;
  /** From its start to its first answer of 200. */
  readyMs: number;
  stop(signal?: NodeJS.Signals): Promise<void>;
};

export type ProgramInput = {
  /** From the root of the repository. */
  file: string;
  port: number;
  /** Asked until it answers 200. */
  readyPath: string;
  env: Record<string, string>;
  /** Takes what it writes. */
  logFile: string;
  /** For Node itself, before the file. */
  flags?: string[];
};

/** Starts it and waits until it is ready. */
export async function startProgram(input: ProgramInput): Promise<Program> {
  const { file, port, readyPath, env, logFile, flags = [] } = input;
  const startedAt = performance.now();
  const log = fs.openSync(logFile, "a");
  const child = spawn(
    process.execPath,
    [
      ...nodeFlags,
      "--import",
      path.join(ROOT, "scripts/end-with-parent.mjs"),
      ...flags,
      file,
    ],
    {
      cwd: ROOT,
      env: {
        PATH: process.env["PATH"],
        HOME: process.env["HOME"],
        NODE_COMPILE_CACHE: process.env["NODE_COMPILE_CACHE"],
        ...env,
        NODE_ENV: "production",
        PORT: String(port),
      },
      stdio: ["ignore", log, log, "pipe"],
    },
  );
  fs.closeSync(log);
  const url = `http://127.0.0.1:${port}`;
  await untilReady(child, url + readyPath, logFile);
  return {
    url,
    pid: child.pid ?? 0,
    readyMs: performance.now() - startedAt,
    stop: (signal = "SIGTERM") => end(child, signal),
  };
}

async function untilReady(
  child: ChildProcess,
  url: string,
  logFile: string,
): Promise<void> {
  const deadline = Date.now() + START_MS;
  for (;;) {
    if (child.exitCode !== null || Date.now() > deadline) {
      child.kill("SIGKILL");
      const said = fs.readFileSync(logFile, "utf8").slice(-2_000);
      throw new Error(`Not ready: ${url}\n${said}`);
    }
    const status = await fetch(url).then(
      (response) => response.status,
      () => 0, // not listening yet
    );
    if (status === 200) return;
    await pause(POLL_MS);
  }
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = new Promise<void>((resolve) => {
    child.once("exit", () => resolve());
  });
  child.kill(signal);
  const timer = setTimeout(() => child.kill("SIGKILL"), STOP_MS);
  await exited;
  clearTimeout(timer);
}

export { pause };

/** Waits until `condition` answers true. @throws Error after `withinMs` */
export async function until(
  condition: () => Promise<boolean>,
  withinMs: number,
  what: string,
): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`Waited in vain: ${what}`);
    await pause(5);
  }
}

/** Resident memory of a process in MB; NaN where /proc does not tell. */
export function residentMb(pid: number): number {
  try {
    const status = fs.readFileSync(`/proc/${pid}/status`, "utf8");
    return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]) / 1024;
  } catch {
    return Number.NaN;
  }
}
