import type { Role } from "#contract/people/agent.ts";

/**
 * The scope in which a role may do an action. all: the whole company · department:
 * their departments, and everything without a department · own: what is theirs
 * (docs/decisions/041) · none: nothing.
 */
export type PolicyScope = "all" | "department" | "own" | "none";

/** The scope of each role in one action. */
export type Grants = Readonly<Record<Role, PolicyScope>>;

/** Roles beside the ladder of owner, admin, supervisor and agent have nothing unless `beside` says so. */
export function grants(
  [owner, admin, supervisor, agent]: readonly [
    PolicyScope,
    PolicyScope,
    PolicyScope,
    PolicyScope,
  ],
  beside: Partial<Pick<Grants, "leads_only" | "auditor" | "reviewer">> = {},
): Grants {
  return {
    owner,
    admin,
    supervisor,
    agent,
    leads_only: "none",
    auditor: "none",
    reviewer: "none",
    ...beside,
  };
}

// Scopes of owner, admin, supervisor and agent, in this order.
const EVERYTHING = ["all", "all", "all", "all"] as const;
const OWN = ["own", "own", "own", "own"] as const;
export const BY_RANK = ["all", "all", "department", "own"] as const;
const FROM_SUPERVISOR = ["all", "all", "department", "none"] as const;
const FROM_ADMIN = ["all", "all", "none", "none"] as const;

export const EVERYONE = grants(EVERYTHING, {
  leads_only: "all",
  auditor: "all",
  reviewer: "all",
});
export const THEMSELVES = grants(OWN, {
  leads_only: "own",
  auditor: "own",
  reviewer: "own",
});
export const STAFF_THEMSELVES = grants(OWN, {
  leads_only: "own",
  auditor: "own",
});
export const TEAM_THEMSELVES = grants(OWN);
export const STAFF = grants(EVERYTHING, { leads_only: "all", auditor: "all" });
export const STAFF_AND_OWN_GUEST = grants(EVERYTHING, {
  leads_only: "all",
  auditor: "all",
  reviewer: "own",
});
export const SEEN = grants(BY_RANK, { reviewer: "own" });
export const WORKED = grants(BY_RANK);
/** Leads, and their customers: a page's leads belong to its department. */
export const LEADS = grants(BY_RANK, { leads_only: "department" });
export const SUPERVISORS = grants(FROM_SUPERVISOR);
export const SUPERVISORS_AND_AUDITORS = grants(FROM_SUPERVISOR, {
  auditor: "all",
});
/** Figures: agents read their own alone. */
export const COUNTED = grants(BY_RANK, { auditor: "all" });
export const ADMINS = grants(FROM_ADMIN);
export const ADMINS_AND_AUDITORS = grants(FROM_ADMIN, { auditor: "all" });
