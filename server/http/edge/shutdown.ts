import type { Log } from "#server/runtime/log.ts";

/**
 * The order of stopping: running → stopping (at the first signal every part
 * stops, the last started first) → exit 0. A later signal ends the process at
 * once.
 */
export type Shutdown = {
  /** Registers how to stop a part that has just started. */
  add(name: string, stop: () => Promise<unknown>): void;
  /** Stops all parts without ending the process, after a failed start. */
  undo(): Promise<void>;
};

const SIGNALS = ["SIGTERM", "SIGINT", "SIGHUP"] as const;
/** A part that hangs must not keep the process forever. It is above DRAIN_MS and a send's time-out. */
const STOP_TIMEOUT_MS = 30_000;
/** One Ctrl-C or one kill of a process group arrives several times: directly, and through npm and the start script. */
const ECHO_MS = 2_000;

export function createShutdown(log: Log): Shutdown {
  const parts: { name: string; stop: () => Promise<unknown> }[] = [];
  let stoppingSince: number | null = null;

  async function stopAll(): Promise<void> {
    for (let part = parts.pop(); part; part = parts.pop()) {
      try {
        await part.stop();
        log.debug({ part: part.name }, "stopped");
      } catch (error) {
        log.error({ err: error, part: part.name }, "did not stop cleanly");
      }
    }
  }

  function onSignal(signal: NodeJS.Signals): void {
    if (stoppingSince !== null) {
      if (performance.now() - stoppingSince > ECHO_MS) process.exit(1);
      return;
    }
    stoppingSince = performance.now();
    log.info({ signal }, "stopping");
    setTimeout(() => {
      log.error(
        { waitingFor: parts.at(-1)?.name ?? "the last part" },
        "stopping takes too long",
      );
      process.exit(1);
    }, STOP_TIMEOUT_MS).unref();
    void stopAll().then(() => {
      log.info("stopped");
      process.exit(0);
    });
  }

  for (const signal of SIGNALS) process.on(signal, onSignal);
  process.on("uncaughtException", (error) => {
    log.fatal({ err: error }, "unexpected error");
    process.exit(1);
  });
  return {
    add: (name, stop) => void parts.push({ name, stop }),
    undo: stopAll,
  };
}
