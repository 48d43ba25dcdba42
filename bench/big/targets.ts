import { DEFAULT_REPLY_TARGET } from "#contract/routing/reply-target.ts";
import { Prisma, type Database } from "#server/db/client.ts";
import { inSqlTransaction } from "#server/db/transaction.ts";

const TARGET = { ...DEFAULT_REPLY_TARGET, clock: "wall" };

/** Gives the queues of a filled company a reply target, and their waiting customers the time when it runs out. Repeatable. */
export async function giveTargets(db: Database): Promise<void> {
  await inSqlTransaction(db, async (tx) => {
    await tx.$executeRaw(Prisma.sql`
      update queue set "replyTarget" = ${JSON.stringify(TARGET)}::jsonb where "replyTarget" is null`);
    await tx.$executeRaw(Prisma.sql`
      update thread set "replyDueAt" = "waitingSince" + ${TARGET.firstSeconds}::int * interval '1 second'
      where "replyDueAt" is null and "waitingSince" is not null and "routedToType" = 'queue' and status in ('waiting', 'open')`);
  });
}
