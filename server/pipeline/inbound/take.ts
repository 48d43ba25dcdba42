import type { Channel } from "#server/channels/channel.ts";
import type { Sql } from "#server/db/sql.ts";
import { inSqlTransaction } from "#server/db/transaction.ts";
import type { Context } from "#server/domain/context.ts";
import {
  watchAnnouncements,
  type Announced,
} from "#server/domain/outbox/announcements.ts";
import { applyEvents, applyingIn, type Aftermath } from "./apply-events.ts";
import { storeApplied } from "./deliveries.ts";
import { noteLife } from "./note-life.ts";
import { parseDelivery, readChannels, sortEvents } from "./place.ts";
import type { KnownChannel, Placed } from "./plan.ts";
import type { RawDelivery } from "./intake.ts";

/** Who waits longer for a thread does better to be stored, answered and applied later. */
const LOCK_TIMEOUT_MS = 50;

export type Taking = {
  context: Context;
  channel: Channel;
  /** Connected pages by the vendor's id; checked in the transaction. */
  known: Map<string, KnownChannel>;
  lifeSeen: Map<string, number>;
  /** None: the loop publishes. */
  teller: object | null;
};

/**
 * Stores deliveries as applied and applies them, in one transaction of two
 * turns: what is there, and what becomes of it with the commit. Only what is
 * plain goes this way: events of threads of pages known by heart.
 * @param last reads what is to be told, as the last statements.
 * @returns null: nothing was done.
 */
export async function takeInOne<T>(
  { context, channel, known, lifeSeen, teller }: Taking,
  deliveries: RawDelivery[],
  last: (tx: Sql, announced: readonly Announced[], after: Aftermath) => T,
): Promise<T | null> {
  const now = context.clock.now();
  const placed = placePlain(channel, known, deliveries, now);
  if (placed === null) return null;
  try {
    return await inSqlTransaction(
      context.db,
      async (tx) => {
        const announced = teller ? watchAnnouncements(tx) : [];
        const [channels, after] = await Promise.all([
          readChannels(tx, [...new Set(placed.map(pageOf))]),
          applyEvents(tx, placed, applyingIn(context)),
          storeApplied(tx, deliveries, now),
          noteLife({ lifeSeen, now }, tx, deliveries, placed),
        ]);
        requireKnown(placed, channels);
        return last(tx, announced, after);
      },
      { plans: "kept", lockTimeoutMs: LOCK_TIMEOUT_MS },
    );
  } catch (error) {
    // Stored and applied the usual way, which finds out what is wrong.
    known.clear();
    context.log.debug({ err: error }, "not taken in one");
    return null;
  }
}

/** Null if anything about them is odd. */
function placePlain(
  channel: Channel,
  known: ReadonlyMap<string, KnownChannel>,
  deliveries: RawDelivery[],
  now: Date,
): Placed[] | null {
  const parsed = deliveries.map((delivery, index) =>
    parseDelivery(channel, {
      ...delivery,
      id: BigInt(index),
      receivedAt: now,
      attempts: 0,
    }),
  );
  const { inThreads, others, notes } = sortEvents(parsed, known);
  const isPlain =
    others.length === 0 &&
    notes.size === 0 &&
    parsed.every(({ events }) => events !== null && events.length > 0);
  return isPlain ? inThreads : null;
}

function pageOf({ channel }: Placed): string {
  return channel.pageId;
}

/** @throws Error when a page is not what it was when it was learnt by heart */
function requireKnown(placed: Placed[], channels: KnownChannel[]): void {
  const now = new Map(channels.map((channel) => [channel.pageId, channel]));
  for (const { channel } of placed) {
    const is = now.get(channel.pageId);
    const isSame =
      is?.id === channel.id &&
      is.metaAppId === channel.metaAppId &&
      is.appId === channel.appId;
    if (!isSame) throw new Error("A page has changed.");
  }
}
