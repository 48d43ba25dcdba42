import { Prisma, type Database } from "#server/db/client.ts";
import { AppError } from "#server/domain/app-error.ts";
import { createFileStore } from "#server/domain/files/store.ts";
import type { Env } from "#server/runtime/env.ts";
import { failed, ok, reasonOf, type Check } from "./check.ts";

const NEWEST = 20;

/**
 * Whether this machine has the newest files that the database names. A machine
 * whose shared folder is not mounted has only its own. Nothing is found while
 * there is no file.
 */
export async function checkKeptFiles(env: Env, db: Database): Promise<Check[]> {
  const key = "files";
  const store = createFileStore({ dataDir: env.dataDir, files: env.files });
  const place = store.backends.map(({ name }) => name).join(" or ");
  const missing: string[] = [];
  const newest = await newestKeys(db);
  try {
    for (const file of newest) if (!(await has(file))) missing.push(file);
  } catch (error) {
    const cause = error instanceof AppError ? error.cause : error;
    return [
      failed(
        key,
        `Files in ${place} cannot be read: ${reasonOf(cause)}.`,
        "Let the user that runs Parley read the folder, and run the doctor as that user.",
      ),
    ];
  }
  const gone = await stillNamed(db, missing);
  if (gone > 0)
    return [
      failed(
        key,
        `${gone} of the ${newest.length} newest files are not in ${place}.`,
        "With several machines, mount the folder that they share, or use a bucket (docs/operating/files.md). Otherwise restore the folder from a backup.",
      ),
    ];
  return newest.length === 0
    ? []
    : [ok(key, `The newest files are in ${place}.`)];

  async function has(file: string): Promise<boolean> {
    try {
      await store.size(file);
      return true;
    } catch (error) {
      if (error instanceof AppError && error.code === "file_gone") return false;
      throw error;
    }
  }
}

/** Ids are in the order of time, and have an index. */
async function newestKeys(db: Database): Promise<string[]> {
  const rows = await db.sql.$queryRaw<{ key: string }[]>(Prisma.sql`
    select "storageKey" as key from attachment
    where state = 'stored' and "storageKey" is not null order by id desc limit ${NEWEST}`);
  return rows.map(({ key }) => key);
}

/** How many of the files are named still: one may have been removed while the doctor looked. */
async function stillNamed(db: Database, keys: string[]): Promise<number> {
  if (keys.length === 0) return 0;
  const [row] = await db.sql.$queryRaw<{ count: bigint }[]>(Prisma.sql`
    select count(distinct "storageKey") from attachment where "storageKey" = any(${keys}::text[])`);
  return Number(row?.count ?? 0);
}
