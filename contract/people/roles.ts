import type { Role } from "#contract/people/agent.ts";

/** The roles. Each includes the rights of those below it. */
const RANK: Record<Role, number> = {
  reviewer: -1, // comes from outside, for one channel
  agent: 0,
  supervisor: 1,
  admin: 2,
  owner: 3,
};

/** Whether a role includes the rights of `least`. Pure. */
export function includesRole(role: Role, least: Role): boolean {
  return RANK[role] >= RANK[least];
}

/** Whether the role belongs to the team. Reviewers do not: they get no offers and have no status. Pure. */
export function isTeammate(role: Role): boolean {
  return includesRole(role, "agent");
}

/** Whether the role sees more than its own work. Pure. */
export function isSupervising(role: Role): boolean {
  return includesRole(role, "supervisor");
}
