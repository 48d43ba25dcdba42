/**
 * `npm run doctor [-- --json]`: whether this installation works, beside a
 * running server or without one. A line a check, or one JSON object
 * `{ok, checks: [{key, state, message, fix}]}`. Exit 1 if a check failed.
 */
import { parseArgs } from "node:util";
import { runOrExplain, StartError } from "#server/runtime/start-error.ts";
import { examine } from "./doctor/examine.ts";
import type { Check } from "./doctor/check.ts";

const MARKS = { ok: "ok     ", warning: "warning", failed: "FAILED " };

await runOrExplain(async () => {
  const { json } = readFlags();
  const checks = await examine(process.env);
  const isOk = checks.every(({ state }) => state !== "failed");
  console.log(
    json ? JSON.stringify({ ok: isOk, checks }) : checks.map(lineOf).join("\n"),
  );
  process.exitCode = isOk ? 0 : 1;
});

function readFlags() {
  try {
    return parseArgs({ options: { json: { type: "boolean", default: false } } })
      .values;
  } catch {
    throw new StartError("npm run doctor takes one flag: --json.");
  }
}

function lineOf({ key, state, message, fix }: Check): string {
  const advice = fix === null ? "" : `\n                     → ${fix}`;
  return `${MARKS[state]}  ${key.padEnd(10)}  ${message}${advice}`;
}
