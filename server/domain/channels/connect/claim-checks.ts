import { Prisma } from "#server/db/client.ts";
import type { Context } from "#server/domain/context.ts";

const CHECK_EVERY_MS = 15 * 60_000;

/** Takes channels whose last check is too long ago; nobody else checks them meanwhile. */
export async function claimChecks(
  { db, clock }: Context,
  limit: number,
): Promise<string[]> {
  const now = clock.now();
  const due = new Date(now.getTime() - CHECK_EVERY_MS);
  const rows = await db.sql.$queryRaw<{ id: string }[]>(Prisma.sql`
    update channel set "checkedAt" = ${now}::timestamptz where id in (
      select id from channel where enabled and "deletedAt" is null
        and ("checkedAt" is null or "checkedAt" < ${due}::timestamptz)
      order by "checkedAt" nulls first limit ${limit} for update skip locked)
    returning id`);
  return rows.map(({ id }) => id);
}
