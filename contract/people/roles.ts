import type { Role } from "#contract/people/agent.ts";

/** The roles, each including what those below it may do. */
const RANK: Record<Role, number> = {
  reviewer: -1, // comes from outside, for one channel
  agent: 0,
  supervisor: 1,
  admin: 2,
  owner: 3,
};

/** Does a role include what `least` may do? Pure. */
export function includesRole(role: Role, least: Role): boolean {
  return RANK[role] >= RANK[least];
}

/** Belongs to the team. Reviewers do not: nothing rings for them, and they have no status. Pure. */
export function isTeammate(role: Role): boolean {
  return includesRole(role, "agent");
}

/** Sees more than their own work. Pure. */
export function isSupervising(role: Role): boolean {
  return includesRole(role, "supervisor");
}
