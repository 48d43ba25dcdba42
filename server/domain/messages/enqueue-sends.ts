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
  /** Since when the customer waited whom the first of them answers; null: nobody waited. */
  answersSince: Date | null = null,
): Promise<void> {
  const rows = messages.map(({ id, threadId, channelId }, index) => ({
    messageId: id,
    threadId,
    channelId,
    answersSince: index === 0 ? answersSince : null,
  }));
  wakeAfterCommit(tx, "send");
  const jobs = tx.$executeRaw(Prisma.sql`
    insert into send_job ("messageId", "threadId", "channelId", "answersSince")
    select x."messageId", x."threadId", x."channelId", x."answersSince"
    from rows from (jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as ("messageId" uuid, "threadId" uuid, "channelId" uuid, "answersSince" timestamptz)) with ordinality
      as x("messageId", "threadId", "channelId", "answersSince", nth)
    where not exists (select from thread t where t.id = x."threadId" and t.test) order by x.nth`);
  const kept = tx.$executeRaw(Prisma.sql`
    update message m set status = 'sent' from thread t
    where m.id = any(${messages.map(({ id }) => id)}::uuid[]) and t.id = m."threadId" and t.test`);
  // In one round trip.
  await Promise.all([jobs, kept]);
}
