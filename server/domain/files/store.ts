import { randomBytes } from "node:crypto";
import { accessSync, constants, openAsBlob, statSync } from "node:fs";
import { open, rm, statfs } from "node:fs/promises";
import { join } from "node:path";
import { Disk } from "flydrive";
import { FSDriver } from "flydrive/drivers/fs";
import { AppError } from "#server/domain/app-error.ts";
import type {
  ByteRange,
  FileBytes,
  FileStore,
  NoRoom,
} from "#server/domain/file-store.ts";
import {
  hasRoom,
  keepPart,
  noRoomCode,
  writePart,
  writeWhole,
} from "#server/domain/files/disk-room.ts";
import type { Log } from "#server/runtime/log.ts";
import { StartError } from "#server/runtime/start-error.ts";

// The form that newFileKey gives. Anything else never reaches the file system.
const KEY = /^[0-9a-f]{2}\/[0-9a-f]{32}$/;

const CHUNK_BYTES = 64 * 1024;

/** A check writes a megabyte, so not every caller makes one. */
const LOOK_AGAIN_MS = 5_000;

/** The folder of files that are being written; no key has its name. */
const PARTS = "parts";

/** A key that cannot be guessed and contains nothing of a user's name for the file. */
export function newFileKey(): string {
  const name = randomBytes(16).toString("hex");
  // In 256 folders: directories with millions of entries are slow to list and back up.
  return `${name.slice(0, 2)}/${name}`;
}

export type FileStoreOptions = {
  dataDir: string;
  /** Logs once when room runs out, and once when it is back. */
  log?: Log;
};

/** Files on the disk, in `<dataDir>/files`. Nothing is created before the first `put`. */
export function createFileStore({ dataDir, log }: FileStoreOptions): FileStore {
  const root = join(dataDir, "files");
  const parts = join(root, PARTS);
  let trouble: NoRoom | null = null;
  let lookAgainAt = 0;
  const disk = new Disk(
    new FSDriver({ location: root, visibility: "private" }),
  );

  async function size(key: string): Promise<number> {
    checkKey(key);
    return found(key, async () => (await disk.getMetaData(key)).contentLength);
  }

  // The library's own stream is open from the start and has no range, so this does not use it.
  async function* read(key: string, range?: ByteRange): FileBytes {
    checkKey(key);
    const file = await found(key, () => open(join(root, key)));
    try {
      let at = range?.start ?? 0;
      const end = range ? range.end + 1 : Infinity;
      while (at < end) {
        const chunk = Buffer.allocUnsafe(Math.min(CHUNK_BYTES, end - at));
        const { bytesRead } = await file.read(chunk, 0, chunk.length, at);
        if (bytesRead === 0) return;
        at += bytesRead;
        yield chunk.subarray(0, bytesRead);
      }
    } finally {
      await file.close();
    }
  }

  async function writing<T>(write: () => Promise<T>): Promise<T> {
    try {
      return await write();
    } catch (error) {
      const reason = noRoomCode(error);
      if (reason === null) throw error;
      if (!trouble) log?.error({ reason, folder: root }, "no room for files");
      trouble ??= { since: new Date(), reason };
      throw new AppError("storage_full", {}, { cause: error });
    }
  }

  return {
    size,
    read,
    folders: { files: root, parts },
    noRoom: () => trouble,
    async space() {
      // The folder of the files comes with the first of them.
      const found = await statfs(dataDir).catch(() => null);
      return (
        found && {
          freeBytes: found.bavail * found.bsize,
          totalBytes: found.blocks * found.bsize,
        }
      );
    },
    async put(key, bytes) {
      checkKey(key);
      await writing(() => writeWhole(join(root, key), parts, bytes));
    },
    async receive(chunks, maxBytes) {
      const part = await writing(() => writePart(parts, chunks, maxBytes));
      return {
        ...part,
        async keep(key) {
          checkKey(key);
          await writing(() => keepPart(part.path, join(root, key)));
        },
        discard: () => rm(part.path, { force: true }),
      };
    },
    async findRoom() {
      if (trouble && performance.now() >= lookAgainAt) {
        lookAgainAt = performance.now() + LOOK_AGAIN_MS;
        if (await hasRoom(parts)) {
          log?.info({ since: trouble.since }, "room for files again");
          trouble = null;
        }
      }
      return trouble === null;
    },
    async open(key, mimeType) {
      await size(key); // the blob of a missing file fails only when it is read
      return openAsBlob(join(root, key), { type: mimeType });
    },
    async get(key) {
      // Not getBytes: it hands out the whole memory behind the buffer, which may be longer than the file.
      const chunks: Uint8Array[] = [];
      for await (const chunk of read(key)) chunks.push(chunk);
      return Buffer.concat(chunks);
    },
    async remove(key) {
      checkKey(key);
      await disk.delete(key);
    },
  };
}

/**
 * Checks at the start that files can be read in `dataDir`. Without the check,
 * the first upload would fail.
 * @throws StartError one sentence: the folder is a file, or access is denied
 */
export function checkFilesFolder(dataDir: string): void {
  const root = join(dataDir, "files");
  for (const folder of [root, join(root, PARTS)]) {
    try {
      const found = statSync(folder, { throwIfNoEntry: false });
      if (!found) return;
      if (!found.isDirectory()) throw new Error("it is not a folder");
      accessSync(folder, constants.R_OK | constants.X_OK);
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      const denied = code === "EACCES" || code === "EPERM";
      throw new StartError(
        `DATA_DIR: ${folder} cannot be used for files: ${denied ? "permission denied" : message}.`,
        { cause: error },
      );
    }
  }
}

/** Whether a text has the form of `newFileKey`. */
export function isFileKey(text: string): boolean {
  return KEY.test(text);
}

function checkKey(key: string): void {
  if (!isFileKey(key)) throw new Error("Not a file key of ours.");
}

async function found<T>(key: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (!isMissing(error)) throw error;
    throw new AppError("file_gone", { key }, { cause: error });
  }
}

// The library wraps the file system's error.
function isMissing(error: unknown): boolean {
  const { code, cause } = error as { code?: unknown; cause?: unknown };
  return code === "ENOENT" || (cause instanceof Error && isMissing(cause));
}
