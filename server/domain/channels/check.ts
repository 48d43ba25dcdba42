import { Prisma } from "#server/db/client.ts";
import type { Tx } from "#server/db/transaction.ts";
import {
  recordHealth,
  type FoundProblem,
} from "#server/domain/channels/health.ts";
import type { Context } from "#server/domain/context.ts";
import { announce } from "#server/domain/threads/announcements.ts";

export type CheckResult = {
  /** What Meta's answers tell; what our own rows tell is added. */
  problems: FoundProblem[];
  page: { name?: string; pictureKey?: string };
  now: Date;
};

const CHECK_EVERY_MS = 15 * 60_000;

/**
 * Writes what a check found.
 * @returns the key of a picture that is no longer used.
 */
export async function recordCheck(
  tx: Tx,
  channelId: string,
  { problems, page, now }: CheckResult,
): Promise<string | null> {
  const before = await tx.channel.findUniqueOrThrow({
    where: { id: channelId },
    select: {
      pictureKey: true,
      metaApp: { select: { verifiedAt: true } },
    },
  });
  const found = [...problems];
  if (before.metaApp.verifiedAt === null) {
    found.push({ code: "webhook_not_verified", detail: null });
  }
  await recordHealth(tx, channelId, found, now);
  await tx.channel.update({
    where: { id: channelId },
    data: page,
    select: { id: true },
  });
  // The check tells the page's own name and picture, too.
  await announce(tx, [{ kind: "channel.updated", payload: { channelId } }]);
  return page.pictureKey === undefined ? null : before.pictureKey;
}

/** Takes channels whose last check is too long ago; nobody else checks them meanwhile. */
export async function claimChecks(
  { db, clock }: Context,
  limit: number,
): Promise<string[]> {
  const now = clock.now();
  const due = new Date(now.getTime() - CHECK_EVERY_MS);
  const rows = await db.prisma.$queryRaw<{ id: string }[]>(Prisma.sql`
    update channel set "checkedAt" = ${now}::timestamptz where id in (
      select id from channel where enabled and "deletedAt" is null
        and ("checkedAt" is null or "checkedAt" < ${due}::timestamptz)
      order by "checkedAt" nulls first limit ${limit} for update skip locked)
    returning id`);
  return rows.map(({ id }) => id);
}
