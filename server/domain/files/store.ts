import { randomBytes } from "node:crypto";
import { createReadStream } from "node:fs";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { Disk } from "flydrive";
import { FSDriver } from "flydrive/drivers/fs";
import { AppError } from "#server/domain/access/app-error.ts";

/** Where the bytes of pictures and files lie; rows of the database hold the keys. */
export type FileStore = {
  /** Written once under a key of `newFileKey`; never changed afterwards. */
  put(key: string, bytes: Uint8Array, mimeType: string): Promise<void>;
  /** @throws AppError file_gone */
  get(key: string): Promise<Uint8Array>;
  /**
   * `range` counts bytes from 0, both ends included, and lies within the file.
   * @throws AppError file_gone
   */
  stream(key: string, range?: ByteRange): Promise<Readable>;
  /**
   * Bytes.
   * @throws AppError file_gone
   */
  size(key: string): Promise<number>;
  /** Safe to repeat. */
  remove(key: string): Promise<void>;
};

export type ByteRange = { start: number; end: number };

// What newFileKey makes. Anything else never reaches the file system.
const KEY = /^[0-9a-f]{2}\/[0-9a-f]{32}$/;

/** A key that nobody can guess and that no name of a user's has a part in. */
export function newFileKey(): string {
  const name = randomBytes(16).toString("hex");
  // In 256 folders: directories with millions of entries are slow to list and back up.
  return `${name.slice(0, 2)}/${name}`;
}

/** Files on the disk, in `<dataDir>/files`. Nothing is created before the first `put`. */
export function createFileStore({ dataDir }: { dataDir: string }): FileStore {
  const root = join(dataDir, "files");
  const disk = new Disk(
    new FSDriver({ location: root, visibility: "private" }),
  );

  async function size(key: string): Promise<number> {
    checkKey(key);
    return found(key, async () => (await disk.getMetaData(key)).contentLength);
  }

  async function stream(key: string, range?: ByteRange): Promise<Readable> {
    await size(key);
    // The library's streams have no range; a player seeks in a video by asking for one.
    return range
      ? createReadStream(join(root, key), range)
      : disk.getStream(key);
  }

  return {
    size,
    stream,
    async put(key, bytes, mimeType) {
      checkKey(key);
      await disk.put(key, bytes, { contentType: mimeType });
    },
    async get(key) {
      // Not getBytes: it hands out the whole memory behind the buffer, which may be longer than the file.
      const chunks = await (await stream(key)).toArray();
      return Buffer.concat(chunks as Uint8Array[]);
    },
    async remove(key) {
      checkKey(key);
      await disk.delete(key);
    },
  };
}

function checkKey(key: string): void {
  if (!KEY.test(key)) throw new Error("Not a file key of ours.");
}

async function found<T>(key: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (!isMissing(error)) throw error;
    throw new AppError("file_gone", { key }, { cause: error });
  }
}

// The library wraps what the file system says.
function isMissing(error: unknown): boolean {
  const { code, cause } = error as { code?: unknown; cause?: unknown };
  return code === "ENOENT" || (cause instanceof Error && isMissing(cause));
}
