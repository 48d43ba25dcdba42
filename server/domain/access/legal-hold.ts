import { mayDo } from "#contract/people/policy.ts";
import type { LegalHold } from "#contract/customers/legal-hold.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { AppError } from "#server/domain/app-error.ts";
import type { AuditActor } from "#server/domain/access/audit.ts";
import { isActive, isOfCustomers } from "#server/domain/access/held-periods.ts";

/** SQL: the thread `t`, or its customer, is under a hold. */
export const isHeldThread = Prisma.sql`exists (select from legal_hold h
  where (h."threadId" = t.id or h."customerId" = t."customerId") and ${isActive})`;

/** SQL: a lead `l` is of a customer under a hold. */
export const isHeldLead = Prisma.sql`exists (select from legal_hold h
  where h."customerId" = l."customerId" and ${isActive})`;

export type HoldRow = {
  id: string;
  customerId: string | null;
  threadId: string | null;
  heldFrom: Date | null;
  heldTo: Date | null;
  reason: string;
  placedById: string | null;
  placedByName: string;
  placedAt: Date;
  until: Date | null;
};

/** SQL: the columns of the hold `h`, whose conversation is `t`. */
export const holdColumns = Prisma.sql`h.id, coalesce(h."customerId", t."customerId") as "customerId", h."threadId",
  h."heldFrom", h."heldTo", h.reason, h."placedById", h."placedByName", h."placedAt", h.until`;

/** Makes the hold of a row. Pure. */
export function toHold({
  heldFrom,
  heldTo,
  placedById,
  placedByName,
  placedAt,
  until,
  ...hold
}: HoldRow): LegalHold {
  return {
    ...hold,
    period:
      heldFrom && heldTo
        ? { from: heldFrom.toISOString(), to: heldTo.toISOString() }
        : null,
    placedBy: { id: placedById, name: placedByName },
    placedAt: placedAt.toISOString(),
    until: until?.toISOString() ?? null,
  };
}

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
  const rows = await reader.$queryRaw<HoldRow[]>(Prisma.sql`
    select ${holdColumns} from legal_hold h left join thread t on t.id = h."threadId"
    where (h."customerId" = any(${customerIds}::uuid[]) or t."customerId" = any(${customerIds}::uuid[]))
      and ${isActive} ${one} order by h."placedAt", h.id`);
  return rows.map(toHold);
}

/** The holds on periods that have something of the customers, or of one of their conversations. */
async function periodHoldsOf(
  reader: Pick<Sql, "$queryRaw">,
  customerIds: string[],
  threadId: string | null,
): Promise<LegalHold[]> {
  const rows = await reader.$queryRaw<HoldRow[]>(Prisma.sql`
    select h.id, null::uuid as "customerId", null::uuid as "threadId", h."heldFrom", h."heldTo", h.reason,
      h."placedById", h."placedByName", h."placedAt", h.until
    from legal_hold h where h."heldFrom" is not null and ${isActive} and ${isOfCustomers(customerIds, threadId)}
    order by h."placedAt", h.id`);
  return rows.map(toHold);
}

/**
 * Checks that nothing of the customers, or nothing about one of their conversations, is held, also by the time it is
 * from. Those who manage holds
 * are told which one stands in the way; all others only that something does.
 * @throws AppError held
 */
export async function requireNoHold(
  reader: Pick<Sql, "$queryRaw">,
  { role }: Pick<AuditActor, "role">,
  customerIds: string[],
  threadId: string | null = null,
): Promise<void> {
  const holds = [
    ...(await holdsOf(reader, customerIds, threadId)),
    ...(await periodHoldsOf(reader, customerIds, threadId)),
  ];
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
