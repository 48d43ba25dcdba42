import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import type {
  ActorRow,
  ContactLimits,
} from "#server/domain/access/load-actor.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { hiddenFieldsSql } from "#server/domain/access/hidden-fields-sql.ts";
import { seenJoin } from "#server/domain/access/sign-in/seen-join.ts";
import type { TokenScope } from "#contract/people/token-scopes.ts";

/*
 * Every request looks up the agent of its cookie or token: one statement each,
 * where Prisma makes three.
 */

/** The setting with what signing in needs: see contract/people/security. */
export const SECURITY_KEY = "security";

export type SessionBearer = ActorRow & {
  contactLimits: ContactLimits;
  hiddenFields: string[];
  /** The agent's role needs two-step verification, and it is off. */
  needsTotp: boolean;
  /** The addresses from which the role can use the console; null: from anywhere. */
  allowedAddresses: string[] | null;
  /** The list does not hold this agent back. */
  isExempt: boolean;
  /** The agent as whom this session sees the console; null: as itself. */
  seen:
    | (Pick<Actor, "agentId" | "name" | "email" | "role" | "departmentIds"> & {
        hiddenFields: string[];
        until: string;
      })
    | null;
};

/** The agent of a session that has not ended; null: none. */
export async function findSessionBearer(
  sql: Sql,
  { sessionId, agentId }: { sessionId: string; agentId: string },
): Promise<SessionBearer | null> {
  const [row = null] = await sql.$queryRaw<SessionBearer[]>(Prisma.sql`
    select ${actorColumns}, (a."totpAt" is null and security.value->'totpRequired' ? a.role) is true as "needsTotp",
      ${allowedAddressesSql} as "allowedAddresses", ${isExemptSql} as "isExempt", seen.actor as seen,
      ${contactLimitsSql} as "contactLimits", ${hiddenFieldsSql(Prisma.sql`a`)} as "hiddenFields"
    from agent_session s join agent a on a.id = s."agentId" ${seenJoin} left join setting security on security.key = ${SECURITY_KEY}
    where s.id = ${sessionId}::uuid and s."agentId" = ${agentId}::uuid`);
  return row;
}

/** SQL, over an agent `a` and the setting `security`: the list of the agent's role, or null. */
export const allowedAddressesSql = Prisma.sql`security.value->'allowedAddresses'->a.role`;
/** SQL, over the setting `security`: the roles that see contact data masked. */
export const contactLimitsSql = Prisma.sql`security.value->'contactLimits'`;
/** SQL, over an agent `a` and that setting: no list holds the agent back. */
export const isExemptSql = Prisma.sql`(security.value->'addressExempt' ? a.id::text) is true`;

export type TokenBearer = ActorRow & {
  contactLimits: ContactLimits;
  hiddenFields: string[];
  tokenId: string;
  lastUsedAt: Date | null;
  scopes: TokenScope[] | null;
  addresses: string[] | null;
};

/** The agent of a token that has neither been revoked nor ended; null: none. */
export async function findTokenBearer(
  sql: Sql,
  hash: string,
): Promise<TokenBearer | null> {
  const [row = null] = await sql.$queryRaw<TokenBearer[]>(Prisma.sql`
    select t.id as "tokenId", t."lastUsedAt", t.scopes, t.addresses, ${actorColumns},
      ${contactLimitsSql} as "contactLimits", ${hiddenFieldsSql(Prisma.sql`a`)} as "hiddenFields"
    from api_token t join agent a on a.id = t."agentId" left join setting security on security.key = ${SECURITY_KEY}
    where t.hash = ${hash} and t."revokedAt" is null and ${tokenLastsSql}`);
  return row;
}

/** SQL condition: a token `t` has not ended. */
export const tokenLastsSql = Prisma.sql`(t."expiresAt" > now()) is not false`;

/** An ActorRow, over an agent `a`. */
const actorColumns = Prisma.sql`a.id, a.name, a.email, a.role, a."disabledAt", a."expiresAt", a."sessionVersion",
  array(select json_build_object('departmentId', d."departmentId") from department_member d
    where d."agentId" = a.id) as departments`;
