import type { LabelUse } from "#contract/customers/label.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { requireAction, type Actor } from "#server/domain/access/actor.ts";
import { AppError } from "#server/domain/app-error.ts";
import {
  requireCompany,
  scopeOf,
  supervisedBy,
} from "#server/domain/access/scope.ts";
import { visibleTo } from "#server/domain/access/visible.ts";
import type { Context } from "#server/domain/context.ts";

/**
 * Counts the label's uses among all that the actor may see, and lists the rules of their channels that test
 * for it. An agent reads this before deleting the label.
 * @throws AppError forbidden, not_found
 */
export async function getLabelUse(
  context: Context,
  actor: Actor,
  id: string,
): Promise<LabelUse> {
  requireAction(actor, "labels.manage");
  const { sql } = context.db;
  const [label, threads, customers, rules] = await Promise.all([
    count(sql, Prisma.sql`select 1 from label where id = ${id}::uuid`),
    count(
      sql,
      Prisma.sql`select 1 from thread_label l join thread t on t.id = l."threadId"
        where l."labelId" = ${id}::uuid and ${visibleTo(actor)}`,
    ),
    count(
      sql,
      Prisma.sql`select 1 from customer_label l where l."labelId" = ${id}::uuid and exists (
        select 1 from thread t where t."customerId" = l."customerId" and ${visibleTo(actor)})`,
    ),
    rulesWith(sql, id, supervisedBy(actor, Prisma.sql`c."departmentId"`)),
  ]);
  if (label === 0) throw new AppError("not_found", { id });
  return { threads, customers, rules };
}

async function count(reader: Sql, rows: Prisma.Sql): Promise<number> {
  const [row] = await reader.$queryRaw<{ count: number }[]>(
    Prisma.sql`select count(*)::int as count from (${rows}) counted`,
  );
  return row?.count ?? 0;
}

/**
 * Labels belong to the company. An agent may change one only if they supervise all departments whose threads,
 * customers or rules use it.
 * @throws AppError forbidden
 */
export async function requireAllLabelUse(
  tx: Sql,
  actor: Actor,
  id: string,
): Promise<void> {
  const scope = await scopeOf(tx, actor);
  if (scope === "company") return;
  const isOurs = supervisedBy(actor, Prisma.sql`t."departmentId"`);
  const elsewhere = await count(
    tx,
    Prisma.sql`(select 1 from thread_label l join thread t on t.id = l."threadId"
        where l."labelId" = ${id}::uuid and not ${isOurs} limit 1)
      union all (select 1 from customer_label l join thread t on t."customerId" = l."customerId"
        where l."labelId" = ${id}::uuid and not ${isOurs} limit 1)`,
  );
  const rules = await rulesWith(
    tx,
    id,
    Prisma.sql`not ${supervisedBy(actor, Prisma.sql`c."departmentId"`)}`,
  );
  if (elsewhere + rules.length > 0) requireCompany(scope);
}

/** The rules of connected channels that test for a label. */
export function rulesWith(
  reader: Sql,
  labelId: string,
  /** SQL condition on the channel `c`. */
  which: Prisma.Sql = Prisma.sql`true`,
): Promise<LabelUse["rules"]> {
  const wanted = JSON.stringify([labelId]);
  return reader.$queryRaw<LabelUse["rules"]>(Prisma.sql`
    select c.name as channel, r->>'name' as rule
    from channel c cross join jsonb_array_elements(c.rules) r
    where c."deletedAt" is null and ${which} and r->'when'->'label' @> ${wanted}::jsonb
    order by c.name, r->>'name'`);
}
