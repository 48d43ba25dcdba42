/**
 * The way into every npm script: `node scripts/bootstrap.mjs <command> [args]`.
 *
 * Runs on the oldest Node we promise (20), without any package: finds or
 * fetches a Node that can run TypeScript, installs the packages, generates the
 * database client, builds the pages; each only when something it depends on
 * changed. Then it runs the command's program and ends as that one ends.
 *
 * package.json says `exec node …`: npm passes a SIGTERM on to its shell alone,
 * and a shell that stayed would die of it and leave us running.
 *
 * Words for people go to stderr: stdout belongs to the program.
 */
import process from "node:process";
import { buildStep } from "./bootstrap/build.mjs";
import { clientStep } from "./bootstrap/client.mjs";
import { findNode } from "./bootstrap/find-node.mjs";
import { withLock } from "./bootstrap/lock.mjs";
import { packagesStep } from "./bootstrap/packages.mjs";
import { routeTypesStep } from "./bootstrap/route-types.mjs";
import { BootstrapError, runProgram } from "./bootstrap/run.mjs";

/**
 * The program of each command, and the steps that must be done before. `args`
 * come before those of the command line; `files` replace them if there are
 * none.
 */
const COMMANDS = {
  demo: { program: "scripts/demo.ts", steps: [clientStep, buildStep] },
  test: { program: "scripts/test.ts", steps: [clientStep] },
  "test:nodes": { program: "scripts/nodes.ts", steps: [clientStep, buildStep] },
  "test:containers": { program: "scripts/containers.ts", steps: [clientStep] },
  "test:faults": {
    program: "scripts/faults.ts",
    steps: [clientStep, buildStep],
  },
  "test:upgrade": {
    program: "scripts/upgrade.ts",
    steps: [clientStep, buildStep],
  },
  build: { program: null, steps: [clientStep, buildStep] },
  start: { program: "server/main.ts", steps: [clientStep, buildStep] },
  bench: { program: "bench/main.ts", steps: [clientStep, buildStep] },
  gallery: { program: "scripts/gallery.ts", steps: [clientStep, buildStep] },
  "review:screencast": {
    program: "scripts/screencast.ts",
    steps: [clientStep, buildStep],
  },
  simulator: { program: "simulator/main.ts", steps: [] },
  admin: { program: "scripts/admin.ts", steps: [clientStep] },
  doctor: { program: "scripts/doctor.ts", steps: [clientStep] },
  support: { program: "scripts/support.ts", steps: [clientStep] },
  dependencies: { program: "scripts/dependencies.ts", steps: [] },
  pack: { program: "scripts/pack.ts", steps: [clientStep, buildStep] },
  backup: { program: "scripts/backup.ts", steps: [clientStep] },
  restore: { program: "scripts/restore.ts", steps: [clientStep] },
  migration: { program: "scripts/migration.ts", steps: [clientStep] },
  dev: { program: "scripts/dev.ts", steps: [clientStep] },
  icons: { program: "scripts/icons.ts", steps: [] },
  unit: {
    program: bin("vitest/vitest.mjs"),
    args: ["run"],
    steps: [clientStep],
  },
  e2e: { program: "scripts/e2e.ts", steps: [clientStep, buildStep] },
  types: {
    program: bin("typescript-7/bin/tsc"),
    args: ["--noEmit"],
    steps: [clientStep, routeTypesStep],
  },
  lint: {
    program: bin("oxlint/bin/oxlint"),
    files: ["."],
    steps: [clientStep, routeTypesStep],
  },
  format: {
    program: bin("prettier/bin/prettier.cjs"),
    args: ["--write"],
    files: ["."],
    steps: [],
  },
};

async function main([name = "", ...args]) {
  const command = COMMANDS[name];
  if (!command) {
    throw new BootstrapError(
      `There is no command "${name}": say one of ${Object.keys(COMMANDS).join(", ")}.`,
    );
  }
  const node = await findNode();
  const steps = [packagesStep, ...command.steps];
  for (const step of steps) {
    if (step.isDone()) continue;
    // Of two starts at once, one works; the other finds the step done.
    await withLock(async () => {
      if (!step.isDone()) await step.run(node);
    });
  }
  if (command.program === null) return 0;
  const { args: before = [], files = [] } = command;
  const given = args.length > 0 ? args : files;
  return runProgram(node, command.program, [...before, ...given]);
}

function bin(program) {
  return `node_modules/${program}`;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  const known = error instanceof BootstrapError;
  process.stderr.write(`${known ? error.message : error.stack}\n`);
  process.exitCode = 1;
}
