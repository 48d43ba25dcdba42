import type { CreateLabel, UpdateLabel } from "#contract/requests.ts";
import type { LabelRecord, LabelUse } from "#contract/records.ts";
import { Prisma } from "#server/db/client.ts";
import { inTransaction, type Tx } from "#server/db/transaction.ts";
import { requireRole, type Actor } from "#server/domain/access/actor.ts";
import { AppError } from "#server/domain/app-error.ts";
import {
  requireCompany,
  scopeOf,
  supervisedBy,
} from "#server/domain/access/scope.ts";
import { visibleTo } from "#server/domain/access/visible.ts";
import { writeAudit } from "#server/domain/access/audit.ts";
import type { Context } from "#server/domain/context.ts";
import { lockRoutes } from "#server/domain/destinations/destination.ts";
import { refuseTakenName } from "#server/domain/teams/members.ts";
import { announce } from "#server/domain/outbox/announcements.ts";
import { newId } from "#server/runtime/crypto.ts";

const select = {
  id: true,
  name: true,
  color: true,
  description: true,
} as const;

/** What customers and threads can be marked with, by name. Everybody may know them. */
export function listLabels(
  context: Context,
  _actor: Actor,
): Promise<LabelRecord[]> {
  return context.db.prisma.label.findMany({ orderBy: { name: "asc" }, select });
}

/** For supervisors. @throws AppError forbidden, already_exists */
export async function createLabel(
  context: Context,
  actor: Actor,
  input: CreateLabel,
): Promise<LabelRecord> {
  requireRole(actor, "supervisor");
  const label = await refuseTakenName(() =>
    inTransaction(context.db, async (tx) => {
      const row = await tx.label.create({
        data: { id: newId(), ...input },
        select,
      });
      await told(tx, actor, "label.created", row);
      return row;
    }),
  );
  return label;
}

/** Assignments are kept. For supervisors of all that has it. @throws AppError forbidden, not_found, already_exists */
export async function updateLabel(
  context: Context,
  actor: Actor,
  id: string,
  patch: UpdateLabel,
): Promise<LabelRecord> {
  requireRole(actor, "supervisor");
  const data = {
    ...(patch.name === undefined ? {} : { name: patch.name }),
    ...(patch.color === undefined ? {} : { color: patch.color }),
    ...(patch.description === undefined
      ? {}
      : { description: patch.description }),
  };
  const label = await refuseTakenName(() =>
    inTransaction(context.db, async (tx) => {
      const known = await tx.label.count({ where: { id } });
      if (known === 0) throw new AppError("not_found", { id });
      await requireAllUse(tx, actor, id);
      const row = await tx.label.update({ where: { id }, data, select });
      await told(tx, actor, "label.updated", row);
      return row;
    }),
  );
  return label;
}

/**
 * What a label marks of all the actor may see, and which rules of their
 * channels ask for it; for whoever thinks of deleting it.
 * @throws AppError forbidden, not_found
 */
export async function getLabelUse(
  context: Context,
  actor: Actor,
  id: string,
): Promise<LabelUse> {
  requireRole(actor, "supervisor");
  const { prisma } = context.db;
  const [label, threads, customers, rules] = await Promise.all([
    prisma.label.count({ where: { id } }),
    count(
      prisma,
      Prisma.sql`select 1 from thread_label l join thread t on t.id = l."threadId"
        where l."labelId" = ${id}::uuid and ${visibleTo(actor)}`,
    ),
    count(
      prisma,
      Prisma.sql`select 1 from customer_label l where l."labelId" = ${id}::uuid and exists (
        select 1 from thread t where t."customerId" = l."customerId" and ${visibleTo(actor)})`,
    ),
    rulesWith(prisma, id, supervisedBy(actor, Prisma.sql`c."departmentId"`)),
  ]);
  if (label === 0) throw new AppError("not_found", { id });
  return { threads, customers, rules };
}

async function count(
  reader: Pick<Tx, "$queryRaw">,
  rows: Prisma.Sql,
): Promise<number> {
  const [row] = await reader.$queryRaw<{ count: number }[]>(
    Prisma.sql`select count(*)::int as count from (${rows}) counted`,
  );
  return row?.count ?? 0;
}

/**
 * Labels are the company's. One that another department's conversations,
 * customers or rules have is not one department's to change.
 * @throws AppError forbidden
 */
async function requireAllUse(tx: Tx, actor: Actor, id: string): Promise<void> {
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

/**
 * Takes it off everything that wears it. Not while a rule asks for it: a rule
 * without its condition would send on everybody. For supervisors of all that
 * has it.
 * @throws AppError forbidden, not_found, in_use with `current.rules`
 */
export async function deleteLabel(
  context: Context,
  actor: Actor,
  id: string,
): Promise<void> {
  requireRole(actor, "supervisor");
  await inTransaction(context.db, async (tx) => {
    await lockRoutes(tx);
    const row = await tx.label.findUnique({ where: { id }, select });
    if (!row) throw new AppError("not_found", { id });
    await requireAllUse(tx, actor, id);
    const rules = await rulesWith(tx, id);
    if (rules.length > 0) throw new AppError("in_use", { current: { rules } });
    await tx.label.delete({ where: { id }, select: { id: true } });
    await told(tx, actor, "label.deleted", row);
  });
}

function rulesWith(
  reader: Pick<Tx, "$queryRaw">,
  labelId: string,
  /** On the channel `c`. */
  which: Prisma.Sql = Prisma.sql`true`,
): Promise<LabelUse["rules"]> {
  const wanted = JSON.stringify([labelId]);
  return reader.$queryRaw<LabelUse["rules"]>(Prisma.sql`
    select c.name as channel, r->>'name' as rule
    from channel c cross join jsonb_array_elements(c.rules) r
    where c."deletedAt" is null and ${which} and r->'when'->'label' @> ${wanted}::jsonb
    order by c.name, r->>'name'`);
}

/** Every console knows the labels by name and colour: all fetch them again. */
async function told(
  tx: Tx,
  actor: Actor,
  action: string,
  { id, name }: LabelRecord,
): Promise<void> {
  await writeAudit(tx, actor, action, { type: "label", id }, { name });
  await announce(tx, [{ kind: "labels.changed" }]);
}
