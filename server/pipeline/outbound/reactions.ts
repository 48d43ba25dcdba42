import { inSqlTransaction } from "#server/db/transaction.ts";
import {
  claimReactions,
  forgetReaction,
  recordReaction,
} from "#server/domain/messages/page-reaction.ts";
import { lockThreadById } from "#server/domain/thread/thread-state.ts";
import type { Vendor } from "#server/pipeline/vendor/vendor.ts";
import { targetOfThread } from "./outgoing.ts";

const BATCH = 10;

/**
 * Finishes reactions of which a crash has left only the intent. The vendor
 * gets the reaction again, which changes nothing if it had it.
 * @returns whether more may be waiting
 */
export async function finishReactionsOnce({
  context,
  channels,
}: Vendor): Promise<boolean> {
  const left = await claimReactions(context.db.sql, BATCH);
  for (const { threadId, externalId, ...reaction } of left) {
    const target = await targetOfThread(context, threadId);
    if (!target) continue; // the channel is disabled
    const { emoji } = reaction;
    const { kind } = (await channels[target.kind].react?.(
      target,
      externalId,
      emoji,
    )) ?? { kind: "refused" as const };
    if (kind === "later") continue;
    await inSqlTransaction(context.db, async (tx) => {
      await lockThreadById(tx, threadId);
      if (kind === "done") await recordReaction(tx, threadId, reaction);
      else await forgetReaction(tx, reaction);
    });
  }
  return left.length === BATCH;
}
