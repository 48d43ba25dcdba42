import type { Role } from "#contract/people/agent.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { AppError } from "#server/domain/app-error.ts";
import type { Review } from "./review.ts";

export type LockedAgent = {
  id: string;
  role: Role;
  disabled: boolean;
} & Review;

/** Locks an agent's row for a change. @throws AppError not_found */
export async function lockAgent(
  tx: Sql,
  agentId: string,
): Promise<LockedAgent> {
  const [row] = await tx.$queryRaw<LockedAgent[]>(Prisma.sql`
    select id, role, "disabledAt" is not null as disabled, "reviewChannelId", "expiresAt" from agent
    where id = ${agentId}::uuid for update`);
  if (!row) throw new AppError("not_found", { agentId });
  return row;
}
