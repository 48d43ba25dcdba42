import type { Channels } from "#server/channels/registry.ts";
import type { Sql } from "#server/db/sql.ts";
import { recheckSoon } from "#server/domain/channels/health/recheck.ts";
import type { Context } from "#server/domain/context.ts";
import {
  applyEvents,
  applyingIn,
  type PostCommitWork,
} from "./apply-events.ts";
import { applyOther } from "./apply-other.ts";
import { markDeliveries, type Delivery, type Marks } from "./deliveries.ts";
import { touchActivity } from "#server/pipeline/inbound/plan/touch-activity.ts";
import { parseDelivery, resolveEvents } from "./resolve-events.ts";
import type { KnownChannel } from "#server/pipeline/inbound/plan/plan.ts";

export type Batch = {
  context: Context;
  tx: Sql;
  channels: Channels;
  batch: Delivery[];
  activityNoted: Map<string, number>;
  likely?: KnownChannel[];
};

/** Applies deliveries and marks them, in the caller's transaction. */
export async function applyBatch({
  context,
  tx,
  channels,
  batch,
  activityNoted,
  likely = [],
}: Batch): Promise<PostCommitWork> {
  const parsed = batch.map((delivery) => parseDelivery(channels, delivery));
  const resolved = await resolveEvents(tx, parsed, likely);
  const marks: Marks = {
    notes: resolved.notes,
    waiting: resolved.waiting,
    parked: new Map(
      parsed.flatMap(({ delivery, events }) =>
        events === null ? [[delivery.id, "not JSON"]] : [],
      ),
    ),
  };
  // The mark is sent with the first statements to save a round trip. A failure undoes it too.
  const [aftermath] = await Promise.all([
    applyEvents(tx, resolved.inThreads, applyingIn(context, channels)),
    markDeliveries(tx, batch, marks),
    touchActivity({ activityNoted }, tx, batch, resolved.inThreads),
  ]);
  for (const item of resolved.others) await applyOther(tx, item);
  await recheckSoon(tx, resolved.rechecks);
  return aftermath;
}
