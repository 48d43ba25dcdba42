import type { Channels } from "#server/channels/registry.ts";
import type { Sql } from "#server/db/sql.ts";
import type { Context } from "#server/domain/context.ts";
import { applyEvents, applyingIn, type Aftermath } from "./apply-events.ts";
import { applyOther } from "./apply-other.ts";
import { markDeliveries, type Delivery, type Marks } from "./deliveries.ts";
import { noteLife } from "./note-life.ts";
import { parseDelivery, placeAll } from "./place.ts";
import type { KnownChannel } from "./plan.ts";

export type Batch = {
  context: Context;
  tx: Sql;
  channels: Channels;
  batch: Delivery[];
  lifeSeen: Map<string, number>;
  likely?: KnownChannel[];
};

/** Applies and marks, in the caller's transaction. */
export async function applyBatch({
  context,
  tx,
  channels,
  batch,
  lifeSeen,
  likely = [],
}: Batch): Promise<Aftermath> {
  const parsed = batch.map((delivery) => parseDelivery(channels, delivery));
  const placed = await placeAll(tx, parsed, likely);
  const marks: Marks = {
    notes: placed.notes,
    waiting: placed.waiting,
    parked: new Map(
      parsed.flatMap(({ delivery, events }) =>
        events === null ? [[delivery.id, "not JSON"]] : [],
      ),
    ),
  };
  // Marked along with the first statements: what fails undoes the mark too.
  const [aftermath] = await Promise.all([
    applyEvents(tx, placed.inThreads, applyingIn(context, channels)),
    markDeliveries(tx, batch, marks),
    noteLife(
      { lifeSeen, now: context.clock.now() },
      tx,
      batch,
      placed.inThreads,
    ),
  ]);
  for (const item of placed.others) await applyOther(tx, item);
  return aftermath;
}
