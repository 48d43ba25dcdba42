import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { wakeAfterCommit } from "#server/db/wakes.ts";

/**
 * Writes the intent with the message: one job per message, in the given order.
 * A message of a test thread goes nowhere: it gets no job and is done.
 */
export async function enqueueSends(
  tx: Sql,
  messages: readonly { id: string; threadId: string; channelId: string }[],
): Promise<void> {
  const rows = messages.map(({ id, threadId, channelId }) => ({
    messageId: id,
    threadId,
    channelId,
  }));
  wakeAfterCommit(tx, "send");
  const jobs = tx.$executeRaw(Prisma.sql`
    insert into send_job ("messageId", "threadId", "channelId")
    select x."messageId", x."threadId", x."channelId"
    from rows from (jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as ("messageId" uuid, "threadId" uuid, "channelId" uuid)) with ordinality
      as x("messageId", "threadId", "channelId", nth)
    where not exists (select from thread t where t.id = x."threadId" and t.test) order by x.nth`);
  const kept = tx.$executeRaw(Prisma.sql`
    update message m set status = 'sent' from thread t
    where m.id = any(${messages.map(({ id }) => id)}::uuid[]) and t.id = m."threadId" and t.test`);
  // In one round trip.
  await Promise.all([jobs, kept]);
}
