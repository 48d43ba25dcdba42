import path from "node:path";
import { setHost, type Host } from "#server/auth/host.ts";
import { createHost } from "#server/auth/open-host.ts";
import { openDatabase } from "#server/db/client.ts";
import { createDatabaseClock } from "#server/db/database-clock.ts";
import { openFirstConnection } from "#server/db/first-connection.ts";
import { startEmbedded } from "#server/db/embedded/embedded.ts";
import { migrate } from "#server/db/migrate/migrate.ts";
import { migrationState } from "#server/db/migrate/migration-state.ts";
import {
  isAnythingSealed,
  requireKeysThatOpen,
} from "#server/domain/access/sealed.ts";
import type { Context } from "#server/domain/context.ts";
import { checkFilesFolder } from "#server/domain/files/store.ts";
import { createApp } from "#server/http/app.ts";
import { readinessChecks, type Works } from "#server/http/ops/checks.ts";
import { sendConsoleToLog } from "#server/http/edge/console-to-log.ts";
import type { Checks } from "#server/http/ops/health.ts";
import { createMetrics, measured } from "#server/http/ops/metrics.ts";
import { openPages, withAddress, type Pages } from "#server/http/edge/pages.ts";
import { listen, type HttpServer } from "#server/http/edge/server.ts";
import { createShutdown, type Shutdown } from "#server/http/edge/shutdown.ts";
import { createFanOut } from "#server/live/fan-out.ts";
import { startLive } from "#server/live/live.ts";
import { startHeartbeat } from "#server/pipeline/run/heartbeat.ts";
import { createServices } from "#server/pipeline/services.ts";
import { startPipeline } from "#server/pipeline/run/pipeline.ts";
import { newId } from "#server/runtime/crypto.ts";
import { parseEnv, type Env } from "#server/runtime/env.ts";
import { createLog, type Log } from "#server/runtime/log.ts";
import { checkSecretFiles, loadSecrets } from "#server/runtime/secrets.ts";
import {
  createTelemetry,
  type Telemetry,
} from "#server/runtime/telemetry/telemetry.ts";
import { runOrExplain, StartError } from "#server/runtime/start-error.ts";

const DIR = path.join(import.meta.dirname, "..");
/** Requests and uploads under way get this long when the process is told to stop. */
const DRAIN_MS = 10_000;

await runOrExplain(async () => {
  const startedAt = performance.now();
  const env = parseEnv(process.env);
  const log = createLog(env.logLevel);
  sendConsoleToLog(log);
  const shutdown = createShutdown(log);
  try {
    await start(env, log, shutdown);
  } catch (error) {
    await shutdown.undo();
    throw error;
  }
  const seconds = Math.round(performance.now() - startedAt) / 1000;
  log.info(
    {
      url: env.publicUrl,
      host: env.host,
      port: env.port,
      role: env.role,
      seconds,
    },
    "ready",
  );
});

/** Starts what ROLE asks for. Each part says at once how it is stopped; the stops run in reverse order. */
async function start(env: Env, log: Log, shutdown: Shutdown): Promise<void> {
  checkSecretFiles(env);
  checkFilesFolder(env.dataDir);
  const server = await openServer(env, log);
  // Until everything runs, a stop must not wait for a client that is being told to wait.
  shutdown.add("listener", async () => server?.drain(0));
  // The pages load while the database starts; neither needs the other.
  const [pages, url] = await both(
    server && env.role !== "worker"
      ? openPages({
          dir: DIR,
          port: env.port,
          hostname: env.host,
          development: env.development,
          server: server.node,
        })
      : null,
    databaseUrl(env, log, shutdown),
  );
  const db = openDatabase({ url, log });
  shutdown.add("database", () => db.close());
  await migrate(url, log);
  await openFirstConnection(db);

  const secrets = await loadSecrets(env, () => isAnythingSealed(db));
  const clock = createDatabaseClock(db.sql, log);
  await clock.sync();
  const stopClock = clock.start();
  shutdown.add("clock", async () => stopClock());
  const host = createHost({ env, log, db, secrets, clock });
  host.hasServer = true;
  await requireKeysThatOpen(db, host.context.vault);
  setHost(host);
  // Stopped after the work, whose last spans it sends.
  const telemetry = createTelemetry(process.env);
  shutdown.add("telemetry", () => telemetry.stop());
  if (server === null || env.role === "worker") {
    await startWorker({ host, env, shutdown, telemetry }, server);
  } else {
    await startServing({ host, env, shutdown, telemetry }, server, pages);
  }
}

