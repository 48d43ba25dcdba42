import type { PageQuery } from "#contract/base/page.ts";
import type {
  LegalHold,
  ListedHold,
  PlaceHold,
  PlacePeriodHold,
} from "#contract/customers/legal-hold.ts";
import { Prisma } from "#server/db/client.ts";
import { inSqlTransaction } from "#server/db/transaction.ts";
import { requireAction, type Actor } from "#server/domain/access/actor.ts";
import { writeAudit } from "#server/domain/access/audit.ts";
import { isActive } from "#server/domain/access/held-periods.ts";
import {
  holdColumns,
  holdsOf,
  toHold,
  type HoldRow,
} from "#server/domain/access/legal-hold.ts";
import { AppError, invalidInput } from "#server/domain/app-error.ts";
import type { Context } from "#server/domain/context.ts";
import {
  lockCustomer,
  seeCustomer,
} from "#server/domain/customers/see-customer.ts";
import { announce } from "#server/domain/outbox/announcements.ts";
import type { Page } from "#server/domain/page.ts";
import { readCursor, toTimedPage } from "#server/domain/thread/cursor.ts";
import { newId } from "#server/runtime/crypto.ts";

/** Lists the holds of a customer and of their conversations. @throws AppError forbidden, not_found */
export async function listHolds(
  { db }: Context,
  actor: Actor,
  customerId: string,
): Promise<LegalHold[]> {
  requireAction(actor, "customers.holds");
  return holdsOf(db.sql, [await seeCustomer(db.sql, actor, customerId)]);
}

type ListedRow = HoldRow & { at: Date; customerName: string | null };

/** Lists all holds that have not ended, the last one first. @throws AppError forbidden */
export async function listAllHolds(
  { db }: Context,
  actor: Actor,
  { limit, cursor }: PageQuery,
): Promise<Page<ListedHold>> {
  requireAction(actor, "customers.holds");
  const before = readCursor(cursor);
  const rows = await db.sql.$queryRaw<ListedRow[]>(Prisma.sql`
    select ${holdColumns}, h."placedAt" as at, c.name as "customerName"
    from legal_hold h left join thread t on t.id = h."threadId"
      left join customer c on c.id = coalesce(h."customerId", t."customerId")
    where ${isActive} and c."mergedIntoId" is null
      ${before ? Prisma.sql`and (h."placedAt", h.id) < (${before.at}::timestamptz, ${before.id}::uuid)` : Prisma.empty}
    order by h."placedAt" desc, h.id desc limit ${limit + 1}::int`);
  return toTimedPage(rows, limit, ({ at: _at, customerName, ...row }) => ({
    ...toHold(row),
    customerName,
  }));
}

/**
 * Places a hold on a period: on everything of the company that was sent or received in it. Recorded, without the reason.
 * @throws AppError forbidden, invalid_input: a period without a moment, or an end that is past
 */
export async function placePeriodHold(
  context: Context,
  actor: Actor,
  { reason, from, to, until = null }: PlacePeriodHold,
): Promise<LegalHold> {
  requireAction(actor, "customers.holds");
  const now = context.clock.now();
  requireFuture(until, now);
  if (new Date(to) <= new Date(from))
    throw invalidInput("to", "The period must end after it begins.");
  return inSqlTransaction(context.db, async (tx) => {
    const [row] = await tx.$queryRaw<HoldRow[]>(Prisma.sql`
      insert into legal_hold (id, "heldFrom", "heldTo", reason, "placedById", "placedByName", "placedAt", until)
      values (${newId()}::uuid, ${from}::timestamptz, ${to}::timestamptz, ${reason}, ${actor.agentId}::uuid,
        ${actor.name}, ${now}::timestamptz, ${until}::timestamptz)
      returning id, "customerId", "threadId", "heldFrom", "heldTo", reason, "placedById", "placedByName", "placedAt", until`);
    if (!row) throw new Error("A hold that was placed is missing.");
    const target = { type: "legal_hold", id: row.id };
    await writeAudit(tx, actor, "legal_hold.placed", target, {
      from,
      to,
      until,
    });
    return toHold(row);
  });
}

