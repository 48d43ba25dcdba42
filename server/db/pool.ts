import pg from "pg";

/**
 * A pool that keeps a connection whose query Postgres refused.
 * pg's own `pool.query` closes the connection after every error, including a
 * refused duplicate, so that each would cost a new connection. Here only
 * errors of the connection itself close it.
 */
export class LastingPool extends pg.Pool {
  constructor(config: pg.PoolConfig) {
    super(config);
    // Without a listener, a connection that breaks would end the process,
    // idle or in use. Its user learns of it from the query that fails.
    this.on("connect", (client) => {
      client.on("error", () => undefined);
    });
  }

  // pg declares a dozen overloads; this serves those that return a promise.
  override query = (async (...args: [pg.QueryConfig]) => {
    const client = await this.connect();
    try {
      const result = await client.query(...args);
      client.release();
      return result;
    } catch (error) {
      // After FATAL and PANIC Postgres hangs up; the socket closes a moment later.
      const refused =
        error instanceof pg.DatabaseError && error.severity === "ERROR";
      client.release(refused ? undefined : true);
      throw error;
    }
  }) as pg.Pool["query"];
}
