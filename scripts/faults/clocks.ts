import fs from "node:fs";
import path from "node:path";
import { ROOT } from "../../e2e/harness/program.ts";

/** A clock that can be set while its process runs; 0: it is right again. */
export type SettableClock = { set(byMs: number): void };

/** The library of Debian's package faketime: it shifts the time of a program that is not ours. */
const LIBRARIES = [
  "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1",
  "/usr/lib/aarch64-linux-gnu/faketime/libfaketime.so.1",
];

/** The clock of a process of the product. `pid` says which process it is by now. */
export function processClock(
  file: string,
  pid: () => number,
): { env: Record<string, string>; clock: SettableClock } {
  fs.writeFileSync(file, "0");
  const preload = path.join(ROOT, "scripts/faults/settable-clock.mjs");
  return {
    env: { NODE_OPTIONS: `--import=file://${preload}`, PARLEY_CLOCK: file },
    clock: {
      set(byMs) {
        fs.writeFileSync(file, String(byMs));
        try {
          process.kill(pid(), "SIGUSR2");
        } catch {
          // It is away. Its next start reads the file.
        }
      },
    },
  };
}

/**
 * A program that runs `program` under a clock that can be set. The database's
 * clock is the one that every process goes by. Null: libfaketime is not
 * installed.
 */
export function underClock(
  folder: string,
  program: string,
): { program: string; clock: SettableClock } | null {
  const library = LIBRARIES.find((one) => fs.existsSync(one));
  if (library === undefined) return null;
  const file = path.join(folder, "clock");
  const set = (byMs: number) =>
    fs.writeFileSync(file, `${byMs < 0 ? "-" : "+"}${Math.abs(byMs) / 1000}`);
  set(0);
  fs.chmodSync(file, 0o644); // Postgres may run as another user
  const wrapper = path.join(folder, "postgres-under-clock");
  const settings = [
    `LD_PRELOAD=${library}`,
    `FAKETIME_TIMESTAMP_FILE=${file}`,
    "FAKETIME_CACHE_DURATION=1", // seconds between two looks at the file
    "FAKETIME_DONT_FAKE_MONOTONIC=1",
    "FAKETIME_DISABLE_SHM=1",
  ];
  const lines = [
    "#!/bin/sh",
    `exec env ${settings.join(" ")} '${program}' "$@"`,
  ];
  fs.writeFileSync(wrapper, `${lines.join("\n")}\n`);
  fs.chmodSync(wrapper, 0o755);
  return { program: wrapper, clock: { set } };
}
