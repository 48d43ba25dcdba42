/** Every delay in the simulator goes through here, so that stopping it leaves
 *  nothing behind that would fire into a dead server. */
export type Timers = {
  /** Runs `act` after `ms`. @returns a function that calls it off. */
  later(ms: number, act: () => void): () => void;
  /** Resolves after `ms`, or at once (false) when the simulator stops. */
  wait(ms: number): Promise<boolean>;
  readonly stopping: AbortSignal;
  stop(): void;
};

export function createTimers(): Timers {
  const stop = new AbortController();
  const pending = new Map<NodeJS.Timeout, () => void>();

  function later(ms: number, act: () => void, calledOff = () => {}) {
    if (stop.signal.aborted) {
      calledOff();
      return () => {};
    }
    const handle = setTimeout(() => {
      pending.delete(handle);
      act();
    }, ms);
    pending.set(handle, calledOff);
    return () => {
      clearTimeout(handle);
      pending.delete(handle);
    };
  }

  return {
    later: (ms, act) => later(ms, act),
    wait: (ms) =>
      new Promise((resolve) => {
        later(
          ms,
          () => resolve(true),
          () => resolve(false),
        );
      }),
    stopping: stop.signal,
    stop() {
      stop.abort();
      for (const [handle, calledOff] of pending) {
        clearTimeout(handle);
        calledOff();
      }
      pending.clear();
    },
  };
}
