import { openDatabase, type Database } from "#server/db/client.ts";
import { joinEmbedded } from "#server/db/embedded/embedded.ts";
import { findUrlFile } from "#server/db/embedded/postgres-home.ts";
import type { Env } from "#server/runtime/env.ts";
import { createLog } from "#server/runtime/log.ts";
import { failed, reasonOf, warning, type Check } from "./check.ts";
import {
  checkClock,
  checkDatabase,
  checkMigrations,
  checkSecrets,
  unreachable,
} from "./database.ts";
import { checkKeptFiles } from "./kept-files.ts";
import {
  checkBucket,
  checkDataDir,
  checkNode,
  checkSettings,
} from "./machine.ts";
import {
  checkAwaitingScan,
  checkChannels,
  checkFileScan,
  checkMail,
} from "./outside.ts";
import { checkPublicUrl } from "./public-url.ts";
import { checkRedis } from "./redis.ts";
import { checkProcesses, checkQueues } from "./work.ts";

/**
 * Runs every check that can be run: beside a running server or without one.
 * A check whose ground is missing (no settings, no database) is left out,
 * because the failed check before it is the reason. It changes nothing.
 */
export async function examine(source: NodeJS.ProcessEnv): Promise<Check[]> {
  const { env, check } = checkSettings(source);
  const checks = [checkNode(), check];
  if (env === null) return checks;
  checks.push(checkDataDir(env));
  if (env.files.s3 !== null) checks.push(await checkBucket(env.files));
  checks.push(await checkFileScan(env));
  if (env.redisUrl !== null) checks.push(await checkRedis(env.redisUrl));
  const { isRunning, found } = await examineDatabase(env);
  checks.push(...found, ...(await checkPublicUrl({ ...env, isRunning })));
  return checks;
}

type Found = { isRunning: boolean; found: Check[] };

async function examineDatabase(env: Env): Promise<Found> {
  const log = createLog("silent");
  if (env.databaseUrl !== null) return examineAt(env, env.databaseUrl);
  if (findUrlFile(env.dataDir) === null) {
    const message = "There is no database yet.";
    const check = warning("database", message, "The first start creates it.");
    return { isRunning: false, found: [check] };
  }
  try {
    const embedded = await joinEmbedded({ dataDir: env.dataDir, log });
    try {
      return await examineAt(env, embedded.url);
    } finally {
      await embedded.stop();
    }
  } catch (error) {
    return { isRunning: false, found: [unreachable(error)] };
  }
}

async function examineAt(env: Env, url: string): Promise<Found> {
  const db = openDatabase({ url, log: createLog("silent"), poolSize: 2 });
  try {
    const database = await checkDatabase(db);
    if (database.state === "failed")
      return { isRunning: false, found: [database] };
    const found = [database, await checkMigrations(db)];
    const { isRunning, more } = await examineContent(env, db);
    return { isRunning, found: [...found, ...more] };
  } catch (error) {
    return { isRunning: false, found: [unreachable(error)] };
  } finally {
    await db.close();
  }
}

/** The findings from the tables; a database before its first migration has none. */
async function examineContent(
  env: Env,
  db: Database,
): Promise<{ isRunning: boolean; more: Check[] }> {
  const more: Check[] = [];
  const look = async (key: string, check: () => Promise<Check | Check[]>) => {
    try {
      more.push(...[await check()].flat());
    } catch (error) {
      const message = `The check did not end: ${reasonOf(error)}.`;
      more.push(failed(key, message, "See the check of migrations."));
    }
  };
  const { vault, check } = await checkSecrets(env, db);
  more.push(check);
  await look("clock", () => checkClock(db));
  let isRunning = false;
  await look("processes", async () => {
    const processes = await checkProcesses(db);
    ({ isRunning } = processes);
    return processes.check;
  });
  await look("queue", () => checkQueues(db, isRunning));
  await look("files", () => checkKeptFiles(env, db));
  await look("scan_waiting", () => checkAwaitingScan(db));
  await look("channels", () => checkChannels(db));
  if (vault !== null) await look("mail", () => checkMail({ db, vault }));
  return { isRunning, more };
}
