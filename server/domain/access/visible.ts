import { scopeFor } from "#contract/people/policy.ts";
import { Prisma } from "#server/db/client.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { admittedSql } from "#server/domain/access/load-actor.ts";
import { supervisesSql } from "#server/domain/access/scope.ts";
import {
  rolesWithoutThreads,
  teamRoles,
} from "#server/domain/access/role-lists.ts";

/** SQL: a thread `t` is not deleted. No one sees a deleted one. */
export const isKept = Prisma.sql`t."deletedAt" is null`;

/**
 * The agents who may see a thread and work on it. SQL over a thread `t` and an
 * agent `a`.
 * Owners and admins see all threads; supervisors see those that they supervise
 * (scope.ts): of their departments and without one. Other agents see a thread
 * that they own, that they closed, that is offered to them, that waits where
 * they are logged in, that is in a queue they manage, or that its queue lets
 * them read. A reviewer sees the threads of their one channel, and no others.
 * Auditors and agents of leads only see none.
 */
const ways = Prisma.sql`(
  case when a.role = 'reviewer' then coalesce(t."channelId" = a."reviewChannelId", false)
    when a.role in (${rolesWithoutThreads}) then false else
    ${supervisesSql(Prisma.sql`t."departmentId"`)}
    or t."ownerId" = a.id
    or (t."ownerId" is null and t."lastOwnerId" = a.id and t.status = 'closed')
    or (t."ownerId" is null and t.status <> 'closed' and (
      (t."routedToType" = 'agent' and t."routedToId" = a.id)
      or (t."routedToType" = 'queue' and exists (
        select 1 from queue_member m
        where m."queueId" = t."routedToId" and m."agentId" = a.id and m."loggedIn"))
      or (t."routedToType" = 'ring_group' and exists (
        select 1 from ring_group_member m
        where m."ringGroupId" = t."routedToId" and m."agentId" = a.id))))
    or exists (
      select 1 from offer o
      where o."threadId" = t.id and o."agentId" = a.id and o."endedAt" is null)
    or (t."routedToType" = 'queue' and exists (
      select 1 from queue q
      where q.id = t."routedToId" and (
        exists (
          select 1 from queue_member m where m."queueId" = q.id and m."agentId" = a.id
            and (m.manager or q.visibility = 'queue_read'))
        or (q.visibility = 'department_read' and exists (
          select 1 from department_member d
          where d."departmentId" = q."departmentId" and d."agentId" = a.id)))))
  end)`;

/**
 * The one predicate of who may see a thread, used by lists, counts, search,
 * files, sockets and exports: agents who may work on it, and participants, who
 * may only read it and write notes.
 */
export const visiblePredicate = Prisma.sql`(
  ${isKept} and ${admittedSql} and (${ways} or (a.role in (${teamRoles}) and exists (
    select 1 from thread_participant p
    where p."threadId" = t.id and p."agentId" = a.id))))`;

/** The narrower predicate, for commands that change a thread. */
export const workablePredicate = Prisma.sql`(${isKept} and ${admittedSql} and ${ways})`;

/** The predicate for one caller; needs only the thread as `t`. */
export function visibleTo(actor: Actor): Prisma.Sql {
  return forCaller(actor, visiblePredicate);
}

/** Whether the caller may do more with `t` than read it and write notes. */
export function workableBy(actor: Actor): Prisma.Sql {
  return forCaller(actor, workablePredicate);
}

function forCaller(actor: Actor, predicate: Prisma.Sql): Prisma.Sql {
  // A condition that is true for every row need not be evaluated for each.
  const granted = scopeFor(actor.role, "threads.read");
  if (granted === "all") return isKept;
  if (granted === "none") return Prisma.sql`false`;
  return Prisma.sql`exists (
    select 1 from agent a where a.id = ${actor.agentId}::uuid and ${predicate})`;
}
