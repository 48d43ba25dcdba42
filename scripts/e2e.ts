/**
 * `npm run e2e -- [story.spec.ts] [-g "title"]`: the end-to-end stories, with a
 * browser that is installed first if there is none.
 */
import { spawn } from "node:child_process";
import path from "node:path";
import { runOrExplain } from "#server/runtime/start-error.ts";
import { ensureBrowser } from "./browser.ts";

await runOrExplain(async () => {
  ensureBrowser();
  const playwright = path.resolve("node_modules/@playwright/test/cli.js");
  const child = spawn(
    process.execPath,
    [playwright, "test", ...process.argv.slice(2)],
    { stdio: "inherit" },
  );
  // A signal reaches the stories, which end what they have started.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => child.kill(signal));
  }
  process.exitCode = await new Promise<number>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve(code ?? 1));
  });
});
