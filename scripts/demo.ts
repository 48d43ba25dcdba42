/**
 * `npm run demo`: the whole product on this machine, alive: Postgres, demo
 * data, the Messenger simulator with a cast of customers, and the app. Runs
 * until it is stopped, and then stops all of it.
 */
import fs from "node:fs";
import path from "node:path";
import { findRunningEmbedded } from "#server/db/embedded.ts";
import { parseEnv } from "#server/runtime/env.ts";
import type { Env } from "#server/runtime/env.ts";
import { loadSecrets } from "#server/runtime/secrets.ts";
import { runOrExplain, StartError } from "#server/runtime/start-error.ts";
import { requireFreePort } from "./demo/ports.ts";
import { startProgram } from "./demo/program.ts";
import type { Program } from "./demo/program.ts";
import { loadDemoData } from "./demo/seed.ts";
import type { Login } from "./demo/seed.ts";

const SIMULATOR_PORT = 4000;
const READY_TIMEOUT_MS = 60_000;
const POLL_MS = 100;

/** What must be stopped, in the order it was started. */
const running: { stop(): Promise<void> }[] = [];
const stopped = stopOnSignal();

await runOrExplain(async () => {
  try {
    const demo = await Promise.race([start(), stopped]);
    if (demo) await Promise.race([...demo, stopped]);
  } finally {
    await stopAll();
  }
});

/** Answers once everything is ready, with what rejects when a part of it ends. */
async function start(): Promise<Promise<never>[]> {
  const env = parseEnv({ ...process.env, DATA_DIR: dataDir() });
  const simulatorPort = Number(process.env["SIMULATOR_PORT"] || SIMULATOR_PORT);
  const simulatorUrl = `http://127.0.0.1:${simulatorPort}`;
  await requireFreePort("PORT", env.port, env.host);
  await requireFreePort("SIMULATOR_PORT", simulatorPort, "127.0.0.1");
  fs.mkdirSync(env.dataDir, { recursive: true });
  const childEnv = {
    ...process.env,
    NODE_ENV: "production" as const,
    DATA_DIR: env.dataDir,
    PORT: String(env.port),
    PUBLIC_URL: env.publicUrl,
    META_GRAPH_URL: simulatorUrl,
    SIMULATOR_PORT: String(simulatorPort),
    SIMULATOR_CAST: "on",
  };
  const begin = (name: string, file: string): Program => {
    const logFile = path.join(env.dataDir, `${name}.log`);
    const program = startProgram({ name, file, env: childEnv, logFile });
    running.push(program);
    return program;
  };
  say("Starting the simulator and the app …");
  const simulator = begin("simulator", "simulator/main.ts");
  const app = begin("app", "server/main.ts");
  const ready = `http://${env.host}:${env.port}/api/ready`;
  await Promise.all([
    untilReady(simulator, simulatorUrl, () => true),
    untilReady(app, ready, (response) => response.ok),
  ]);
  say("Loading the demo data …");
  const logins = await loadDemoData({
    ...childEnv,
    ...(await databaseSettings(env)),
  });
  printGuide(env, simulatorUrl, logins);
  return [simulator, app].map(async ({ failed }) => {
    throw await failed;
  });
}

function dataDir(): string {
  return process.env["DATA_DIR"] || ".demo";
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

function printGuide(env: Env, simulatorUrl: string, logins: Login[]): void {
  const width = Math.max(0, ...logins.map(({ email }) => email.length));
  say(
    [
      "",
      "  Parley is ready.",
      "",
      `  Console     ${env.publicUrl}`,
      `  Simulator   ${simulatorUrl}   write as a customer; "Meta app and tokens" has`,
      `  ${" ".repeat(12 + simulatorUrl.length)}what Settings → Channels → Connect a page asks for`,
      `  API         ${env.publicUrl}/api/v1/docs`,
      "",
      "  Log in as",
      ...logins.map(
        ({ email, password, name, role }) =>
          `  ${email.padEnd(width)}   ${password}   ${name}, ${role}`,
      ),
      "",
      `  Logs and data are in ${dataDir()}. Ctrl-C stops everything.`,
      `  Administration: DATA_DIR=${dataDir()} npm run --silent admin`,
      "",
    ].join("\n"),
  );
}

/** Settles with null at the first request to stop; later ones change nothing. */
function stopOnSignal(): Promise<null> {
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
      process.on(signal, () => resolve(null));
    }
  });
}

async function stopAll(): Promise<void> {
  if (running.length > 0) say("Stopping …");
  for (const part of running.reverse()) await part.stop();
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
