import { defineConfig } from "@playwright/test";
import { chromiumLaunchOptions } from "./scripts/browser.ts";

export default defineConfig({
  testDir: "e2e",
  // One product, one simulator: stories run one after the other.
  workers: 2,
  fullyParallel: false,
  retries: 0, // a story that passes only sometimes fails
  forbidOnly: true,
  timeout: 90_000,
  expect: { timeout: 10_000 },
  outputDir: "test-results",
  reporter: [["list"], ["json", { outputFile: ".cache/tests/e2e.json" }]],
  use: {
    locale: "en-US",
    launchOptions: chromiumLaunchOptions(),
    screenshot: "only-on-failure",
    // Without the film: taking it costs a quarter of the time.
    trace: { mode: "retain-on-failure", screenshots: false },
  },
});
