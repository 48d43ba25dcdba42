import { defineConfig } from "@playwright/test";
import { chromiumLaunchOptions } from "./scripts/browser.ts";

export default defineConfig({
  testDir: "e2e",
  // The stories of a file share a product and a simulator. Stories wait more than they compute: three
  // files at a time keep two cores busy.
  workers: 3,
  fullyParallel: false,
  retries: 0, // a story that passes only sometimes fails
  forbidOnly: true,
  // Long enough for a busy machine; what never comes fails all the same.
  timeout: 180_000,
  expect: { timeout: 30_000 },
  outputDir: "test-results",
  reporter: [["list"], ["json", { outputFile: ".cache/tests/e2e.json" }]],
  use: {
    locale: "en-US",
    launchOptions: chromiumLaunchOptions(),
    screenshot: "only-on-failure",
    // A trace of what failed, when it is wanted: recording costs time in every story.
    trace: process.env["TRACE"]
      ? { mode: "retain-on-failure", screenshots: false }
      : "off",
  },
});
