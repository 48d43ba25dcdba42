import { Prisma } from "#server/db/client.ts";
import { hasRole, type Actor } from "#server/domain/access/actor.ts";
import { admittedSql } from "#server/domain/access/load-actor.ts";
import { supervisesSql } from "#server/domain/access/scope.ts";

/**
 * Which agents may see a lead `l` of a channel `ch` (left joined), and work on
 * it. SQL over an agent `a`. Supervisors: leads of the pages that they
 * supervise, and of none. Other agents: their own leads, and those that no
 * agent has yet in their queues and ring groups.
 */
export const leadPredicate = Prisma.sql`(${admittedSql} and a.role <> 'reviewer' and (
  ${supervisesSql(Prisma.sql`ch."departmentId"`)}
  or l."ownerId" = a.id
  or (l."ownerId" is null and (
    (l."assignedType" = 'agent' and l."assignedId" = a.id)
    or (l."assignedType" = 'queue' and exists (
      select from queue_member m where m."queueId" = l."assignedId" and m."agentId" = a.id))
    or (l."assignedType" = 'ring_group' and exists (
      select from ring_group_member m where m."ringGroupId" = l."assignedId" and m."agentId" = a.id))))))`;

/** The predicate for one caller; needs `l` and `ch`. */
export function leadVisibleTo(actor: Actor): Prisma.Sql {
  if (hasRole(actor, "admin")) return Prisma.sql`true`;
  return Prisma.sql`exists (
    select from agent a where a.id = ${actor.agentId}::uuid and ${leadPredicate})`;
}
