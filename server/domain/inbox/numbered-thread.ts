import { Prisma } from "#server/db/client.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { visibleTo } from "#server/domain/access/visible.ts";
import type { Context } from "#server/domain/context.ts";

/** Finds a thread by its number. Null: missing and forbidden look alike. */
export async function numberedThread(
  { db }: Context,
  actor: Actor,
  number: number,
): Promise<string | null> {
  const [thread] = await db.sql.$queryRaw<{ id: string }[]>(Prisma.sql`
    select t.id from thread t where t.number = ${number}::int and ${visibleTo(actor)}`);
  return thread?.id ?? null;
}
