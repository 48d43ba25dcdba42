import fs from "node:fs";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { findRunningEmbedded } from "#server/db/embedded/embedded.ts";
import { parseEnv } from "#server/runtime/env.ts";
import type { Env } from "#server/runtime/env.ts";
import { loadSecrets } from "#server/runtime/secrets.ts";
import { StartError } from "#server/runtime/start-error.ts";
import { requireFreePort } from "./ports.ts";
import { startProgram } from "./program.ts";
import type { Program } from "./program.ts";
import { loadDemoData } from "./seed.ts";
import type { Login } from "./seed.ts";

/** The app, the simulator with its cast, and the demo data, on the ports of the environment. */
export type Demo = {
  env: Env;
  simulatorUrl: string;
  logins: Login[];
  /** Started by `npm run dev`. */
  development: boolean;
  simulator: Program;
  app: Program;
  /** Stops the app if it runs, starts it again, and resolves when it is ready. @throws StartError */
  restartApp(): Promise<Program>;
};

export type DemoInput = {
  /** The folder of database, files and logs unless DATA_DIR names another. */
  dataDir: string;
  /** Pages with hot reload; the programs write to this terminal instead of log files. */
  development: boolean;
  /** Called with each program at once, so that it can be stopped whatever happens next. */
  onStart(program: Program): void;
};

const SIMULATOR_PORT = 4000;
const READY_TIMEOUT_MS = 60_000;
const POLL_MS = 100;

/**
 * Starts all of it and resolves when it is ready and the demo data are loaded.
 *
 * @throws StartError when a port is taken, or a program ends or is not ready in time
 */
export async function startDemo(input: DemoInput): Promise<Demo> {
  const { development } = input;
  const dataDir = process.env["DATA_DIR"] || input.dataDir;
  const env = parseEnv({ ...process.env, DATA_DIR: dataDir });
  const simulatorPort = Number(process.env["SIMULATOR_PORT"] || SIMULATOR_PORT);
  const simulatorUrl = `http://127.0.0.1:${simulatorPort}`;
  await requireFreePort("PORT", env.port, env.host);
  await requireFreePort("SIMULATOR_PORT", simulatorPort, "127.0.0.1");
  fs.mkdirSync(env.dataDir, { recursive: true });
  const childEnv = {
    ...process.env,
    NODE_ENV: development ? ("development" as const) : ("production" as const),
    DATA_DIR: env.dataDir,
    PORT: String(env.port),
    PUBLIC_URL: env.publicUrl,
    META_GRAPH_URL: simulatorUrl,
    // The simulator also plays the receiver of an API channel, on this machine.
    OUTBOUND_PRIVATE: "true",
    SIMULATOR_PORT: String(simulatorPort),
    SIMULATOR_CAST: "on",
    // At a terminal, a line for each request hides what matters.
    ...(development ? { LOG_LEVEL: process.env["LOG_LEVEL"] || "warn" } : {}),
  };
  const begin = (name: string, file: string, nodeFlags: string[] = []) => {
    const program = startProgram({
      name,
      file,
      nodeFlags,
      env: childEnv,
      logFile: development ? null : path.join(env.dataDir, `${name}.log`),
    });
    input.onStart(program);
    return program;
  };
  let latest: Program | null = null;
  const startApp = async () => {
    await latest?.stop();
    const program = begin(
      "app",
      "server/main.ts",
      development ? ["--inspect=127.0.0.1:9229"] : [],
    );
    latest = program;
    const ready = `http://${env.host}:${env.port}/api/ready`;
    await untilReady(program, ready, (response) => response.ok);
    return program;
  };
  const simulator = begin("simulator", "simulator/main.ts");
  const [app] = await Promise.all([
    startApp(),
    untilReady(simulator, simulatorUrl, () => true),
  ]);
  const logins = await loadDemoData({
    ...childEnv,
    ...(await databaseSettings(env)),
  });
  return {
    env,
    simulatorUrl,
    logins,
    development,
    simulator,
    app,
    restartApp: startApp,
  };
}

/** The text for the terminal: addresses, log-ins, and where the data is. */
export function describeDemo({
  env,
  simulatorUrl,
  logins,
  development,
}: Demo): string {
  const width = Math.max(0, ...logins.map(({ email }) => email.length));
  const dataDir = path.relative(process.cwd(), env.dataDir) || env.dataDir;
  return [
    "",
    "  Parley is ready.",
    "",
    `  Console     ${env.publicUrl}`,
    `  Simulator   ${simulatorUrl}   write as a customer; "Meta app and tokens" has`,
    `  ${" ".repeat(12 + simulatorUrl.length)}what Settings → Channels → Connect a channel asks for`,
    `  API         ${env.publicUrl}/api/v1/docs`,
    "",
    "  Sign in as",
    ...logins.map(
      ({ email, password, name, role }) =>
        `  ${email.padEnd(width)}   ${password}   ${name}, ${role}`,
    ),
    "",
    development
      ? `  Data is in ${dataDir}; the log is this terminal (LOG_LEVEL=info for each request). Ctrl-C stops everything.`
      : `  Logs and data are in ${dataDir}. Ctrl-C stops everything.`,
    `  Administration: DATA_DIR=${dataDir} npm run --silent admin`,
    "",
  ].join("\n");
}

// The app started the database and made the secrets; the demo data use both.
async function databaseSettings(env: Env): Promise<NodeJS.Dict<string>> {
  const secrets = await loadSecrets(env, () => Promise.resolve(true));
  return {
    DATABASE_URL: env.databaseUrl ?? findRunningEmbedded(env.dataDir) ?? "",
    AUTH_SECRET: secrets.authSecret,
    ENCRYPTION_KEY: secrets.encryptionKeys.join(","),
  };
}

async function untilReady(
  program: Program,
  url: string,
  isReady: (response: Response) => boolean,
): Promise<void> {
  const deadline = Date.now() + READY_TIMEOUT_MS;
  const failed = program.failed.then((error) => {
    throw error;
  });
  failed.catch(() => undefined); // it may also end later, when others wait for it
  for (;;) {
    const response = await Promise.race([
      fetch(url).catch(() => null), // not listening yet
      failed,
    ]);
    if (response && isReady(response)) return;
    if (Date.now() > deadline) {
      throw new StartError(
        `The ${program.name} was not ready within ${READY_TIMEOUT_MS / 1000} s at ${url}.`,
      );
    }
    await Promise.race([pause(POLL_MS), failed]);
  }
}
