import { pause } from "#server/runtime/pause.ts";
import type { Database } from "./client.ts";
import { isTrouble } from "./trouble.ts";

const FIRST_CONNECTION_MS = 30_000;
const AGAIN_MS = 200; // a refusal comes at once

/**
 * Opens the pool's first connection, for a start that needs one: on a busy
 * machine that can take longer than a request may wait.
 * @throws the last error, once `FIRST_CONNECTION_MS` are over
 */
export async function openFirstConnection({
  sql,
}: Pick<Database, "sql">): Promise<void> {
  const deadline = performance.now() + FIRST_CONNECTION_MS;
  for (;;) {
    try {
      await sql.$queryRaw`select 1`;
      return;
    } catch (error) {
      if (!isTrouble(error) || performance.now() > deadline) throw error;
      await pause(AGAIN_MS);
    }
  }
}
