import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";

/** A page's conversations, closed ones too, belong to its department. */
export async function takeThreadsAlong(
  tx: Sql,
  channelId: string,
  departmentId: string | null,
): Promise<void> {
  // Locked in one order: others lock several threads, too.
  await tx.$executeRaw(Prisma.sql`
    with moved as (select id from thread where "channelId" = ${channelId}::uuid
      and "departmentId" is distinct from ${departmentId}::uuid order by id for no key update)
    update thread t set "departmentId" = ${departmentId}::uuid, version = t.version + 1 from moved where t.id = moved.id`);
  await tx.$executeRaw(Prisma.sql`
    update alert al set "departmentId" = ${departmentId}::uuid from thread t
    where t.id = al."threadId" and t."channelId" = ${channelId}::uuid`);
}
