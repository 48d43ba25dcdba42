import { randomBytes } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import type { z } from "zod";
import type { Env } from "./env.ts";
import { keyListSchema, secretSchema, splitKeys } from "./secret-schema.ts";
import { StartError } from "./start-error.ts";

export type Secrets = {
  authSecret: string;
  /** The first one seals, all of them open. */
  encryptionKeys: string[];
  /** Reads the current keys: a rotation may have added one since the start. */
  readEncryptionKeys: () => string[];
};

type SecretFile = { variable: string; name: string; schema: z.ZodType<string> };

const AUTH_SECRET: SecretFile = {
  variable: "AUTH_SECRET",
  name: "auth-secret",
  schema: secretSchema,
};
const ENCRYPTION_KEY: SecretFile = {
  variable: "ENCRYPTION_KEY",
  name: "encryption-key",
  schema: keyListSchema,
};
const SECRET_BYTES = 32;

/**
 * Loads the secrets from the environment. Missing ones are read from
 * `dataDir`, and generated there (mode 0600) on the first start. Safe to call
 * from several processes at once: all get the same secret.
 * With `databaseUrl` set, nothing is generated. An encryption key is never
 * generated where `isAnythingSealed`: a new one would open none of it.
 * @throws StartError when a secret is missing, malformed or lost, or `dataDir`
 * cannot be written.
 */
export async function loadSecrets(
  env: Env,
  isAnythingSealed: () => Promise<boolean>,
): Promise<Secrets> {
  const authSecret =
    env.authSecret ?? readFile(env, AUTH_SECRET) ?? createIn(env, AUTH_SECRET);
  const readEncryptionKeys = () => {
    const keys = env.encryptionKey ?? readFile(env, ENCRYPTION_KEY);
    if (keys === null) throw lost(env);
    return splitKeys(keys);
  };
  const known = env.encryptionKey ?? readFile(env, ENCRYPTION_KEY);
  if (known === null) {
    if (await isAnythingSealed()) throw lost(env);
    createIn(env, ENCRYPTION_KEY);
  }
  return {
    authSecret,
    encryptionKeys: readEncryptionKeys(),
    readEncryptionKeys,
  };
}

/**
 * Reads and checks the existing secrets and generates none. A malformed secret
 * stops the start before anything else is started.
 * @throws StartError
 */
export function checkSecretFiles(env: Env): void {
  if (env.authSecret === null) readFile(env, AUTH_SECRET);
  if (env.encryptionKey === null) readFile(env, ENCRYPTION_KEY);
}

/**
 * Puts a new key in front of the generated ones and returns all keys, newest
 * first. The old ones stay: texts that they sealed must open until they are
 * sealed again. Do not call it twice at once: the later call would lose the
 * other's key.
 * @throws StartError when the keys come from ENCRYPTION_KEY: then the operator
 * puts the new one in front.
 */
export function addEncryptionKey(env: Env): string[] {
  if (env.encryptionKey !== null) {
    throw new StartError(
      "ENCRYPTION_KEY is set, so a new key must be put in front of it there, parted by a comma.",
    );
  }
  const keys = readFile(env, ENCRYPTION_KEY);
  if (keys === null) throw lost(env);
  const next = [generate(), ...splitKeys(keys)];
  writeWhole(fileOf(env, ENCRYPTION_KEY), next.join(","));
  return next;
}

/**
 * Takes over the secrets of a backup where this installation generates its
 * own; those that the environment sets stay. The keys that were here stay
 * behind the backup's, so that a restore that fails midway locks nothing.
 * @returns the keys that seal and open from now on, the current one first
 * @throws StartError
 */
export function adoptSecrets(
  env: Env,
  backup: Pick<Secrets, "authSecret" | "encryptionKeys">,
): string[] {
  if (env.databaseUrl === null && env.authSecret === null)
    writeWhole(fileOf(env, AUTH_SECRET), backup.authSecret);
  if (env.encryptionKey !== null) return splitKeys(env.encryptionKey);
  const before = readFile(env, ENCRYPTION_KEY);
  const keys = new Set([
    ...backup.encryptionKeys,
    ...(before === null ? [] : splitKeys(before)),
  ]);
  writeWhole(fileOf(env, ENCRYPTION_KEY), [...keys].join(","));
  return [...keys];
}

/** Null: there is none yet. @throws StartError malformed, unreadable, or not allowed to be a file */
function readFile(env: Env, secret: SecretFile): string | null {
  if (env.databaseUrl !== null) {
    throw new StartError(
      `${secret.variable} is missing: it is required when DATABASE_URL is set.`,
    );
  }
  const file = fileOf(env, secret);
  const text = told(file, () => readSecret(file));
  if (text === null) return null;
  const parsed = secret.schema.safeParse(text);
  if (parsed.success) return text;
  throw new StartError(
    `DATA_DIR: the secret in ${file} ${parsed.error.issues[0]?.message ?? "is malformed"}.`,
  );
}

function createIn(env: Env, secret: SecretFile): string {
  const file = fileOf(env, secret);
  return told(file, () => createSecret(file));
}

function told<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new StartError(
      `DATA_DIR: the secret ${file} can be neither read nor written: ${reason(error)}.`,
      { cause: error },
    );
  }
}

function fileOf(env: Env, { name }: SecretFile): string {
  return path.join(env.dataDir, name);
}

function lost(env: Env): StartError {
  return new StartError(
    `DATA_DIR: ${fileOf(env, ENCRYPTION_KEY)} is missing and the database holds secrets sealed with it: put the file back from your backup, or set ENCRYPTION_KEY to its content.`,
  );
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
// read the winner's secret. A file under its final name is always complete.
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
  fs.mkdirSync(path.dirname(file), { recursive: true });
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
  EISDIR: "it is a folder",
};

function reason(error: unknown): string {
  const known = REASONS[code(error) ?? ""];
  return known ?? (error instanceof Error ? error.message : "unknown");
}
