import { randomBytes } from "node:crypto";
import { createReadStream } from "node:fs";
import fs from "node:fs/promises";
import path from "node:path";
import { AppError } from "#server/domain/app-error.ts";

/** Full, over quota, read-only, over the size that a process may write: trouble of the disk and not of a file. */
const NO_ROOM = new Set(["ENOSPC", "EDQUOT", "EROFS", "EFBIG"]);
/** Not ours to read or write, gone from the network, broken: a mount point without its disk, say. */
const CLOSED = new Set(["EACCES", "EPERM", "ESTALE", "EIO"]);
/** A single byte may fit where no file does. */
const PROBE_BYTES = 1024 * 1024;

/** Whether a file was refused for trouble of the store. It is tried again, and the file is not at fault. */
export function isStorageTrouble(error: unknown): boolean {
  return (
    error instanceof AppError &&
    (error.code === "storage_full" || error.code === "storage_unavailable")
  );
}

/** The file system's error code, from anywhere in the chain of causes. Null: the trouble is another. */
export function noRoomCode(error: unknown): string | null {
  const { code, cause } = error as { code?: unknown; cause?: unknown };
  if (typeof code === "string" && NO_ROOM.has(code)) return code;
  return cause === undefined || cause === null ? null : noRoomCode(cause);
}

/**
 * The code of a folder that cannot be used now, from anywhere in the chain of
 * causes; null: the trouble is another, such as a refused connection to where
 * the file comes from.
 */
export function closedCode(error: unknown): string | null {
  const { code, cause, syscall } = error as NodeJS.ErrnoException;
  const isClosed = code !== undefined && CLOSED.has(code);
  if (isClosed && syscall !== "connect") return code;
  return cause === undefined || cause === null ? null : closedCode(cause);
}

/**
 * Writes a file that is either complete under its name or absent: first under
 * another name beside its place, flushed to disk, then renamed.
 */
export async function writeWhole(
  file: string,
  partsFolder: string,
  bytes: Uint8Array,
): Promise<void> {
  const part = path.join(partsFolder, randomBytes(12).toString("hex"));
  await fs.mkdir(partsFolder, { recursive: true });
  try {
    await writeDurably(part, bytes);
    await fs.mkdir(path.dirname(file), { recursive: true });
    await fs.rename(part, file);
  } catch (error) {
    await fs.rm(part, { force: true }).catch(() => {});
    throw error;
  }
}

/**
 * Streams chunks into a file of `partsFolder`; if anything throws, nothing of
 * it is left.
 * @returns its path and size in bytes
 * @throws AppError file_too_large; errors of the file system and of `chunks`
 */
export async function writePart(
  partsFolder: string,
  chunks: AsyncIterable<Uint8Array>,
  maxBytes: number,
): Promise<{ path: string; size: number }> {
  const part = path.join(partsFolder, randomBytes(12).toString("hex"));
  await fs.mkdir(partsFolder, { recursive: true });
  let size = 0;
  try {
    const handle = await fs.open(part, "wx", 0o600);
    try {
      for await (const chunk of chunks) {
        size += chunk.byteLength;
        if (size > maxBytes) throw new AppError("file_too_large", { maxBytes });
        await handle.writeFile(chunk);
      }
    } finally {
      await handle.close();
    }
  } catch (error) {
    await fs.rm(part, { force: true });
    throw error;
  }
  return { path: part, size };
}

/** The bytes of a written part. It is opened when it is read: a stream that nobody reads stays open for ever. */
export async function* readPart(part: string): AsyncGenerator<Uint8Array> {
  yield* createReadStream(part) as AsyncIterable<Uint8Array>;
}

/** Gives a written part its final name, durably. */
export async function keepPart(part: string, file: string): Promise<void> {
  const handle = await fs.open(part, "r+");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
  await fs.mkdir(path.dirname(file), { recursive: true });
  await fs.rename(part, file);
}

/** Whether a file can be kept again. @throws any other error of the folder */
export async function hasRoom(partsFolder: string): Promise<boolean> {
  const part = path.join(partsFolder, randomBytes(12).toString("hex"));
  try {
    await fs.mkdir(partsFolder, { recursive: true });
    await writeDurably(part, Buffer.alloc(PROBE_BYTES, 1));
    return true;
  } catch (error) {
    if (noRoomCode(error) === null && closedCode(error) === null) throw error;
    return false;
  } finally {
    // Where nothing can be written, nothing can be removed.
    await fs.rm(part, { force: true }).catch(() => {});
  }
}

async function writeDurably(file: string, bytes: Uint8Array): Promise<void> {
  const handle = await fs.open(file, "wx", 0o600);
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
}
