import type { UpdateReview } from "#contract/review/review.ts";
import { inPrismaTransaction } from "#server/db/transaction.ts";
import { requireAction } from "#server/domain/access/actor.ts";
import { writeAudit, type AuditActor } from "#server/domain/access/audit.ts";
import type { Context } from "#server/domain/context.ts";
import { endReviewers } from "./reviewer-account.ts";

/**
 * Records where a page's review stands. An approval disables its reviewers. For
 * admins; the caller has checked the page.
 * @throws AppError forbidden
 */
export async function updateReview(
  context: Context,
  doer: AuditActor,
  channelId: string,
  patch: UpdateReview,
): Promise<void> {
  requireAction(doer, "review.manage");
  // First: after a failure in between, the admin approves again.
  if (patch.state === "approved") await endReviewers(context, doer, channelId);
  const { state, notes, confirmed } = patch;
  const fields = {
    ...(state === undefined ? {} : { state }),
    ...(notes === undefined ? {} : { notes }),
    ...(confirmed === undefined ? {} : { confirmed: [...new Set(confirmed)] }),
  };
  const now = context.clock.now();
  await inPrismaTransaction(context.db, async (tx) => {
    await tx.channelReview.upsert({
      where: { channelId },
      create: { channelId, ...fields, changedAt: now },
      update: { ...fields, ...(state === undefined ? {} : { changedAt: now }) },
      select: { channelId: true },
    });
    const target = { type: "channel", id: channelId };
    // Notes are for the admins; the log says that they changed.
    const detail = {
      ...(state === undefined ? {} : { state }),
      ...(confirmed === undefined ? {} : { confirmed }),
      ...(notes === undefined ? {} : { notes: true }),
    };
    await writeAudit(tx, doer, "review.updated", target, detail);
  });
}
