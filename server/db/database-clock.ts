import type { Clock } from "#server/runtime/clock.ts";
import type { Log } from "#server/runtime/log.ts";
import type { Sql } from "./sql.ts";

/**
 * The database's time in this process. Times that several processes compare
 * (when an agent was last seen, when a job is due, when a lease ends) are
 * written and judged by this one clock, however wrong a machine's own clock
 * may be or become.
 * Between two readings it runs on the machine's steady counter, so that
 * setting the machine's clock changes nothing.
 */
export type DatabaseClock = Clock & {
  /** Reads the database's time. */
  sync(): Promise<void>;
  /** Reads it from now on, every few seconds. @returns a function that stops this */
  start(): () => void;
};

/** The machine's own time. A test passes another. */
export type LocalTime = {
  /** ms since 1970. Used only until the first reading. */
  wall(): number;
  /** ms of a counter that no one can set. */
  steady(): number;
};

const SYNC_EVERY_MS = 10_000;
/** An answer that took longer is too inexact. */
const MAX_ROUND_TRIP_MS = 2_000;
/** Smaller differences come from the round trip and not from the clock: correcting them would make time jump. */
const TOLERANCE_MS = 5;

const machine: LocalTime = {
  wall: () => Date.now(),
  steady: () => performance.now(),
};

export function createDatabaseClock(
  sql: Sql,
  log: Log,
  local: LocalTime = machine,
): DatabaseClock {
  let known: { at: number; steady: number } | null = null;

  const nowMs = () =>
    known === null ? local.wall() : known.at + (local.steady() - known.steady);

  async function sync(): Promise<void> {
    const asked = local.steady();
    const [row] = await sql.$queryRaw<{ ms: number }[]>`
      select extract(epoch from clock_timestamp())::float8 * 1000 as ms`;
    const answered = local.steady();
    const tripMs = answered - asked;
    if (!row || (known !== null && tripMs > MAX_ROUND_TRIP_MS)) return;
    const steady = asked + tripMs / 2;
    const off = row.ms - (nowMs() - (answered - steady));
    if (known !== null && Math.abs(off) <= tripMs / 2 + TOLERANCE_MS) return;
    known = { at: row.ms, steady };
  }

  return {
    now: () => new Date(nowMs()),
    sync,
    start() {
      const timer = setInterval(() => {
        sync().catch((error: unknown) =>
          log.debug({ err: error }, "the database's time is not known"),
        );
      }, SYNC_EVERY_MS);
      timer.unref();
      return () => clearInterval(timer);
    },
  };
}
