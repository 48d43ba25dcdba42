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
  const results = (...states: string[]) =>
    states.map((status) => ({ status, fullName: `it is ${status}` }));
  const testResults = [
    { status: "passed", assertionResults: results("passed", "passed") },
    { status: "failed", assertionResults: results("passed", "failed") },
    { status: "passed", assertionResults: results("skipped", "todo") },
    { status: "failed", assertionResults: [] },
  ].map((each, index) => ({ ...each, name: path.resolve(`${index}.test.ts`) }));
  expect(readVitestCounts(report({ testResults }))).toEqual({
    passed: 3,
    failed: 4,
    names: [
      "1.test.ts › it is failed",
      "2.test.ts › it is skipped",
      "2.test.ts › it is todo",
      "3.test.ts",
    ],
  });
});

test("end-to-end tests: flaky, skipped and errors outside of tests failed", () => {
  const stats = { expected: 5, unexpected: 1, flaky: 1, skipped: 1 };
  const spec = (title: string, ok: boolean) => ({
    title,
    file: "a.spec.ts",
    ok,
  });
  const inner = { specs: [spec("deep", false), spec("well", true)] };
  const suites = [{ specs: [spec("top", false)], suites: [inner] }];
  expect(readPlaywrightCounts(report({ stats, suites, errors: [{}] }))).toEqual(
    { passed: 5, failed: 4, names: ["a.spec.ts › top", "a.spec.ts › deep"] },
  );
});

test("a run that ended before it could report failed", () => {
  const none = { passed: 0, failed: 1 };
  expect(readVitestCounts(file)).toEqual(none);
  expect(readPlaywrightCounts(file)).toEqual(none);
});
