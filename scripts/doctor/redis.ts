import { connectRedis } from "#server/live/redis.ts";
import { createLog } from "#server/runtime/log.ts";
import { StartError } from "#server/runtime/start-error.ts";
import { failed, ok, type Check } from "./check.ts";

/** Whether the Redis that carries events between processes lets Parley in. It changes nothing there. */
export async function checkRedis(url: string): Promise<Check> {
  const key = "redis";
  try {
    const client = await connectRedis(url, createLog("silent"));
    await client.close();
    return ok(key, `The Redis at ${new URL(url).host} lets Parley in.`);
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    return failed(key, error.message, error.fix);
  }
}
