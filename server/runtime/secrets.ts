import { randomBytes } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import type { Env } from "./env.ts";
import { StartError } from "./start-error.ts";

export type Secrets = {
  authSecret: string;
  /** The first one seals, all of them open. */
  encryptionKeys: string[];
  /** The keys as they are now: a rotation may have added one since the start. */
  readEncryptionKeys: () => string[];
};

const AUTH_SECRET_FILE = "auth-secret";
const ENCRYPTION_KEY_FILE = "encryption-key";
const SECRET_BYTES = 32;

/**
 * The secrets from the environment; what it does not give is read from
 * `dataDir`, and generated there (mode 0600) on the first start. Safe to call
 * from several processes at once: all get the same secret.
 *
 * With `databaseUrl` set nothing is generated.
 *
 * @throws StartError when a secret is required and missing, or `dataDir` cannot be written.
 */
export function loadSecrets(env: Env): Promise<Secrets> {
  return Promise.resolve().then(() => {
    const authSecret =
      env.authSecret ?? fromFile(env, "AUTH_SECRET", AUTH_SECRET_FILE);
    const readEncryptionKeys = () =>
      splitKeys(
        env.encryptionKey ??
          fromFile(env, "ENCRYPTION_KEY", ENCRYPTION_KEY_FILE),
      );
    return {
      authSecret,
      encryptionKeys: readEncryptionKeys(),
      readEncryptionKeys,
    };
  });
}

/**
 * Puts a new key in front of the generated ones and answers all keys, newest
 * first. The old ones stay: what they sealed must open until it is sealed anew.
 *
 * @throws StartError when the keys come from ENCRYPTION_KEY: then the operator puts the new one in front.
 */
export function addEncryptionKey(env: Env): string[] {
  if (env.encryptionKey !== null) {
    throw new StartError(
      "ENCRYPTION_KEY is set, so a new key must be put in front of it there, parted by a comma.",
    );
  }
  const keys = splitKeys(fromFile(env, "ENCRYPTION_KEY", ENCRYPTION_KEY_FILE));
  const next = [generate(), ...keys];
  writeWhole(path.join(env.dataDir, ENCRYPTION_KEY_FILE), next.join(","));
  return next;
}

function fromFile(env: Env, variable: string, name: string): string {
  if (env.databaseUrl !== null) {
    throw new StartError(
      `${variable} is missing: it is required when DATABASE_URL is set.`,
    );
  }
  const file = path.join(env.dataDir, name);
  try {
    return readSecret(file) ?? createSecret(file);
  } catch (error) {
    throw new StartError(
      `DATA_DIR: the secret ${file} can be neither read nor written: ${reason(error)}.`,
      { cause: error },
    );
  }
}

function readSecret(file: string): string | null {
  try {
    const text = fs.readFileSync(file, "utf8").trim();
    if (text === "") throw new Error("it is empty");
    return text;
  } catch (error) {
    if (code(error) === "ENOENT") return null;
    throw error;
  }
}

// link() fails when the name is taken, so of two processes one wins and both
// read the winner's secret; and a file under its name is always complete.
function createSecret(file: string): string {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const draft = `${file}.${process.pid}.${randomBytes(4).toString("hex")}`;
  writeDurably(draft, generate());
  try {
    fs.linkSync(draft, file);
  } catch (error) {
    if (code(error) !== "EEXIST") throw error;
  } finally {
    fs.rmSync(draft, { force: true });
  }
  return fs.readFileSync(file, "utf8").trim();
}

function writeWhole(file: string, text: string): void {
  const draft = `${file}.${process.pid}`;
  writeDurably(draft, text);
  fs.renameSync(draft, file);
}

function writeDurably(file: string, text: string): void {
  const handle = fs.openSync(file, "w", 0o600);
  try {
    fs.writeSync(handle, `${text}\n`);
    fs.fsyncSync(handle);
  } finally {
    fs.closeSync(handle);
  }
}

function generate(): string {
  return randomBytes(SECRET_BYTES).toString("base64url");
}

function splitKeys(text: string): string[] {
  return text.split(",").map((key) => key.trim());
}

function code(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}

const REASONS: Record<string, string> = {
  EACCES: "permission denied",
  EPERM: "permission denied",
  EROFS: "it is read-only",
  ENOENT: "the folder cannot be made",
  ENOTDIR: "a part of its path is a file",
  EEXIST: "a part of its path is a file",
  ENOSPC: "the disk is full",
};

function reason(error: unknown): string {
  const known = REASONS[code(error) ?? ""];
  return known ?? (error instanceof Error ? error.message : "unknown");
}
