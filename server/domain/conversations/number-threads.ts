import { Prisma } from "#server/db/client.ts";
import type { Context } from "#server/domain/context.ts";

/** Rows of one transaction: each is locked until its end. */
const BATCH = 500;

/** Gives threads that are older than numbers theirs, the oldest first. Safe to repeat, and beside others. */
export async function numberOldThreads({ db }: Context): Promise<void> {
  for (;;) {
    const numbered = await db.sql.$executeRaw(Prisma.sql`
      update thread t set number = o.number from (
        select id, nextval('thread_old_number_seq') as number from (
          select id from thread where number is null order by id limit ${BATCH}::int for update skip locked) n) o
      where t.id = o.id`);
    if (numbered < BATCH) return;
  }
}
