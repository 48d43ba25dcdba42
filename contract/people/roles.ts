import type { Role } from "#contract/people/agent.ts";

/**
 * The roles. Each includes the rights of those below it. Roles below an agent
 * stand beside the ladder: their rights are those of the table (policy.ts) alone.
 */
const RANK: Record<Role, number> = {
  reviewer: -1, // comes from outside, for one channel
  auditor: -1, // reads settings, the audit log and reports, no conversations
  leads_only: -1, // works on leads and their customers, no conversations
  agent: 0,
  supervisor: 1,
  admin: 2,
  owner: 3,
};

/** Whether a role includes the rights of `least`. Pure. */
export function includesRole(role: Role, least: Role): boolean {
  return RANK[role] >= RANK[least];
}

/**
 * Whether the role answers conversations for the company. Other roles get no
 * offers, have no status, and are no destination. Pure.
 */
export function isTeammate(role: Role): boolean {
  return includesRole(role, "agent");
}

/** The roles that answer conversations for the company. */
export const TEAM_ROLES: readonly Role[] = (Object.keys(RANK) as Role[]).filter(
  isTeammate,
);

/** Whether the role sees more than its own work. Pure. */
export function isSupervising(role: Role): boolean {
  return includesRole(role, "supervisor");
}

/** Whether the role belongs to the company. Reviewers come from outside. Pure. */
export function isStaff(role: Role): boolean {
  return role !== "reviewer";
}

export const STAFF_ROLES: readonly Role[] = (
  Object.keys(RANK) as Role[]
).filter(isStaff);