type Started = {
  host: Host;
  env: Env;
  shutdown: Shutdown;
  telemetry: Telemetry;
};

/** Work alone: no sockets to tell, and of the address only health and metrics. */
async function startWorker(
  { host, env, shutdown, telemetry }: Started,
  server: HttpServer | null,
): Promise<void> {
  const { context } = host;
  const services = createServices(context);
  const announceTo = { emit: () => undefined }; // the web nodes tell screens
  const pipeline = startPipeline(services, { role: env.role, announceTo });
  shutdown.add("pipeline", () => pipeline.stop());
  const heartbeat = startHeartbeat(context, {
    nodeId: newId(),
    onLost: () => undefined, // it holds no sockets
    receives: false,
    role: env.role,
  });
  shutdown.add("heartbeat", () => heartbeat.stop());
  const checks = readiness(context, pipeline);
  const { sends } = pipeline;
  const metrics = createMetrics(context.db, {
    sockets: () => 0,
    sends,
    files: context.files,
    synthetic: env.syntheticMessage,
  });
  await telemetry.start(metrics);
  server?.serve(
    createApp({ host, services, checks, metrics, surface: "watch" }),
    null,
  );
}

async function startServing(
  { host, env, shutdown, telemetry }: Started,
  server: HttpServer,
  pages: Pages | null,
): Promise<void> {
  const { context } = host;
  const services = createServices(context);
  const { db, log } = context;
  const { redisUrl, role } = env;
  const alone = env.databaseUrl === null;
  const fanOut = await createFanOut({ db, log, alone, redisUrl });
  const live = startLive({
    host,
    services,
    fanOut,
    node: server.sockets,
    role,
  });
  host.accessChanged = live.recheck;
  // Stopped after the pipeline, which publishes to the other nodes until its end.
  shutdown.add("fan-out", () => live.end());
  const pipeline = startPipeline(services, {
    role,
    announceTo: live.sink,
  });
  shutdown.add("pipeline", () => pipeline.stop());
  const checks = readiness(context, pipeline);
  const { sends } = pipeline;
  const metrics = createMetrics(db, {
    sockets: live.sockets,
    sends,
    files: context.files,
    synthetic: env.syntheticMessage,
  });
  await telemetry.start(metrics);
  server.serve(
    createApp({ host, services, checks, metrics }),
    pages && measured(withAddress(pages.handle, host), metrics),
  );
  shutdown.add("requests and sockets", async () => {
    const withinMs = env.development ? 0 : DRAIN_MS; // hot reload holds its socket for good
    await Promise.all([server.drain(withinMs), live.close()]);
    await pages?.close();
  });
}

function readiness(context: Context, works: Works): Checks {
  const pendingMigrations = async () =>
    (await migrationState(context.db.pool)).pending.length;
  return readinessChecks(context, { pendingMigrations, works });
}

/** Both, also when one fails: what the other has started must be known to be stopped. */
async function both<A, B>(
  first: A,
  second: B,
): Promise<[Awaited<A>, Awaited<B>]> {
  await Promise.allSettled([first, second]);
  return Promise.all([first, second]);
}

/** A worker needs no port; one that is taken only costs it its health page. */
async function openServer(env: Env, log: Log): Promise<HttpServer | null> {
  try {
    return await listen({ host: env.host, port: env.port });
  } catch (error) {
    if (env.role !== "worker" || !(error instanceof StartError)) throw error;
    log.warn(
      { port: env.port },
      "worker without health page: its port is taken",
    );
    return null;
  }
}

async function databaseUrl(
  env: Env,
  log: Log,
  shutdown: Shutdown,
): Promise<string> {
  if (env.databaseUrl !== null) return env.databaseUrl;
  const embedded = await startEmbedded({ dataDir: env.dataDir, log });
  shutdown.add("embedded database", () => embedded.stop());
  return embedded.url;
}
