import { Prisma } from "#server/db/client.ts";
import type { Context } from "#server/domain/context.ts";

const ORPHAN_AFTER_MS = 24 * 3_600_000;
const ORPHANS_A_ROUND = 500;

/** Removes uploads that no message, canned reply, draft or scheduled message has within 24 hours. Returns their number. */
export async function removeOrphanUploads(context: Context): Promise<number> {
  const before = new Date(context.clock.now().getTime() - ORPHAN_AFTER_MS);
  // Rows are removed first: whoever takes an upload at this moment
  // either gets it or is told that it is gone.
  const rows = await context.db.sql.$queryRaw<
    { storageKey: string | null }[]
  >(Prisma.sql`
    delete from attachment where "messageId" is null and "cannedReplyId" is null and id in (
      select id from attachment
      where "messageId" is null and "cannedReplyId" is null and "createdAt" < ${before}::timestamptz
        and not exists (select 1 from draft d where d."agentId" = attachment."uploaderId" and attachment.id = any(d."attachmentIds"))
        and not exists (select 1 from scheduled_message s where s."agentId" = attachment."uploaderId" and attachment.id = any(s."attachmentIds"))
      order by "createdAt" limit ${ORPHANS_A_ROUND} for update skip locked)
    returning "storageKey"`);
  for (const { storageKey } of rows) {
    if (storageKey !== null) await context.files.remove(storageKey);
  }
  return rows.length;
}