/** @throws AppError invalid_input */
function requireFuture(until: string | null, now: Date): void {
  if (until !== null && new Date(until) <= now)
    throw invalidInput("until", "The hold must end in the future.");
}

/**
 * Places a hold on a customer, or on one of their conversations. Recorded, without the reason.
 * @throws AppError forbidden, not_found, invalid_input: an end that is past, or another customer's conversation
 */
export async function placeHold(
  context: Context,
  actor: Actor,
  givenId: string,
  { reason, until = null, threadId = null }: PlaceHold,
): Promise<LegalHold> {
  requireAction(actor, "customers.holds");
  const now = context.clock.now();
  requireFuture(until, now);
  return inSqlTransaction(context.db, async (tx) => {
    const customerId = await lockCustomer(tx, actor, givenId);
    if (threadId !== null) {
      const threads = await tx.$queryRaw<{ id: string }[]>(
        Prisma.sql`select id from thread where id = ${threadId}::uuid and "customerId" = ${customerId}::uuid`,
      );
      if (threads.length === 0)
        throw invalidInput(
          "threadId",
          "The customer has no such conversation.",
        );
    }
    const id = newId();
    await tx.$executeRaw(Prisma.sql`
      insert into legal_hold (id, "customerId", "threadId", reason, "placedById", "placedByName", "placedAt", until)
      values (${id}::uuid, ${threadId === null ? customerId : null}::uuid, ${threadId}::uuid, ${reason},
        ${actor.agentId}::uuid, ${actor.name}, ${now}::timestamptz, ${until}::timestamptz)`);
    const target = { type: "customer", id: customerId };
    await writeAudit(tx, actor, "customer.hold_placed", target, {
      holdId: id,
      threadId,
      until,
    });
    await announce(tx, [{ kind: "customer.changed", payload: { customerId } }]);
    const hold = (await holdsOf(tx, [customerId])).find((one) => one.id === id);
    if (!hold) throw new Error("A hold that was placed is missing.");
    return hold;
  });
}

/**
 * Ends a hold, also as the customers had it who were merged into this one: it would go on to refuse the erasure, and be
 * on no list. Recorded. @throws AppError forbidden, not_found: also one that has ended
 */
export async function endHold(
  context: Context,
  actor: Actor,
  holdId: string,
): Promise<void> {
  requireAction(actor, "customers.holds");
  await inSqlTransaction(context.db, async (tx) => {
    const now = context.clock.now();
    const [ended] = await tx.$queryRaw<
      { customerId: string | null }[]
    >(Prisma.sql`
      update legal_hold h set "endedAt" = ${now}::timestamptz, "endedByName" = ${actor.name}
      where h.id = ${holdId}::uuid and h."endedAt" is null and (h.until is null or h.until > ${now}::timestamptz)
      returning coalesce(h."customerId", (select t."customerId" from thread t where t.id = h."threadId")) as "customerId"`);
    if (!ended) throw new AppError("not_found", { holdId });
    const { customerId } = ended;
    if (customerId === null) {
      const target = { type: "legal_hold", id: holdId };
      await writeAudit(tx, actor, "legal_hold.ended", target);
      return;
    }
    await tx.$executeRaw(Prisma.sql`
      with recursive merged as (
        select id from customer where "mergedIntoId" = ${customerId}::uuid
        union select c.id from merged join customer c on c."mergedIntoId" = merged.id)
      update legal_hold o set "endedAt" = h."endedAt", "endedByName" = h."endedByName" from legal_hold h
      where h.id = ${holdId}::uuid and h."customerId" is not null and o."customerId" in (select id from merged)
        and o."placedAt" = h."placedAt" and o.reason = h.reason and o."endedAt" is null`);
    const target = { type: "customer", id: customerId };
    await writeAudit(tx, actor, "customer.hold_ended", target, { holdId });
    await announce(tx, [{ kind: "customer.changed", payload: { customerId } }]);
  });
}
