import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { StartError } from "#server/runtime/start-error.ts";
import { readOwnFile, type PostgresHome } from "./postgres-home.ts";
import type { PostgresPrograms } from "./postgres-programs.ts";

/** The only role of the embedded Postgres. */
export const SUPERUSER = "parley";

/** The major version of the packaged Postgres. Data of another version does not fit it. */
const POSTGRES_MAJOR = "18";
const BYTES_TO_CREATE = 100 * 2 ** 20; // a new cluster takes about 40 MiB, plus log segments
const BYTES_TO_START = 32 * 2 ** 20; // two log segments
const PASSWORD_BYTES = 24;

// Text is ordered by code point, the same everywhere; lists that people read
// are sorted with a collation of their language. LC_CTYPE tells pg_trgm which
// characters are letters: under C that would be ASCII alone.
const CTYPES = ["C.UTF-8", "en_US.UTF-8", "C"];

/**
 * Creates the cluster if there is none: complete under its final name, or not
 * at all. Returns the password.
 * @throws StartError when the disk is full or the data belongs to another
 * Postgres.
 */
export async function ensureCluster(
  home: PostgresHome,
  programs: PostgresPrograms,
): Promise<string> {
  const version = path.join(home.data, "PG_VERSION");
  if (!fs.existsSync(version)) {
    refuseForeign(home.data);
    refuseFullDisk(home.folder, BYTES_TO_CREATE);
    return createCluster(home, programs);
  }
  refuseFullDisk(home.folder, BYTES_TO_START);
  const major = readOwnFile(version);
  if (!/^\d[\d.]*$/.test(major)) throw foreign(home.data);
  if (major !== POSTGRES_MAJOR) {
    throw new StartError(
      `The database in ${home.data} is of Postgres ${major} and this version brings Postgres ${POSTGRES_MAJOR}.`,
    );
  }
  if (!fs.existsSync(home.password)) {
    throw new StartError(
      `The password of the database is gone: ${home.password} is missing.`,
    );
  }
  return readOwnFile(home.password);
}

/** The part of our environment that a Postgres process gets: no secrets, and no language but its own. */
export function postgresEnvironment(): NodeJS.ProcessEnv {
  const { PATH, SystemRoot, TMPDIR, NODE_ENV } = process.env;
  return { PATH, SystemRoot, TMPDIR, NODE_ENV, LANG: "C" };
}

/** Turns the failure of Postgres into one sentence. `output` is its log. */
export function explainFailure(output: string, folder: string): StartError {
  if (/No space left on device|Disk quota exceeded/.test(output)) {
    return new StartError(`The disk that holds ${folder} is full.`);
  }
  if (/Read-only file system/.test(output)) {
    return new StartError(`DATA_DIR: ${folder} is read-only.`);
  }
  if (/Permission denied|has wrong ownership/.test(output)) {
    return new StartError(
      `DATA_DIR: the database in ${folder} belongs to another user.`,
    );
  }
  const said = output
    .split("\n")
    .filter((line) => /^(FATAL|PANIC|.*error)/i.test(line))
    .at(-1);
  return new StartError(
    `The embedded Postgres in ${folder} did not start: ${said?.replace(/^\w+:\s*/, "") ?? "it said nothing"}.`,
  );
}

/** A new cluster takes the whole folder. Foreign files in it are never overwritten. */
function refuseForeign(data: string): void {
  const found = fs.statSync(data, { throwIfNoEntry: false });
  if (!found) return;
  if (!found.isDirectory() || fs.readdirSync(data).length > 0)
    throw foreign(data);
}

function foreign(data: string): StartError {
  return new StartError(
    `DATA_DIR: ${data} is not a database of Postgres: move it away, or use another DATA_DIR.`,
  );
}

function refuseFullDisk(folder: string, neededBytes: number): void {
  const { bavail, bsize } = fs.statfsSync(folder);
  const freeBytes = bavail * bsize;
  if (freeBytes >= neededBytes) return;
  const mebibytes = (bytes: number) => Math.floor(bytes / 2 ** 20);
  throw new StartError(
    `The disk that holds ${folder} is full: ${mebibytes(freeBytes)} MiB are free and the database needs ${mebibytes(neededBytes)}.`,
  );
}

async function createCluster(
  home: PostgresHome,
  programs: PostgresPrograms,
): Promise<string> {
  removeDrafts(home);
  const password = randomBytes(PASSWORD_BYTES).toString("base64url");
  fs.writeFileSync(home.password, `${password}\n`, { mode: 0o600 });
  let output = "";
  for (const ctype of CTYPES) {
    const draft = fs.mkdtempSync(`${home.data}.new-`);
    const made = await initdb({ home, programs, draft, password, ctype });
    if (made.ok) {
      fs.renameSync(draft, home.data);
      return password;
    }
    output = made.output;
    fs.rmSync(draft, { recursive: true, force: true });
    if (!/invalid locale/.test(output)) break;
  }
  throw explainFailure(output, home.folder);
}

type InitdbInput = {
  home: PostgresHome;
  programs: PostgresPrograms;
  draft: string;
  password: string;
  ctype: string;
};

async function initdb({ home, programs, draft, password, ctype }: InitdbInput) {
  // initdb reads it as the user that Postgres runs as, so the file belongs to that user.
  const passwordFile = path.join(home.folder, "initdb-password");
  fs.rmSync(passwordFile, { force: true });
  fs.writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  if (home.user) {
    fs.chownSync(passwordFile, home.user.uid, home.user.gid);
    fs.chownSync(draft, home.user.uid, home.user.gid);
  }
  try {
    return await runToEnd(programs.initdb, home, [
      `--pgdata=${draft}`,
      `--username=${SUPERUSER}`,
      `--pwfile=${passwordFile}`,
      "--auth=scram-sha-256",
      "--encoding=UTF8",
      "--locale-provider=builtin",
      "--builtin-locale=C.UTF-8",
      "--locale=C",
      `--lc-ctype=${ctype}`,
    ]);
  } finally {
    fs.rmSync(passwordFile, { force: true });
  }
}

function runToEnd(program: string, home: PostgresHome, args: string[]) {
  return new Promise<{ ok: boolean; output: string }>((resolve) => {
    const child = spawn(program, args, {
      ...home.user,
      cwd: home.folder,
      env: postgresEnvironment(),
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    const collect = (chunk: Buffer) => (output += chunk.toString());
    child.stdout.on("data", collect);
    child.stderr.on("data", collect);
    child.on("error", (error) => {
      resolve({ ok: false, output: `FATAL: ${error.message}` });
    });
    child.on("close", (code) => resolve({ ok: code === 0, output }));
  });
}

// Removes drafts of a start that died midway. They are ours alone, because we hold the lock.
function removeDrafts(home: PostgresHome): void {
  for (const name of fs.readdirSync(home.folder)) {
    if (name.startsWith("data.new-")) {
      fs.rmSync(path.join(home.folder, name), { recursive: true, force: true });
    }
  }
}
