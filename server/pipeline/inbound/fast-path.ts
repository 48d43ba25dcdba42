import type { Channels } from "#server/channels/registry.ts";
import type { Sql } from "#server/db/sql.ts";
import { inSqlTransaction } from "#server/db/transaction.ts";
import type { Context } from "#server/domain/context.ts";
import {
  watchAnnouncements,
  type Announced,
} from "#server/domain/outbox/announcements.ts";
import {
  applyEvents,
  applyingIn,
  type PostCommitWork,
} from "./apply-events.ts";
import { storeApplied } from "./deliveries.ts";
import { touchActivity } from "#server/pipeline/inbound/plan/touch-activity.ts";
import {
  keyOf,
  parseDelivery,
  readChannels,
  partitionEvents,
  type Address,
} from "./resolve-events.ts";
import type {
  KnownChannel,
  ResolvedEvent,
} from "#server/pipeline/inbound/plan/plan.ts";
import type { RawDelivery } from "./intake.ts";

/** A longer wait for a thread's lock costs more than storing the delivery, answering and applying it later. */
const LOCK_TIMEOUT_MS = 50;

export type Taking = {
  context: Context;
  channels: Channels;
  /** Connected channels by `accountKey`. The transaction checks them again. */
  known: Map<string, KnownChannel>;
  activityNoted: Map<string, number>;
  /** Null: the publishing loop publishes. */
  publisher: object | null;
};

/**
 * Stores deliveries as applied and applies them, in one transaction of two
 * round trips: one reads, and one writes and commits. Only simple deliveries
 * take this path: each belongs to a cached channel, and all of its events
 * belong to threads.
 * @param last reads the events to be published, as the last statements
 * @returns null if nothing was done
 */
export async function applyImmediately<T>(
  { context, channels, known, activityNoted, publisher }: Taking,
  deliveries: RawDelivery[],
  last: (tx: Sql, announced: readonly Announced[], after: PostCommitWork) => T,
): Promise<T | null> {
  const at = context.clock.now();
  const resolved = resolveSimple(channels, known, deliveries, at);
  if (resolved === null) return null;
  try {
    return await inSqlTransaction(
      context.db,
      async (tx) => {
        const announced = publisher ? watchAnnouncements(tx) : [];
        const [now, after] = await Promise.all([
          readChannels(tx, addressesOf(resolved)),
          applyEvents(tx, resolved, applyingIn(context, channels)),
          storeApplied(tx, deliveries, at),
          touchActivity(
            { activityNoted },
            tx,
            deliveries.map(({ sourceId }) => ({ sourceId, receivedAt: at })),
            resolved,
          ),
        ]);
        requireKnown(resolved, now);
        // The usual way cuts what was left out from the stored bodies.
        if (after.leftOut.length > 0) throw new Error("Someone was erased.");
        return last(tx, announced, after);
      },
      { planCache: "generic", lockTimeoutMs: LOCK_TIMEOUT_MS },
    );
  } catch (error) {
    // The deliveries are stored and applied in the usual way, which finds the cause.
    known.clear();
    context.log.debug({ err: error }, "not taken in one");
    return null;
  }
}

/** Null if any delivery is not simple. */
function resolveSimple(
  channels: Channels,
  known: ReadonlyMap<string, KnownChannel>,
  deliveries: RawDelivery[],
  now: Date,
): ResolvedEvent[] | null {
  const parsed = deliveries.map((delivery, index) =>
    parseDelivery(channels, {
      ...delivery,
      id: BigInt(index),
      receivedAt: now,
      attempts: 0,
    }),
  );
  const { inThreads, others, rechecks, notes } = partitionEvents(parsed, known);
  const isPlain =
    others.length === 0 &&
    rechecks.length === 0 &&
    notes.size === 0 &&
    parsed.every(({ events }) => events !== null && events.length > 0);
  return isPlain ? inThreads : null;
}

function addressesOf(resolved: ResolvedEvent[]): Address[] {
  return [
    ...new Map(
      resolved.map(({ channel }) => [keyOf(channel), channel]),
    ).values(),
  ];
}

/** @throws Error when a channel has changed since it was cached */
function requireKnown(
  resolved: ResolvedEvent[],
  channels: KnownChannel[],
): void {
  const now = new Map(channels.map((channel) => [keyOf(channel), channel]));
  for (const { channel } of resolved) {
    const is = now.get(keyOf(channel));
    const isSame =
      is?.id === channel.id &&
      is.sourceId === channel.sourceId &&
      is.appId === channel.appId;
    if (!isSame) throw new Error("A page has changed.");
  }
}
