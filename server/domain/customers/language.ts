import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { wakeAfterCommit } from "#server/db/wakes.ts";

/** A new customer's language comes with the profile, a moment later. Nothing waits longer than this for it. */
export const LANGUAGE_MS = 5_000;

/** SQL condition on an identity `i`: the customer is new, and the profile has not arrived. */
export function languageIsComing(now: Date): Prisma.Sql {
  const since = new Date(now.getTime() - LANGUAGE_MS);
  return Prisma.sql`(i."profileState" = 'pending' and i."createdAt" > ${since}::timestamptz)`;
}

/** Ends the wait for the customer's profile, which has arrived or will not: timers that waited for it are due. */
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
