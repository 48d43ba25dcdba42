import type { Writable } from "node:stream";
import pg from "pg";

/**
 * A pool that keeps a connection whose query Postgres refused.
 *
 * pg's own `pool.query` closes the connection after every error, a refused
 * duplicate among them, which would make each cost a new connection. Here only
 * errors of the connection itself close it.
 */
export class LastingPool extends pg.Pool {
  constructor(config: pg.PoolConfig) {
    super(config);
    // Without a listener a connection that breaks would end the process, idle
    // or lent; whoever uses it learns of it from the query that fails.
    this.on("connect", (client) => {
      client.on("error", () => undefined);
      sendTogether(client);
    });
  }

  // pg declares a dozen overloads; this serves those that answer a promise.
  override query = (async (...args: [pg.QueryConfig]) => {
    const client = await this.connect();
    try {
      const result = await client.query(...args);
      client.release();
      return result;
    } catch (error) {
      // After FATAL and PANIC it hangs up; the socket closes a moment later.
      const refused =
        error instanceof pg.DatabaseError && error.severity === "ERROR";
      client.release(refused ? undefined : true);
      throw error;
    }
  }) as pg.Pool["query"];
}

/**
 * Statements that are begun together leave in one write. By itself pg writes
 * each as it is begun, and every write wakes Postgres and costs as much as the
 * statement: see docs/performance.md.
 */
function sendTogether(client: pg.PoolClient): void {
  // pg's types do not show the line; every version has it there.
  const { stream } = (client as unknown as { connection: Line }).connection;
  const query = client.query.bind(client) as (...args: unknown[]) => unknown;
  let corked = false;
  client.query = ((...args: unknown[]) => {
    if (!corked) {
      corked = true;
      stream.cork();
      process.nextTick(() => {
        corked = false;
        stream.uncork();
      });
    }
    return query(...args);
  }) as typeof client.query;
}

type Line = { stream: Writable };
