import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { wakeAfterCommit } from "#server/db/wakes.ts";

/** A brand-new customer's language comes with the profile, a moment later; nobody waits longer for it. */
export const LANGUAGE_MS = 5_000;

/** Of an identity `i`: they have just come, and their profile has not yet. */
export function languageIsComing(now: Date): Prisma.Sql {
  const since = new Date(now.getTime() - LANGUAGE_MS);
  return Prisma.sql`(i."profileState" = 'pending' and i."createdAt" > ${since}::timestamptz)`;
}

/** The customer's profile has come, or will not: what waits for it is due. */
export async function endWaitForLanguage(
  tx: Sql,
  identityId: string,
  now: Date,
): Promise<void> {
  wakeAfterCommit(tx, "timers");
  await tx.$executeRaw(Prisma.sql`
    update timer set "dueAt" = least("dueAt", ${now}::timestamptz)
    where kind in ('language', 'rules')
      and key in (select id::text from thread where "identityId" = ${identityId}::uuid)`);
}
