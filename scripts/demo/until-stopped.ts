import type { Program } from "./program.ts";

/** The programs that a script has started, and how they end with it. */
export type Running = {
  add(program: Program): void;
  /** Resolves with null at the first request to stop; later ones change nothing. */
  stopped: Promise<null>;
  /** Stops all, the last started first. */
  stopAll(): Promise<void>;
};

/** Listens for Ctrl-C and similar signals from now on. */
export function keepRunning(): Running {
  const programs: Program[] = [];
  const stopped = new Promise<null>((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
      process.on(signal, () => resolve(null));
    }
  });
  return {
    add: (program) => void programs.push(program),
    stopped,
    async stopAll() {
      if (programs.length > 0) process.stdout.write("Stopping …\n");
      for (const program of programs.reverse()) await program.stop();
    },
  };
}
