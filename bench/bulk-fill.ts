import type { Database } from "#server/db/client.ts";

const STATEMENT_MS = 3_600_000;

export type Run = (
  text: string,
  values?: unknown[],
) => Promise<{ rows: { id: string; indexdef: string }[] }>;

/**
 * Fills tables with rows that are right by construction: no wait for the disk and
 * no check of foreign keys, on one connection. Afterwards the tables have
 * statistics.
 * @param table the one to vacuum; left out: all
 */
export async function bulkFill<T>(
  db: Database,
  fill: (run: Run) => Promise<T>,
  table = "",
): Promise<T> {
  const client = await db.pool.connect();
  const run: Run = (text, values = []) =>
    client.query({
      text,
      values,
      ...{ query_timeout: STATEMENT_MS }, // a setting of pg's that its types lack
    });
  try {
    await run(
      "set synchronous_commit = off; set session_replication_role = replica; set statement_timeout = 0",
    );
    const filled = await fill(run);
    await run(`vacuum analyze ${table}`);
    await run(
      "reset synchronous_commit; reset session_replication_role; reset statement_timeout",
    );
    return filled;
  } finally {
    client.release();
  }
}
