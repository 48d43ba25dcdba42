import { Prisma } from "#server/db/client.ts";
import { hasRole, type Actor } from "#server/domain/access/actor.ts";
import { supervisedBy } from "./scope.ts";

/**
 * SQL condition: the actor may use the canned reply `c`. A private one: its
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
