/**
 * `npm run deps -- <what>`: what we build on.
 * - `licenses`: each license and its packages; exit 1 if one is not accepted.
 * - `audit`: known holes of the packages that run in production; exit 1 if one
 *   is high or critical. Asks the npm registry.
 * - `sbom`: the software bill of materials on stdout (CycloneDX, JSON).
 */
import { spawnSync } from "node:child_process";
import { runOrExplain, StartError } from "#server/runtime/start-error.ts";
import { licensesOf } from "./dependencies/licenses.ts";
import { readLockFile } from "./lock-file.ts";

const COMMANDS: Record<string, () => number> = {
  licenses,
  audit: () => npm("audit", "--omit=dev", "--audit-level=high"),
  sbom: () => npm("sbom", "--sbom-format=cyclonedx", "--omit=dev"),
};

await runOrExplain(() => {
  const run = COMMANDS[process.argv[2] ?? ""];
  if (!run)
    throw new StartError(
      `npm run deps -- takes one of: ${Object.keys(COMMANDS).join(", ")}.`,
    );
  process.exitCode = run();
  return Promise.resolve();
});

function licenses(): number {
  const all = licensesOf(readLockFile());
  const names = Map.groupBy(all, ({ license }) => license ?? "none named");
  for (const [license, packages] of [...names].sort(
    ([, one], [, other]) => other.length - one.length,
  ))
    console.log(`${String(packages.length).padStart(4)}  ${license}`);
  const refused = all.filter(({ isAccepted }) => !isAccepted);
  for (const { name, version, license } of refused)
    console.log(
      `Not accepted: ${name}@${version} (${license ?? "none named"})`,
    );
  return refused.length === 0 ? 0 : 1;
}

/** Runs npm with our terminal; its exit code. */
function npm(...args: string[]): number {
  const { status, error } = spawnSync("npm", args, { stdio: "inherit" });
  if (error) throw new StartError(`npm does not run: ${error.message}`);
  return status ?? 1;
}
