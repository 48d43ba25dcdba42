import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { hidesNothingSql } from "#server/domain/access/hidden-fields-sql.ts";
import { requireCompany, scopeOf } from "#server/domain/access/scope.ts";
import { invalidField } from "#server/domain/app-error.ts";

/*
 * Things that are for some departments, or for everyone where they name none:
 * own fields of customers, labels.
 */

/**
 * SQL: what is for these departments is for the actor: one of their own, or
 * the actor supervises the whole company.
 * @param departmentIds an array expression
 */
export function isForActor(
  { agentId }: Pick<Actor, "agentId">,
  departmentIds: Prisma.Sql,
): Prisma.Sql {
  return Prisma.sql`(cardinality(${departmentIds}) = 0 or exists (
    select 1 from agent a where a.id = ${agentId}::uuid and (${hidesNothingSql(Prisma.sql`a`)} or exists (
      select 1 from department_member d where d."agentId" = a.id and d."departmentId" = any(${departmentIds})))))`;
}

export type NewDepartments = {
  /** The departments until now; null: a deleted one. */
  before: readonly (string | null)[];
  wanted: readonly string[];
  /** It is created. */
  isNew: boolean;
};

/**
 * Checks that the actor may choose the departments of something, and locks
 * these against deletion until the commit. Who supervises some departments
 * chooses among their own, and gives nothing to others or takes it from them.
 * @returns the wanted departments, each once
 * @throws AppError forbidden, invalid_input: a department is gone
 */
export async function requireDepartments(
  tx: Sql,
  actor: Actor,
  { before, wanted, isNew }: NewDepartments,
): Promise<string[]> {
  const ids = [...new Set(wanted)];
  const scope = await scopeOf(tx, actor);
  const isWithin = [...before, ...ids].every(
    (id) => scope === "company" || (id !== null && scope.has(id)),
  );
  const isBegun = isNew && before.length === 0;
  const isKept = before.length > 0 && ids.length > 0;
  if (!isWithin || !(isBegun || isKept)) requireCompany(scope);
  if (ids.length === 0) return ids;
  const known = await tx.$queryRaw<{ id: string }[]>(Prisma.sql`
    select id from department where id = any(${ids}::uuid[]) for key share`);
  if (known.length < ids.length)
    throw invalidField("departmentIds", "department_gone");
  return ids;
}

/** Pure. */
export function isSameSet(
  some: readonly string[],
  others: readonly string[],
): boolean {
  const known = new Set(others);
  return (
    new Set(some).size === known.size && some.every((one) => known.has(one))
  );
}
