import { PrismaPg } from "@prisma/adapter-pg";
import { PrismaClient } from "#generated/prisma/client.ts";
import type pg from "pg";
import type { Log } from "#server/runtime/log.ts";
import { LastingPool } from "./pool.ts";
import { sqlOn, type Sql } from "./sql.ts";
import { createWakes, wakeAtOnce, type Wakes } from "./wakes.ts";

export { Prisma } from "#generated/prisma/client.ts";

/** The way to Postgres: one pool, used by Prisma and by hand-written SQL alike. */
export type Database = {
  prisma: PrismaClient;
  pool: pg.Pool;
  /** Hand-written SQL outside a transaction, past Prisma's engine. */
  sql: Sql;
  /** What its commits leave behind for the loops. */
  wakes: Wakes;
  url: string;
  /** Waits for borrowed connections to come back, then closes. */
  close(): Promise<void>;
};

export type OpenOptions = {
  url: string;
  log: Log;
  /** Connections of this process; 10 unless said otherwise. */
  poolSize?: number;
};

const POOL_SIZE = 10;
const CONNECT_TIMEOUT_MS = 5_000;
const IDLE_TIMEOUT_MS = 30_000;
const STATEMENT_TIMEOUT_MS = 30_000;
const IDLE_IN_TRANSACTION_TIMEOUT_MS = 60_000;
// For a server that stopped answering at all; above every time-out it keeps itself.
const QUERY_TIMEOUT_MS = 60_000;

/**
 * Opens the pool lazily: nothing connects before the first query. A lost
 * server makes queries fail and nothing else; the pool connects again when it
 * is back.
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
  // Without a listener an idle connection that breaks would end the process.
  pool.on("error", (error) => {
    log.warn({ reason: error.message }, "database connection lost");
  });
  const prisma = new PrismaClient({
    adapter: new PrismaPg(pool),
    errorFormat: "minimal", // the default quotes the arguments, message text among them
  });
  const sql = sqlOn(pool);
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

/** What every connection of ours has in common, pooled or not. */
export function connectionOptions(url: string): pg.ClientConfig {
  return {
    connectionString: url,
    application_name: "parley",
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
    // Prisma's adapter reads timestamptz as if the session were in UTC.
    // Our statements are short; compiling one takes longer than running it.
    options: "-c TimeZone=UTC -c jit=off",
  };
}
