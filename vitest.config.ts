import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: [
      "{server,contract,simulator,scripts,components,i18n,bench}/**/*.test.{ts,tsx}",
    ],
    globalSetup: ["./server/db/test-database.ts"],
    pool: "forks",
    // By itself it leaves one core to whoever watches; on two cores that is half of them.
    maxWorkers: availableParallelism(),
    testTimeout: 20_000,
    hookTimeout: 60_000,
  },
});
