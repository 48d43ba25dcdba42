import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import type { ActorRow } from "#server/domain/access/load-actor.ts";
import type { TokenScope } from "#contract/people/token-scopes.ts";

/*
 * Every request looks up the agent of its cookie or token: one statement each,
 * where Prisma makes three.
 */

/** The setting with the roles that need two-step verification. */
export const SECURITY_KEY = "security";

/** `needsTotp`: the agent's role needs two-step verification, and it is off. */
export type SessionBearer = ActorRow & { needsTotp: boolean };

/** The agent of a session that has not ended; null: none. */
export async function findSessionBearer(
  sql: Sql,
  { sessionId, agentId }: { sessionId: string; agentId: string },
): Promise<SessionBearer | null> {
  const [row = null] = await sql.$queryRaw<SessionBearer[]>(Prisma.sql`
    select ${actorColumns}, a."totpAt" is null and exists (select 1 from setting
        where key = ${SECURITY_KEY} and value->'totpRequired' ? a.role) as "needsTotp"
    from agent_session s join agent a on a.id = s."agentId"
    where s.id = ${sessionId}::uuid and s."agentId" = ${agentId}::uuid`);
  return row;
}

export type TokenBearer = ActorRow & {
  tokenId: string;
  lastUsedAt: Date | null;
  scopes: TokenScope[] | null;
};

/** The agent of a token that has neither been revoked nor ended; null: none. */
export async function findTokenBearer(
  sql: Sql,
  hash: string,
): Promise<TokenBearer | null> {
  const [row = null] = await sql.$queryRaw<TokenBearer[]>(Prisma.sql`
    select t.id as "tokenId", t."lastUsedAt", t.scopes, ${actorColumns}
    from api_token t join agent a on a.id = t."agentId"
    where t.hash = ${hash} and t."revokedAt" is null and ${tokenLastsSql}`);
  return row;
}

/** SQL condition: a token `t` has not ended. */
export const tokenLastsSql = Prisma.sql`(t."expiresAt" > now()) is not false`;

/** An ActorRow, over an agent `a`. */
const actorColumns = Prisma.sql`a.id, a.name, a.email, a.role, a."disabledAt", a."expiresAt", a."sessionVersion",
  array(select json_build_object('departmentId', d."departmentId") from department_member d
    where d."agentId" = a.id) as departments`;
