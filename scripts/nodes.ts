/**
 * `npm run test:nodes`: two web processes and two workers behind nginx, once
 * with events over Postgres and once over Redis. Needs Debian's nginx and
 * redis-server; `npm run test:nodes -- redis` does one of the two. The last line is `N passed, N failed`.
 */
import { runOrExplain, StartError } from "#server/runtime/start-error.ts";
import { CALM_CHECKS } from "./nodes/checks.ts";
import { startInstallation, type FanOut } from "./nodes/installation.ts";
import { requirePrograms } from "./nodes/require-programs.ts";
import { ROLLING_CHECK } from "./nodes/rolling-restart.ts";
import { runChecks } from "./nodes/run-checks.ts";

const FAN_OUTS: FanOut[] = ["Postgres", "Redis streams"];

await runOrExplain(async () => {
  requirePrograms(["nginx", "redis-server"]);
  let passed = 0;
  let failed = 0;
  const asked = process.argv[2];
  const chosen = FAN_OUTS.filter((one) =>
    one.toLowerCase().startsWith(asked?.toLowerCase() ?? ""),
  );
  if (chosen.length === 0)
    throw new StartError("Say postgres, redis or neither.");
  for (const fanOut of chosen) {
    console.log(`\n── Events over ${fanOut}`);
    const installation = await startInstallation(fanOut);
    try {
      const seen = await runChecks(installation, [
        ...CALM_CHECKS,
        ROLLING_CHECK,
      ]);
      passed += seen.passed;
      failed += seen.failed;
    } finally {
      await installation.close();
    }
  }
  console.log(`\n${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
});
