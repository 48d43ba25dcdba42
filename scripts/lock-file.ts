/**
 * `node scripts/lock-file.ts`, after packages changed: completes
 * package-lock.json for platforms other than this one.
 * npm leaves out an optional package that the current registry does not have,
 * for example the macOS build of a compiler, and `npm ci` then refuses the
 * file everywhere. The package's version is known all the same: the package
 * that depends on it names it.
 */
import fs from "node:fs";
import path from "node:path";
import { z } from "zod";

const entrySchema = z.looseObject({
  version: z.string().optional(),
  license: z.string().optional(),
  dev: z.boolean().optional(),
  optionalDependencies: z.record(z.string(), z.string()).optional(),
});
const lockSchema = z.looseObject({
  packages: z.record(z.string(), entrySchema),
});

export type LockFile = z.infer<typeof lockSchema>;
export type MissingPackage = { name: string; version: string };

const FILE = path.resolve("package-lock.json");
const EXACT_VERSION = /^\d+\.\d+\.\d+(?:[^\d ][^ ]*)?$/;
const NO_PLATFORM = "none"; // for a name that says no system: never installed
const SYSTEMS =
  /(aix|android|darwin|freebsd|linux|netbsd|openbsd|openharmony|sunos|win32|wasm32|cygwin)/;
const PROCESSORS =
  /(arm64|armv7|arm|ia32|loong64|mips64el|ppc64|riscv64|s390x|universal|x64|wasm32)/;

/** Optional packages that another package names and the lock file does not have. */
export function missingOptional({ packages }: LockFile): MissingPackage[] {
  const missing = new Map<string, MissingPackage>();
  for (const [place, entry] of Object.entries(packages)) {
    for (const [name, version] of Object.entries(
      entry.optionalDependencies ?? {},
    )) {
      if (!isFound(packages, place, name)) missing.set(name, { name, version });
    }
  }
  return [...missing.values()];
}

/** The same lock file with an entry for each, as npm would have written it except for the checksum. */
export function complete(lock: LockFile): LockFile {
  const packages = { ...lock.packages };
  for (const { name, version } of missingOptional(lock)) {
    if (!EXACT_VERSION.test(version)) continue; // a range: npm chooses
    packages[`node_modules/${name}`] = {
      version,
      cpu: [PROCESSORS.exec(name)?.[0] ?? NO_PLATFORM],
      optional: true,
      os: [SYSTEMS.exec(name)?.[0] ?? NO_PLATFORM],
    };
  }
  const sorted = Object.entries(packages).sort(([a], [b]) =>
    a.localeCompare(b, "en"),
  );
  return { ...lock, packages: Object.fromEntries(sorted) };
}

export function readLockFile(): LockFile {
  const lock: unknown = JSON.parse(fs.readFileSync(FILE, "utf8"));
  lockSchema.parse(lock);
  return lock as LockFile; // not the result of parse, which moves fields around
}

// In Node's order: beside it, then in each folder above.
function isFound(
  packages: LockFile["packages"],
  place: string,
  name: string,
): boolean {
  for (let at = place; ; at = at.slice(0, at.lastIndexOf("/node_modules/"))) {
    if (packages[`${at}${at ? "/" : ""}node_modules/${name}`]) return true;
    if (!at.includes("/node_modules/")) {
      return packages[`node_modules/${name}`] !== undefined;
    }
  }
}

if (import.meta.main) {
  fs.writeFileSync(
    FILE,
    `${JSON.stringify(complete(readLockFile()), null, 2)}\n`,
  );
}
