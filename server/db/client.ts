import { PrismaPg } from "@prisma/adapter-pg";
import { PrismaClient } from "#generated/prisma/client.ts";
import type pg from "pg";
import type { Log } from "#server/runtime/log.ts";
import { LastingPool } from "./pool.ts";
import { sqlOn, type Sql } from "./sql.ts";
import { createWakes, wakeAtOnce, type Wakes } from "./wakes.ts";

export { Prisma } from "#generated/prisma/client.ts";

/** Access to Postgres: one pool, which Prisma and hand-written SQL share. */
export type Database = {
  prisma: PrismaClient;
  pool: pg.Pool;
  /** Hand-written SQL outside a transaction, without Prisma's engine. */
  sql: Sql;
  /** The wakes that its commits send to the loops. */
  wakes: Wakes;
  url: string;
  /** Waits until all borrowed connections have come back, then closes. */
  close(): Promise<void>;
};

export type OpenOptions = {
  url: string;
  log: Log;
  /** Connections of this process. Default: 10. */
  poolSize?: number;
};

const POOL_SIZE = 10;
const CONNECT_TIMEOUT_MS = 5_000;
const IDLE_TIMEOUT_MS = 30_000;
const STATEMENT_TIMEOUT_MS = 30_000;
const IDLE_IN_TRANSACTION_TIMEOUT_MS = 60_000;
// For a server that stopped answering at all. It is above every time-out that the server keeps itself.
const QUERY_TIMEOUT_MS = 60_000;

/**
 * Opens the pool lazily: nothing connects before the first query. While the
 * server is lost, queries fail and nothing else does; the pool connects again
 * when it is back.
 */
export function openDatabase({ url, log, poolSize }: OpenOptions): Database {
  const pool = new LastingPool({
    ...connectionOptions(url),
    max: poolSize ?? POOL_SIZE,
    idleTimeoutMillis: IDLE_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_TIMEOUT_MS,
    query_timeout: QUERY_TIMEOUT_MS,
    // Statements begun together are sent together, and answered in their order.
    pipeline: true,
  });
  // Without a listener, an idle connection that breaks would end the process.
  pool.on("error", (error) => {
    log.warn({ reason: error.message }, "database connection lost");
  });
  const prisma = new PrismaClient({
    adapter: new PrismaPg(pool),
    errorFormat: "minimal", // the default quotes the arguments, with message text in them
  });
  const sql = sqlOn(pool, { canPlanAnew: true });
  const wakes = createWakes();
  wakeAtOnce(sql, wakes);
  wakeAtOnce(prisma, wakes);
  let closed: Promise<void> | null = null;
  return {
    prisma,
    pool,
    sql,
    wakes,
    url,
    close: () => (closed ??= prisma.$disconnect().then(() => pool.end())),
  };
}

/** The options of every connection of ours, pooled or not. */
export function connectionOptions(url: string): pg.ClientConfig {
  return {
    connectionString: url,
    application_name: "parley",
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
    // Prisma's adapter reads timestamptz as if the session were in UTC. Our
    // statements are short, and compiling one takes longer than running it.
    options: "-c TimeZone=UTC -c jit=off",
  };
}
