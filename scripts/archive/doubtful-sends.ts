import { Prisma } from "#server/db/client.ts";
import { inSqlTransaction } from "#server/db/transaction.ts";
import type { Context } from "#server/domain/context.ts";
import { recordFailed } from "#server/domain/messages/delivery.ts";

const HELD_YEARS = 10;

/**
 * A message that waited to be sent when the backup was made was probably sent
 * afterwards. The first of each thread becomes uncertain, so that it is looked
 * up at the vendor and not sent again blindly; the others are held back for
 * `failHeldSends`, because one thread has one send in doubt.
 */
export const DOUBT_SENDS: readonly string[] = [
  `UPDATE send_job j SET state = 'uncertain', "leaseTill" = NULL, "dueAt" = now(),
     "startedAt" = coalesce(j."startedAt", j."createdAt")
   WHERE j.state <> 'uncertain' AND NOT EXISTS (SELECT 1 FROM send_job e WHERE e."threadId" = j."threadId"
     AND e."messageId" <> j."messageId" AND (e.state <> 'queued' OR (j.state = 'queued' AND e.seq < j.seq)))`,
  `UPDATE message m SET status = 'sending', version = m.version + 1 FROM send_job j
   WHERE j."messageId" = m.id AND j.state = 'uncertain' AND m.status = 'queued'`,
  `UPDATE send_job SET "dueAt" = now() + interval '${HELD_YEARS} years' WHERE state = 'queued'`,
];

/** Lets the messages that were held back fail as possibly sent: an agent decides. Returns their number. */
export async function failHeldSends({
  db,
  clock,
}: Pick<Context, "db" | "clock">): Promise<number> {
  const held = await db.sql.$queryRaw<{ messageId: string; createdAt: Date }[]>(
    Prisma.sql`select "messageId", "createdAt" from send_job
      where state = 'queued' and "dueAt" > now() + interval '1 year' order by seq`,
  );
  for (const { messageId, createdAt } of held) {
    await inSqlTransaction(db, (tx) =>
      recordFailed(tx, {
        messageId,
        failure: {
          key: "maybe_sent",
          code: null,
          subcode: null,
          message: "restored from a backup",
          trace: null,
          attemptedAt: createdAt.toISOString(),
        },
        now: clock.now(),
      }),
    );
  }
  return held.length;
}
