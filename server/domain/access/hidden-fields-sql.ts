import { rolesWith } from "#contract/people/policy.ts";
import { Prisma } from "#server/db/client.ts";
import { listOf } from "#server/domain/access/role-lists.ts";

const everywhere = listOf([...rolesWith("threads.manage", "all"), "auditor"]);

/** SQL, over an agent with this alias: nothing is hidden from them for its department: they supervise the whole company, or read what it has. */
export function hidesNothingSql(agent: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`(${agent}.role in (${everywhere}) or (${agent}.role = 'supervisor' and ${agent}."allDepartments"))`;
}

/**
 * SQL, over an agent with this alias: the keys of the own fields that they do
 * not see, in a fixed order. Those who supervise the whole company, and
 * auditors, see all fields; others those of everyone and of their departments.
 */
export function hiddenFieldsSql(agent: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`array(select r.key from customer_field_reader r
    where not ${hidesNothingSql(agent)}
    group by r.key having not bool_or(exists (
      select 1 from department_member d where d."agentId" = ${agent}.id and d."departmentId" = r."departmentId"))
    order by r.key)`;
}
