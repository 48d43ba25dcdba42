import { backOffMs } from "#server/runtime/back-off.ts";
import { Prisma } from "#generated/prisma/client.ts";
import type pg from "pg";
import { runTogether, type Statement } from "./batch.ts";
import type { Database } from "./client.ts";
import { sqlOn, type Sql } from "./sql.ts";
import { collectWakes } from "./wakes.ts";

/**
 * A transaction with Prisma's models, for administration. It is also `Sql`, so
 * functions that need no model take `Sql`. See docs/ARCHITECTURE.md, "Prisma
 * or SQL".
 */
export type PrismaTx = Prisma.TransactionClient;

export type TransactionOptions = {
  /** The number of new attempts after a deadlock or serialization failure. Default: 5. */
  retries?: number;
  /** The longest time before the transaction is rolled back. Default: 10 s. */
  timeoutMs?: number;
};

const RETRIES = 5;
const TIMEOUT_MS = 10_000;
const WAIT_FOR_CONNECTION_MS = 10_000;
const FIRST_BACKOFF_MS = 10;
const LAST_BACKOFF_MS = 500;
const RETRYABLE = new Set(["40001", "40P01"]); // serialization failure, deadlock
const UNIQUE_VIOLATION = "23505";

/**
 * Runs `work` in one READ COMMITTED transaction with Prisma's models and
 * commits all of it, or nothing. It is for administration; work that needs no
 * model uses `inSqlTransaction`. `work` may run several times (deadlock,
 * serialization failure), so it must touch nothing but the database, and no
 * network.
 */
export async function inPrismaTransaction<T>(
  db: Database,
  work: (tx: PrismaTx) => Promise<T>,
  options: TransactionOptions = {},
): Promise<T> {
  return again(options.retries ?? RETRIES, async () => {
    let wake = () => {};
    const result = await db.prisma.$transaction(
      (tx) => {
        wake = collectWakes(tx, db.wakes);
        return work(tx);
      },
      {
        isolationLevel: Prisma.TransactionIsolationLevel.ReadCommitted,
        maxWait: WAIT_FOR_CONNECTION_MS,
        timeout: options.timeoutMs ?? TIMEOUT_MS,
      },
    );
    wake();
    return result;
  });
}

export type SqlTransactionOptions = {
  /**
   * generic: each statement is planned once per connection, and by its
   * indexes. It suits statements by keys and ids, whose plan is the same for
   * all values. Otherwise Postgres would plan them each time, since it takes
   * an array of unknown length for ten, and planning takes longer than
   * running. A cached plan must also not be one made on a day when the table
   * was empty. Left out: Postgres decides.
   */
  planCache?: "custom" | "generic";
  /** Fails (55P03) when a row lock is not free within this time. */
  lockTimeoutMs?: number;
  /** Ends a statement (57014) that runs longer than this. */
  statementTimeoutMs?: number;
};

/** Null: Postgres' own settings. One statement sets all, because each costs as much as an INSERT of its own. */
function settings(options: SqlTransactionOptions): Prisma.Sql | null {
  const wanted: Record<string, string> = {};
  if (options.planCache === "generic") {
    wanted["plan_cache_mode"] = "force_generic_plan";
    wanted["enable_seqscan"] = "off";
  }
  if (options.lockTimeoutMs !== undefined)
    wanted["lock_timeout"] = String(Math.ceil(options.lockTimeoutMs));
  if (options.statementTimeoutMs !== undefined)
    wanted["statement_timeout"] = String(Math.ceil(options.statementTimeoutMs));
  const set = Object.entries(wanted).map(
    ([name, value]) => Prisma.sql`set_config(${name}, ${value}, true)`,
  );
  return set.length === 0 ? null : Prisma.sql`select ${Prisma.join(set)}`;
}

/**
 * Runs `work` in one transaction of hand-written SQL: the path of every
 * message. No engine is involved, and statements that are begun together
 * (`Promise.all`) travel together: see docs/performance.md.
 * The time-outs of the pool bound it; it has none of its own.
 */
export function inSqlTransaction<T>(
  db: Database,
  work: (tx: Sql) => Promise<T>,
  options: SqlTransactionOptions = {},
): Promise<T> {
  const around = joined.get(db);
  if (around) return work(around);
  const wanted = settings(options);
  return again(RETRIES, async () => {
    const client = await db.pool.connect();
    let broken = false;
    let wake = () => {};
    const collecting = (tx: Sql) => {
      wake = collectWakes(tx, db.wakes);
      return work(tx);
    };
    try {
      const result = await commit(client, collecting, wanted);
      wake();
      return result;
    } catch (error) {
      broken = await rollBack(client);
      throw error;
    } finally {
      client.release(broken);
    }
  });
}

