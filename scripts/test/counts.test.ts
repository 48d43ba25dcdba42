import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, expect, test } from "vitest";
import { readPlaywrightCounts, readVitestCounts } from "./counts.ts";

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "parley-counts-"));
const file = path.join(folder, "report.json");

afterEach(() => {
  fs.rmSync(file, { force: true });
});

function report(content: unknown): string {
  fs.writeFileSync(file, JSON.stringify(content));
  return file;
}

test("unit tests: a skipped or unloadable test failed", () => {
  const results = (...states: string[]) => states.map((status) => ({ status }));
  const testResults = [
    { status: "passed", assertionResults: results("passed", "passed") },
    { status: "failed", assertionResults: results("passed", "failed") },
    { status: "passed", assertionResults: results("skipped", "todo") },
    { status: "failed", assertionResults: [] },
  ];
  expect(readVitestCounts(report({ testResults }))).toEqual({
    passed: 3,
    failed: 4,
  });
});

test("end-to-end tests: flaky, skipped and errors outside of tests failed", () => {
  const stats = { expected: 5, unexpected: 1, flaky: 1, skipped: 1 };
  expect(readPlaywrightCounts(report({ stats, errors: [{}] }))).toEqual({
    passed: 5,
    failed: 4,
  });
});

test("a run that ended before it could report failed", () => {
  const none = { passed: 0, failed: 1 };
  expect(readVitestCounts(file)).toEqual(none);
  expect(readPlaywrightCounts(file)).toEqual(none);
});
