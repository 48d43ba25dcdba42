import type { Channel } from "#server/channels/channel.ts";
import { Prisma } from "#server/db/client.ts";
import { inTransaction, type Tx } from "#server/db/transaction.ts";
import type { Context } from "#server/domain/context.ts";
import { applyEvents } from "#server/pipeline/apply/apply-events.ts";
import { applyItemwise } from "#server/pipeline/apply/apply-itemwise.ts";
import { applyOther } from "#server/pipeline/apply/apply-other.ts";
import {
  claimDeliveries,
  markDeliveries,
  readDeliveries,
  type Delivery,
  type Outcome,
} from "#server/pipeline/apply/deliveries.ts";
import { parseDelivery, placeAll } from "#server/pipeline/apply/place.ts";
import type { Placed } from "#server/pipeline/apply/plan.ts";

/** A delivery may hold a thousand updates. */
const TIMEOUT_MS = 60_000;
/** Then its items are applied one by one and the poisoned ones set aside. */
const MAX_ATTEMPTS = 5;
const FIRST_BACKOFF_MS = 500;

/**
 * Applies what intake has stored. Applying and marking are one transaction: a
 * crash undoes both and the delivery is applied again. If a batch fails, its
 * deliveries are tried one at a time, so that a poisoned one stops nobody.
 * @returns whether there may be more.
 */
export async function applyOnce(
  context: Context,
  channel: Channel,
): Promise<boolean> {
  let ids: bigint[] = [];
  try {
    const outcome = await inTransaction(
      context.db,
      async (tx) => {
        const batch = await claimDeliveries(tx);
        ids = batch.map(({ id }) => id);
        return applyBatch(context, tx, channel, batch);
      },
      { timeoutMs: TIMEOUT_MS },
    );
    await finish(context, outcome);
  } catch (error) {
    if (ids.length === 0) throw error;
    context.log.warn({ err: error, deliveries: ids.length }, "batch failed");
    for (const id of ids) await applyAlone(context, channel, id);
  }
  return ids.length > 0;
}

async function applyBatch(
  context: Context,
  tx: Tx,
  channel: Channel,
  batch: Delivery[],
): Promise<Outcome> {
  const parsed = batch.map((delivery) => parseDelivery(channel, delivery));
  const placed = await placeAll(tx, parsed);
  const aftermath = await applyEvents(
    tx,
    placed.inThreads,
    context.clock.now(),
  );
  for (const item of placed.others) await applyOther(tx, item);
  const outcome: Outcome = {
    ...aftermath,
    notes: placed.notes,
    parked: new Map(
      parsed.flatMap(({ delivery, events }) =>
        events === null ? [[delivery.id, "not JSON"]] : [],
      ),
    ),
  };
  await markDeliveries(tx, batch, outcome);
  await noteLife(tx, batch, placed.inThreads);
  return outcome;
}

/** Shows in the settings that something comes in; every few seconds is often enough. */
async function noteLife(
  tx: Tx,
  batch: Delivery[],
  placed: Placed[],
): Promise<void> {
  const channelIds = [...new Set(placed.map(({ channel }) => channel.id))];
  const appIds = [...new Set(batch.map(({ metaAppId }) => metaAppId))];
  await tx.$executeRaw(Prisma.sql`
    with apps as (
      update meta_app set "lastDeliveryAt" = now() where id = any(${appIds}::uuid[])
        and ("lastDeliveryAt" is null or "lastDeliveryAt" < now() - interval '10 seconds'))
    update channel set "lastEventAt" = now() where id = any(${channelIds}::uuid[])
      and ("lastEventAt" is null or "lastEventAt" < now() - interval '10 seconds')`);
}

/** One delivery by itself; a failure is counted, and after several its items are applied one by one. */
async function applyAlone(
  context: Context,
  channel: Channel,
  id: bigint,
): Promise<void> {
  const attempt = await context.db.prisma.delivery.findUnique({
    where: { id },
    select: { attempts: true },
  });
  const splitting = (attempt?.attempts ?? 0) + 1 >= MAX_ATTEMPTS;
  try {
    const outcome = await inTransaction(
      context.db,
      async (tx) => {
        const locked = await tx.$queryRaw<{ id: bigint }[]>(Prisma.sql`
          select id from delivery where id = ${id} and state = 'pending' for update skip locked`);
        const [delivery] = await readDeliveries(
          tx,
          locked.map((row) => row.id),
        );
        if (!delivery) return null;
        return splitting
          ? applyItemwise(context, tx, channel, delivery)
          : applyBatch(context, tx, channel, [delivery]);
      },
      { timeoutMs: TIMEOUT_MS },
    );
    if (outcome) await finish(context, outcome);
  } catch (error) {
    context.log.error(
      { err: error, delivery: id.toString() },
      "delivery failed",
    );
    const reason = error instanceof Error ? error.name : "error";
    const waitMs = FIRST_BACKOFF_MS * 2 ** (attempt?.attempts ?? 0);
    await context.db.prisma.$executeRaw(Prisma.sql`
      update delivery set attempts = attempts + 1, error = ${reason},
        "nextAttemptAt" = now() + ${waitMs} * interval '1 millisecond',
        state = case when ${splitting} then 'parked' else state end
      where id = ${id} and state = 'pending'`);
  }
}

/** After the commit: the screens, the files, the profiles. None is needed for what was applied to hold. */
async function finish(context: Context, outcome: Outcome): Promise<void> {
  context.wake("announce");
  if (outcome.messages > 0) {
    context.wake("route");
    context.wake("send");
    context.wake("media");
    context.wake("profiles");
  }
  for (const key of outcome.orphanedKeys) await context.files.remove(key);
}
