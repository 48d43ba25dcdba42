import type { Channel, InboundEvent } from "#server/channels/channel.ts";
import { parseJson } from "#server/channels/common/json.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import type { Delivery, Note } from "./deliveries.ts";
import type { KnownChannel, Placed } from "./plan.ts";

/** What is kept of a delivery's items that mean nothing to us. */
export const MAX_NOTES = 50;

export type Parsed = { delivery: Delivery; events: InboundEvent[] | null };

/** `events` null: not JSON at all. */
export function parseDelivery(channel: Channel, delivery: Delivery): Parsed {
  const json = parseJson(delivery.body);
  return { delivery, events: json.ok ? channel.parse(json.value) : null };
}

/** An event about a page and no thread. */
export type Other = {
  event: Extract<InboundEvent, { type: "policy" | "lead" }>;
  channel: KnownChannel;
  receivedAt: Date;
};

export type Sorted = {
  inThreads: Placed[];
  others: Other[];
  notes: Map<bigint, Note[]>;
  /** Deliveries with something for pages that are not connected now, by the vendor's ids of these. */
  waiting: Map<bigint, Set<string>>;
};

/**
 * Sorts events by what they are about; what is about nothing of ours is noted
 * with its delivery, which waits if the page may yet be connected.
 */
export async function placeAll(
  tx: Sql,
  parsed: Parsed[],
  likely: KnownChannel[] = [],
): Promise<Sorted> {
  return sortEvents(parsed, await knownChannels(tx, parsed, likely));
}

/** Pure. @param channels by the vendor's id of the page */
export function sortEvents(
  parsed: Parsed[],
  channels: ReadonlyMap<string, KnownChannel>,
): Sorted {
  const inThreads: Placed[] = [];
  const others: Other[] = [];
  const notes = new Map<bigint, Note[]>();
  const waiting = new Map<bigint, Set<string>>();
  for (const { delivery, events } of parsed) {
    const note = (reason: string, path: string): void => {
      const list = notes.get(delivery.id) ?? [];
      if (list.length < MAX_NOTES) list.push({ reason, path });
      notes.set(delivery.id, list);
    };
    for (const event of events ?? []) {
      if (event.type === "ignored") note(event.reason, event.path);
      else if (event.type === "test") note("test", event.field);
      else {
        const known = channels.get(event.accountId);
        const { receivedAt } = delivery;
        if (!known) {
          note("unknown_page", event.accountId);
          const pages = waiting.get(delivery.id) ?? new Set();
          waiting.set(delivery.id, pages.add(event.accountId));
        } else if (event.type === "policy" || event.type === "lead") {
          others.push({ event, channel: known, receivedAt });
        } else {
          // Rightly signed by another app of ours: the page was moved, and the old app delivers on.
          const isOtherApp = known.metaAppId !== delivery.metaAppId;
          inThreads.push({ event, channel: known, receivedAt, isOtherApp });
        }
      }
    }
  }
  return { inThreads, others, notes, waiting };
}

/** What a claim reads along with the deliveries: pages of their apps, as many as are cheap. */
const MAX_LIKELY = 50;

/** Channels whose deliveries wait. Not all, and perhaps not those of the batch: only to spare asking. */
export function likelyChannels(tx: Sql): Promise<KnownChannel[]> {
  return tx.$queryRaw<KnownChannel[]>(Prisma.sql`
    select ch.id, ch."pageId", ch."metaAppId", ma."appId"
    from meta_app ma join channel ch on ch."metaAppId" = ma.id
    where ma.id in (select d."metaAppId" from delivery d where d.state = 'pending' order by d.id limit 1)
      and ch.kind = 'messenger' and ch."deletedAt" is null limit ${MAX_LIKELY}`);
}

async function knownChannels(
  tx: Sql,
  parsed: Parsed[],
  likely: KnownChannel[],
): Promise<Map<string, KnownChannel>> {
  const pageIds = new Set(
    parsed.flatMap(({ events }) =>
      (events ?? []).flatMap((event) =>
        "accountId" in event ? event.accountId : [],
      ),
    ),
  );
  const known = new Map(likely.map((row) => [row.pageId, row]));
  const missing = [...pageIds].filter((pageId) => !known.has(pageId));
  if (missing.length === 0) return known;
  for (const row of await readChannels(tx, missing)) known.set(row.pageId, row);
  return known;
}

/** Connected pages, by the vendor's ids. */
export function readChannels(
  tx: Sql,
  pageIds: string[],
): Promise<KnownChannel[]> {
  return tx.$queryRaw<KnownChannel[]>(Prisma.sql`
    select ch.id, ch."pageId", ch."metaAppId", ma."appId"
    from channel ch join meta_app ma on ma.id = ch."metaAppId"
    where ch.kind = 'messenger' and ch."deletedAt" is null and ch."pageId" = any(${pageIds}::text[])`);
}
