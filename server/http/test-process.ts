import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { vi } from "vitest";
import { freePort } from "#server/runtime/free-port.ts";

const ROOT = path.join(import.meta.dirname, "../..");
const READY_MS = 90_000;

export type TestProcessOptions = {
  databaseUrl: string;
  dataDir: string;
  encryptionKey: string;
  /** The address of Meta's stand-in. */
  graphUrl?: string;
  /** A command that its shell runs first. */
  first?: string;
  /** Default: it takes requests and works. */
  role?: "web" | "worker" | "all";
};

/** The server without its pages as a process of its own: for what is judged by the process. */
export type TestProcess = {
  url: string;
  /** The log so far. */
  log(): string;
  /** Ends it without a chance to finish anything. */
  kill(): Promise<void>;
  /** Safe to repeat. */
  stop(): Promise<void>;
};

/** Resolves when it is ready. */
export async function startTestProcess({
  databaseUrl,
  dataDir,
  encryptionKey,
  graphUrl = "http://127.0.0.1:9",
  first,
  role = "all",
}: TestProcessOptions): Promise<TestProcess> {
  const port = await freePort();
  const before = first === undefined ? "" : `${first}; `;
  const child = spawn(
    "sh",
    ["-c", `${before}exec "${process.execPath}" bench/headless.ts`],
    {
      cwd: ROOT,
      env: {
        PATH: process.env["PATH"],
        HOME: process.env["HOME"],
        TMPDIR: process.env["TMPDIR"],
        NODE_ENV: "production",
        DATABASE_URL: databaseUrl,
        DATA_DIR: dataDir,
        AUTH_SECRET: "a secret that is long enough",
        ENCRYPTION_KEY: encryptionKey,
        META_GRAPH_URL: graphUrl,
        PORT: String(port),
        ROLE: role,
      },
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  let log = "";
  child.stdout.on("data", (chunk: Buffer) => (log += chunk.toString()));
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill(signal);
    await once(child, "close");
  };
  const url = `http://127.0.0.1:${port}`;
  const isReady = async () => {
    const { status } = await fetch(`${url}/api/ready`);
    if (status !== 200) throw new Error(`not ready: ${status}`);
  };
  await vi.waitFor(isReady, { timeout: READY_MS, interval: 100 });
  return {
    url,
    log: () => log,
    kill: () => end("SIGKILL"),
    stop: () => end("SIGTERM"),
  };
}
