import { rm } from "node:fs/promises";
import type { FileStore } from "#server/domain/file-store.ts";
import { writePart } from "#server/domain/files/disk-room.ts";
import { isFileKey } from "#server/domain/files/store.ts";

export type Moved = { files: number; bytes: number };

const FOLDERS = 256;
/** Beside keys. A list of names, each of which is a note of its own. */
const LISTS = ["erased", "erased-ids", "erased-keys"];

/**
 * Moves every file from the other place to the place of new ones: copied, its
 * size compared, then removed. Whoever reads a file meanwhile finds it in one
 * of the two. Safe to repeat, and to break off.
 * @param told is called after each folder, with the number of 256 and what was moved so far
 * @returns null: there is one place only
 */
export async function moveFiles(
  { backends, partsFolder }: FileStore,
  told: (folder: number, moved: Moved) => void,
): Promise<Moved | null> {
  const [to, from] = backends;
  if (!to || !from) return null;
  const moved = { files: 0, bytes: 0 };
  for (let nth = 0; nth < FOLDERS; nth += 1) {
    const folder = nth.toString(16).padStart(2, "0");
    for (const { key } of await from.list(folder)) {
      if (!isFileKey(key)) continue;
      const part = await writePart(
        partsFolder,
        from.read(key),
        Number.MAX_SAFE_INTEGER,
      );
      try {
        await to.keep(key, part.path);
      } finally {
        await rm(part.path, { force: true });
      }
      const size = await to.size(key);
      if (size !== part.size)
        throw new Error(
          `${to.name}: ${key} has ${size} bytes, where ${part.size} were written.`,
        );
      await from.remove(key);
      moved.files += 1;
      moved.bytes += size;
    }
    told(nth + 1, moved);
  }
  // Notes are read in both places; the copies outlast the place that is given up.
  for (const list of LISTS)
    for (const name of await from.listNotes(list))
      await to.writeNote(`${list}/${name}`, "");
  return moved;
}
