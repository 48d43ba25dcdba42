import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { LongestFirst } from "./scripts/test/longest-first.ts";

export default defineConfig({
  test: {
    include: [
      "{server,contract,simulator,scripts,components,i18n,bench}/**/*.test.{ts,tsx}",
    ],
    globalSetup: ["./server/db/test-database.ts"],
    setupFiles: ["./server/db/test-setup.ts"],
    pool: "forks",
    // The files that a process runs share its modules: to load them anew for each costs as much as the tests.
    isolate: false,
    // Many tests wait for timers and processes: one worker more than cores keeps the cores busy.
    maxWorkers: availableParallelism() + 1,
    sequence: { sequencer: LongestFirst },
    // A busy machine takes several times as long; what never comes fails all the same.
    testTimeout: 120_000,
    expect: { poll: { timeout: 30_000 } },
    hookTimeout: 60_000,
  },
});
