import type { Sql } from "#server/db/sql.ts";
import type { ThreadState } from "#server/domain/thread/thread-state.ts";
import { setTimers, type NewTimer } from "#server/domain/outbox/timers.ts";

/** What a queue does about those who wait in it: hands on, tells them; null or left out: it does not. */
export type WaitLimits = {
  maxWaitSeconds: number | null;
  tellAfterSeconds?: number | null;
};

/** A wait in a queue begins: its clocks. */
export function watchWait(
  tx: Sql,
  { id }: Pick<ThreadState, "id">,
  { maxWaitSeconds, tellAfterSeconds = null }: WaitLimits,
  now: Date,
): Promise<void> {
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
