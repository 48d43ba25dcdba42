import { Prisma } from "#server/db/client.ts";
import { inSqlTransaction } from "#server/db/transaction.ts";
import { startAfterOutage } from "./backfill.ts";
import type { Context } from "#server/domain/context.ts";

/** Shorter than that, vendors deliver again what was not taken. */
const OUTAGE_MS = 5 * 60_000;
const KEY = "receiving";

/**
 * Called with every heartbeat of a process that takes webhooks. If none has
 * called it for longer than an outage, what customers wrote meanwhile is read
 * from the vendors: once, whichever process comes first.
 */
export async function noteReceiving(context: Context): Promise<void> {
  const now = context.clock.now();
  const at = JSON.stringify(now.toISOString());
  await inSqlTransaction(context.db, async (tx) => {
    const [before] = await tx.$queryRaw<{ value: string }[]>(
      Prisma.sql`select value from setting where key = ${KEY} for update`,
    );
    await tx.$executeRaw(Prisma.sql`
      insert into setting (key, value, "updatedAt") values (${KEY}, ${at}::jsonb, now())
      on conflict (key) do update set value = excluded.value, "updatedAt" = excluded."updatedAt"`);
    if (!before) return;
    const since = new Date(before.value);
    if (now.getTime() - since.getTime() > OUTAGE_MS)
      await startAfterOutage(tx, since, now);
  });
}
