/**
 * `npm run deps -- <what>`: what we build on.
 * - `licenses`: each license and its packages; exit 1 if one is not accepted.
 * - `audit`: known holes of the packages that run in production; exit 1 if one
 *   is high or critical, 2 if the npm registry did not say. `-- --registry URL` asks another one.
 * - `sbom`: the software bill of materials on stdout (CycloneDX, JSON).
 */
import { spawnSync } from "node:child_process";
import { runOrExplain, StartError } from "#server/runtime/start-error.ts";
import { readAudit } from "./dependencies/audit.ts";
import { licensesOf } from "./dependencies/licenses.ts";
import { readLockFile } from "./lock-file.ts";

/** The exit code of an audit that no registry answered. */
const UNANSWERED = 2;
const MAX_OUTPUT_BYTES = 64 * 2 ** 20;

const COMMANDS: Record<string, () => number> = {
  licenses,
  audit,
  sbom: () => {
    const { status, stdout } = npm("sbom", "--sbom-format=cyclonedx");
    process.stdout.write(stdout);
    return status;
  },
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

function audit(): number {
  const found = readAudit(npm("audit", "--json").stdout);
  if (found.kind === "unanswered") {
    console.error(
      `The registry says nothing about known holes: ${found.reason}.\n` +
        "That is no pass. Run it where registry.npmjs.org answers, or name a registry that keeps the list: npm run deps -- audit --registry URL.",
    );
    return UNANSWERED;
  }
  for (const hole of found.holes) console.log(hole);
  console.log(`${found.holes.length} known holes.`);
  return found.isGrave ? 1 : 0;
}

/** Runs npm for the packages of production, with the caller's further arguments. */
function npm(...args: string[]): { status: number; stdout: string } {
  const more = ["--omit=dev", "--fetch-retries=1", ...process.argv.slice(3)];
  const { status, stdout, error } = spawnSync("npm", [...args, ...more], {
    stdio: ["ignore", "pipe", "ignore"],
    encoding: "utf8",
    maxBuffer: MAX_OUTPUT_BYTES,
  });
  if (error) throw new StartError(`npm does not run: ${error.message}`);
  return { status: status ?? 1, stdout };
}
