import { Prisma } from "#server/db/client.ts";
import type { Database } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";

const EVERY_MS = 10_000;

/** By channel, when this process last wrote it, in ms. */
const noted = new WeakMap<Database, Map<string, number>>();

/** Shows in the settings that messages go out; every few seconds is often enough. */
export async function noteSent(
  db: Database,
  tx: Sql,
  channelId: string,
  now: Date,
): Promise<void> {
  const known = noted.get(db) ?? new Map<string, number>();
  noted.set(db, known);
  if (Math.abs(now.getTime() - (known.get(channelId) ?? 0)) < EVERY_MS) return;
  known.set(channelId, now.getTime());
  await tx.$executeRaw(Prisma.sql`
    update channel set "lastSentAt" = ${now}::timestamptz where id = ${channelId}::uuid
      and ("lastSentAt" is null or "lastSentAt" < ${now}::timestamptz)`);
}
