/**
 * `npm run test:nodes`: two web processes and two workers behind nginx, once
 * with events over Postgres and once over Redis. Needs Debian's nginx and
 * redis-server; `npm run test:nodes -- redis` does one of the two. The last line is `N passed, N failed`.
 */
import { execFileSync } from "node:child_process";
import { runOrExplain, StartError } from "#server/runtime/start-error.ts";
import { CALM_CHECKS } from "./nodes/checks.ts";
import { startInstallation, type FanOut } from "./nodes/installation.ts";
import { ROLLING_CHECK } from "./nodes/rolling-restart.ts";

const FAN_OUTS: FanOut[] = ["Postgres", "Redis streams"];
const PROGRAMS: [program: string, flag: string][] = [
  ["nginx", "-v"],
  ["redis-server", "--version"],
];

await runOrExplain(async () => {
  PROGRAMS.forEach(requireProgram);
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
      for (const { name, run } of [...CALM_CHECKS, ROLLING_CHECK]) {
        const words = await run(installation).then(
          (seen) => {
            passed += 1;
            return `ok: ${name} (${seen})`;
          },
          (error: unknown) => {
            failed += 1;
            return `FAILED: ${name}\n${String(error)}`;
          },
        );
        console.log(`   ${words}`);
      }
    } finally {
      await installation.close();
    }
  }
  console.log(`\n${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
});

function requireProgram([program, flag]: [string, string]): void {
  try {
    execFileSync(program, [flag], { stdio: "ignore" });
  } catch (cause) {
    const words = `${program} is not installed: apt-get install nginx redis-server.`;
    throw new StartError(words, { cause });
  }
}
