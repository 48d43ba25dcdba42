import { Prisma } from "#server/db/client.ts";
import type { Context } from "#server/domain/context.ts";
import { UNDO_DAYS } from "./import-row.ts";
import { remove } from "./imports.ts";

/** A file that nobody has imported by then is removed. */
const KEEP_DRAFTS = "7 days";
const TOGETHER = 5_000;

/** Removes files that were never imported, and the rows of imports that can't be undone any more. The imports stay listed. */
export async function tidyImports(context: Context): Promise<void> {
  const { sql } = context.db;
  const drafts = await sql.$queryRaw<{ id: string }[]>(Prisma.sql`
    select id from data_import where "startedAt" is null and "createdAt" < now() - ${KEEP_DRAFTS}::interval`);
  for (const { id } of drafts) await remove(context, id);
  for (let gone = TOGETHER; gone === TOGETHER;)
    gone = await sql.$executeRaw(Prisma.sql`
      delete from data_import_row where ctid = any(array(
        select r.ctid from data_import i join data_import_row r on r."importId" = i.id
        where i."startedAt" < now() - ${UNDO_DAYS + 1}::int * interval '1 day' limit ${TOGETHER}::int))`);
}
