import type { Sql } from "#server/db/sql.ts";
import type { ThreadState } from "#server/domain/thread/thread-state.ts";
import { setTimers, type NewTimer } from "#server/domain/outbox/timers.ts";

/**
 * A queue's time limits: overflow after `maxWaitSeconds`, wait message after `tellAfterSeconds`. Null or
 * omitted: neither.
 */
export type WaitLimits = {
  maxWaitSeconds: number | null;
  tellAfterSeconds?: number | null;
};

/** Sets the timers of a wait that begins in a queue. */
export function watchWait(
  tx: Sql,
  { id, test }: Pick<ThreadState, "id" | "test">,
  { maxWaitSeconds, tellAfterSeconds = null }: WaitLimits,
  now: Date,
): Promise<void> {
  if (test) return Promise.resolve();
  const clocks = [
    { kind: "max_wait", seconds: maxWaitSeconds },
    { kind: "wait_message", seconds: tellAfterSeconds },
  ] as const;
  return setTimers(
    tx,
    clocks.flatMap(({ kind, seconds }): NewTimer[] =>
      seconds === null
        ? []
        : [{ kind, key: id, dueAt: new Date(now.getTime() + seconds * 1000) }],
    ),
  );
}
