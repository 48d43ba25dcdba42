import { backOffMs } from "#server/runtime/back-off.ts";
import type { Log } from "#server/runtime/log.ts";

export type LoopOptions = {
  name: string;
  log: Log;
  /** The rest when there is nothing to do. A wake ends it early. Null: rest until a wake. */
  pollMs: number | null;
  /** Runs one round. Returns true if there may be more at once. */
  round(stopping: AbortSignal): Promise<boolean>;
};

export type Loop = {
  wake(): void;
  /** Stops after the round under way. */
  stop(): Promise<void>;
  /** Null while the loop works; else since when it fails and why. */
  trouble(): { since: Date; reason: string } | null;
};

const FIRST_BACKOFF_MS = 200;
const LAST_BACKOFF_MS = 5_000;

/**
 * Runs work that is rows in the database: rounds until nothing is left, then a
 * rest. A failing round (the database is away) is tried again with back-off
 * for as long as the process lives.
 */
export function startLoop({ name, log, pollMs, round }: LoopOptions): Loop {
  const stopping = new AbortController();
  let woken = false;
  let endRest: (() => void) | null = null;
  let trouble: { since: Date; reason: string } | null = null;

  function rest(ms: number | null): Promise<void> {
    if (woken || stopping.signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = ms === null ? undefined : setTimeout(done, ms);
      function done() {
        clearTimeout(timer);
        endRest = null;
        resolve();
      }
      endRest = done;
    });
  }

  async function run(): Promise<void> {
    let failures = 0;
    while (!stopping.signal.aborted) {
      woken = false;
      try {
        const more = await round(stopping.signal);
        if (trouble) log.info({ loop: name }, "works again");
        trouble = null;
        failures = 0;
        if (!more) await rest(pollMs);
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        if (!trouble) log.error({ loop: name, err: error }, "round failed");
        trouble ??= { since: new Date(), reason };
        failures += 1;
        woken = false; // a wake does not bring the database back
        await rest(
          backOffMs({
            failures,
            firstMs: FIRST_BACKOFF_MS,
            lastMs: LAST_BACKOFF_MS,
          }),
        );
      }
    }
  }

  const running = run();
  return {
    wake() {
      woken = true;
      endRest?.();
    },
    stop() {
      stopping.abort();
      endRest?.();
      return running;
    },
    trouble: () => trouble,
  };
}
