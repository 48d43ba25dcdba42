import crypto from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import type { Log } from "#server/runtime/log.ts";
import { StartError } from "#server/runtime/start-error.ts";
import { choosePostgresUser, mayWrite, SHARED_HOME } from "./postgres-user.ts";
import type { PostgresUser } from "./postgres-user.ts";

/** The place of the embedded Postgres of one DATA_DIR, and the user that it runs as. */
export type PostgresHome = {
  /** Absolute, without symbolic links. */
  folder: string;
  /** PGDATA. */
  data: string;
  lock: string;
  password: string;
  /** The file with the URL while Postgres runs. Another process of the same owner finds it here. */
  url: string;
  /** null: the user of this process. */
  user: PostgresUser | null;
};

const FOLDER = "postgres";
// Written where `dataDir` itself cannot hold the database. It names the folder that can.
const POINTER = "postgres-is-in";

/**
 * Finds the home for `dataDir`, or creates an empty one. As root it may lie
 * outside: below a folder of mode 700, the user that Postgres runs as reaches
 * nothing. Then `dataDir/postgres-is-in` names the place permanently.
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
    fs.rmSync(inside.folder, { recursive: true, force: true }); // created just now, and empty
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

/** The file for the URL of a running embedded Postgres, or null when `dataDir` never had one. */
export function findUrlFile(dataDir: string): string | null {
  const pointer = path.join(dataDir, POINTER);
  const folder = fs.existsSync(pointer)
    ? readOwnFile(pointer)
    : path.join(dataDir, FOLDER);
  return fs.existsSync(folder) ? path.join(folder, "url") : null;
}

/** The sentence for a folder that cannot be written. */
export function cannotWrite(folder: string, error: unknown): StartError {
  return new StartError(
    `DATA_DIR: ${folder} cannot be written: ${reasonOf(error)}.`,
    { cause: error },
  );
}

/**
 * The sentence for an error of the file system in the folders of the database:
 * a foreign or unreadable file lies where Parley keeps its own.
 * Null: the error does not come from the file system.
 */
export function explainFile(error: unknown): StartError | null {
  const {
    code,
    path: at,
    dest,
  } = error as NodeJS.ErrnoException & {
    dest?: string;
  };
  const place = dest ?? at;
  if (code === undefined || place === undefined) return null;
  return new StartError(
    `DATA_DIR: ${place} cannot be used for the database: ${reasonOf(error)}.`,
    { cause: error },
  );
}

/** The trimmed text of a small file that Parley wrote. @throws StartError the file cannot be read, or is a folder */
export function readOwnFile(file: string): string {
  try {
    return fs.readFileSync(file, "utf8").trim();
  } catch (error) {
    // Reading a folder fails with an error that names no path.
    throw explainFile(Object.assign(error as Error, { path: file })) ?? error;
  }
}

const REASONS: Record<string, string> = {
  EACCES: "permission denied",
  EPERM: "permission denied",
  EROFS: "it is read-only",
  ENOSPC: "the disk is full",
  EISDIR: "it is a folder",
  ENOTDIR: "a part of its path is a file",
  EEXIST: "something else has its name",
  ENOTEMPTY: "it holds other files",
  ELOOP: "its links lead in a circle",
};

function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return REASONS[code ?? ""] ?? message;
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
