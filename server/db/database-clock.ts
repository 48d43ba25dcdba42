import type { Clock } from "#server/runtime/clock.ts";
import type { Log } from "#server/runtime/log.ts";
import type { Sql } from "./sql.ts";

/**
 * The database's time in this process. Whatever several processes compare
 * (who was seen when, what is due, whose turn is over) is written and judged by
 * this one clock, however wrong a machine's own may be or become.
 *
 * Between two looks it runs on the machine's steady counter, so setting the
 * machine's clock changes nothing.
 */
export type DatabaseClock = Clock & {
  /** Asks the database what time it is. */
  sync(): Promise<void>;
  /** Asks from now on, every few seconds. @returns ends that */
  start(): () => void;
};

/** The machine's own; a test gives another. */
export type LocalTime = {
  /** ms since 1970. Used only until the first look. */
  wall(): number;
  /** ms of a counter that nobody sets. */
  steady(): number;
};

const SYNC_EVERY_MS = 10_000;
/** An answer that took longer tells too little. */
const MAX_ROUND_TRIP_MS = 2_000;
/** Smaller differences are the way's and not the clock's: correcting them would make time jump. */
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
