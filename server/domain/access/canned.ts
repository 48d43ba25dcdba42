import type { CannedScope } from "#contract/canned/canned-reply.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { hasRole, type Actor } from "#server/domain/access/actor.ts";
import { AppError, invalidInput } from "#server/domain/app-error.ts";
import { requireMove, requireSupervised, supervisedBy } from "./scope.ts";

/** Rights to canned replies and macros, which are private, a department's or everybody's. */

/**
 * SQL condition: the actor may use the canned reply or macro `c`. A private one: its
 * author. A shared one: the members and supervisors of its department, or the
 * whole team.
 */
export function cannedVisibleTo(actor: Actor): Prisma.Sql {
  if (!hasRole(actor, "agent")) return Prisma.sql`false`;
  return Prisma.sql`case
    when c."ownerId" is not null then c."ownerId" = ${actor.agentId}::uuid
    when c."departmentId" is null then true
    else c."departmentId" = any(${actor.departmentIds}::uuid[])
      or ${supervisedBy(actor, Prisma.sql`c."departmentId"`)} end`;
}

/** SQL condition: the actor may change it: a private one its author, a shared one the supervisors of its department. */
export function cannedEditableBy(actor: Actor): Prisma.Sql {
  return Prisma.sql`case
    when c."ownerId" is not null then c."ownerId" = ${actor.agentId}::uuid
    else ${supervisedBy(actor, Prisma.sql`c."departmentId"`)} end`;
}

type Held = { ownerId: string | null; departmentId: string | null };

/**
 * Checks that the actor may place one there: private ones everybody, shared ones supervisors within their
 * departments. @throws AppError forbidden, not_found (department), invalid_input (`scope`)
 */
export async function requireCannedScope(
  tx: Sql,
  actor: Actor,
  held: Held | null,
  scope: CannedScope,
): Promise<void> {
  if (scope === "private") {
    // A shared one that became private would be gone for all others.
    if (held !== null && held.ownerId === null)
      throw invalidInput("scope", "A shared one cannot become private.");
    return;
  }
  const departmentId = scope === "everybody" ? null : scope.departmentId;
  const covered = await requireSupervised(tx, actor, { departmentId });
  const from = held === null || held.ownerId !== null ? null : held;
  requireMove(covered, from, departmentId);
  if (departmentId === null) return;
  const [known] = await tx.$queryRaw<{ id: string }[]>(
    Prisma.sql`select id from department where id = ${departmentId}::uuid`,
  );
  if (!known) throw new AppError("not_found", { departmentId });
}

/** Pure. */
export function cannedScopeOf({ ownerId, departmentId }: Held): CannedScope {
  if (ownerId !== null) return "private";
  return departmentId === null ? "everybody" : { departmentId };
}

/** The columns of a scope; `scopeKey` is what names are unique in. Pure. */
export function cannedPlaceOf(
  scope: CannedScope,
  { agentId }: Actor,
): Held & { scopeKey: string } {
  if (scope === "private")
    return { ownerId: agentId, departmentId: null, scopeKey: agentId };
  if (scope === "everybody")
    return { ownerId: null, departmentId: null, scopeKey: "everybody" };
  const { departmentId } = scope;
  return { ownerId: null, departmentId, scopeKey: departmentId };
}
