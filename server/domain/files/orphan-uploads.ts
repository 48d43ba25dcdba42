import { Prisma } from "#server/db/client.ts";
import type { Context } from "#server/domain/context.ts";

const ORPHAN_AFTER_MS = 24 * 3_600_000;
const ORPHANS_A_ROUND = 500;

/** Forgets uploads that no message took within 24 hours; answers how many. */
export async function removeOrphanUploads(context: Context): Promise<number> {
  const before = new Date(context.clock.now().getTime() - ORPHAN_AFTER_MS);
  // Rows first: a message that takes one in this moment either has it or is told that it is gone.
  const rows = await context.db.sql.$queryRaw<
    { storageKey: string | null }[]
  >(Prisma.sql`
    delete from attachment where "messageId" is null and id in (
      select id from attachment
      where "messageId" is null and "createdAt" < ${before}::timestamptz
      order by "createdAt" limit ${ORPHANS_A_ROUND} for update skip locked)
    returning "storageKey"`);
  for (const { storageKey } of rows) {
    if (storageKey !== null) await context.files.remove(storageKey);
  }
  return rows.length;
}
