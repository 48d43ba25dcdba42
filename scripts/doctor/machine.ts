import { randomBytes } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { suits } from "#scripts/bootstrap/find-node.mjs";
import { s3Backend } from "#server/domain/files/s3-backend.ts";
import { parseEnv, type Env } from "#server/runtime/env.ts";
import type { FilesEnv } from "#server/runtime/files-env.ts";
import { checkSecretFiles } from "#server/runtime/secrets.ts";
import { StartError } from "#server/runtime/start-error.ts";
import { failed, ok, reasonOf, warning, type Check } from "./check.ts";

const GIBIBYTE = 2 ** 30;
const LITTLE_BYTES = GIBIBYTE;
const TOO_LITTLE_BYTES = 0.2 * GIBIBYTE;
const FOR_OTHERS = 0o077;

/** The version of Node that runs this program, which is the one that runs the server. */
export function checkNode(version = process.versions.node): Check {
  return suits(version)
    ? ok("node", `Node ${version} runs Parley.`)
    : failed(
        "node",
        `Node ${version} cannot run Parley.`,
        "Start Parley by its npm scripts, which fetch a Node that can, or install Node 24.",
      );
}

/** Reads the settings. `env` is null where one of them is missing or malformed. */
export function checkSettings(source: NodeJS.ProcessEnv): {
  env: Env | null;
  check: Check;
} {
  try {
    const env = parseEnv(source);
    checkSecretFiles(env);
    return { env, check: judgeSettings(env) };
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    const fix = "Correct it in the environment, as .env.example describes it.";
    return { env: null, check: failed("settings", error.message, fix) };
  }
}

function judgeSettings(env: Env): Check {
  const isBehindProxy = env.publicUrl.startsWith("https:");
  if (isBehindProxy && env.trustedProxies === "") {
    return warning(
      "settings",
      "TRUSTED_PROXIES is empty, so all visitors who come through your proxy count as one address.",
      "Set TRUSTED_PROXIES to the address of the proxy that ends TLS.",
    );
  }
  return ok("settings", "Every setting of the environment can be read.");
}

/** Whether DATA_DIR can be written, has room, and keeps its secrets from other users. */
export function checkDataDir({ dataDir }: Env): Check {
  const key = "data_dir";
  if (!fs.existsSync(dataDir)) {
    return warning(
      key,
      `DATA_DIR ${dataDir} does not exist yet.`,
      "The first start creates it.",
    );
  }
  try {
    const probe = path.join(
      dataDir,
      `doctor-${randomBytes(6).toString("hex")}`,
    );
    fs.writeFileSync(probe, "");
    fs.rmSync(probe);
  } catch (error) {
    return failed(
      key,
      `DATA_DIR ${dataDir} cannot be written: ${reasonOf(error)}.`,
      "Give the folder to the user that runs Parley.",
    );
  }
  const open = ["auth-secret", "encryption-key"].find((name) => {
    const found = fs.statSync(path.join(dataDir, name), {
      throwIfNoEntry: false,
    });
    return found !== undefined && (found.mode & FOR_OTHERS) !== 0;
  });
  if (open !== undefined && process.platform !== "win32") {
    return failed(
      key,
      `Other users of this machine can read the secret ${path.join(dataDir, open)}.`,
      `chmod 600 ${path.join(dataDir, open)}`,
    );
  }
  const { bavail, bsize } = fs.statfsSync(dataDir);
  return judgeRoom(dataDir, bavail * bsize);
}

/** The finding for `freeBytes` on the disk of DATA_DIR. */
export function judgeRoom(dataDir: string, freeBytes: number): Check {
  const said = `${(freeBytes / GIBIBYTE).toFixed(1)} GiB are free for DATA_DIR ${dataDir}.`;
  const fix = "Free some room, or move DATA_DIR to a larger disk.";
  if (freeBytes < TOO_LITTLE_BYTES) return failed("data_dir", said, fix);
  if (freeBytes < LITTLE_BYTES) return warning("data_dir", said, fix);
  return ok("data_dir", said);
}

/** Whether the bucket takes a file and gives it up again. */
export async function checkBucket({ place, s3 }: FilesEnv): Promise<Check> {
  if (s3 === null) throw new Error("There is no bucket.");
  const backend = s3Backend(s3);
  const said =
    place === "s3" ? "New files go to" : "Files that were moved are read from";
  try {
    await backend.tryToKeep();
    return ok("bucket", `${said} ${backend.name}, which takes files.`);
  } catch (error) {
    return failed(
      "bucket",
      `${said} ${backend.name}, which does not take a file: ${reasonOf(error)}.`,
      "Check S3_BUCKET, S3_REGION, S3_ENDPOINT and the key, which must be able to list, read, write and delete objects.",
    );
  }
}
