import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { requireAction, type Actor } from "#server/domain/access/actor.ts";
import { AppError } from "#server/domain/app-error.ts";
import { visibleTo, workableBy } from "#server/domain/access/visible.ts";
import { scopeFor } from "#contract/people/policy.ts";
import { leadVisibleTo } from "#server/domain/access/visible-lead.ts";

/** A chain of merges is followed this far. */
const MAX_MERGES = 20;

/**
 * Checks that the actor may see the customer that an id stands for.
 * @returns its own id, which is another than the given one after a merge
 * @throws AppError not_found: missing and forbidden look alike
 */
export async function seeCustomer(
  reader: Pick<Sql, "$queryRaw">,
  actor: Actor,
  customerId: string,
): Promise<string> {
  const id = await survivorOf(reader, customerId);
  const rows = await reader.$queryRaw<{ id: string }[]>(Prisma.sql`
    select c.id from customer c where c.id = ${id}::uuid and ${customerVisibleTo(actor)}`);
  if (rows.length === 0) throw new AppError("not_found", { customerId });
  return id;
}

/**
 * Checks that the actor may change a customer's data.
 * @throws AppError forbidden (reviewers), participant_only, not_found: missing
 * and forbidden look alike
 */
export async function changeCustomer(
  reader: Pick<Sql, "$queryRaw">,
  actor: Actor,
  customerId: string,
): Promise<void> {
  requireAction(actor, "customers.edit");
  const may = customerVisibleTo(actor, workableBy(actor));
  const rows = await reader.$queryRaw<{ id: string }[]>(Prisma.sql`
    select c.id from customer c where c.id = ${customerId}::uuid and ${may}`);
  if (rows.length > 0) return;
  await seeCustomer(reader, actor, customerId);
  throw new AppError("participant_only", { customerId });
}

/**
 * Locks the customer that an id stands for, for a change by the actor. Until
 * the commit it is neither merged nor erased.
 * @returns its own id, which is another than the given one after a merge
 * @throws AppError forbidden (reviewers), participant_only, not_found: missing,
 * forbidden and erased look alike
 */
export async function lockCustomer(
  tx: Pick<Sql, "$queryRaw">,
  actor: Actor,
  customerId: string,
): Promise<string> {
  const id = await lockLiving(tx, customerId);
  await changeCustomer(tx, actor, id ?? customerId);
  if (id === null) throw new AppError("not_found", { customerId });
  return id;
}

/**
 * Locks the customer that an id stands for. A merge that ends while this waits
 * for the row is followed to its survivor.
 * @returns its own id; null: there is none, or it is erased
 */
export async function lockLiving(
  tx: Pick<Sql, "$queryRaw">,
  customerId: string,
): Promise<string | null> {
  let id = customerId;
  for (let step = 0; step < MAX_MERGES; step += 1) {
    id = await survivorOf(tx, id);
    // Other rows may go on to refer to the customer meanwhile.
    const [row] = await tx.$queryRaw<
      { mergedIntoId: string | null; erasedAt: Date | null }[]
    >(Prisma.sql`
      select "mergedIntoId", "erasedAt" from customer where id = ${id}::uuid for no key update`);
    if (!row || row.erasedAt !== null) return null;
    if (row.mergedIntoId === null) return id;
  }
  return null;
}

/** When each of these customers' threads had its last message, and how many are open: of those that the actor may see. */
export async function readActivity(
  sql: Sql,
  actor: Actor,
  customerIds: readonly string[],
): Promise<Map<string, { lastMessageAt: Date; openThreads: number }>> {
  const rows = await sql.$queryRaw<
    { id: string; lastMessageAt: Date; openThreads: number }[]
  >(Prisma.sql`
    select t."customerId" as id, max(t."lastMessageAt") as "lastMessageAt",
      (count(*) filter (where t.status <> 'closed'))::int as "openThreads"
    from thread t where t."customerId" = any(${customerIds}::uuid[]) and ${visibleTo(actor)} group by 1`);
  return new Map(rows.map(({ id, ...activity }) => [id, activity]));
}

/** The teammates who placed the blocks that these customers have. */
export async function readBlockers(
  sql: Pick<Sql, "$queryRaw">,
  customerIds: readonly string[],
): Promise<Map<string, { id: string | null; name: string }>> {
  const rows = await sql.$queryRaw<
    { customerId: string; id: string | null; name: string }[]
  >(Prisma.sql`
    select distinct on (b."customerId") b."customerId", b."actorId" as id, b."actorName" as name
    from customer_block_change b join customer c on c.id = b."customerId" and c."blockedAt" = b.at
    where b."customerId" = any(${customerIds}::uuid[]) and b.blocked
    order by b."customerId", b.id desc`);
  return new Map(rows.map(({ customerId, ...by }) => [customerId, by]));
}

/** The fields of a customer whose row is locked. */
export async function readFields(
  tx: Pick<Sql, "$queryRaw">,
  customerId: string,
): Promise<Record<string, unknown>> {
  const [row] = await tx.$queryRaw<{ fields: Record<string, unknown> }[]>(
    Prisma.sql`select fields from customer where id = ${customerId}::uuid`,
  );
  return row?.fields ?? {};
}

/**
 * SQL: the actor may see a customer `c`. Supervisors and agents see the customers of their threads, agents of leads only those of their leads.
 * @param may a condition on a thread `t`; left out: the actor may see it
 * @param tail of the subquery
 */
export function customerVisibleTo(
  actor: Actor,
  may = visibleTo(actor),
  tail = Prisma.empty,
): Prisma.Sql {
  const granted = scopeFor(actor.role, "customers.read");
  if (granted === "all") return Prisma.sql`true`;
  if (granted === "none") return Prisma.sql`false`;
  if (scopeFor(actor.role, "threads.read") !== "none")
    return Prisma.sql`exists (
      select 1 from thread t where t."customerId" = c.id and ${may} ${tail})`;
  return Prisma.sql`exists (
    select 1 from ${leadsOf(actor)} and l."customerId" = c.id ${tail})`;
}

/** SQL: the ids of the customers that an agent of leads only may see. */
export function customersOfLeads(actor: Actor): Prisma.Sql {
  return Prisma.sql`select l."customerId" from ${leadsOf(actor)}`;
}

const leadsOf = (actor: Actor) => Prisma.sql`
  lead l left join channel ch on ch.id = l."channelId" where ${leadVisibleTo(actor)}`;

/** The customer that an id stands for: a merged one leads to its survivor. */
export async function survivorOf(
  reader: Pick<Sql, "$queryRaw">,
  customerId: string,
): Promise<string> {
  const [row] = await reader.$queryRaw<{ id: string }[]>(Prisma.sql`
    with recursive led as (
      select id, "mergedIntoId", 1 as step from customer where id = ${customerId}::uuid
      union all select c.id, c."mergedIntoId", led.step + 1 from led join customer c on c.id = led."mergedIntoId"
      where led.step < ${MAX_MERGES}::int)
    select id from led where "mergedIntoId" is null`);
  return row?.id ?? customerId;
}
