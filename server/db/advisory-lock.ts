import { Prisma } from "#generated/prisma/client.ts";
import type { Sql } from "./sql.ts";

/**
 * Blocks every other transaction that takes the same lock until this one ends.
 * It protects checks that no row stands for, such as "may one more be added?".
 * @param lock a name, or a number that nothing else uses
 */
export async function lockUntilCommit(
  tx: Sql,
  lock: string | number,
): Promise<void> {
  const key =
    typeof lock === "number"
      ? Prisma.sql`${lock}::bigint`
      : Prisma.sql`hashtextextended(${lock}, 0)`;
  await tx.$executeRaw(Prisma.sql`select pg_advisory_xact_lock(${key})`);
}
