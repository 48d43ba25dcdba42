import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { AppError } from "#server/domain/app-error.ts";

export type LockedApp = { id: string; secretSealed: string };

/** The app of a connected page, with the page: both locked. @throws AppError not_found */
export async function lockAppOf(
  tx: Sql,
  channelId: string,
): Promise<LockedApp> {
  const [app] = await tx.$queryRaw<LockedApp[]>(
    Prisma.sql`select a.id, a."secretSealed" from channel ch join source a on a.id = ch."sourceId"
      where ch.id = ${channelId}::uuid and ch."deletedAt" is null for update`,
  );
  if (!app) throw new AppError("not_found", { channelId });
  return app;
}

export type KnownPage = {
  id: string;
  deletedAt: Date | null;
  departmentId: string | null;
};

/** A page by the vendor's id, locked; null: never connected. */
export async function lockPage(
  tx: Sql,
  kind: string,
  pageId: string,
): Promise<KnownPage | null> {
  const [row] = await tx.$queryRaw<KnownPage[]>(
    Prisma.sql`select id, "deletedAt", "departmentId" from channel
      where kind = ${kind} and "accountId" = ${pageId} for update`,
  );
  return row ?? null;
}
