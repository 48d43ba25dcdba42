import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { hasRole, requireRole } from "#server/domain/access/actor.ts";
import { AppError } from "#server/domain/app-error.ts";
import type { AuditActor } from "#server/domain/access/audit.ts";

/*
 * Whose things somebody supervises. Owners and admins: the whole company. A
 * supervisor: their departments, and what belongs to no department; with
 * `allDepartments`, which admins give, the whole company. Nobody else
 * supervises anything. See docs/decisions/019.
 *
 * The one rule behind threads, settings, counts, alerts and leads, in three
 * forms: SQL for many agents, SQL for one, and a set for code.
 */

/** May an agent `a` supervise what belongs to this department (null: to none)? SQL over `a`. */
export function supervisesSql(department: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`(a.role in ('owner', 'admin') or (a.role = 'supervisor' and (
    ${department} is null or a."allDepartments"
    or exists (select 1 from department_member d
               where d."agentId" = a.id and d."departmentId" = ${department}))))`;
}

/** The same for one caller; needs no `a`. */
export function supervisedBy(
  { agentId, role }: Pick<AuditActor, "agentId" | "role">,
  department: Prisma.Sql,
): Prisma.Sql {
  if (hasRole({ role }, "admin")) return Prisma.sql`true`;
  if (!hasRole({ role }, "supervisor")) return Prisma.sql`false`;
  return Prisma.sql`exists (select 1 from agent a
    where a.id = ${agentId}::uuid and ${supervisesSql(department)})`;
}

/** The departments that somebody supervises, beside what belongs to none. */
export type Scope = "company" | ReadonlySet<string>;

/**
 * Read from the database, not from the caller: who was taken out of a
 * department a moment ago has no second left in it.
 * @throws AppError forbidden: below a supervisor.
 */
export async function scopeOf(
  reader: Pick<Sql, "$queryRaw">,
  doer: AuditActor,
): Promise<Scope> {
  requireRole(doer, "supervisor");
  if (hasRole(doer, "admin")) return "company";
  const [row] = await reader.$queryRaw<{ all: boolean; ids: string[] }[]>(
    Prisma.sql`select a."allDepartments" as "all",
      array(select d."departmentId" from department_member d where d."agentId" = a.id) as ids
    from agent a where a.id = ${doer.agentId}::uuid`,
  );
  return row?.all ? "company" : new Set(row?.ids ?? []);
}

/** Pure. */
export function covers(scope: Scope, departmentId: string | null): boolean {
  return (
    scope === "company" || departmentId === null || scope.has(departmentId)
  );
}

/** Of rows with a department, those in the scope. For Prisma. */
export function whereCovered(scope: Scope): {
  OR?: ({ departmentId: null } | { departmentId: { in: string[] } })[];
} {
  if (scope === "company") return {};
  return { OR: [{ departmentId: null }, { departmentId: { in: [...scope] } }] };
}

/**
 * The door to changing something that belongs to a department, or to none.
 * @throws AppError forbidden: below a supervisor; not_found: another
 *   department's, as if it did not exist.
 */
export async function requireSupervised(
  reader: Pick<Sql, "$queryRaw">,
  doer: AuditActor,
  { departmentId }: { departmentId: string | null },
): Promise<Scope> {
  const scope = await scopeOf(reader, doer);
  if (!covers(scope, departmentId)) throw new AppError("not_found");
  return scope;
}

/**
 * The door to what decides about the scope of supervisors itself: who belongs
 * to a department, and what does.
 * @throws AppError forbidden
 */
export function requireCompany(scope: Scope): void {
  if (scope !== "company") throw new AppError("forbidden", { needs: "admin" });
}

/**
 * Something new for a department, or moved to it. Within their own departments
 * supervisors may move things; into them and out of them they may not: that
 * would be a scope which they give themselves.
 * @throws AppError forbidden
 */
export function requireMove(
  scope: Scope,
  from: { departmentId: string | null } | null,
  to: string | null | undefined,
): void {
  if (to === undefined || scope === "company") return;
  if (from !== null && from.departmentId === to) return;
  const mayEnter = to === null ? from === null : scope.has(to);
  const mayLeave = from === null || from.departmentId !== null;
  if (!mayEnter || !mayLeave) requireCompany(scope);
}

/**
 * The door to deciding for a colleague: where they are, whether they are
 * logged in. Not above oneself, and of one's departments or of none.
 * @throws AppError forbidden, not_found
 */
export async function requireSupervisedPerson(
  reader: Pick<Sql, "$queryRaw">,
  doer: AuditActor,
  agentId: string,
): Promise<void> {
  const scope = await scopeOf(reader, doer);
  const [person] = await reader.$queryRaw<Person[]>(
    Prisma.sql`select ${personColumns} from agent a where a.id = ${agentId}::uuid`,
  );
  if (!person) throw new AppError("not_found", { agentId });
  if (agentId === doer.agentId) return;
  if (!hasRole(doer, person.role))
    throw new AppError("forbidden", { needs: person.role });
  if (!coversPerson(scope, person))
    throw new AppError("forbidden", { needs: "admin" });
}

type Person = { id: string; role: AuditActor["role"]; departmentIds: string[] };

const personColumns = Prisma.sql`a.id, a.role,
  array(select d."departmentId" from department_member d where d."agentId" = a.id) as "departmentIds"`;

function coversPerson(scope: Scope, { departmentIds }: Person): boolean {
  if (scope === "company" || departmentIds.length === 0) return true;
  return departmentIds.some((id) => scope.has(id));
}

/**
 * Of these people, those of other departments: whoever supervises some may not
 * give them work. Pure questions, no right is checked.
 */
export async function foreignersAmong(
  reader: Pick<Sql, "$queryRaw">,
  scope: Scope,
  agentIds: string[],
): Promise<string[]> {
  if (scope === "company" || agentIds.length === 0) return [];
  const people = await reader.$queryRaw<Person[]>(
    Prisma.sql`select ${personColumns} from agent a where a.id = any(${agentIds}::uuid[])`,
  );
  return people
    .filter((person) => !coversPerson(scope, person))
    .map(({ id }) => id);
}
