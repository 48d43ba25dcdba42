import fs from "node:fs/promises";
import path from "node:path";
import { AppError } from "#server/domain/app-error.ts";
import {
  closedCode,
  hasRoom,
  keepPart,
  noRoomCode,
  writeWhole,
} from "#server/domain/files/disk-room.ts";
import type { FileBackend } from "#server/domain/file-backend.ts";

const CHUNK_BYTES = 64 * 1024;

/** Files on the disk, below `root`. Nothing is created before the first of them. */
export function diskBackend(root: string, parts: string): FileBackend {
  const pathOf = (name: string) => path.join(root, name);
  return {
    name: root,
    pathOf,
    put: (key, bytes) => writeWhole(pathOf(key), parts, bytes),
    keep: (key, part) => keepPart(part, pathOf(key)),
    async *read(key, range) {
      const file = await found(key, () => fs.open(pathOf(key)));
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
    },
    size: (key) => found(key, async () => (await fs.stat(pathOf(key))).size),
    remove: (key) => fs.rm(pathOf(key), { force: true }),
    async list(folder) {
      const names = (await fs.readdir(pathOf(folder)).catch(absent)) ?? [];
      const files = [];
      for (const name of names) {
        const key = `${folder}/${name}`;
        const stat = await fs.stat(pathOf(key)).catch(absent);
        if (stat?.isFile()) files.push({ key, at: stat.mtime });
      }
      return files;
    },
    readNote: (name) => fs.readFile(pathOf(name), "utf8").catch(absent),
    writeNote: (name, text) =>
      writeWhole(pathOf(name), parts, Buffer.from(text)),
    async listNotes(folder) {
      return (await fs.readdir(pathOf(folder)).catch(absent)) ?? [];
    },
    troubleOf(error) {
      const full = noRoomCode(error);
      if (full !== null) return { code: "storage_full", reason: full };
      const reason = closedCode(error);
      return reason === null ? null : { code: "storage_unavailable", reason };
    },
    canKeep: () => hasRoom(parts),
    async space() {
      // The folder of the files comes with the first of them.
      const disk = await fs.statfs(path.dirname(root)).catch(() => null);
      return (
        disk && {
          freeBytes: disk.bavail * disk.bsize,
          totalBytes: disk.blocks * disk.bsize,
        }
      );
    },
  };
}

/** @throws any error other than a missing file */
export function absent(error: NodeJS.ErrnoException): null {
  if (error.code !== "ENOENT") throw error;
  return null;
}

async function found<T>(key: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    throw new AppError("file_gone", { key }, { cause: error });
  }
}
