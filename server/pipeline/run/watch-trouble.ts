import { Prisma } from "#server/db/client.ts";
import { inSqlTransaction } from "#server/db/transaction.ts";
import type { Context } from "#server/domain/context.ts";
import { raiseAlerts } from "#server/domain/assignment/alerts.ts";
import { WAITS } from "#server/pipeline/inbound/deliveries.ts";

const KIND = "deliveries_wait";
/** The time a delivery may wait for something else before an alert is raised. */
const PATIENCE = "60 seconds";
/** While the trouble lasts, the alert is repeated this often. */
const TOLD_EVERY = "30 minutes";

/**
 * Alerts the admins that deliveries wait for something else (a lock, a full
 * disk). Nothing is lost, but an admin should look.
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
