import { Prisma } from "#server/db/client.ts";
import { inSqlTransaction } from "#server/db/transaction.ts";
import { commandLine } from "#server/domain/access/audit.ts";
import type { Context } from "#server/domain/context.ts";
import { eraseUnchecked } from "./erase.ts";
import { adoptLedger, readErasedList } from "./erased-list.ts";

/** Completes the ledger of erased ids, then erases customers whom a backup of a time before their erasure has brought back. @returns how many */
export async function eraseAgain(context: Context): Promise<number> {
  await inSqlTransaction(context.db, (tx) => adoptLedger(context, tx));
  const ids = await readErasedList(context);
  for (let count = 0; ; count += 1) {
    // One erasure takes the customers that were merged into it, so it is asked anew.
    const [back] = await context.db.sql.$queryRaw<{ id: string }[]>(Prisma.sql`
      select id from customer where id = any(${ids}::uuid[]) and "erasedAt" is null
      order by "mergedIntoId" nulls first, id limit 1`);
    if (!back) return count;
    await eraseUnchecked(context, commandLine, back.id, {
      follow: false,
      isAgain: true,
    });
  }
}
