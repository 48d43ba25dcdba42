import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { announce } from "#server/domain/outbox/announcements.ts";

/**
 * Publishes the threads that show the agent's name (as owner, participant or receiver of a request), so that
 * screens show the new one.
 */
export async function touchThreadsShowing(
  tx: Sql,
  agentId: string,
): Promise<void> {
  const rows = await tx.$queryRaw<{ id: string }[]>(Prisma.sql`
    update thread t set version = t.version + 1 where t.id in (
      select id from thread where "ownerId" = ${agentId}::uuid
      union select "threadId" from thread_participant where "agentId" = ${agentId}::uuid
      union select "threadId" from offer where "endedAt" is null
        and ("agentId" = ${agentId}::uuid or "fromId" = ${agentId}::uuid))
    returning t.id`);
  await announce(
    tx,
    rows.map(({ id }) => ({ kind: "thread.updated", threadId: id })),
  );
}
