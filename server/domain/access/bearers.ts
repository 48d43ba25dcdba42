import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import type { ActorRow } from "#server/domain/access/load-actor.ts";

/*
 * Every request looks up the agent of its cookie or token: one statement each,
 * where Prisma makes three.
 */

/** The agent of a session that has not ended; null: none. */
export async function findSessionBearer(
  sql: Sql,
  { sessionId, agentId }: { sessionId: string; agentId: string },
): Promise<ActorRow | null> {
  const [row = null] = await sql.$queryRaw<ActorRow[]>(Prisma.sql`
    select ${actorColumns}
    from agent_session s join agent a on a.id = s."agentId"
    where s.id = ${sessionId}::uuid and s."agentId" = ${agentId}::uuid`);
  return row;
}

export type TokenBearer = ActorRow & {
  tokenId: string;
  lastUsedAt: Date | null;
};

/** The agent of a token that has not been revoked; null: none. */
export async function findTokenBearer(
  sql: Sql,
  hash: string,
): Promise<TokenBearer | null> {
  const [row = null] = await sql.$queryRaw<TokenBearer[]>(Prisma.sql`
    select t.id as "tokenId", t."lastUsedAt", ${actorColumns}
    from api_token t join agent a on a.id = t."agentId"
    where t.hash = ${hash} and t."revokedAt" is null`);
  return row;
}

/** An ActorRow, over an agent `a`. */
const actorColumns = Prisma.sql`a.id, a.name, a.email, a.role, a."disabledAt", a."expiresAt", a."sessionVersion",
  array(select json_build_object('departmentId', d."departmentId") from department_member d
    where d."agentId" = a.id) as departments`;
