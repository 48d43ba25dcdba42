import type { Role } from "#contract/people/agent.ts";
import { rolesWith } from "#contract/people/policy.ts";
import { STAFF_ROLES, TEAM_ROLES } from "#contract/people/roles.ts";
import { Prisma } from "#server/db/client.ts";

/*
 * Lists of roles for SQL: `a.role in (${teamRoles})`. They are our own
 * constants, so written as they are: Postgres plans better than with parameters.
 */

export function listOf(roles: readonly Role[]): Prisma.Sql {
  return Prisma.raw(roles.map((role) => `'${role}'`).join(", "));
}

/** Roles that answer conversations for the company, and can be a destination. */
export const teamRoles = listOf(TEAM_ROLES);

/** Roles of the company's own people, who can belong to departments. */
export const staffRoles = listOf(STAFF_ROLES);

/** Roles that see no conversation, wherever it is. */
export const rolesWithoutThreads = listOf(rolesWith("threads.read", "none"));

/** Roles that can't be given a lead. A reviewer sees none, whoever chose them. */
export const rolesWithoutLeads = listOf(rolesWith("leads.work", "none"));
