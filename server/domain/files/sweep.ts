import fs from "node:fs/promises";
import path from "node:path";
import { Prisma } from "#server/db/client.ts";
import type { Context } from "#server/domain/context.ts";
import { noRoomCode, writeWhole } from "#server/domain/files/disk-room.ts";

/** A part is written in seconds; an older one was left by a process that died. */
const PART_MAX_AGE_MS = 3_600_000;
/** A file exists before its row, and a row may be removed before its file. */
const FILE_MIN_AGE_MS = 24 * 3_600_000;
/** Files lie in 256 folders. At this many per round, all are visited within hours. */
const FOLDERS = 256;
const FOLDERS_A_ROUND = 16;
export const SWEEP_EVERY_MS = 10 * 60_000;
const KEYS_A_QUERY = 5_000;
/** The file that names the installation these files belong to. */
const MARKER = "installation";

/**
 * Removes files that no row names: left by a process that died between writing
 * a file and its row. It visits a sixteenth of the folders each time. It does
 * nothing in a folder of another installation, whose rows it cannot know.
 * @returns the number of removed files
 */
export async function sweepFiles(context: Context): Promise<number> {
  try {
    return await sweep(context);
  } catch (error) {
    // A disk that cannot be written, not even a mark, is reported elsewhere; another round follows.
    if (noRoomCode(error) === null) throw error;
    return 0;
  }
}

async function sweep(context: Context): Promise<number> {
  const { folders } = context.files;
  const now = context.clock.now().getTime();
  let removed = await removeOld(folders.parts, now - PART_MAX_AGE_MS);
  if (!(await isOurs(context))) return removed;
  const first = (Math.floor(now / SWEEP_EVERY_MS) * FOLDERS_A_ROUND) % FOLDERS;
  const old: string[] = [];
  for (let n = 0; n < FOLDERS_A_ROUND; n += 1) {
    const folder = (first + n).toString(16).padStart(2, "0");
    const names = await oldFiles(
      path.join(folders.files, folder),
      now - FILE_MIN_AGE_MS,
    );
    old.push(...names.map((name) => `${folder}/${name}`));
  }
  for (let at = 0; at < old.length; at += KEYS_A_QUERY) {
    const keys = old.slice(at, at + KEYS_A_QUERY);
    const named = await namedKeys(context, keys);
    for (const key of keys.filter((one) => !named.has(one))) {
      await fs.rm(path.join(folders.files, key), { force: true });
      removed += 1;
    }
  }
  if (removed > 0) context.log.info({ removed }, "files of no row removed");
  return removed;
}

/** A column that names files is a text column ending in `Key`, so a new one is covered at once. */
async function namedKeys(
  { db }: Context,
  keys: string[],
): Promise<Set<string>> {
  const columns = await db.sql.$queryRaw<{ table: string; column: string }[]>`
    SELECT table_name AS "table", column_name AS "column" FROM information_schema.columns
    WHERE table_schema = current_schema() AND column_name LIKE '%Key' AND data_type = 'text'`;
  const named = new Set<string>();
  for (const { table, column } of columns) {
    const name = Prisma.raw(`"${column.replaceAll('"', '""')}"`);
    const from = Prisma.raw(`"${table.replaceAll('"', '""')}"`);
    const rows = await db.sql.$queryRaw<{ key: string }[]>`
      SELECT ${name} AS key FROM ${from} WHERE ${name} = ANY(${keys}::text[])`;
    for (const { key } of rows) named.add(key);
  }
  return named;
}

/**
 * The first sweep puts its mark: the id of the installation's first user,
 * which a copy of the database keeps. Another database on the same folder
 * finds it taken.
 */
async function isOurs({ db, files, log }: Context): Promise<boolean> {
  const [first] = await db.sql.$queryRaw<{ id: string }[]>`
    SELECT id FROM agent ORDER BY "createdAt", id LIMIT 1`;
  if (!first) return false;
  const file = path.join(files.folders.files, MARKER);
  const marked = await fs.readFile(file, "utf8").catch(absent);
  if (marked === null) {
    if ((await fs.stat(files.folders.files).catch(absent)) === null)
      return false; // nothing was ever kept
    await writeWhole(file, files.folders.parts, Buffer.from(first.id));
    return true;
  }
  if (marked !== first.id)
    log.warn({ file }, "files of another installation are not swept");
  return marked === first.id;
}

async function removeOld(folder: string, before: number): Promise<number> {
  const names = await oldFiles(folder, before);
  for (const name of names) {
    await fs.rm(path.join(folder, name), { force: true });
  }
  return names.length;
}

async function oldFiles(folder: string, before: number): Promise<string[]> {
  const names = (await fs.readdir(folder).catch(absent)) ?? [];
  const old: string[] = [];
  for (const name of names) {
    const stat = await fs.stat(path.join(folder, name)).catch(absent);
    if (stat?.isFile() && stat.mtimeMs < before) old.push(name);
  }
  return old;
}

/** @throws any error other than a missing file */
function absent(error: NodeJS.ErrnoException): null {
  if (error.code !== "ENOENT") throw error;
  return null;
}
