import crypto from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import type { Log } from "#server/runtime/log.ts";
import { StartError } from "#server/runtime/start-error.ts";
import { choosePostgresUser, mayWrite, SHARED_HOME } from "./postgres-user.ts";
import type { PostgresUser } from "./postgres-user.ts";

/** Where the embedded Postgres of one DATA_DIR keeps its things, and whom it runs as. */
export type PostgresHome = {
  /** Absolute, without symbolic links. */
  folder: string;
  /** PGDATA. */
  data: string;
  lock: string;
  password: string;
  /** The URL while it runs: how another process of the same owner finds it. */
  url: string;
  /** null: ourselves. */
  user: PostgresUser | null;
};

const FOLDER = "postgres";
// Written where `dataDir` cannot hold the database itself; it says what can.
const POINTER = "postgres-is-in";

/**
 * Finds the home for `dataDir`, or makes an empty one. As root it may lie
 * outside: below a folder of mode 700 the user that Postgres runs as reaches
 * nothing. Then `dataDir/postgres-is-in` names the place, and holds for good.
 *
 * @throws StartError when the folder cannot be written.
 */
export function openPostgresHome(dataDir: string, log: Log): PostgresHome {
  try {
    fs.mkdirSync(dataDir, { recursive: true });
    const pointer = path.join(dataDir, POINTER);
    if (fs.existsSync(pointer)) {
      return describe(fs.readFileSync(pointer, "utf8").trim());
    }
    const inside = describe(path.join(dataDir, FOLDER));
    if (inside.user === null || reaches(inside.user, inside.folder)) {
      return inside;
    }
    const outside = describe(sharedFolder(dataDir));
    fs.rmSync(inside.folder, { recursive: true, force: true }); // made just now, empty
    fs.writeFileSync(pointer, `${outside.folder}\n`);
    log.warn(
      { dataDir, folder: outside.folder },
      `the database is kept in ${outside.folder}, because the user that Postgres runs as cannot enter ${dataDir}`,
    );
    return outside;
  } catch (error) {
    throw cannotWrite(dataDir, error);
  }
}

/** Where the URL of a running embedded Postgres would be written, or null when `dataDir` never had one. */
export function findUrlFile(dataDir: string): string | null {
  const pointer = path.join(dataDir, POINTER);
  const folder = fs.existsSync(pointer)
    ? fs.readFileSync(pointer, "utf8").trim()
    : path.join(dataDir, FOLDER);
  return fs.existsSync(folder) ? path.join(folder, "url") : null;
}

/** The sentence for a folder that refuses us. */
export function cannotWrite(folder: string, error: unknown): StartError {
  const code = (error as NodeJS.ErrnoException).code;
  const why =
    code === "ENOSPC"
      ? "the disk is full"
      : code === "EROFS"
        ? "it is read-only"
        : code === "EACCES" || code === "EPERM"
          ? "permission denied"
          : (error as Error).message;
  return new StartError(`DATA_DIR: ${folder} cannot be written: ${why}.`, {
    cause: error,
  });
}

function describe(folder: string): PostgresHome {
  if (!fs.existsSync(folder)) {
    fs.mkdirSync(folder, { recursive: true });
    fs.chmodSync(folder, 0o755); // whatever the umask; the data in it are 0700
  }
  fs.accessSync(folder, fs.constants.W_OK);
  const real = fs.realpathSync(folder);
  const data = path.join(real, "data");
  return {
    folder: real,
    data,
    lock: path.join(real, "lock"),
    password: path.join(real, "password"),
    url: path.join(real, "url"),
    user: choosePostgresUser(data),
  };
}

function reaches(user: PostgresUser, folder: string): boolean {
  const probe = fs.mkdtempSync(path.join(folder, "probe-"));
  try {
    fs.chownSync(probe, user.uid, user.gid);
    return mayWrite(user, probe);
  } finally {
    fs.rmdirSync(probe);
  }
}

function sharedFolder(dataDir: string): string {
  const name = crypto.createHash("sha256").update(fs.realpathSync(dataDir));
  fs.mkdirSync(SHARED_HOME, { recursive: true });
  fs.chmodSync(SHARED_HOME, 0o755);
  return path.join(SHARED_HOME, name.digest("hex").slice(0, 16));
}
