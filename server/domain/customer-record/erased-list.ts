import fs from "node:fs/promises";
import path from "node:path";
import { Prisma } from "#server/db/client.ts";
import type { Context } from "#server/domain/context.ts";

/**
 * The ids of erased customers as names of empty files, beside the stored
 * files. It lies outside the database so that a backup of a time before an
 * erasure does not bring the person back for good.
 */
const FOLDER = "erased";
const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** Erasures of this time are looked at again, should a crash have kept one off the list. */
const LOOK_BACK = "31 days";

const folderOf = ({ files }: Pick<Context, "files">) =>
  path.join(files.folders.files, FOLDER);

/** Puts recent erasures on the list. Safe to repeat. */
export async function keepErasedList(context: Context): Promise<void> {
  const rows = await context.db.sql.$queryRaw<{ id: string }[]>(Prisma.sql`
    select id from customer where "erasedAt" > now() - ${LOOK_BACK}::interval`);
  if (rows.length === 0) return;
  const known = new Set(await readErasedList(context));
  const folder = folderOf(context);
  await fs.mkdir(folder, { recursive: true });
  for (const { id } of rows)
    if (!known.has(id)) await fs.writeFile(path.join(folder, id), "");
}

export async function readErasedList(context: Context): Promise<string[]> {
  const names = await fs.readdir(folderOf(context)).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  });
  return names.filter((name) => ID.test(name));
}
