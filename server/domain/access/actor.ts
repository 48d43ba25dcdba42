import {
  leastRoleFor,
  mayDo,
  type ActionKey,
} from "#contract/people/policy.ts";
import { includesRole } from "#contract/people/roles.ts";
import type { Role } from "#contract/people/agent.ts";
import type { ContactLimit } from "#contract/people/security.ts";
import { AppError } from "#server/domain/app-error.ts";

/** The agent who acts. Only auth/ makes one, from a cookie, a token or a handshake; never from a request's body. */
export type Actor = {
  agentId: string;
  name: string;
  email: string;
  role: Role;
  departmentIds: string[];
  /** Their role needs two-step verification, and they have not set it up: nothing else is allowed. */
  needsTotp?: boolean;
  /** They use the console from where their role can't, and no list holds them back. */
  isExempt?: boolean;
  /** Contact data of customers is masked for their role; absent: it is shown. */
  contactLimit?: ContactLimit;
  /** The keys of the own fields of customers that other departments keep to themselves; absent: none. */
  hiddenFields?: readonly string[];
  /** This teammate sees the console as the agent does: every command is refused (http/edge/endpoint.ts). */
  seenBy?: { agentId: string; name: string; until: Date };
};

/** Whether the role includes the rights of `least`. Pure. */
export function hasRole(actor: Pick<Actor, "role">, least: Role): boolean {
  return includesRole(actor.role, least);
}

/** @throws AppError forbidden */
export function requireRole(actor: Pick<Actor, "role">, least: Role): void {
  if (!hasRole(actor, least)) throw new AppError("forbidden", { needs: least });
}

/** @throws AppError forbidden: contact data stays masked for their role */
export function requireReveal({ contactLimit }: Actor): void {
  if (contactLimit === "hidden")
    throw new AppError("forbidden", { reason: "contact data" });
}

/** Checks the table of rights (contract/people/policy.ts). @throws AppError forbidden */
export function requireAction(
  { role }: Pick<Actor, "role">,
  action: ActionKey,
): void {
  if (!mayDo(role, action))
    throw new AppError("forbidden", { needs: leastRoleFor(action) });
}
