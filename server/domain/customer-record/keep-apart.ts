import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { inSqlTransaction } from "#server/db/transaction.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { requireAction } from "#server/domain/access/actor.ts";
import { writeAudit } from "#server/domain/access/audit.ts";
import type { AuditAction } from "#server/domain/access/audit-action.ts";
import { invalidInput } from "#server/domain/app-error.ts";
import type { Context } from "#server/domain/context.ts";
import { lockCustomer } from "#server/domain/customers/see-customer.ts";
import { announce } from "#server/domain/outbox/announcements.ts";

type Pair = { customerId: string; otherId: string };

/**
 * Records that two customers are not the same person: neither is suggested
 * for the other again. Safe to repeat.
 * @throws AppError not_found, forbidden, participant_only, invalid_input (the
 * same customer twice)
 */
export function keepApart(
  context: Context,
  actor: Actor,
  pair: Pair,
): Promise<void> {
  const at = context.clock.now();
  return change(context, actor, pair, {
    action: "customer.duplicate_dismissed",
    write: (tx, { customerId, otherId }) =>
      tx.$executeRaw(Prisma.sql`
        insert into customer_apart ("lowId", "highId", at, "byId")
        values (${pairOf(customerId, otherId)}, ${at}::timestamptz, ${actor.agentId}::uuid)
        on conflict do nothing`),
  });
}

/** Takes it back, so that they can be suggested again. @throws AppError as keepApart */
export function letSuggest(
  context: Context,
  actor: Actor,
  pair: Pair,
): Promise<void> {
  return change(context, actor, pair, {
    action: "customer.duplicate_restored",
    write: (tx, { customerId, otherId }) =>
      tx.$executeRaw(Prisma.sql`
        delete from customer_apart where ("lowId", "highId") = (${pairOf(customerId, otherId)})`),
  });
}

type Change = {
  action: AuditAction;
  write: (tx: Sql, pair: Pair) => Promise<number>;
};

async function change(
  context: Context,
  actor: Actor,
  given: Pair,
  { action, write }: Change,
): Promise<void> {
  requireAction(actor, "customers.merge");
  await inSqlTransaction(context.db, async (tx) => {
    const customerId = await lockCustomer(tx, actor, given.customerId);
    const otherId = await lockCustomer(tx, actor, given.otherId);
    if (customerId === otherId)
      throw invalidInput("otherId", "Choose another customer.");
    const changed = await write(tx, { customerId, otherId });
    if (changed === 0) return;
    const target = { type: "customer", id: customerId };
    await writeAudit(tx, actor, action, target, { otherId });
    await announce(
      tx,
      [customerId, otherId].map((id) => ({
        kind: "customer.changed",
        payload: { customerId: id },
      })),
    );
  });
}

/** SQL: the pair of both ids, the lower first. */
function pairOf(one: string, other: string): Prisma.Sql {
  return Prisma.sql`least(${one}::uuid, ${other}::uuid), greatest(${one}::uuid, ${other}::uuid)`;
}

/**
 * Gives the survivor of a merge the pairs of the other customer: who is not
 * the one is not the other either. @returns the ids of those on the other side
 */
export async function inheritApart(
  tx: Sql,
  survivorId: string,
  otherId: string,
): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>(Prisma.sql`
    insert into customer_apart ("lowId", "highId", at, "byId")
    select least(third, ${survivorId}::uuid), greatest(third, ${survivorId}::uuid), at, "byId"
    from (select case when "lowId" = ${otherId}::uuid then "highId" else "lowId" end as third, at, "byId"
      from customer_apart where "lowId" = ${otherId}::uuid or "highId" = ${otherId}::uuid) theirs
    where third <> ${survivorId}::uuid
    on conflict do nothing
    returning case when "lowId" = ${survivorId}::uuid then "highId" else "lowId" end as id`);
  return rows.map(({ id }) => id);
}

/** Takes inherited pairs back when the merge is undone. */
export async function disinheritApart(
  tx: Sql,
  survivorId: string,
  ids: readonly string[],
): Promise<void> {
  await tx.$executeRaw(Prisma.sql`
    delete from customer_apart where ("lowId" = ${survivorId}::uuid and "highId" = any(${ids}::uuid[]))
      or ("highId" = ${survivorId}::uuid and "lowId" = any(${ids}::uuid[]))`);
}
