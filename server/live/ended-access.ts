import { Prisma, type Database } from "#server/db/client.ts";
import { admitsAddress } from "#server/domain/access/sign-in/addresses.ts";
import {
  allowedAddressesSql,
  isExemptSql,
  SECURITY_KEY,
  tokenLastsSql,
} from "#server/domain/access/sign-in/bearers.ts";
import type { ContactLimit } from "#contract/people/security.ts";
import { hiddenFieldsSql } from "#server/domain/access/hidden-fields-sql.ts";
import { seenJoin } from "#server/domain/access/sign-in/seen-join.ts";

/** The credential that admitted a socket; both kinds end with the agent. */
export type Access = {
  socketId: string;
  agentId: string;
  /** The id of the session cookie; null for a token. */
  sessionId: string | null;
  sessionVersion: number | null;
  tokenHash: string | null;
  /** The agent as whom the session saw the console; null: as itself. */
  seesAs: string | null;
  /** The address that it was opened from. */
  from: string;
  /** Whether its events come with contact data masked. */
  contactLimit: ContactLimit | null;
  /** The own fields of customers that its events come without. */
  hiddenFields: readonly string[];
};

/** `addresses`: a list that limits where it can be used; null: none. */
type Row = {
  socketId: string;
  from: string;
  isOver: boolean;
  isOther: boolean;
  addresses: string[] | null;
};

/** The ids of sockets. */
export type EndedAccess = {
  /** These would no longer be admitted. */
  ended: string[];
  /** These see more or less of the customers than when they were opened. */
  changed: string[];
};

/** The sockets among these whose access has ended or changed. One query for all. */
export async function endedAccess(
  db: Database,
  accesses: Access[],
): Promise<EndedAccess> {
  if (accesses.length === 0) return { ended: [], changed: [] };
  const rows = await db.sql.$queryRaw<Row[]>(Prisma.sql`
    select * from (
      select x."socketId", x."from", (a.id is null
          or (x."tokenHash" is not null and t.id is null)
          or (x."tokenHash" is null and (s.id is null or a."sessionVersion" <> x."sessionVersion"))
          or seen."agentId" is distinct from x."seesAs") as "isOver",
        security.value->'contactLimits'->>coalesce(seen.actor->>'role', a.role) is distinct from x."contactLimit"
          or coalesce(seen.actor->'hiddenFields', to_json(${hiddenFieldsSql(Prisma.sql`a`)}))::jsonb <> x."hiddenFields" as "isOther",
        case when x."tokenHash" is not null then t.addresses
          when not ${isExemptSql} then ${allowedAddressesSql} end as addresses
      from jsonb_to_recordset(${JSON.stringify(accesses)}::jsonb) as x(
        "socketId" text, "agentId" uuid, "sessionId" uuid, "sessionVersion" int, "tokenHash" text, "seesAs" uuid, "from" text, "contactLimit" text, "hiddenFields" jsonb)
      left join agent a on a.id = x."agentId" and a."disabledAt" is null
        and (a."expiresAt" > now()) is not false
      left join api_token t on t.hash = x."tokenHash" and t."revokedAt" is null and ${tokenLastsSql}
      left join agent_session s on s.id = x."sessionId" and s."agentId" = x."agentId"
      ${seenJoin}
      left join setting security on security.key = ${SECURITY_KEY}) found
    where "isOver" or "isOther" or addresses is not null`);
  const isEnded = ({ isOver, addresses, from }: Row) =>
    isOver || !admitsAddress(addresses, from);
  return {
    ended: idsOf(rows.filter(isEnded)),
    changed: idsOf(rows.filter((row) => row.isOther && !isEnded(row))),
  };
}

function idsOf(rows: Row[]): string[] {
  return rows.map(({ socketId }) => socketId);
}
