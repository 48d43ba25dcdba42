import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { wakeAfterCommit } from "#server/db/wakes.ts";
import { announce } from "#server/domain/outbox/announcements.ts";

/**
 * Tells the screens of agents whose rights have changed to fetch again, and wakes the router, since queues
 * may offer to others now. Call it in the transaction of the change.
 */
export async function announceAccess(
  tx: Sql,
  agentIds: string[],
): Promise<void> {
  const ids = [...new Set(agentIds)];
  if (ids.length === 0) return;
  wakeAfterCommit(tx, "route");
  await announce(tx, [{ kind: "access.changed", payload: { agentIds: ids } }]);
}

/**
 * Does the same for all who see threads through a queue: its members, and its department if the queue lets it
 * read.
 */
export async function announceQueueAccess(
  tx: Sql,
  queueId: string,
  others: string[] = [],
): Promise<void> {
  const rows = await tx.$queryRaw<{ agentId: string }[]>(Prisma.sql`
    select "agentId" from queue_member where "queueId" = ${queueId}::uuid
    union select d."agentId" from department_member d join queue q on q."departmentId" = d."departmentId"
      where q.id = ${queueId}::uuid`);
  await announceAccess(tx, [...rows.map(({ agentId }) => agentId), ...others]);
}
