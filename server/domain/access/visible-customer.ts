import { rolesWith } from "#contract/people/policy.ts";
import { Prisma } from "#server/db/client.ts";
import { admittedSql } from "#server/domain/access/load-actor.ts";
import {
  listOf,
  rolesWithoutThreads,
} from "#server/domain/access/role-lists.ts";
import { leadPredicate } from "#server/domain/access/visible-lead.ts";
import { visiblePredicate } from "#server/domain/access/visible.ts";

const rolesOfAll = listOf(rolesWith("customers.read", "all"));

/**
 * SQL over an agent `a`: a person of the company who may see this customer, by all
 * customers, by one of the customer's threads, or, without conversations, by a lead.
 * The form for many agents of `customerVisibleTo` (domain/customers), without reviewers.
 * @param customerId an expression; `t`, `l` and `ch` mean nothing in it
 */
export function seesCustomer(customerId: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`(${admittedSql} and a.role <> 'reviewer' and (
    a.role in (${rolesOfAll})
    or exists (select from thread t where t."customerId" = ${customerId} and ${visiblePredicate})
    or (a.role in (${rolesWithoutThreads}) and exists (
      select from lead l left join channel ch on ch.id = l."channelId"
      where l."customerId" = ${customerId} and ${leadPredicate}))))`;
}
