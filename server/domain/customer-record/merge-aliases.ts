import { withoutAliases } from "#contract/customers/aliases.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";

/** The aliases that a customer keeps after a merge is undone: also those that another merge has brought as well. */
export async function keptAliases(
  tx: Sql,
  aliases: string[],
  merge: { id: string; survivorId: string; moved: { aliases?: string[] } },
): Promise<string[]> {
  const others = await tx.$queryRaw<{ aliases: string[] | null }[]>(Prisma.sql`
    select moved->'aliases' as aliases from customer_merge
    where "survivorId" = ${merge.survivorId}::uuid and id <> ${merge.id}::uuid and "undoneAt" is null`);
  const stay = others.flatMap(({ aliases: brought }) => brought ?? []);
  const { aliases: brought = [] } = merge.moved;
  return withoutAliases(aliases, withoutAliases(brought, stay));
}
