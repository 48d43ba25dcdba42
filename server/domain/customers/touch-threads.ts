import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { announce } from "#server/domain/outbox/announcements.ts";

/** Announces a changed customer to every screen with one of their threads. */
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
