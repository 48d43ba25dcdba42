import { Prisma } from "#server/db/client.ts";
import { inTransaction } from "#server/db/transaction.ts";
import type { Context } from "#server/domain/context.ts";
import type { TimerKind } from "#server/domain/threads/timers.ts";
import { wakeSnoozed } from "#server/domain/threads/ownership.ts";

type Due = { id: string; kind: TimerKind; key: string };

const BATCH = 20;

/**
 * Does what has become due, each timer in one transaction with its removal: a
 * crash leaves both undone.
 * @returns whether there may be more.
 */
export async function runTimersOnce(context: Context): Promise<boolean> {
  let ran = 0;
  while (ran < BATCH && (await runOne(context))) ran += 1;
  if (ran > 0) context.wake("announce");
  return ran === BATCH;
}

function runOne(context: Context): Promise<boolean> {
  return inTransaction(context.db, async (tx) => {
    const now = context.clock.now();
    const [timer] = await tx.$queryRaw<Due[]>(Prisma.sql`
      select id, kind, key from timer where "dueAt" <= ${now}::timestamptz
      order by "dueAt" limit 1 for update skip locked`);
    if (!timer) return false;
    switch (timer.kind) {
      case "snooze":
        await wakeSnoozed(tx, timer.key, now);
        break;
    }
    await tx.$executeRaw(
      Prisma.sql`delete from timer where id = ${timer.id}::uuid`,
    );
    return true;
  });
}
