import { Prisma, type Database } from "#server/db/client.ts";
import { tokenLastsSql } from "#server/domain/access/sign-in/bearers.ts";

/** The credential that admitted a socket; both kinds end with the agent. */
export type Access = {
  socketId: string;
  agentId: string;
  /** The id of the session cookie; null for a token. */
  sessionId: string | null;
  sessionVersion: number | null;
  tokenHash: string | null;
};

/** The ids of sockets among these that would no longer be admitted. One query for all. */
export async function endedAccess(
  db: Database,
  accesses: Access[],
): Promise<string[]> {
  if (accesses.length === 0) return [];
  const rows = await db.sql.$queryRaw<{ socketId: string }[]>(
    Prisma.sql`select x."socketId"
     from jsonb_to_recordset(${JSON.stringify(accesses)}::jsonb) as x(
       "socketId" text, "agentId" uuid, "sessionId" uuid, "sessionVersion" int, "tokenHash" text)
     left join agent a on a.id = x."agentId" and a."disabledAt" is null
       and (a."expiresAt" > now()) is not false
     left join api_token t on t.hash = x."tokenHash" and t."revokedAt" is null and ${tokenLastsSql}
     left join agent_session s on s.id = x."sessionId" and s."agentId" = x."agentId"
     where a.id is null
       or (x."tokenHash" is not null and t.id is null)
       or (x."tokenHash" is null and (s.id is null or a."sessionVersion" <> x."sessionVersion"))`,
  );
  return rows.map((row) => row.socketId);
}
