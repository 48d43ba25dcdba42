/**
 * The server without its pages, for the short form: that one runs before the
 * pages are built. Everything measured is the product's own; server/main.ts is
 * what the figures are taken of.
 */
import { createHost } from "#server/auth/open-host.ts";
import { openDatabase } from "#server/db/client.ts";
import { createDatabaseClock } from "#server/db/database-clock.ts";
import { startEmbedded } from "#server/db/embedded/embedded.ts";
import { migrate } from "#server/db/migrate/migrate.ts";
import { isAnythingSealed } from "#server/domain/access/sealed.ts";
import { createApp } from "#server/http/app.ts";
import { readinessChecks } from "#server/http/ops/checks.ts";
import { createMetrics } from "#server/http/ops/metrics.ts";
import { listen } from "#server/http/edge/server.ts";
import { createShutdown } from "#server/http/edge/shutdown.ts";
import { createFanOut } from "#server/live/fan-out.ts";
import { startLive } from "#server/live/live.ts";
import { createServices } from "#server/pipeline/services.ts";
import { startPipeline } from "#server/pipeline/run/pipeline.ts";
import { parseEnv } from "#server/runtime/env.ts";
import { createLog } from "#server/runtime/log.ts";
import { loadSecrets } from "#server/runtime/secrets.ts";

const DRAIN_MS = 5_000;

const env = parseEnv(process.env);
const log = createLog(env.logLevel);
const shutdown = createShutdown(log);
const server = await listen({ host: env.host, port: env.port });
shutdown.add("listener", () => server.drain(DRAIN_MS));
const url = env.databaseUrl ?? (await ownDatabase());
const db = openDatabase({ url, log });
shutdown.add("database", () => db.close());
await migrate(url, log);

const secrets = await loadSecrets(env, () => isAnythingSealed(db));
const clock = createDatabaseClock(db.sql, log);
await clock.sync();
clock.start();
const host = createHost({ env, log, db, secrets, clock });
const { context } = host;
const fanOut = await createFanOut({
  db,
  log,
  alone: env.databaseUrl === null,
  redisUrl: env.redisUrl,
});
const services = createServices(context);
const live = startLive({ host, services, fanOut, node: server.sockets });
host.accessChanged = live.recheck;
shutdown.add("fan-out", () => live.end());
const pipeline = startPipeline(services, {
  role: env.role,
  announceTo: live.sink,
});
shutdown.add("pipeline", () => pipeline.stop());
shutdown.add("sockets", () => live.close());
const checks = readinessChecks(context, {
  pendingMigrations: null,
  works: pipeline,
});
const { sends } = pipeline;
const metrics = createMetrics(db, {
  sockets: live.sockets,
  sends,
  files: context.files,
});
server.serve(createApp({ host, services, checks, metrics }), null);

async function ownDatabase(): Promise<string> {
  const embedded = await startEmbedded({ dataDir: env.dataDir, log });
  shutdown.add("embedded database", () => embedded.stop());
  return embedded.url;
}
