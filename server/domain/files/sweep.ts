import fs from "node:fs/promises";
import path from "node:path";
import { Prisma } from "#server/db/client.ts";
import type { Context } from "#server/domain/context.ts";
import { absent } from "#server/domain/files/disk-backend.ts";
import type { FileBackend } from "#server/domain/file-backend.ts";
import { isFileKey } from "#server/domain/files/store.ts";

/** A part is written in seconds; an older one was left by a process that died. */
const PART_MAX_AGE_MS = 3_600_000;
/** A file exists before its row, and a row may be removed before its file. */
const FILE_MIN_AGE_MS = 24 * 3_600_000;
/** Files lie in 256 folders. At this many per round, all are visited within hours. */
const FOLDERS = 256;
const FOLDERS_A_ROUND = 16;
export const SWEEP_EVERY_MS = 10 * 60_000;
const KEYS_A_QUERY = 5_000;
/** The note that names the installation these files belong to. */
const MARKER = "installation";

/**
 * Removes files that no row names: left by a process that died between writing
 * a file and its row. It visits a sixteenth of the folders each time. It does
 * nothing in a place of another installation, whose rows it cannot know.
 * @returns the number of removed files
 */
export async function sweepFiles(context: Context): Promise<number> {
  const { backends, partsFolder } = context.files;
  const now = context.clock.now().getTime();
  let removed = await removeParts(partsFolder, now - PART_MAX_AGE_MS);
  for (const backend of backends) {
    try {
      removed += await sweep(context, backend, now);
    } catch (error) {
      // A place that cannot be written, not even a mark, is reported elsewhere; another round follows.
      if (backend.troubleOf(error) === null) throw error;
    }
  }
  if (removed > 0) context.log.info({ removed }, "files of no row removed");
  return removed;
}

async function sweep(
  context: Context,
  backend: FileBackend,
  now: number,
): Promise<number> {
  if (!(await isOurs(context, backend))) return 0;
  let removed = 0;
  const first = (Math.floor(now / SWEEP_EVERY_MS) * FOLDERS_A_ROUND) % FOLDERS;
  const old: string[] = [];
  for (let n = 0; n < FOLDERS_A_ROUND; n += 1) {
    const folder = (first + n).toString(16).padStart(2, "0");
    for (const { key, at } of await backend.list(folder))
      if (at.getTime() < now - FILE_MIN_AGE_MS && isFileKey(key)) old.push(key);
  }
  for (let at = 0; at < old.length; at += KEYS_A_QUERY) {
    const keys = old.slice(at, at + KEYS_A_QUERY);
    const named = await namedKeys(context, keys);
    for (const key of keys.filter((one) => !named.has(one))) {
      await backend.remove(key);
      removed += 1;
    }
  }
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
 * which a copy of the database keeps. Another database on the same folder or
 * bucket finds it taken.
 */
async function isOurs(
  { db, log }: Context,
  backend: FileBackend,
): Promise<boolean> {
  const [first] = await db.sql.$queryRaw<{ id: string }[]>`
    SELECT id FROM agent ORDER BY "createdAt", id LIMIT 1`;
  if (!first) return false;
  const marked = await backend.readNote(MARKER);
  if (marked === null) {
    await backend.writeNote(MARKER, first.id);
    return true;
  }
  if (marked !== first.id)
    log.warn(
      { place: backend.name },
      "files of another installation are not swept",
    );
  return marked === first.id;
}

async function removeParts(folder: string, before: number): Promise<number> {
  let removed = 0;
  for (const name of (await fs.readdir(folder).catch(absent)) ?? []) {
    const part = path.join(folder, name);
    const stat = await fs.stat(part).catch(absent);
    if (!stat?.isFile() || stat.mtimeMs >= before) continue;
    await fs.rm(part, { force: true });
    removed += 1;
  }
  return removed;
}
