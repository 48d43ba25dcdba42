import { Prisma } from "#server/db/client.ts";
import { admitsAddress, type From } from "./addresses.ts";
import { findSessionBearer } from "./bearers.ts";
import type { Session } from "./sessions.ts";
import type { Context } from "#server/domain/context.ts";

/** Why the bearer of a session cookie can't come in again by signing in. */
export type EndedAccess = "disabled" | "expired" | "address";

/**
 * Why the agent of a cookie is not admitted; null: they are. The cookie is
 * sealed, so only a browser that was signed in as the agent learns it.
 */
export async function findEndedAccess(
  { db }: Context,
  session: Session,
  from: From,
): Promise<EndedAccess | null> {
  const { agentId } = session;
  const [row] = await db.sql.$queryRaw<{ why: EndedAccess | null }[]>(
    Prisma.sql`select case when "disabledAt" is not null then 'disabled'
        when "expiresAt" <= now() then 'expired' end as why
      from agent where id = ${agentId}::uuid`,
  );
  if (row?.why) return row.why;
  const bearer = await findSessionBearer(db.sql, session);
  const isLeft =
    bearer === null || admitsAddress(bearer.allowedAddresses, from);
  return isLeft ? null : "address";
}
