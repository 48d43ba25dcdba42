import type { Check } from "./checks.ts";

/** Runs the checks in their order and reports each in a line. One that fails does not end the others. */
export async function runChecks<Place>(
  installation: Place,
  checks: Check<Place>[],
): Promise<{ passed: number; failed: number }> {
  let passed = 0;
  let failed = 0;
  for (const { name, run } of checks) {
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
  return { passed, failed };
}
