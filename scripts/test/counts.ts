import fs from "node:fs";
import { z } from "zod";

export type Counts = { passed: number; failed: number };

const vitestReport = z.object({
  testResults: z.array(
    z.object({
      status: z.string(),
      assertionResults: z.array(z.object({ status: z.string() })),
    }),
  ),
});

const playwrightReport = z.object({
  stats: z.object({
    expected: z.number(),
    unexpected: z.number(),
    flaky: z.number(),
    skipped: z.number(),
  }),
  errors: z.array(z.unknown()),
});

/** Everything but "passed" counts as failed, also a skipped test: a test that does not run promises nothing. */
export function readVitestCounts(file: string): Counts {
  const report = readReport(file, vitestReport);
  if (!report) return { passed: 0, failed: 1 };
  const counts = { passed: 0, failed: 0 };
  for (const { status, assertionResults } of report.testResults) {
    const passed = assertionResults.filter((test) => test.status === "passed");
    const failed = assertionResults.length - passed.length;
    counts.passed += passed.length;
    // A file that could not even be loaded has no tests to fail.
    counts.failed += failed === 0 && status === "failed" ? 1 : failed;
  }
  return counts;
}

/** As above; `errors` are those outside of any test. */
export function readPlaywrightCounts(file: string): Counts {
  const report = readReport(file, playwrightReport);
  if (!report) return { passed: 0, failed: 1 };
  const { expected, unexpected, flaky, skipped } = report.stats;
  return {
    passed: expected,
    failed: unexpected + flaky + skipped + report.errors.length,
  };
}

function readReport<T>(file: string, schema: z.ZodType<T>): T | null {
  if (!fs.existsSync(file)) return null; // it ended before it could report
  return schema.parse(JSON.parse(fs.readFileSync(file, "utf8")));
}
