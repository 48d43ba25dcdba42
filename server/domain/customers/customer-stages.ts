import {
  MAX_STAGES,
  type CreateCustomerStage,
  type CustomerStage,
  type UpdateCustomerStage,
} from "#contract/customers/customer-stage.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { inSqlTransaction, isUniqueViolation } from "#server/db/transaction.ts";
import { requireAction, type Actor } from "#server/domain/access/actor.ts";
import { writeAudit } from "#server/domain/access/audit.ts";
import type { AuditAction } from "#server/domain/access/audit-action.ts";
import { AppError, invalidInput } from "#server/domain/app-error.ts";
import type { Context } from "#server/domain/context.ts";
import { lockRoutes } from "#server/domain/destinations/destination.ts";
import { newId } from "#server/runtime/crypto.ts";

type Row = Omit<CustomerStage, "archivedAt"> & { archivedAt: Date | null };

/** Lists the stages in their order, archived ones as well. `withCounts`: with the number of customers, for those who manage stages. */
export async function listCustomerStages(
  context: Context,
  actor: Actor,
  withCounts: boolean,
): Promise<CustomerStage[]> {
  if (withCounts) requireAction(actor, "customers.stages");
  return readStages(context.db.sql, { withCounts });
}

async function readStages(
  reader: Pick<Sql, "$queryRaw">,
  { id, withCounts = false }: { id?: string; withCounts?: boolean },
): Promise<CustomerStage[]> {
  const counted = withCounts
    ? Prisma.sql`(select count(*)::int from customer c
        where c."stageId" = s.id and c."mergedIntoId" is null and c."erasedAt" is null)`
    : Prisma.sql`null::int`;
  const which =
    id === undefined ? Prisma.empty : Prisma.sql`where s.id = ${id}::uuid`;
  const rows = await reader.$queryRaw<Row[]>(Prisma.sql`
    select s.id, s.name, s.color, s.position, s."archivedAt", ${counted} as customers
    from customer_stage s ${which} order by s.position, s.id`);
  return rows.map((row) => ({
    ...row,
    archivedAt: row.archivedAt?.toISOString() ?? null,
  }));
}

/** Adds a stage at the end. @throws AppError forbidden, already_exists, invalid_input */
export function createCustomerStage(
  context: Context,
  actor: Actor,
  { name, color }: CreateCustomerStage,
): Promise<CustomerStage> {
  const id = newId();
  return changing(context, actor, "customer_stage.created", id, async (tx) => {
    if ((await lockAll(tx)).length >= MAX_STAGES)
      throw invalidInput("name", `At most ${MAX_STAGES} stages.`);
    await tx.$executeRaw(Prisma.sql`
      insert into customer_stage (id, name, color, position) values (${id}::uuid, ${name}, ${color},
        (select coalesce(max(position), -1) + 1 from customer_stage))`);
    return one(tx, id);
  });
}

/**
 * Changes a stage. Customers keep an archived one, and none gets it any more.
 * @throws AppError forbidden, not_found, already_exists
 */
export function updateCustomerStage(
  context: Context,
  actor: Actor,
  id: string,
  { name, color, position, archived }: UpdateCustomerStage,
): Promise<CustomerStage> {
  const now = context.clock.now();
  return changing(context, actor, "customer_stage.updated", id, async (tx) => {
    const ids = await lockAll(tx);
    if (!ids.includes(id)) throw new AppError("not_found", { id });
    await tx.$executeRaw(Prisma.sql`
      update customer_stage set name = coalesce(${name ?? null}, name), color = coalesce(${color ?? null}, color),
        "archivedAt" = case ${archived ?? null}::boolean when true then coalesce("archivedAt", ${now}::timestamptz)
          when false then null else "archivedAt" end
      where id = ${id}::uuid`);
    if (position !== undefined) await moveTo(tx, ids, id, position);
    return one(tx, id);
  });
}

/**
 * Deletes a stage. The history of customers keeps its name. A merged customer
 * is in no list where someone could take the stage away, so it loses it here.
 * @throws AppError forbidden, not_found, in_use with `current`: customers have it, or rules test for it
 */
