import { randomBytes } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { freePort } from "#server/runtime/free-port.ts";
import { runToEnd, startProgram } from "./program.ts";
import type { Program } from "./program.ts";
import { until } from "./until.ts";

/** A production server with its own folder, port and secrets. */
export type App = {
  url: string;
  port: number;
  dataDir: string;
  env: Record<string, string>;
  /** The process that runs now, or ran last. */
  program(): Program;
  /** Starts it again on the same port and data, and waits until it is ready. */
  start(): Promise<void>;
  /** `npm run admin -- <command> --json`: the answer, or the words it was refused with. */
  admin<T>(...command: string[]): Promise<T>;
  /** Stops it and removes its folder. @throws Error when it wrote what does not belong in its log */
  close(): Promise<void>;
};

export type AppInput = {
  graphUrl: string;
  /** Left out: the embedded Postgres, in the app's own folder. */
  databaseUrl?: string;
  env?: Record<string, string>;
  /** The folder of another version of the product; left out: ours. */
  root?: string;
};

const READY_MS = 120_000; // the first start of a Postgres on a busy machine

/** Starts `server/main.ts` and waits until it is ready. */
export async function startApp(input: AppInput): Promise<App> {
  const app = await prepareApp(input);
  try {
    await app.start();
  } catch (error) {
    await app.close();
    throw error;
  }
  return app;
}

/** As above, but not started yet. */
export async function prepareApp({
  graphUrl,
  databaseUrl,
  env: more = {},
  root,
}: AppInput): Promise<App> {
  const dataDir = newDataDir();
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const env: Record<string, string> = {
    PORT: String(port),
    PUBLIC_URL: url,
    DATA_DIR: dataDir,
    META_GRAPH_URL: graphUrl,
    ...(databaseUrl === undefined ? {} : external(databaseUrl)),
    ...more,
  };
  let program: Program | null = null;
  const ready: Program[] = [];
  const current = () => {
    if (!program) throw new Error("The app was never started.");
    return program;
  };
  return {
    url,
    port,
    dataDir,
    env,
    program: current,
    async start() {
      program = startProgram({
        file: "server/main.ts",
        env,
        ...(root === undefined ? {} : { root }),
      });
      await untilReady(url, program);
      ready.push(program);
    },
    async admin<T>(...command: string[]): Promise<T> {
      const { code, stdout, stderr } = await runToEnd({
        file: "scripts/admin.ts",
        args: [...command, "--json"],
        env,
      });
      if (code !== 0) throw new Error(stderr.trim());
      return JSON.parse(stdout) as T;
    },
    async close() {
      if (program && !program.hasEnded()) await program.stop();
      fs.rmSync(dataDir, { recursive: true, force: true });
      const stray = ready.flatMap(strayLines);
      if (stray.length > 0)
        throw new Error(`Not for its log:\n${stray.join("\n")}`);
    },
  };
}

/**
 * Lines outside the log, which writes one JSON object a line to stdout (CONTRACT,
 * section 2), and complaints of libraries on the console.
 */
function strayLines(program: Program): string[] {
  const lines = program.stdout().split("\n");
  lines.pop(); // nothing, or what a kill cut off
  const words = program.stderr().split("\n").filter(Boolean);
  return [...lines.filter((line) => !isLogged(line)), ...words];
}

function isLogged(line: string): boolean {
  try {
    const { level, source } = JSON.parse(line) as Record<string, unknown>;
    return source !== "console" || (level !== "error" && level !== "warn");
  } catch {
    return false;
  }
}

/** An empty folder; open to the user that Postgres runs as where we are root. */
export function newDataDir(): string {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), "parley-e2e-"));
  fs.chmodSync(dir, 0o755);
  return dir;
}

/** Ready, or the reason why the process ended instead. */
export async function untilReady(url: string, program: Program): Promise<void> {
  await until(
    `the app at ${url} is ready`,
    async () => {
      if (program.hasEnded()) return true;
      return (await fetch(`${url}/api/ready`)).status === 200;
    },
    READY_MS,
  );
  if (program.hasEnded()) {
    throw new Error(`The app did not start: ${program.stderr().trim()}`);
  }
}

function external(databaseUrl: string): Record<string, string> {
  return {
    DATABASE_URL: databaseUrl,
    AUTH_SECRET: randomBytes(24).toString("hex"),
    ENCRYPTION_KEY: randomBytes(24).toString("hex"),
  };
}
