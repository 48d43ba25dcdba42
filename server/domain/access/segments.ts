import { Prisma } from "#server/db/client.ts";
import { hasRole, type Actor } from "#server/domain/access/actor.ts";
import { supervisedBy } from "./scope.ts";

const supervised = (actor: Actor) =>
  Prisma.sql`(g."departmentId" is not null and ${supervisedBy(actor, Prisma.sql`g."departmentId"`)})`;

/**
 * SQL condition: the actor has the segment `g`: as its author, as a member or
 * supervisor of the department that it is shared with, or as everybody.
 */
export function segmentVisibleTo(actor: Actor): Prisma.Sql {
  return Prisma.sql`(g."ownerId" = ${actor.agentId}::uuid or g.everybody or ${supervised(actor)}
    or exists (select 1 from department_member d
      where d."departmentId" = g."departmentId" and d."agentId" = ${actor.agentId}::uuid))`;
}

/** SQL condition: the actor may change it: its author, and for a shared one those who may share it so. */
export function segmentEditableBy(actor: Actor): Prisma.Sql {
  const everybodys = hasRole(actor, "supervisor")
    ? Prisma.sql`g.everybody`
    : Prisma.sql`false`;
  return Prisma.sql`(g."ownerId" = ${actor.agentId}::uuid or ${everybodys} or ${supervised(actor)})`;
}
