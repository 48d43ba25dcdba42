import { createHash } from "node:crypto";
import fs from "node:fs";
import { pipeline } from "node:stream/promises";
import zlib from "node:zlib";
import tar from "tar-stream";
import type { z } from "zod";
import { StartError } from "#server/runtime/start-error.ts";
import {
  CONTENTS,
  contentsSchema,
  FORMAT,
  MANIFEST,
  manifestSchema,
  SECRETS,
  secretsSchema,
  type ArchivedSecrets,
  type Contents,
  type Manifest,
} from "./format.ts";

export type ArchiveEntry = { name: string; chunks: AsyncIterable<Uint8Array> };

export type CheckedArchive = {
  manifest: Manifest;
  secrets: ArchivedSecrets;
  contents: Contents;
};

/**
 * Reads a whole archive and compares every entry with its hash, so that a
 * damaged one is found before anything is overwritten.
 * @throws StartError one sentence: no archive of ours, damaged, or cut off
 */
export async function checkArchive(file: string): Promise<CheckedArchive> {
  const hashes: Record<string, string> = {};
  const texts: Record<string, string> = {};
  await readArchive(file, async ({ name, chunks }) => {
    const hash = createHash("sha256");
    const kept: Uint8Array[] = [];
    const isText = [MANIFEST, SECRETS, CONTENTS].includes(name);
    for await (const chunk of chunks) {
      hash.update(chunk);
      if (isText) kept.push(chunk);
    }
    if (isText) texts[name] = Buffer.concat(kept).toString("utf8");
    if (name !== CONTENTS) hashes[name] = hash.digest("hex");
  });
  const manifest = parse(file, texts[MANIFEST], manifestSchema);
  if (manifest.format > FORMAT) {
    throw new StartError(
      `--from: ${file} was made by Parley ${manifest.version}, which is newer than this version.`,
    );
  }
  const contents = parse(file, texts[CONTENTS], contentsSchema);
  const names = new Set([
    ...Object.keys(hashes),
    ...Object.keys(contents.hashes),
  ]);
  for (const name of names) {
    if (hashes[name] !== contents.hashes[name])
      throw damaged(file, `${name} differs from what was written`);
  }
  const secrets = parse(file, texts[SECRETS], secretsSchema);
  return { manifest, secrets, contents };
}

/** Calls `take` with each entry, in order. `take` reads it to its end. */
export async function readArchive(
  file: string,
  take: (entry: ArchiveEntry) => Promise<void>,
): Promise<void> {
  if (!fs.existsSync(file))
    throw new StartError(`--from: there is no file ${file}.`);
  const extract = tar.extract();
  const done = pipeline(
    fs.createReadStream(file),
    zlib.createGunzip(),
    extract,
  );
  done.catch(() => undefined); // awaited below
  let isOurs = false;
  try {
    for await (const entry of extract) {
      isOurs = true;
      await take({
        name: entry.header.name,
        chunks: entry as AsyncIterable<Uint8Array>,
      });
      isOurs = false;
    }
    await done;
  } catch (error) {
    // An error in the midst of `take` may be of the database or the disk.
    if (isOurs && !isOfFormat(error)) throw error;
    throw damaged(file, (error as Error).message);
  }
}

const isOfFormat = (error: unknown) =>
  /tar|zlib|unexpected end|incorrect (header|data)|Z_/i.test(
    `${(error as Error).message} ${(error as NodeJS.ErrnoException).code ?? ""}`,
  );

function damaged(file: string, reason: string): StartError {
  return new StartError(
    `--from: ${file} is damaged, cut off, or no backup of Parley: ${reason.replace(/\.$/, "")}.`,
  );
}

function parse<T>(
  file: string,
  text: string | undefined,
  schema: z.ZodType<T>,
): T {
  try {
    return schema.parse(JSON.parse(text ?? ""));
  } catch {
    throw damaged(file, "a part of it is missing");
  }
}
