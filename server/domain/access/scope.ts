import type { Role } from "#contract/people/agent.ts";
import {
  rolesWith,
  scopeFor,
  type ActionKey,
} from "#contract/people/policy.ts";
import type { PolicyScope } from "#contract/people/role-scopes.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { hasRole } from "#server/domain/access/actor.ts";
import { AppError } from "#server/domain/app-error.ts";
import type { AuditActor } from "#server/domain/access/audit.ts";
import { listOf } from "#server/domain/access/role-lists.ts";

/*
 * The departments that an agent supervises. Owners and admins: the whole company.
 * A supervisor: their departments, and everything without a department; with
 * `allDepartments`, which admins grant, the whole company. Other roles
 * supervise nothing. See docs/decisions/019.
 * This one rule serves threads, settings, counts, alerts and leads, in three
 * forms: SQL for many agents, SQL for one, and a set for code. The roles are
 * those of the table of rights, contract/people/policy.ts.
 */

/** The action that stands for supervising. */
const SUPERVISING: ActionKey = "threads.manage";

/**
 * The scope of what a role supervises. An auditor reads what supervisors of the whole
 * company read; the table of rights refuses their changes before they come here.
 */
function supervisingScope(role: Role): PolicyScope {
  return role === "auditor" ? "all" : scopeFor(role, SUPERVISING);
}

const everywhere = listOf(rolesWith(SUPERVISING, "all"));
const inDepartments = listOf(rolesWith(SUPERVISING, "department"));

/** SQL condition: an agent `a` may supervise what belongs to this department (null: to none). */
export function supervisesSql(department: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`(a.role in (${everywhere}) or (a.role in (${inDepartments}) and (
    ${department} is null or a."allDepartments"
    or exists (select 1 from department_member d
               where d."agentId" = a.id and d."departmentId" = ${department}))))`;
}

/** The same for one caller; needs no `a`. */
export function supervisedBy(
  { agentId, role }: Pick<AuditActor, "agentId" | "role">,
  department: Prisma.Sql,
): Prisma.Sql {
  const granted = supervisingScope(role);
  if (granted === "all") return Prisma.sql`true`;
  if (granted !== "department") return Prisma.sql`false`;
  return Prisma.sql`exists (select 1 from agent a
    where a.id = ${agentId}::uuid and ${supervisesSql(department)})`;
}

/** The departments that an agent supervises, beside everything without a department. */
export type Scope = "company" | ReadonlySet<string>;

/**
 * It is read from the database and not from the caller: an agent who was
 * removed from a department loses it at once.
 * @throws AppError forbidden: the role has the action neither everywhere nor in departments
 */
export async function scopeOf(
  reader: Pick<Sql, "$queryRaw">,
  doer: AuditActor,
  action: ActionKey = SUPERVISING,
): Promise<Scope> {
  const granted =
    action === SUPERVISING
      ? supervisingScope(doer.role)
      : scopeFor(doer.role, action);
  if (granted === "all") return "company";
  if (granted !== "department")
    throw new AppError("forbidden", { needs: "supervisor" });
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

/** Prisma condition: rows whose department is in the scope. */
export function whereCovered(scope: Scope): {
  OR?: ({ departmentId: null } | { departmentId: { in: string[] } })[];
} {
  if (scope === "company") return {};
  return { OR: [{ departmentId: null }, { departmentId: { in: [...scope] } }] };
}

/**
 * Checks that the actor may change something of a department, or without one.
 * @throws AppError forbidden: below a supervisor; not_found: another
 * department's, as if it did not exist
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
 * Checks that the actor may change what decides supervisors' scope itself: the
 * members of a department, and what belongs to it.
 * @throws AppError forbidden
 */
export function requireCompany(scope: Scope): void {
  if (scope !== "company") throw new AppError("forbidden", { needs: "admin" });
}

/**
 * Checks that something new, or moved, may belong to a department. Supervisors
 * may move things within their own departments, not into them or out of them:
 * they would give themselves a scope.
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
 * Checks that the actor may decide for a teammate: their status, and whether
 * they are logged in. The teammate's role must not be above the actor's, and
 * the teammate must be in the actor's departments or in none.
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
 * The agents among these who belong to other departments only: a supervisor of
 * some departments may not give them work. Pure query; it checks no right.
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
