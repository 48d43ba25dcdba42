/**
 * `npm test`: every check, whatever fails before it. The last line is `N
 * passed, N failed`: tests and checks together.
 */
import fs from "node:fs";
import { spawn } from "node:child_process";
import { constants, setPriority } from "node:os";
import path from "node:path";
import { runOrExplain } from "#server/runtime/start-error.ts";
import { checkArchitecture } from "./test/architecture.ts";
import { readPlaywrightCounts, readVitestCounts } from "./test/counts.ts";
import type { Counts } from "./test/counts.ts";
import { ensureBrowser } from "./browser.ts";

/** Returns its counts; a plain check counts as one. */
type Step = { title: string; run: () => Promise<Counts> };

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
const INTERRUPTED = 130;
const REPORTS = path.resolve(".cache/tests");
const UNIT_REPORT = path.join(REPORTS, "unit.json");
const E2E_REPORT = path.join(REPORTS, "e2e.json");

const formatting: Step = {
  title: "Formatting",
  run: () =>
    check("prettier/bin/prettier.cjs", [
      "--check",
      "--log-level=warn",
      "--cache",
      "--cache-location=.cache/prettier",
      ".",
    ]),
};
const routeTypes: Step = {
  title: "Route types",
  run: () => check("next/dist/bin/next", ["typegen"]),
};
const lint: Step = {
  title: "Lint",
  run: () => check("oxlint/bin/oxlint", []),
};
/**
 * TypeScript 7 checks ten times as fast; `typescript` stays at 6 for the tools that need its programming interface.
 * Several checkers each look at what they share: one takes the least of a processor that others use.
 */
const types: Step = {
  title: "Types",
  run: () => check("typescript-7/bin/tsc", ["--noEmit", "--checkers", "1"]),
};
const architecture: Step = { title: "Architecture", run: checkArchitecture };
const unit: Step = {
  title: "Unit and integration tests",
  run: () =>
    suite(UNIT_REPORT, readVitestCounts, "vitest/vitest.mjs", [
      "run",
      "--reporter=default",
      "--reporter=json",
      `--outputFile.json=${UNIT_REPORT}`,
    ]),
};
const build: Step = {
  title: "Production build",
  run: async () =>
    asCheck(
      await runNode(
        ["scripts/bootstrap.mjs", "build"],
        constants.priority.PRIORITY_LOW,
      ),
    ),
};
const endToEnd: Step = {
  title: "End-to-end tests",
  run: () => {
    ensureBrowser();
    return suite(E2E_REPORT, readPlaywrightCounts, "@playwright/test/cli.js", [
      "test",
    ]);
  },
};

/** Its seed is fixed: every kind of fault that a few seconds have room for, the same each time. */
const faults: Step = {
  title: "Faults, the short form",
  run: async () =>
    asCheck(
      await runNode([
        "scripts/bootstrap.mjs",
        "test:faults",
        "--short",
        "--seed",
        "2998",
      ]),
    ),
};

/** One after the other; within one, its rows side by side. */
const STAGES: Step[][][] = [
  // Next writes the types of its routes, which lint and types read.
  [[routeTypes]],
  // The checks and the build take what the tests leave of the processor. The
  // build writes where lint and types read.
  [[unit], [lint, types, build, formatting, architecture]],
  [[endToEnd, faults]],
];

await runOrExplain(async () => {
  fs.mkdirSync(REPORTS, { recursive: true });
  const total: Counts = { passed: 0, failed: 0 };
  const failedSteps: string[] = [];
  const runRow = async (steps: Step[]) => {
    for (const step of steps) {
      const { passed, failed, names = [] } = await runStep(step);
      total.passed += passed;
      total.failed += failed;
      if (failed > 0) failedSteps.push([step.title, ...names].join("\n  "));
    }
  };
  for (const rows of STAGES) await Promise.all(rows.map(runRow));
  if (failedSteps.length > 0) {
    console.log(`\nFailed:\n${failedSteps.join("\n")}`);
  }
  console.log(`\n${total.passed} passed, ${total.failed} failed`);
  process.exitCode = total.failed === 0 ? 0 : 1;
});

async function runStep({ title, run }: Step): Promise<Counts> {
  const startedAt = Date.now();
  console.log(`\n── ${title}`);
  const counts = await run().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    return { passed: 0, failed: 1 };
  });
  const seconds = ((Date.now() - startedAt) / 1000).toFixed(1);
  console.log(
    `   ${title}: ${counts.passed} passed, ${counts.failed} failed (${seconds} s)`,
  );
  return counts;
}

/** Runs a program that waits for nobody, so that everything else goes before it. */
async function check(program: string, args: string[]): Promise<Counts> {
  return asCheck(
    await runNode(
      [path.resolve("node_modules", program), ...args],
      constants.priority.PRIORITY_LOW,
    ),
  );
}

async function suite(
  report: string,
  read: (report: string) => Counts,
  program: string,
  args: string[],
): Promise<Counts> {
  fs.rmSync(report, { force: true }); // an old report must not count for this run
  const ok = await runNode([path.resolve("node_modules", program), ...args]);
  const counts = read(report);
  // It failed for a reason outside of tests: a set-up, an unhandled error.
  return ok || counts.failed > 0 ? counts : { ...counts, failed: 1 };
}

function asCheck(ok: boolean): Counts {
  return ok ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

function runNode(
  args: string[],
  priority: number = constants.priority.PRIORITY_NORMAL,
): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { stdio: "inherit" });
    if (child.pid && priority !== constants.priority.PRIORITY_NORMAL)
      setPriority(child.pid, priority);
    // The runners end their processes when they are interrupted; a signal
    // that ends only us would not reach them.
    const interrupt = () => {
      child.kill("SIGINT");
      child.once("close", () => process.exit(INTERRUPTED));
    };
    for (const signal of SIGNALS) process.on(signal, interrupt);
    child.on("error", reject);
    child.on("close", (code) => {
      for (const signal of SIGNALS) process.off(signal, interrupt);
      resolve(code === 0);
    });
  });
}
