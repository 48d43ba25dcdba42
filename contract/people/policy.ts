import type { Role } from "#contract/people/agent.ts";
import {
  ADMINS,
  ADMINS_AND_AUDITORS,
  COUNTED,
  EVERYONE,
  LEADS,
  SEEN,
  STAFF,
  STAFF_AND_OWN_GUEST,
  STAFF_THEMSELVES,
  SUPERVISORS,
  SUPERVISORS_AND_AUDITORS,
  TEAM_THEMSELVES,
  THEMSELVES,
  WORKED,
  grants,
  BY_RANK,
  type Grants,
  type PolicyScope,
} from "#contract/people/role-scopes.ts";

/** The predicate that decides about one conversation. Absent: the action is not about one. */
export type ThreadDoor = "see" | "work" | "manage";

type Action = {
  roles: Grants;
  door?: ThreadDoor;
};

/**
 * The rights of every role: the one table that routes, sockets, pages and
 * menus read. `actions.ts` has the title of each action and its operations.
 */
export const POLICY = {
  "open.use": { roles: EVERYONE },
  "account.use": { roles: THEMSELVES },
  "account.totp": { roles: THEMSELVES },
  "account.notifications": { roles: STAFF_THEMSELVES },
  "account.photo": { roles: STAFF_THEMSELVES },
  "account.tokens": { roles: STAFF_THEMSELVES },
  "account.queues": { roles: TEAM_THEMSELVES },
  "threads.read": { roles: SEEN, door: "see" },
  "threads.reply": { roles: SEEN, door: "work" },
  "threads.route": { roles: WORKED, door: "work" },
  "views.save": { roles: TEAM_THEMSELVES },
  "threads.transcript": { roles: WORKED, door: "see" },
  "threads.trace": { roles: WORKED, door: "see" },
  "threads.manage": { roles: WORKED, door: "manage" },
  "threads.reassign": { roles: SUPERVISORS, door: "manage" },
  "threads.delete": { roles: SUPERVISORS, door: "manage" },
  "customers.read": {
    roles: grants(BY_RANK, { leads_only: "department", reviewer: "own" }),
  },
  "customers.list": { roles: LEADS },
  "customers.reveal": {
    roles: grants(BY_RANK, { leads_only: "department", reviewer: "own" }),
  },
  "customers.export": { roles: SUPERVISORS },
  "customers.import": { roles: ADMINS },
  "customers.edit": { roles: LEADS, door: "work" },
  "customers.merge": { roles: WORKED, door: "work" },
  "customers.privacy": { roles: ADMINS },
  "customers.holds": { roles: ADMINS },
  "customers.requests": { roles: ADMINS_AND_AUDITORS },
  "customers.answer_requests": { roles: ADMINS },
  "customers.fields": { roles: SUPERVISORS },
  "customers.segments": { roles: TEAM_THEMSELVES },
  "customers.stages": { roles: ADMINS },
  "customers.noteCategories": { roles: ADMINS },
  "canned.use": { roles: WORKED },
  "macros.use": { roles: WORKED },
  "leads.read": { roles: LEADS },
  "leads.reveal": { roles: LEADS },
  "leads.work": { roles: LEADS },
  "leads.sources": { roles: SUPERVISORS_AND_AUDITORS },
  "leads.manage": { roles: SUPERVISORS },
  "leads.import": { roles: SUPERVISORS },
  "leads.settings": { roles: ADMINS },
  "directory.read": { roles: STAFF_AND_OWN_GUEST },
  "settings.read": { roles: STAFF },
  "board.read": { roles: SUPERVISORS_AND_AUDITORS },
  "reports.read": { roles: COUNTED },
  "people.presence": { roles: SUPERVISORS },
  "labels.manage": { roles: SUPERVISORS },
  "channels.read": { roles: SUPERVISORS_AND_AUDITORS },
  "channels.manage": { roles: SUPERVISORS },
  "routing.manage": { roles: SUPERVISORS },
  "departments.manage": { roles: ADMINS },
  "settings.inspect": { roles: ADMINS_AND_AUDITORS },
  "settings.manage": { roles: ADMINS },
  "settings.system": { roles: ADMINS },
  "people.rename": {
    roles: grants(["all", "all", "own", "own"], {
      leads_only: "own",
      auditor: "own",
    }),
  },
  "people.manage": { roles: ADMINS },
  "people.see_as": { roles: ADMINS },
  "review.manage": { roles: ADMINS },
  "people.sessions": {
    roles: grants(["all", "all", "own", "own"], {
      leads_only: "own",
      auditor: "own",
      reviewer: "own",
    }),
  },
  "people.totp": { roles: ADMINS },
  "people.tokens": {
    roles: grants(["all", "all", "own", "own"], {
      leads_only: "own",
      auditor: "own",
    }),
  },
  "deliveries.manage": { roles: ADMINS },
  "audit.read": { roles: ADMINS_AND_AUDITORS },
  "access.read": { roles: STAFF },
  "access.explain": { roles: SUPERVISORS_AND_AUDITORS },
} as const satisfies Record<string, Action>;

export type ActionKey = keyof typeof POLICY;

export const ACTION_KEYS = Object.keys(POLICY) as [ActionKey, ...ActionKey[]];

/** Pure. */
export function scopeFor(role: Role, action: ActionKey): PolicyScope {
  return POLICY[action].roles[role];
}

/** Whether the role may do the action with anything at all. Pure. */
export function mayDo(role: Role, action: ActionKey): boolean {
  return scopeFor(role, action) !== "none";
}

const FROM_BELOW = [
  "reviewer",
  "agent",
  "leads_only",
  "auditor",
  "supervisor",
  "admin",
  "owner",
] as const;

/** The lowest role that may do the action, for the text of a refusal. Pure. */
export function leastRoleFor(action: ActionKey): Role {
  return FROM_BELOW.find((role) => mayDo(role, action)) ?? "owner";
}

/** The roles that have an action with this scope. Pure. */
export function rolesWith(action: ActionKey, scope: PolicyScope): Role[] {
  const roles = Object.entries(POLICY[action].roles) as [Role, PolicyScope][];
  return roles.filter(([, found]) => found === scope).map(([role]) => role);
}

/** The predicate that decides about one conversation. Pure. */
export function doorOf(action: ActionKey): ThreadDoor | null {
  const { door }: Action = POLICY[action];
  return door ?? null;
}
