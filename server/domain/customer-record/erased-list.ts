import { Prisma } from "#server/db/client.ts";
import type { Context } from "#server/domain/context.ts";
import { isId } from "#server/runtime/crypto.ts";

/**
 * The ids of erased customers as names of empty notes, beside the stored
 * files. It lies outside the database so that a backup of a time before an
 * erasure does not bring the person back for good.
 */
const FOLDER = "erased";

/** Puts customers on the list. Safe to repeat. */
export async function noteErased(
  { files }: Pick<Context, "files">,
  ids: string[],
): Promise<void> {
  const [place] = files.backends;
  for (const id of ids) await place?.writeNote(`${FOLDER}/${id}`, "");
}

/** Puts on the list whomever a crash after an erasure has kept off it. */
export async function completeErasedList(context: Context): Promise<void> {
  const rows = await context.db.sql.$queryRaw<{ id: string }[]>(
    Prisma.sql`select id from customer where "erasedAt" is not null`,
  );
  const known = new Set(await readErasedList(context));
  const missing = rows.flatMap(({ id }) => (known.has(id) ? [] : id));
  if (missing.length > 0) await noteErased(context, missing);
}

/** The ids on the list, in no order. */
export async function readErasedList({
  files,
}: Pick<Context, "files">): Promise<string[]> {
  const names = new Set<string>();
  for (const place of files.backends)
    for (const name of await place.listNotes(FOLDER)) names.add(name);
  return [...names].filter(isId);
}
