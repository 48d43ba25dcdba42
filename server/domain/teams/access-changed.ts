import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { wakeAfterCommit } from "#server/db/wakes.ts";
import { announce } from "#server/domain/outbox/announcements.ts";

/**
 * What these agents may see or do has changed: their screens fetch again, and
 * queues may give out to others. In the transaction that changes it.
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

/** The same for all who can see something by a queue: its members, and its department's when it lets them read. */
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
