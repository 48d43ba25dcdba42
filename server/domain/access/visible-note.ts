import { Prisma } from "#server/db/client.ts";
import { hasRole, type Actor } from "#server/domain/access/actor.ts";
import { supervisedBy } from "#server/domain/access/scope.ts";

/**
 * SQL: the actor may read a note `n` about a customer whom they may see. One
 * predicate for lists, the timeline and changes. A note of a deleted department is left to its author and to
 * those who supervise the whole company. An admin who sees the console as
 * someone else gets no notes that this person keeps to themselves.
 */
export function noteVisibleTo(actor: Actor): Prisma.Sql {
  const isMine = Prisma.sql`n."authorId" = ${actor.agentId}::uuid`;
  const isMember = Prisma.sql`exists (select 1 from department_member d
    where d."departmentId" = n."departmentId" and d."agentId" = ${actor.agentId}::uuid)`;
  // Of no department, `supervisedBy` is true for every supervisor.
  const noDepartment = Prisma.sql`'00000000-0000-0000-0000-000000000000'::uuid`;
  const supervised = supervisedBy(
    actor,
    Prisma.sql`coalesce(n."departmentId", ${noDepartment})`,
  );
  return Prisma.sql`(case n.audience
    when 'everyone' then true
    when 'department' then ${isMine} or ${isMember} or ${supervised}
    when 'supervisors' then ${isMine} or ${hasRole(actor, "supervisor")}::boolean
    else ${actor.seenBy ? Prisma.sql`false` : isMine} end)`;
}
