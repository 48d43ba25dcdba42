import { isSupervising, STAFF_ROLES } from "#contract/people/roles.ts";
import { Prisma } from "#server/db/client.ts";
import { hasRole, type Actor } from "#server/domain/access/actor.ts";
import { listOf } from "#server/domain/access/role-lists.ts";
import { supervisedBy, supervisesSql } from "#server/domain/access/scope.ts";

// The predicates of supervisors are true of no department, and this is the id of none.
const NO_DEPARTMENT = Prisma.sql`'00000000-0000-0000-0000-000000000000'::uuid`;
const supervisors = listOf(STAFF_ROLES.filter(isSupervising));

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
  const supervised = supervisedBy(
    actor,
    Prisma.sql`coalesce(n."departmentId", ${NO_DEPARTMENT})`,
  );
  return Prisma.sql`(case n.audience
    when 'everyone' then true
    when 'department' then ${isMine} or ${isMember} or ${supervised}
    when 'supervisors' then ${isMine} or ${hasRole(actor, "supervisor")}::boolean
    else ${actor.seenBy ? Prisma.sql`false` : isMine} end)`;
}

/**
 * The same predicate for many agents: SQL over an agent `a` who may see the note's customer.
 * @param note the alias of the note
 */
export function readsNote(note: Prisma.Sql): Prisma.Sql {
  const supervises = supervisesSql(
    Prisma.sql`coalesce(${note}."departmentId", ${NO_DEPARTMENT})`,
  );
  return Prisma.sql`(${note}."authorId" = a.id or case ${note}.audience
    when 'everyone' then true
    when 'department' then ${supervises} or exists (select from department_member d
      where d."departmentId" = ${note}."departmentId" and d."agentId" = a.id)
    when 'supervisors' then a.role in (${supervisors})
    else false end)`;
}
