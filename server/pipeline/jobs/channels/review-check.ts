import type {
  Review,
  ReviewerLogIn,
  UpdateReview,
} from "#contract/review/review.ts";
import { statusOutside } from "#server/channels/common/post-outside.ts";
import { requireAction, type Actor } from "#server/domain/access/actor.ts";
import type { Context } from "#server/domain/context.ts";
import {
  describeReview,
  loadReview,
  privacyUrlOf,
  type ReviewFacts,
} from "#server/domain/review/review-kit.ts";
import {
  createReviewer,
  endReviewers,
} from "#server/domain/review/reviewer-account.ts";
import { updateReview } from "#server/domain/review/update-review.ts";

/** A page that takes longer fails Meta's crawler, too. */
const ANSWER_MS = 4_000;
const OK = 200;

/**
 * The kit of a page, with what is true now; asks the address of the privacy
 * policy whether it answers.
 * @throws AppError forbidden, not_found, not_supported
 */
export async function getReview(
  context: Context,
  actor: Actor,
  channelId: string,
): Promise<Review> {
  const facts = await loadReview(context, actor, channelId);
  return describeReview(context, facts, await privacyAnswers(context, facts));
}

/** Changes state, notes or confirmations. @throws AppError forbidden, not_found, not_supported */
export async function changeReview(
  context: Context,
  actor: Actor,
  channelId: string,
  patch: UpdateReview,
): Promise<Review> {
  requireAction(actor, "review.manage");
  await loadReview(context, actor, channelId);
  await updateReview(context, actor, channelId, patch);
  return getReview(context, actor, channelId);
}

/** @throws AppError forbidden, not_found, not_supported, already_exists */
export async function addReviewer(
  context: Context,
  actor: Actor,
  channelId: string,
  options: { renew: boolean },
): Promise<ReviewerLogIn> {
  requireAction(actor, "review.manage");
  const { channel } = await loadReview(context, actor, channelId);
  return createReviewer(context, actor, channel, options);
}

/** @throws AppError forbidden, not_found, not_supported */
export async function removeReviewer(
  context: Context,
  actor: Actor,
  channelId: string,
): Promise<void> {
  requireAction(actor, "review.manage");
  await loadReview(context, actor, channelId);
  await endReviewers(context, actor, channelId);
}

async function privacyAnswers(
  { config, log }: Context,
  { company }: ReviewFacts,
): Promise<boolean> {
  const url = privacyUrlOf({ config }, company);
  const isOurs = new URL(url).origin === new URL(config.publicUrl).origin;
  try {
    const status = await statusOutside({
      url,
      // Our own page may be on this machine; a foreign address follows the rules of this installation.
      allowPrivate: isOurs || config.outboundPrivate,
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    return status === OK;
  } catch (error) {
    log.debug({ err: error }, "the privacy policy did not answer");
    return false;
  }
}
