import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { announce } from "#server/domain/outbox/announcements.ts";

/**
 * A customer looks different: every screen with one of their threads is told.
 */
export async function touchThreadsOf(
  tx: Sql,
  customerId: string,
): Promise<void> {
  const rows = await tx.$queryRaw<{ id: string }[]>(Prisma.sql`
    update thread set version = version + 1 where id in (
      select id from thread where "customerId" = ${customerId}::uuid order by id for update)
    returning id`);
  await announce(
    tx,
    rows.map(({ id }) => ({ kind: "thread.updated", threadId: id })),
  );
}