export async function deleteCustomerStage(
  context: Context,
  actor: Actor,
  id: string,
): Promise<void> {
  const now = context.clock.now();
  await changing(context, actor, "customer_stage.deleted", id, async (tx) => {
    await lockRoutes(tx);
    await lockAll(tx);
    const stage = await one(tx, id);
    const rules = await rulesWithStage(tx, id);
    await takeFromMerged(tx, actor, stage, now);
    // Counted afterwards: a customer whose merge was undone meanwhile is one of them.
    const [used] = await tx.$queryRaw<{ customers: number }[]>(Prisma.sql`
      select count(*)::int as customers from customer where "stageId" = ${id}::uuid`);
    const customers = used?.customers ?? 0;
    if (customers + rules.length > 0)
      throw new AppError("in_use", { current: { customers, rules } });
    await tx.$executeRaw(
      Prisma.sql`delete from customer_stage where id = ${id}::uuid`,
    );
    return stage;
  });
}

/** Merged customers leave the stage. Their history says so, for the case that the merge is undone. */
async function takeFromMerged(
  tx: Sql,
  actor: Actor,
  stage: CustomerStage,
  now: Date,
): Promise<void> {
  const left = await tx.$queryRaw<{ id: string }[]>(Prisma.sql`
    update customer set "stageId" = null, version = version + 1
    where "stageId" = ${stage.id}::uuid and "mergedIntoId" is not null returning id`);
  const customerIds = left.map(({ id }) => id);
  const ids = customerIds.map(() => newId());
  await tx.$executeRaw(Prisma.sql`
    insert into customer_stage_change (id, "customerId", "fromName", "toName", "actorId", "actorName", at)
    select x.id, x."customerId", ${stage.name}, null, ${actor.agentId}::uuid, ${actor.name}, ${now}::timestamptz
    from unnest(${ids}::uuid[], ${customerIds}::uuid[]) as x(id, "customerId")`);
}

/** The rules of connected channels that test for a stage. */
function rulesWithStage(
  tx: Sql,
  id: string,
): Promise<{ channel: string; rule: string }[]> {
  const wanted = JSON.stringify([id]);
  return tx.$queryRaw<{ channel: string; rule: string }[]>(Prisma.sql`
    select c.name as channel, r->>'name' as rule
    from channel c cross join jsonb_array_elements(c.rules) r
    where c."deletedAt" is null and r->'when'->'stage' @> ${wanted}::jsonb
    order by c.name, r->>'name'`);
}

/** All stages, in their order: their positions change together. */
async function lockAll(tx: Sql): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>(
    Prisma.sql`select id from customer_stage order by position, id for update`,
  );
  return rows.map(({ id }) => id);
}

async function moveTo(
  tx: Sql,
  ids: string[],
  id: string,
  position: number,
): Promise<void> {
  const order = ids.filter((other) => other !== id);
  order.splice(position, 0, id);
  await tx.$executeRaw(Prisma.sql`
    update customer_stage s set position = x.ordinality::int - 1
    from unnest(${order}::uuid[]) with ordinality as x(id, ordinality) where x.id = s.id`);
}

async function one(tx: Sql, id: string): Promise<CustomerStage> {
  const [stage] = await readStages(tx, { id });
  if (!stage) throw new AppError("not_found", { id });
  return stage;
}

async function changing(
  context: Context,
  actor: Actor,
  action: AuditAction,
  id: string,
  change: (tx: Sql) => Promise<CustomerStage>,
): Promise<CustomerStage> {
  requireAction(actor, "customers.stages");
  try {
    return await inSqlTransaction(context.db, async (tx) => {
      const stage = await change(tx);
      const { name, archivedAt } = stage;
      const target = { type: "customer_stage", id };
      const isArchived = archivedAt !== null;
      await writeAudit(tx, actor, action, target, { name, isArchived });
      return stage;
    });
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    const taken = { path: "name", current: { taken: "name" } };
    throw new AppError("already_exists", taken, { cause: error });
  }
}