/** By database of an `inOneTransaction`, its transaction. */
const joined = new WeakMap<Database, Sql>();

/**
 * Runs several commands as one transaction: `work` gets a database on which
 * every `inSqlTransaction`, and every statement outside of one, is part of it.
 * If one of them throws, nothing of any of them stays. Prisma's models are no
 * part of it. As `inSqlTransaction`, it may run several times.
 */
export function inOneTransaction<T>(
  db: Database,
  work: (db: Database) => Promise<T>,
): Promise<T> {
  return inSqlTransaction(db, (tx) => {
    const part: Database = { ...db, sql: tx };
    joined.set(part, tx);
    return work(part);
  });
}

/**
 * For statements of an `inSqlTransaction` whose results are not needed: the
 * commit travels with them, and fails if they do.
 */
export function pipelineUntilCommit(...statements: Promise<unknown>[]): void {
  for (const statement of statements) statement.catch(() => undefined);
}

const BEGIN = { name: "BEGIN", text: "BEGIN ISOLATION LEVEL READ COMMITTED" };
const COMMIT = { name: "COMMIT", text: "COMMIT" };

async function commit<T>(
  client: pg.PoolClient,
  work: (tx: Sql) => Promise<T>,
  wanted: Prisma.Sql | null,
): Promise<T> {
  const together = runTogether(client);
  const failures: Error[] = [];
  const query = (statement: Statement) =>
    together.query(statement).catch((error: Error) => {
      failures.push(error);
      throw error;
    });
  const tx = sqlOn({ query });
  // Not awaited: they travel with the first statement, which fails if they do.
  pipelineUntilCommit(query(BEGIN));
  if (wanted) pipelineUntilCommit(tx.$queryRaw(wanted));
  let result: T;
  try {
    result = await work(tx);
  } catch (error) {
    // Statements begun beside the failure, or later, must not run after the rollback.
    together.abandon(new Error("The transaction is over.", { cause: error }));
    throw error;
  }
  // Sent after the statements still under way: see `pipelineUntilCommit`.
  const { command } = await together.close(COMMIT);
  if (command === "COMMIT") return result;
  // A statement failed that was not awaited. Postgres has undone everything.
  throw failures[0] ?? new Error("The transaction was rolled back.");
}

/** Returns whether the connection is unusable now. */
async function rollBack(client: pg.PoolClient): Promise<boolean> {
  try {
    await client.query("ROLLBACK");
    return false;
  } catch {
    return true;
  }
}

async function again<T>(retries: number, run: () => Promise<T>): Promise<T> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await run();
    } catch (error) {
      if (attempt >= retries || !isRetryable(error)) throw error;
      await backOff(attempt);
    }
  }
}

/** Whether a unique index refused the row, reported by Prisma (P2002) or by Postgres (23505). */
export function isUniqueViolation(error: unknown): boolean {
  return (
    prismaCode(error) === "P2002" || postgresCode(error) === UNIQUE_VIOLATION
  );
}

/** The SQLSTATE behind an error of Prisma's or pg's, or null. */
export function postgresCode(error: unknown): string | null {
  if (typeof error !== "object" || error === null) return null;
  const { code, originalCode, meta, cause } = error as Record<string, unknown>;
  if (typeof originalCode === "string") return originalCode;
  const sqlState = typeof code === "string" && /^[0-9A-Z]{5}$/.test(code);
  if (sqlState && prismaCode(error) === null) return code;
  const inner = (meta as Record<string, unknown> | undefined)
    ?.driverAdapterError;
  return postgresCode(inner) ?? postgresCode(cause);
}

function prismaCode(error: unknown): string | null {
  return error instanceof Prisma.PrismaClientKnownRequestError
    ? error.code
    : null;
}

function isRetryable(error: unknown): boolean {
  const code = postgresCode(error);
  return (
    prismaCode(error) === "P2034" || (code !== null && RETRYABLE.has(code))
  );
}

// Full jitter, so that two transactions that collided do not collide again.
function backOff(attempt: number): Promise<void> {
  const longest = backOffMs({
    failures: attempt,
    firstMs: FIRST_BACKOFF_MS,
    lastMs: LAST_BACKOFF_MS,
  });
  return new Promise((resolve) => {
    setTimeout(resolve, Math.random() * longest);
  });
}
