import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";

/** Channels of an app about which the vendor must be asked again. */
export type Recheck = {
  sourceId: string;
  /** The vendor's id of the account; null: every account of the app. */
  accountId: string | null;
};

/**
 * Makes the checks of these channels due at once: the vendor has told that
 * something changed, and only its answers say what. Safe to repeat.
 */
export async function recheckSoon(
  tx: Sql,
  rechecks: readonly Recheck[],
): Promise<void> {
  if (rechecks.length === 0) return;
  const sourceIds = rechecks.map(({ sourceId }) => sourceId);
  const accountIds = rechecks.map(({ accountId }) => accountId);
  await tx.$executeRaw(Prisma.sql`
    update channel set "checkedAt" = null where id in (
      select ch.id from unnest(${sourceIds}::uuid[], ${accountIds}::text[]) as x("sourceId", "accountId")
      join channel ch on ch."sourceId" = x."sourceId" and ch."deletedAt" is null
        and (x."accountId" is null or ch."accountId" = x."accountId"))
      and "checkedAt" is not null`);
}
