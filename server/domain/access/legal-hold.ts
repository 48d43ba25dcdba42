import { mayDo } from "#contract/people/policy.ts";
import type { LegalHold } from "#contract/customers/legal-hold.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { AppError } from "#server/domain/app-error.ts";
import type { AuditActor } from "#server/domain/access/audit.ts";

/** SQL: the hold `h` has not ended. */
const isActive = Prisma.sql`h."endedAt" is null and (h.until is null or h.until > now())`;

/** SQL: the thread `t`, or its customer, is under a hold. */
export const isHeldThread = Prisma.sql`exists (select from legal_hold h
  where (h."threadId" = t.id or h."customerId" = t."customerId") and ${isActive})`;

/** SQL: a lead `l` is of a customer under a hold. */
export const isHeldLead = Prisma.sql`exists (select from legal_hold h
  where h."customerId" = l."customerId" and ${isActive})`;

type Row = Omit<LegalHold, "placedBy" | "placedAt" | "until"> & {
  placedById: string | null;
  placedByName: string;
  placedAt: Date;
  until: Date | null;
};

/** The holds of customers and of their conversations, the oldest first. */
export async function holdsOf(
  reader: Pick<Sql, "$queryRaw">,
  customerIds: string[],
  threadId: string | null = null,
): Promise<LegalHold[]> {
  const one =
    threadId === null
      ? Prisma.empty
      : Prisma.sql`and (h."threadId" is null or h."threadId" = ${threadId}::uuid)`;
  const rows = await reader.$queryRaw<Row[]>(Prisma.sql`
    select h.id, coalesce(h."customerId", t."customerId") as "customerId", h."threadId", h.reason, h."placedById",
      h."placedByName", h."placedAt", h.until
    from legal_hold h left join thread t on t.id = h."threadId"
    where (h."customerId" = any(${customerIds}::uuid[]) or t."customerId" = any(${customerIds}::uuid[]))
      and ${isActive} ${one} order by h."placedAt", h.id`);
  return rows.map(({ placedById, placedByName, placedAt, until, ...hold }) => ({
    ...hold,
    placedBy: { id: placedById, name: placedByName },
    placedAt: placedAt.toISOString(),
    until: until?.toISOString() ?? null,
  }));
}

/**
 * Checks that nothing of the customers, or nothing about one of their conversations, is held. Those who manage holds
 * are told which one stands in the way; all others only that something does.
 * @throws AppError held
 */
export async function requireNoHold(
  reader: Pick<Sql, "$queryRaw">,
  { role }: Pick<AuditActor, "role">,
  customerIds: string[],
  threadId: string | null = null,
): Promise<void> {
  const holds = await holdsOf(reader, customerIds, threadId);
  if (holds.length === 0) return;
  throw new AppError("held", {
    current: mayDo(role, "customers.holds") ? { holds } : {},
  });
}

/** After a merge the survivor is held as the other was. The other's own hold stays, for when the merge is undone. */
export async function copyHolds(
  tx: Sql,
  { from, to }: { from: string; to: string },
): Promise<void> {
  await tx.$executeRaw(Prisma.sql`
    insert into legal_hold (id, "customerId", reason, "placedById", "placedByName", "placedAt", until)
    select gen_random_uuid(), ${to}::uuid, h.reason, h."placedById", h."placedByName", h."placedAt", h.until
    from legal_hold h where h."customerId" = ${from}::uuid and ${isActive}`);
}
