import { joinEmbedded } from "#server/db/embedded/embedded.ts";
import type { Env } from "#server/runtime/env.ts";
import type { Log } from "#server/runtime/log.ts";

/**
 * Calls `work` with the address of the database: the external one, the
 * embedded one of a running server, or one started for this call and stopped
 * afterwards.
 */
export async function withDatabaseUrl<T>(
  env: Env,
  log: Log,
  work: (url: string) => Promise<T>,
): Promise<T> {
  if (env.databaseUrl !== null) return work(env.databaseUrl);
  const embedded = await joinEmbedded({ dataDir: env.dataDir, log });
  try {
    return await work(embedded.url);
  } finally {
    await embedded.stop();
  }
}
