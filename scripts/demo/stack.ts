import { setTimeout as passing } from "node:timers/promises";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { freePort } from "#server/runtime/free-port.ts";
import { loadDemoData } from "./seed.ts";
import type { Login } from "./seed.ts";
import { startProgram } from "./program.ts";

/** The product with its demo data, running somewhere. */
export type Stack = {
  consoleUrl: string;
  simulatorUrl: string;
  /** A log-in of each role. */
  logins: Login[];
  stop(): Promise<void>;
};

const READY_MS = 90_000;
const POLL_MS = 200;

/** Starts the app, the simulator with its cast, and loads the demo data, all in a folder of their own. */
export async function startStack(): Promise<Stack> {
  const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), "parley-gallery-"));
  // As root, Postgres runs as another user, who must be able to enter it.
  fs.chmodSync(dataDir, 0o755);
  const [port, simulatorPort] = [await freePort(), await freePort()];
  const consoleUrl = `http://127.0.0.1:${port}`;
  const simulatorUrl = `http://127.0.0.1:${simulatorPort}`;
  const env = {
    ...process.env,
    NODE_ENV: "production" as const,
    DATA_DIR: dataDir,
    PORT: String(port),
    PUBLIC_URL: consoleUrl,
    META_GRAPH_URL: simulatorUrl,
    SIMULATOR_PORT: String(simulatorPort),
    SIMULATOR_CAST: "on",
  };
  const programs = [
    ["simulator", "simulator/main.ts"],
    ["app", "server/main.ts"],
  ].map(([name = "", file = ""]) =>
    startProgram({
      name,
      file,
      env,
      logFile: path.join(dataDir, `${name}.log`),
    }),
  );
  const stop = async () => {
    for (const program of programs.reverse()) await program.stop();
    fs.rmSync(dataDir, { recursive: true, force: true });
  };
  try {
    await untilOk(simulatorUrl);
    await untilOk(`${consoleUrl}/api/ready`);
    const logins = await loadDemoData(env);
    return { consoleUrl, simulatorUrl, logins, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function untilOk(url: string): Promise<void> {
  const deadline = Date.now() + READY_MS;
  for (;;) {
    const response = await fetch(url).catch(() => null);
    if (response?.ok) return;
    if (Date.now() > deadline) throw new Error(`${url} was not ready in time.`);
    await passing(POLL_MS);
  }
}
