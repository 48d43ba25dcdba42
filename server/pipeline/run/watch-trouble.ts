import { Prisma } from "#server/db/client.ts";
import { inSqlTransaction } from "#server/db/transaction.ts";
import type { Context } from "#server/domain/context.ts";
import { raiseAlerts } from "#server/domain/assignment/alerts.ts";
import { WAITS } from "#server/pipeline/inbound/deliveries.ts";

const KIND = "deliveries_wait";
/** So long what came in may wait for something else before somebody hears of it. */
const PATIENCE = "60 seconds";
/** While it lasts, it is told again. */
const TOLD_EVERY = "30 minutes";

/**
 * Tells the administrators that what came in waits for something else (a lock, a
 * full disk): nothing is lost, but somebody should look.
 */
export async function watchTrouble(context: Context): Promise<void> {
  await inSqlTransaction(context.db, async (tx) => {
    const [oldest] = await tx.$queryRaw<{ error: string; receivedAt: Date }[]>(
      Prisma.sql`
        select d.error, d."receivedAt" from delivery d
        where d.state = 'pending' and starts_with(d.error, ${WAITS}) and d."receivedAt" < now() - ${PATIENCE}::interval
          and not exists (select 1 from alert a where a.kind = ${KIND} and a."createdAt" > now() - ${TOLD_EVERY}::interval)
        order by d.id limit 1`,
    );
    if (!oldest) return;
    const reason = oldest.error.slice(`${WAITS} (`.length, -1);
    const since = oldest.receivedAt.toISOString();
    const alert = { kind: KIND, detail: { reason, since } };
    await raiseAlerts(tx, [alert], context.clock.now());
  });
}
