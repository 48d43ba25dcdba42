import satisfies from "spdx-satisfies";
import type { LockFile } from "../lock-file.ts";

export type License = {
  /** The package's name: "@img/sharp-linux-x64". */
  name: string;
  version: string;
  /** An SPDX expression, or null when the package names none. */
  license: string | null;
  isAccepted: boolean;
};

/** SPDX names. The second group asks that changes to the package itself are published, OFL also that the fonts are not sold alone: we do neither. */
const ACCEPTED = [
  ...["MIT", "MIT-0", "ISC", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause"],
  ...["0BSD", "BlueOak-1.0.0", "Unlicense"],
  ...[
    "MPL-2.0",
    "LGPL-3.0-or-later",
    "EPL-2.0",
    "CC-BY-3.0",
    "CC-BY-4.0",
    "CC0-1.0",
    "OFL-1.1",
  ],
];

/** Packages that name their license in a form of their own. Read from the file in the package. */
const READ_BY_HAND: Record<string, string> = {
  "@visx/vendor@4.0.0-alpha.0": "MIT AND ISC",
  "png-js@2.0.0": "MIT",
  "seq-queue@0.0.5": "MIT",
  "xmlhttprequest-ssl@2.1.2": "MIT",
};

/** The license of every package that the lock file names, on every platform. Pure. */
export function licensesOf({ packages }: LockFile): License[] {
  const parents = licensesByVariant(packages);
  return Object.entries(packages).flatMap(([place, entry]) => {
    if (place === "") return []; // Parley
    const name = nameOf(place);
    const version = entry.version ?? "";
    const license =
      READ_BY_HAND[`${name}@${version}`] ??
      entry.license ??
      parents.get(name) ??
      null;
    return [{ name, version, license, isAccepted: isAccepted(license) }];
  });
}

/** The build of a package for one platform has the package's license; the lock file may not repeat it. */
function licensesByVariant(
  packages: LockFile["packages"],
): Map<string, string> {
  const found = new Map<string, string>();
  for (const { license, optionalDependencies } of Object.values(packages))
    for (const name of Object.keys(optionalDependencies ?? {}))
      if (license !== undefined) found.set(name, license);
  return found;
}

function isAccepted(license: string | null): boolean {
  if (license === null) return false;
  try {
    return satisfies(license, ACCEPTED);
  } catch {
    return false; // no SPDX expression
  }
}

function nameOf(place: string): string {
  return place.slice(
    place.lastIndexOf("node_modules/") + "node_modules/".length,
  );
}
