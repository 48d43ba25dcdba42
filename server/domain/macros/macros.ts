import type {
  CreateMacro,
  UpdateMacro,
} from "#contract/macros/macro-requests.ts";
import {
  macroStepSchema,
  type Macro,
  type MacroStep,
} from "#contract/macros/macro.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { inSqlTransaction, isUniqueViolation } from "#server/db/transaction.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { writeAudit } from "#server/domain/access/audit.ts";
import type { AuditAction } from "#server/domain/access/audit-action.ts";
import {
  cannedEditableBy,
  cannedPlaceOf,
  cannedScopeOf,
  cannedVisibleTo,
  requireCannedScope,
} from "#server/domain/access/canned.ts";
import { AppError } from "#server/domain/app-error.ts";
import type { Context } from "#server/domain/context.ts";
import { newId } from "#server/runtime/crypto.ts";

type Row = {
  id: string;
  name: string;
  ownerId: string | null;
  departmentId: string | null;
  scopeKey: string;
  steps: unknown;
  position: number;
  uses: number;
  mayEdit: boolean;
};

/** Lists the macros that the actor may run: their own, their departments', everybody's, each in their order. */
export function listMacros(context: Context, actor: Actor): Promise<Macro[]> {
  return select(context.db.sql, actor, Prisma.sql`true`);
}

/** @throws AppError not_found: missing and forbidden look alike */
export async function readMacro(
  reader: Pick<Sql, "$queryRaw">,
  actor: Actor,
  id: string,
): Promise<Macro> {
  const [macro] = await select(reader, actor, Prisma.sql`c.id = ${id}::uuid`);
  if (!macro) throw new AppError("not_found", { macroId: id });
  return macro;
}

/**
 * Creates a macro at the end of its scope: a private one, or as a supervisor
 * one for a department or everybody.
 * @throws AppError forbidden, not_found (department), already_exists (name)
 */
export function createMacro(
  context: Context,
  actor: Actor,
  { name, scope, steps }: CreateMacro,
): Promise<Macro> {
  return refuseTakenName(() =>
    inSqlTransaction(context.db, async (tx) => {
      await requireCannedScope(tx, actor, null, scope);
      const id = newId();
      const place = cannedPlaceOf(scope, actor);
      await tx.$executeRaw(Prisma.sql`
        insert into macro (id, name, "ownerId", "departmentId", "scopeKey", steps, position)
        select ${id}::uuid, ${name}, ${place.ownerId}::uuid, ${place.departmentId}::uuid, ${place.scopeKey},
          ${JSON.stringify(steps)}::jsonb, coalesce(max(position) + 1, 0)
        from macro where "scopeKey" = ${place.scopeKey}`);
      await audit(tx, actor, "macro.created", id, name);
      return readMacro(tx, actor, id);
    }),
  );
}

/**
 * Changes a macro, or its place among those of its scope. A private one
 * becomes shared by a supervisor who is its author.
 * @throws AppError forbidden, not_found, already_exists (name), invalid_input (`scope`)
 */
export function updateMacro(
  context: Context,
  actor: Actor,
  id: string,
  { scope, position, ...patch }: UpdateMacro,
): Promise<Macro> {
  return refuseTakenName(() =>
    inSqlTransaction(context.db, async (tx) => {
      const held = await lockEditable(tx, actor, id);
      if (scope !== undefined) await requireCannedScope(tx, actor, held, scope);
      const place = cannedPlaceOf(scope ?? cannedScopeOf(held), actor);
      const name = patch.name ?? held.name;
      const steps = patch.steps ?? readSteps(held.steps);
      await tx.$executeRaw(Prisma.sql`
        update macro set name = ${name}, "ownerId" = ${place.ownerId}::uuid,
          "departmentId" = ${place.departmentId}::uuid, "scopeKey" = ${place.scopeKey},
          steps = ${JSON.stringify(steps)}::jsonb
        where id = ${id}::uuid`);
      if (position !== undefined || place.scopeKey !== held.scopeKey)
        await moveTo(tx, id, place.scopeKey, position ?? Infinity);
      await audit(tx, actor, "macro.updated", id, name);
      return readMacro(tx, actor, id);
    }),
  );
}

/** Deletes a macro; what was done with it stays. @throws AppError forbidden, not_found */
export function deleteMacro(
  context: Context,
  actor: Actor,
  id: string,
): Promise<void> {
  return inSqlTransaction(context.db, async (tx) => {
    const { name } = await lockEditable(tx, actor, id);
    await tx.$executeRaw(Prisma.sql`delete from macro where id = ${id}::uuid`);
    await audit(tx, actor, "macro.deleted", id, name);
  });
}

/** Steps as the column holds them; those of a version that knew others are left out. */
function readSteps(value: unknown): MacroStep[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((one) => {
    const parsed = macroStepSchema.safeParse(one);
    return parsed.success ? [parsed.data] : [];
  });
}

/** Moves one to a place of its scope and numbers the others anew. */
async function moveTo(
  tx: Sql,
  id: string,
  scopeKey: string,
  position: number,
): Promise<void> {
  const others = await tx.$queryRaw<{ id: string }[]>(Prisma.sql`
    select id from macro where "scopeKey" = ${scopeKey} and id <> ${id}::uuid order by position, lower(name), id
    for update`);
  const order = others.map((other) => other.id);
  order.splice(Math.min(position, order.length), 0, id);
  await tx.$executeRaw(Prisma.sql`
    update macro m set position = x.position - 1
    from unnest(${order}::uuid[]) with ordinality as x(id, position) where m.id = x.id`);
}

async function select(
  reader: Pick<Sql, "$queryRaw">,
  actor: Actor,
  where: Prisma.Sql,
): Promise<Macro[]> {
  const rows = await reader.$queryRaw<Row[]>(Prisma.sql`
    select c.*, ${cannedEditableBy(actor)} as "mayEdit" from macro c
    where ${where} and ${cannedVisibleTo(actor)}
    order by case when c."ownerId" is not null then 0 when c."departmentId" is not null then 1 else 2 end,
      c."scopeKey", c.position, lower(c.name), c.id`);
  return rows.map(
    ({ id, name, steps, position, uses, mayEdit, ...held }): Macro => ({
      id,
      name,
      scope: cannedScopeOf(held),
      steps: readSteps(steps),
      position,
      uses,
      mayEdit,
    }),
  );
}

/** @throws AppError not_found: not to be run; forbidden: not to be changed */
async function lockEditable(tx: Sql, actor: Actor, id: string): Promise<Row> {
  const [row] = await tx.$queryRaw<Row[]>(Prisma.sql`
    select c.*, ${cannedEditableBy(actor)} as "mayEdit" from macro c
    where c.id = ${id}::uuid and ${cannedVisibleTo(actor)} for update of c`);
  if (!row) throw new AppError("not_found", { macroId: id });
  if (!row.mayEdit) throw new AppError("forbidden", { needs: "supervisor" });
  return row;
}

function audit(
  tx: Sql,
  actor: Actor,
  action: AuditAction,
  id: string,
  name: string,
): Promise<void> {
  return writeAudit(tx, actor, action, { type: "macro", id }, { name });
}

async function refuseTakenName<T>(write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw new AppError("already_exists", {
      path: "name",
      current: { taken: "name" },
    });
  }
}
