import type { Channels } from "#server/channels/registry.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { recheckSoon } from "#server/domain/channels/health/recheck.ts";
import { cutDeliveries } from "#server/domain/customer-record/cut-deliveries.ts";
import type { Context } from "#server/domain/context.ts";
import { announce } from "#server/domain/outbox/announcements.ts";
import { SYNTHETIC_SOURCE } from "#server/domain/settings/synthetic-check.ts";
import {
  applyEvents,
  applyingIn,
  type PostCommitWork,
} from "./apply-events.ts";
import { applyOther } from "./apply-other.ts";
import { markDeliveries, type Delivery, type Marks } from "./deliveries.ts";
import { touchActivity } from "#server/pipeline/inbound/plan/touch-activity.ts";
import { parseDelivery, resolveEvents, type Parsed } from "./resolve-events.ts";
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
  const all = batch.map((delivery) => parseDelivery(channels, delivery));
  const [synthetic, parsed] = partSynthetic(all);
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
  await cutDeliveries(tx, aftermath.leftOut, batch);
  for (const item of resolved.others) await applyOther(tx, context.vault, item);
  await recheckSoon(tx, resolved.rechecks);
  if (synthetic.length > 0) await passOn(tx, synthetic);
  return aftermath;
}

/** Synthetic messages, and all else; see jobs/synthetic-check. */
function partSynthetic(all: Parsed[]): [synthetic: Parsed[], others: Parsed[]] {
  const isSynthetic = ({ delivery }: Parsed) =>
    delivery.externalId === SYNTHETIC_SOURCE;
  if (!all.some(isSynthetic)) return [[], all];
  return [all.filter(isSynthetic), all.filter((one) => !isSynthetic(one))];
}

/** Synthetic messages are announced, and leave no row. */
async function passOn(tx: Sql, synthetic: Parsed[]): Promise<void> {
  await tx.$executeRaw(Prisma.sql`
    delete from delivery where id = any(${synthetic.map(({ delivery }) => delivery.id)}::bigint[])`);
  const tokens = synthetic
    .flatMap(({ events }) => events ?? [])
    .flatMap((event) => (event.type === "message" ? [event.mid] : []));
  await announce(
    tx,
    tokens.map((token) => ({ kind: "synthetic.applied", payload: { token } })),
  );
}
