import { Prisma } from "#generated/prisma/client.ts";
import type { Sql } from "./sql.ts";

/**
 * Holds off every other transaction that asks for the same lock until this one
 * ends: for what no row stands for, such as "may one more be added?".
 * @param lock a name, or a number that nothing else takes
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
