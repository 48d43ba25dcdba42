import os from "node:os";
import { openDatabase } from "#server/db/client.ts";
import { migrationRecord } from "#server/db/migrate/migration-state.ts";
import { readVersion } from "#server/pipeline/run/heartbeat.ts";
import { SETTING_NAMES, type Env } from "#server/runtime/env.ts";
import { createLog } from "#server/runtime/log.ts";
import { examine } from "#scripts/doctor/examine.ts";
import { readFigures } from "./figures.ts";

/**
 * Settings whose values say nothing of the company. Every other setting is
 * only said to be set or not: an address can name the company, too.
 */
const OPEN_SETTINGS = new Set([
  "PORT",
  "ROLE",
  "LOG_LEVEL",
  "META_GRAPH_VERSION",
  "META_AUTH_TYPES",
  "PRESENCE_GRACE_SECONDS",
  "OUTBOUND_PRIVATE",
  "ROUTING_SERVICE_PRIVATE",
  "SYNTHETIC_MESSAGE",
]);
/**
 * Versions, settings, the doctor's findings, counts and states of an
 * installation. Each value is picked by name, so that a new column cannot bring
 * a name, a text, an address or a secret into it.
 */
export async function makeBundle(
  source: NodeJS.ProcessEnv,
  env: Env,
  url: string,
) {
  const checks = await examine(source);
  const db = openDatabase({ url, log: createLog("silent"), poolSize: 2 });
  try {
    const { applied, pending, unknown } = await migrationRecord(db.pool);
    return {
      kind: "parley support bundle",
      createdAt: new Date().toISOString(),
      version: readVersion(),
      machine: {
        node: process.version,
        platform: `${process.platform} ${process.arch} ${os.release()}`,
        cores: os.availableParallelism(),
        memoryBytes: os.totalmem(),
        freeMemoryBytes: os.freemem(),
      },
      settings: settingsOf(source, env),
      // Messages and fixes name pages and addresses.
      doctor: checks.map(({ key, state }) => ({ key, state })),
      migrations: { last: applied.at(-1) ?? null, pending, unknown },
      ...(await readFigures(db.sql)),
    };
  } finally {
    await db.close();
  }
}

function settingsOf(source: NodeJS.ProcessEnv, env: Env) {
  const isSet = (name: string) => (source[name] ?? "") !== "";
  const tell = (name: string) =>
    !isSet(name) ? "not set" : OPEN_SETTINGS.has(name) ? source[name] : "set";
  return {
    ...Object.fromEntries(SETTING_NAMES.map((name) => [name, tell(name)])),
    database: env.databaseUrl === null ? "embedded" : "external",
    usesHttps: env.publicUrl.startsWith("https:"),
  };
}
