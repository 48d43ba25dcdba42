import { KINDS_OF_OTHERS } from "#contract/notifications/push.ts";
import { Prisma } from "#server/db/client.ts";

/** SQL: a device `s` gets notifications of this kind now. */
export function deviceWants(kind: Prisma.Sql, now: Date): Prisma.Sql {
  return Prisma.sql`((s.wants = 'all' or ${kind} not in (${Prisma.join([...KINDS_OF_OTHERS])}))
    and (s."mutedUntil" is null or s."mutedUntil" <= ${now}::timestamptz))`;
}
