import fs from "node:fs";
import path from "node:path";
import process from "node:process";
import { z } from "zod";

/** `names`: of the tests that failed, as far as the report has them. */
export type Counts = { passed: number; failed: number; names?: string[] };

const vitestReport = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      assertionResults: z.array(
        z.object({ status: z.string(), fullName: z.string() }),
      ),
    }),
  ),
});

type Suite = {
  specs: { title: string; file: string; ok: boolean }[];
  suites: Suite[];
};
const suiteSchema: z.ZodType<Suite> = z.object({
  specs: z
    .array(z.object({ title: z.string(), file: z.string(), ok: z.boolean() }))
    .default([]),
  suites: z.array(z.lazy(() => suiteSchema)).default([]),
});

const playwrightReport = z.object({
  suites: z.array(suiteSchema),
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
  const names: string[] = [];
  let passed = 0;
  for (const { name, status, assertionResults } of report.testResults) {
    const failed = assertionResults.filter((test) => test.status !== "passed");
    passed += assertionResults.length - failed.length;
    const file = path.relative(process.cwd(), name);
    names.push(...failed.map(({ fullName }) => `${file} › ${fullName}`));
    // A file that could not even be loaded has no tests to fail.
    if (failed.length === 0 && status === "failed") names.push(file);
  }
  return { passed, failed: names.length, names };
}

/** As above; `errors` are those outside of any test. */
export function readPlaywrightCounts(file: string): Counts {
  const report = readReport(file, playwrightReport);
  if (!report) return { passed: 0, failed: 1 };
  const { expected, unexpected, flaky, skipped } = report.stats;
  return {
    passed: expected,
    failed: unexpected + flaky + skipped + report.errors.length,
    names: report.suites.flatMap(failedSpecs),
  };
}

function failedSpecs({ specs, suites }: Suite): string[] {
  const failed = specs.filter(({ ok }) => !ok);
  return [
    ...failed.map(({ file, title }) => `${file} › ${title}`),
    ...suites.flatMap(failedSpecs),
  ];
}

function readReport<T>(file: string, schema: z.ZodType<T>): T | null {
  if (!fs.existsSync(file)) return null; // it ended before it could report
  return schema.parse(JSON.parse(fs.readFileSync(file, "utf8")));
}
