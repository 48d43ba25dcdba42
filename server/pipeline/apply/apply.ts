import type { Channel } from "#server/channels/channel.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { inSqlTransaction } from "#server/db/transaction.ts";
import type { Context } from "#server/domain/context.ts";
import {
  applyEvents,
  type Aftermath,
} from "#server/pipeline/apply/apply-events.ts";
import { applyItemwise } from "#server/pipeline/apply/apply-itemwise.ts";
import { applyOther } from "#server/pipeline/apply/apply-other.ts";
import {
  claimDeliveries,
  leftSome,
  markDeliveries,
  readDeliveries,
  type Delivery,
  type Marks,
} from "#server/pipeline/apply/deliveries.ts";
import {
  likelyChannels,
  parseDelivery,
  placeAll,
} from "#server/pipeline/apply/place.ts";
import { intakeCalm } from "#server/pipeline/intake.ts";
import type { KnownChannel, Placed } from "#server/pipeline/apply/plan.ts";

/** How long applying gives way to a flood of deliveries, each round anew. */
const TAKING_FIRST_MS = 100;
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
  let more = false;
  await intakeCalm(context, TAKING_FIRST_MS);
  try {
    const outcome = await inSqlTransaction(context.db, async (tx) => {
      const [batch, likely] = await Promise.all([
        claimDeliveries(tx),
        likelyChannels(tx),
      ]);
      ids = batch.map(({ id }) => id);
      more = leftSome(batch);
      if (batch.length === 0) return null;
      return applyBatch({ context, tx, channel, batch, likely });
    });
    if (outcome) await finish(context, outcome);
  } catch (error) {
    if (ids.length === 0) throw error;
    context.log.warn({ err: error, deliveries: ids.length }, "batch failed");
    for (const id of ids) await applyAlone(context, channel, id);
  }
  return more;
}

type Batch = {
  context: Context;
  tx: Sql;
  channel: Channel;
  batch: Delivery[];
  likely?: KnownChannel[];
};

async function applyBatch({
  context,
  tx,
  channel,
  batch,
  likely = [],
}: Batch): Promise<Aftermath> {
  const parsed = batch.map((delivery) => parseDelivery(channel, delivery));
  const placed = await placeAll(tx, parsed, likely);
  const marks: Marks = {
    notes: placed.notes,
    parked: new Map(
      parsed.flatMap(({ delivery, events }) =>
        events === null ? [[delivery.id, "not JSON"]] : [],
      ),
    ),
  };
  // Marked along with the first statements: what fails undoes the mark too.
  const [aftermath] = await Promise.all([
    applyEvents(tx, placed.inThreads, context.clock.now()),
    markDeliveries(tx, batch, marks),
    noteLife(context, tx, batch, placed.inThreads),
  ]);
  for (const item of placed.others) await applyOther(tx, item);
  return aftermath;
}

const LIFE_EVERY_MS = 10_000;
/** When each app and channel was last noted by this process. */
const lifeSeen = new WeakMap<Context, Map<string, number>>();

/** Shows in the settings that something comes in; every few seconds is often enough. */
async function noteLife(
  context: Context,
  tx: Sql,
  batch: Delivery[],
  placed: Placed[],
): Promise<void> {
  const channelIds = placed.map(({ channel }) => channel.id);
  const appIds = batch.map(({ metaAppId }) => metaAppId);
  const now = context.clock.now().getTime();
  const seen = lifeSeen.get(context) ?? new Map<string, number>();
  lifeSeen.set(context, seen);
  const ids = [...new Set([...channelIds, ...appIds])].filter(
    (id) => Math.abs(now - (seen.get(id) ?? 0)) >= LIFE_EVERY_MS,
  );
  if (ids.length === 0) return;
  for (const id of ids) seen.set(id, now);
  await tx.$executeRaw(Prisma.sql`
    with apps as (
      update meta_app set "lastDeliveryAt" = now() where id = any(${ids}::uuid[])
        and ("lastDeliveryAt" is null or "lastDeliveryAt" < now() - interval '10 seconds'))
    update channel set "lastEventAt" = now() where id = any(${ids}::uuid[])
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
    const outcome = await inSqlTransaction(context.db, async (tx) => {
      const locked = await tx.$queryRaw<{ id: bigint }[]>(Prisma.sql`
        select id from delivery where id = ${id} and state = 'pending' for update skip locked`);
      const [delivery] = await readDeliveries(
        tx,
        locked.map((row) => row.id),
      );
      if (!delivery) return null;
      return splitting
        ? applyItemwise(context, tx, channel, delivery)
        : applyBatch({ context, tx, channel, batch: [delivery] });
    });
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
async function finish(context: Context, outcome: Aftermath): Promise<void> {
  context.wake("announce");
  if (outcome.messages > 0) {
    context.wake("route");
    context.wake("send");
  }
  if (outcome.withFiles > 0) context.wake("media");
  if (outcome.newcomers > 0) context.wake("profiles");
  for (const key of outcome.orphanedKeys) await context.files.remove(key);
}
