import fs from "node:fs";
import path from "node:path";
import { inSnapshot, type Snapshot } from "#server/db/archive/snapshot.ts";
import type { Context } from "#server/domain/context.ts";
import { isFileKey } from "#server/domain/files/store.ts";
import { AppError } from "#server/domain/app-error.ts";
import { readVersion } from "#server/pipeline/run/heartbeat.ts";
import type { Secrets } from "#server/runtime/secrets.ts";
import {
  CONTENTS,
  DATABASE_FOLDER,
  FILES_FOLDER,
  FORMAT,
  MANIFEST,
  SECRETS,
  type ArchivedSecrets,
  type Contents,
  type Manifest,
} from "./format.ts";
import { writeArchive, type ArchiveWriter } from "./write-archive.ts";

export type BackupResult = {
  file: string;
  bytes: number;
  tables: number;
  files: number;
  missingFiles: number;
};

/** Rows are collected up to this size; an entry of a tar file states its size in front. */
const ENTRY_BYTES = 4 * 1024 * 1024;
const NEW_LINE = 0x0a;

/**
 * Writes database, files and secrets as of one moment into `file`.
 * Files exist before the rows that name them, so reading them after the
 * snapshot misses none but those that were removed meanwhile.
 */
export async function makeBackup(
  { db, files, clock }: Pick<Context, "db" | "files" | "clock">,
  secrets: Secrets,
  file: string,
): Promise<BackupResult> {
  let tables = 0;
  let kept = 0;
  const missingFiles: string[] = [];
  const { bytes } = await writeArchive(path.resolve(file), async (writer) => {
    const keys = await inSnapshot(db.url, async (snapshot) => {
      await addJson(writer, MANIFEST, {
        product: "parley",
        format: FORMAT,
        version: readVersion(),
        createdAt: clock.now().toISOString(),
        migrations: snapshot.migrations,
        tables: snapshot.tables,
        sequences: snapshot.sequences,
      } satisfies Manifest);
      await addJson(writer, SECRETS, {
        authSecret: secrets.authSecret,
        encryptionKeys: secrets.encryptionKeys,
      } satisfies ArchivedSecrets);
      tables = await addTables(writer, snapshot);
      // Other columns end in `Key`, too: of webhooks, of duplicates.
      return (await snapshot.fileKeys()).filter(isFileKey);
    });
    for (const key of keys) {
      if (await addFile(writer, files, key)) kept += 1;
      else missingFiles.push(key);
    }
    const { hashes } = writer;
    await addJson(writer, CONTENTS, {
      hashes: { ...hashes },
      missingFiles,
    } satisfies Contents);
  });
  return {
    file: fs.realpathSync(file),
    bytes,
    tables,
    files: kept,
    missingFiles: missingFiles.length,
  };
}

function addJson(
  writer: ArchiveWriter,
  name: string,
  value: object,
): Promise<void> {
  return writer.add(name, Buffer.from(`${JSON.stringify(value)}\n`));
}

async function addTables(
  writer: ArchiveWriter,
  snapshot: Snapshot,
): Promise<number> {
  for (const table of snapshot.tables) {
    let entry = 0;
    let collected: Buffer[] = [];
    let size = 0;
    const write = async (bytes: Buffer) => {
      entry += 1;
      const number = String(entry).padStart(6, "0");
      await writer.add(`${DATABASE_FOLDER}${table.name}/${number}`, bytes);
    };
    for await (const chunk of snapshot.rows(table) as AsyncIterable<Buffer>) {
      collected.push(chunk);
      size += chunk.length;
      if (size < ENTRY_BYTES) continue;
      const bytes = Buffer.concat(collected);
      // COPY writes a line break in a text as \n, so each one here ends a row.
      const end = bytes.lastIndexOf(NEW_LINE) + 1;
      if (end === 0) continue;
      await write(bytes.subarray(0, end));
      collected = [bytes.subarray(end)];
      size = bytes.length - end;
    }
    if (size > 0) await write(Buffer.concat(collected));
  }
  return snapshot.tables.length;
}

/** @returns false: it is gone */
async function addFile(
  writer: ArchiveWriter,
  files: Context["files"],
  key: string,
): Promise<boolean> {
  try {
    const size = await files.size(key);
    await writer.stream(`${FILES_FOLDER}${key}`, size, files.read(key));
    return true;
  } catch (error) {
    if (error instanceof AppError && error.code === "file_gone") return false;
    throw error;
  }
}
