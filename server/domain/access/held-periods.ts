import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";

/** A period under a legal hold, from its first moment to before `to`. */
export type HeldPeriod = { from: Date; to: Date };

/** SQL: the hold `h` has not ended. */
export const isActive = Prisma.sql`h."endedAt" is null and (h.until is null or h.until > now())`;

/** Reads the periods under a hold, in their order; those that overlap are one. */
export function readHeldPeriods(
  reader: Pick<Sql, "$queryRaw">,
): Promise<HeldPeriod[]> {
  return reader.$queryRaw(Prisma.sql`
    select lower(period) as "from", upper(period) as "to" from (
      select unnest(range_agg(tstzrange(h."heldFrom", h."heldTo"))) as period
      from legal_hold h where h."heldFrom" is not null and ${isActive}) held order by 1`);
}

/**
 * SELECT of what lies outside the periods: one `select` for each gap between them. A condition on all periods in one
 * `select` would read what is held, which may be most of a table, in every sweep; a gap is found by the index of `at`.
 */
export function outside(
  periods: readonly HeldPeriod[],
  at: Prisma.Sql,
  select: (isFree: Prisma.Sql) => Prisma.Sql,
): Prisma.Sql {
  const ends: (Date | null)[] = [null, ...periods.map(({ to }) => to)];
  const gaps = ends.map((end, index) => {
    const next = periods[index]?.from;
    return Prisma.join(
      [
        ...(end ? [Prisma.sql`${at} >= ${end}::timestamptz`] : []),
        ...(next ? [Prisma.sql`${at} < ${next}::timestamptz`] : []),
        Prisma.sql`true`,
      ],
      " and ",
    );
  });
  return Prisma.join(gaps.map(select), " union all ");
}

/** SQL condition: `at` lies in none of the periods. For a time that no index finds. */
export function isOutside(
  periods: readonly HeldPeriod[],
  at: Prisma.Sql,
): Prisma.Sql {
  const each = periods.map(
    ({ from, to }) =>
      Prisma.sql`not (${at} >= ${from}::timestamptz and ${at} < ${to}::timestamptz)`,
  );
  return Prisma.join([...each, Prisma.sql`true`], " and ");
}

/** SQL condition: the thread `t` has something of a period under a hold. */
export const isOfHeldPeriod = Prisma.sql`exists (select from legal_hold h
  where h."heldFrom" is not null and ${isActive} and ${hasOf(Prisma.sql`t.id`)})`;

/** SQL condition: the thread has a message, or a scheduled one that was held, of the period of the hold `h`. */
function hasOf(threadId: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`(exists (select from message m where m."threadId" = ${threadId}
      and m."sentAt" >= h."heldFrom" and m."sentAt" < h."heldTo")
    or exists (select from scheduled_message s where s."threadId" = ${threadId} and s."heldCode" is not null
      and s."dueAt" >= h."heldFrom" and s."dueAt" < h."heldTo"))`;
}

/**
 * SQL condition: the period of the hold `h` has something of the customers, or of one of their conversations. Their
 * threads and leads are few, so an index finds each.
 */
export function isOfCustomers(
  customerIds: string[],
  threadId: string | null,
): Prisma.Sql {
  const theirs = Prisma.sql`t."customerId" = any(${customerIds}::uuid[])`;
  const inThread = hasOf(Prisma.sql`t.id`);
  if (threadId !== null)
    return Prisma.sql`exists (select from thread t where ${theirs} and t.id = ${threadId}::uuid and ${inThread})`;
  return Prisma.sql`(exists (select from thread t where ${theirs} and ${inThread})
    or exists (select from lead l where l."customerId" = any(${customerIds}::uuid[])
      and l."createdTime" >= h."heldFrom" and l."createdTime" < h."heldTo"))`;
}
