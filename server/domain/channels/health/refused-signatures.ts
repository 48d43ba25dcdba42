import { Prisma } from "#server/db/client.ts";
import { inSqlTransaction } from "#server/db/transaction.ts";
import { AppError } from "#server/domain/app-error.ts";
import { addProblem } from "./health.ts";
import type { Context } from "#server/domain/context.ts";

/** So many in a row, and none that fits: the secret is wrong, and it is no stray request. */
const REFUSED_IN_A_ROW = 5;
/** While others fit, refused ones are somebody else's. */
const FITTING_MS = 30_000;

export type RefusedDelivery = {
  sourceId: string;
  /** The vendor's ids of the pages that it names: claimed, not proved. */
  pageIds: string[];
};

/**
 * A delivery was refused for its signature. Where none of the app fits any
 * more, every page of the app has a problem. An app's pages can differ, too:
 * one may be subscribed through another app that delivers to this address, and
 * then the page has the problem while the others are well. Whoever can mend it
 * is told once.
 */
export async function recordRefusedSignature(
  context: Context,
  { sourceId, pageIds }: RefusedDelivery,
): Promise<void> {
  const { db, clock } = context;
  const [app] = await db.sql.$queryRaw<
    { rejectedCount: number; lastDeliveryAt: Date | null }[]
  >(Prisma.sql`
    update source set "rejectedCount" = "rejectedCount" + 1 where id = ${sourceId}::uuid
    returning "rejectedCount", "lastDeliveryAt"`);
  if (!app) throw new AppError("not_found", { sourceId });
  await countOfPages(context, { sourceId, pageIds });
  const now = clock.now();
  const fitsSince = new Date(now.getTime() - FITTING_MS);
  const allRefused = noneFits(app.rejectedCount, app.lastDeliveryAt, now);
  const problem = { code: "signature_refused" as const, detail: null };
  const channels = await db.sql.$queryRaw<{ id: string }[]>(Prisma.sql`
    select id from channel where "sourceId" = ${sourceId}::uuid and "deletedAt" is null
      and (${allRefused} or ("accountId" = any(${pageIds}::text[]) and "rejectedCount" >= ${REFUSED_IN_A_ROW}
        and ("lastEventAt" is null or "lastEventAt" <= ${fitsSince}::timestamptz)))
      and not problems @> '[{"code": "signature_refused"}]' order by id`);
  for (const { id } of channels) {
    await inSqlTransaction(db, (tx) =>
      addProblem(tx, id, "signature", problem, now),
    );
  }
}

type Counted = { rejectedCount: number };

/** Is it still so, by the counts of the page and its app? Pure. */
export function signatureIsRefused(
  page: Counted & {
    lastEventAt: Date | null;
    source: Counted & { lastDeliveryAt: Date | null };
  },
  now: Date,
): boolean {
  const { source: app } = page;
  return (
    noneFits(app.rejectedCount, app.lastDeliveryAt, now) ||
    noneFits(page.rejectedCount, page.lastEventAt, now)
  );
}

function noneFits(count: number, fittedAt: Date | null, now: Date): boolean {
  const fits =
    fittedAt !== null && now.getTime() - fittedAt.getTime() < FITTING_MS;
  return count >= REFUSED_IN_A_ROW && !fits;
}

// No further than is asked for: a flood of refused deliveries writes no row of a page.
async function countOfPages(
  { db }: Context,
  { sourceId, pageIds }: RefusedDelivery,
): Promise<void> {
  if (pageIds.length === 0) return;
  await db.sql.$executeRaw(Prisma.sql`
    update channel set "rejectedCount" = "rejectedCount" + 1
    where "sourceId" = ${sourceId}::uuid and "deletedAt" is null
      and "accountId" = any(${pageIds}::text[]) and "rejectedCount" < ${REFUSED_IN_A_ROW}`);
}
