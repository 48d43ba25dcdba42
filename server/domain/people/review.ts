import { REVIEW_DAYS } from "#contract/people/review.ts";
import type { Role } from "#contract/people/agent.ts";
import type { PrismaTx } from "#server/db/transaction.ts";
import { invalidField, invalidInput } from "#server/domain/app-error.ts";

/** The one channel that a reviewer sees, and when their access ends. All other roles have neither. */
export type Review = { reviewChannelId: string | null; expiresAt: Date | null };

type Known = Review & { role: Role };
type Asked = {
  role?: Role | undefined;
  reviewChannelId?: string | null | undefined;
  expiresAt?: string | null | undefined;
};

const DAY_MS = 24 * 3_600_000;

/** The state before an agent is created. */
export const NEW_PERSON: Known = {
  role: "agent",
  reviewChannelId: null,
  expiresAt: null,
};

/**
 * Returns both fields as they are to be stored. A reviewer has a channel and
 * an end: the given one, else the stored one, else 60 days from now. All other
 * roles have neither. A change that names none of the fields is not checked.
 * @throws AppError invalid_input: the channel is missing or gone, the end is in
 *   the past, or the person is no reviewer
 */
export async function reviewOf(
  tx: Pick<PrismaTx, "channel">,
  known: Known,
  asked: Asked,
  now: Date,
): Promise<Review> {
  const { reviewChannelId, expiresAt } = known;
  const role = asked.role ?? known.role;
  if (role !== "reviewer") {
    for (const path of ["reviewChannelId", "expiresAt"] as const)
      if (asked[path] != null)
        throw invalidInput(path, "Only a reviewer has this.");
    return { reviewChannelId: null, expiresAt: null };
  }
  if (
    asked.role === undefined &&
    asked.reviewChannelId === undefined &&
    asked.expiresAt === undefined
  )
    return { reviewChannelId, expiresAt };
  const channelId =
    asked.reviewChannelId === undefined
      ? reviewChannelId
      : asked.reviewChannelId;
  const given = asked.expiresAt == null ? null : new Date(asked.expiresAt);
  if (given !== null && given <= now) throw invalidField("expiresAt", "past");
  const standing = asked.expiresAt === null ? null : expiresAt;
  return {
    reviewChannelId: await requireChannel(tx, channelId),
    expiresAt:
      given ?? standing ?? new Date(now.getTime() + REVIEW_DAYS * DAY_MS),
  };
}

async function requireChannel(
  tx: Pick<PrismaTx, "channel">,
  id: string | null,
): Promise<string> {
  const found =
    id !== null &&
    (await tx.channel.count({ where: { id, deletedAt: null } })) > 0;
  if (found) return id;
  throw invalidField("reviewChannelId", "review_channel_needed");
}
