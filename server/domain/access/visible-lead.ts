import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { admittedSql } from "#server/domain/access/load-actor.ts";
import { supervisesSql } from "#server/domain/access/scope.ts";
import { rolesWith, scopeFor } from "#contract/people/policy.ts";
import { listOf } from "#server/domain/access/role-lists.ts";

const rolesOfLeads = listOf([
  ...rolesWith("leads.read", "all"),
  ...rolesWith("leads.read", "department"),
  ...rolesWith("leads.read", "own"),
]);
const inDepartments = listOf(rolesWith("leads.read", "department"));
const isInTheirDepartments = Prisma.sql`(ch."departmentId" is null or exists (
  select from department_member d where d."agentId" = a.id and d."departmentId" = ch."departmentId"))`;

/** Whether an agent `a` is a member of the queue or ring group of a lead `l`. */
const isMember = Prisma.sql`((l."assignedType" = 'queue' and exists (
    select from queue_member m where m."queueId" = l."assignedId" and m."agentId" = a.id))
  or (l."assignedType" = 'ring_group' and exists (
    select from ring_group_member m where m."ringGroupId" = l."assignedId" and m."agentId" = a.id)))`;

/**
 * SQL over an agent `a`: whether they may see a lead `l` of a channel `ch` (left
 * joined), and work on it. Supervisors: leads of the pages that they
 * supervise, and of none. Agents of leads only: those of their departments'
 * pages, and of pages without a department. Other agents: their own leads, and those that no
 * agent has yet in their queues and ring groups.
 */
export const leadPredicate = Prisma.sql`(${admittedSql} and a.role in (${rolesOfLeads}) and (
  ${supervisesSql(Prisma.sql`ch."departmentId"`)}
  or (a.role in (${inDepartments}) and ${isInTheirDepartments})
  or l."ownerId" = a.id
  or (l."ownerId" is null and (
    (l."assignedType" = 'agent' and l."assignedId" = a.id) or ${isMember}))))`;

/** The predicate for one caller; needs `l` and `ch`. */
export function leadVisibleTo(actor: Actor): Prisma.Sql {
  const granted = scopeFor(actor.role, "leads.read");
  if (granted === "all") return Prisma.sql`true`;
  if (granted === "none") return Prisma.sql`false`;
  if (granted === "own") return isOwn(actor);
  return Prisma.sql`exists (
    select from agent a where a.id = ${actor.agentId}::uuid and ${leadPredicate})`;
}

/**
 * The predicate for an agent who supervises nothing. Their queues and ring
 * groups are read once for the statement, so that indexes on the lead's owner
 * and place find the leads among a million others.
 */
function isOwn({ agentId }: Actor): Prisma.Sql {
  const places = placesOf(agentId);
  return Prisma.sql`((select ${admittedSql} and a.role in (${rolesOfLeads}) from agent a where a.id = ${agentId}::uuid)
    and (l."ownerId" = ${agentId}::uuid or (l."ownerId" is null and l."assignedId" = any(${places}))))`;
}

/** The ids by which a lead without an owner is an agent's: their own, and those of their queues and ring groups. */
function placesOf(agentId: string): Prisma.Sql {
  return Prisma.sql`array(select ${agentId}::uuid
    union all select "queueId" from queue_member where "agentId" = ${agentId}::uuid
    union all select "ringGroupId" from ring_group_member where "agentId" = ${agentId}::uuid)`;
}

/**
 * The leads among which those that the actor may see are looked for, as a table
 * for `from`. For an agent who supervises nothing it is the few of their own and
 * of their places, found by index: a plan that begins with another condition
 * would read a million leads of others. It replaces no check: `leadVisibleTo`
 * stays among the conditions.
 */
export function leadsNear(actor: Actor): Prisma.Sql {
  if (scopeFor(actor.role, "leads.read") !== "own") return Prisma.sql`lead`;
  const { agentId } = actor;
  return Prisma.sql`(select * from lead where "ownerId" = ${agentId}::uuid
    union all select * from lead where "ownerId" is null and "assignedId" = any(${placesOf(agentId)}))`;
}

/** Whether the actor is a member of the queue or ring group of a lead `l`, whichever agent has it. */
export function isOfferedTo({ agentId }: Actor): Prisma.Sql {
  return Prisma.sql`exists (
    select from agent a where a.id = ${agentId}::uuid and ${admittedSql} and a.role in (${rolesOfLeads}) and ${isMember})`;
}

/** The agents who may see a lead. */
export async function viewersOf(
  sql: Pick<Sql, "$queryRaw">,
  leadId: string,
): Promise<string[]> {
  const rows = await sql.$queryRaw<{ id: string }[]>(Prisma.sql`
    select a.id from lead l left join channel ch on ch.id = l."channelId" cross join agent a
    where l.id = ${leadId}::uuid and ${leadPredicate}`);
  return rows.map(({ id }) => id);
}

/** The agents who may see any of these leads. Leads of one owner and place are judged once. */
export async function viewersOfAll(
  sql: Pick<Sql, "$queryRaw">,
  leadIds: string[],
): Promise<string[]> {
  const rows = await sql.$queryRaw<{ id: string }[]>(Prisma.sql`
    select distinct a.id from (select distinct "channelId", "assignedType", "assignedId", "ownerId" from lead
        where id = any(${leadIds}::uuid[])) l
      left join channel ch on ch.id = l."channelId" cross join agent a
    where ${leadPredicate}`);
  return rows.map(({ id }) => id);
}

/** The agents who saw each of these leads while no agent owned it, and who do not see it with its owner of now. */
export function hiddenByOwner(
  sql: Pick<Sql, "$queryRaw">,
  leadIds: string[],
): Promise<{ leadId: string; agentIds: string[] }[]> {
  return sql.$queryRaw<{ leadId: string; agentIds: string[] }[]>(Prisma.sql`
    select free."leadId", array_agg(free."agentId") as "agentIds" from (
      select l.id as "leadId", a.id as "agentId"
      from (select id, "channelId", "assignedType", "assignedId", null::uuid as "ownerId" from lead
          where id = any(${leadIds}::uuid[])) l
        left join channel ch on ch.id = l."channelId" cross join agent a
      where ${leadPredicate}) free
    where not exists (select from lead l left join channel ch on ch.id = l."channelId"
      join agent a on a.id = free."agentId" where l.id = free."leadId" and ${leadPredicate})
    group by free."leadId"`);
}
