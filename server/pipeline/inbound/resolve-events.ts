import type { InboundEvent } from "#server/channels/inbound-event.ts";
import type { Channels } from "#server/channels/registry.ts";
import { Prisma } from "#server/db/client.ts";
import type { Recheck } from "#server/domain/channels/health/recheck.ts";
import type { Sql } from "#server/db/sql.ts";
import type { Delivery, Note } from "./deliveries.ts";
import type {
  KnownChannel,
  ResolvedEvent,
} from "#server/pipeline/inbound/plan/plan.ts";

/** The most notes kept per delivery about items that Parley does not use. */
export const MAX_NOTES = 50;

export type Parsed = { delivery: Delivery; events: InboundEvent[] | null };

/** `events` is null if the body does not have the vendor's format. */
export function parseDelivery(channels: Channels, delivery: Delivery): Parsed {
  return {
    delivery,
    events: channels[delivery.kind].parse(delivery.body, delivery),
  };
}

/** An event about a page, without a thread. */
export type Other = {
  event: Extract<InboundEvent, { type: "policy" | "lead" | "lead_update" }>;
  channel: KnownChannel;
  receivedAt: Date;
};

export type Sorted = {
  inThreads: ResolvedEvent[];
  others: Other[];
  /** Accounts of which the vendor must be asked what is true now. */
  rechecks: Recheck[];
  notes: Map<bigint, Note[]>;
  /** By delivery, the vendor's ids of the pages in it that are not connected now. */
  waiting: Map<bigint, Set<string>>;
};

/**
 * Sorts events by their subject. An event without a known channel is noted
 * with its delivery, which waits in case the page is connected later.
 */
export async function resolveEvents(
  tx: Sql,
  parsed: Parsed[],
  likely: KnownChannel[] = [],
): Promise<Sorted> {
  return partitionEvents(parsed, await knownChannels(tx, parsed, likely));
}

/** Pure. @param channels by `accountKey` */
export function partitionEvents(
  parsed: Parsed[],
  channels: ReadonlyMap<string, KnownChannel>,
): Sorted {
  const inThreads: ResolvedEvent[] = [];
  const others: Other[] = [];
  const rechecks: Recheck[] = [];
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
      else if (event.type === "permission")
        rechecks.push({
          sourceId: delivery.sourceId,
          accountId: event.accountId,
        });
      else {
        const known = channels.get(accountKey(delivery.kind, event.accountId));
        const { receivedAt, trace } = delivery;
        if (!known) {
          note("unknown_page", event.accountId);
          const pages = waiting.get(delivery.id) ?? new Set();
          waiting.set(delivery.id, pages.add(event.accountId));
        } else if (
          event.type === "policy" ||
          event.type === "lead" ||
          event.type === "lead_update"
        ) {
          others.push({ event, channel: known, receivedAt });
        } else {
          // Another app of ours signed it validly: the page was moved, and the old app still delivers.
          const isOtherApp = known.sourceId !== delivery.sourceId;
          const channel = known;
          inThreads.push({ event, channel, receivedAt, isOtherApp, trace });
        }
      }
    }
  }
  return { inThreads, others, rechecks, notes, waiting };
}

/** The most channels that a claim reads along with the deliveries. More would cost too much. */
const MAX_LIKELY = 50;

/** Reads channels of the app whose delivery waits longest. It may miss channels of the batch; it only saves a later query. */
export function likelyChannels(tx: Sql): Promise<KnownChannel[]> {
  return tx.$queryRaw<KnownChannel[]>(Prisma.sql`
    select ch.id, ch.kind, ch."accountId", ch."sourceId", so."externalId" as "appId"
    from source so join channel ch on ch."sourceId" = so.id
    where so.id in (select d."sourceId" from delivery d where d.state = 'pending' order by d.id limit 1)
      and ch."deletedAt" is null limit ${MAX_LIKELY}`);
}

async function knownChannels(
  tx: Sql,
  parsed: Parsed[],
  likely: KnownChannel[],
): Promise<Map<string, KnownChannel>> {
  const known = new Map(likely.map((row) => [keyOf(row), row]));
  const missing = new Map<string, Address>();
  for (const { delivery, events } of parsed)
    for (const event of events ?? []) {
      if (!("accountId" in event) || event.type === "permission") continue;
      const { kind } = delivery;
      const key = accountKey(kind, event.accountId);
      if (!known.has(key))
        missing.set(key, { kind, accountId: event.accountId });
    }
  if (missing.size === 0) return known;
  for (const row of await readChannels(tx, [...missing.values()]))
    known.set(keyOf(row), row);
  return known;
}

/** A channel account, under the vendor's id. */
export type Address = Pick<KnownChannel, "kind" | "accountId">;

export function accountKey(kind: string, accountId: string): string {
  return `${kind} ${accountId}`;
}

export function keyOf({ kind, accountId }: Address): string {
  return accountKey(kind, accountId);
}

/** Reads connected channels by the vendors' ids. */
export function readChannels(
  tx: Sql,
  addresses: Address[],
): Promise<KnownChannel[]> {
  const kinds = addresses.map(({ kind }) => kind);
  const accountIds = addresses.map(({ accountId }) => accountId);
  return tx.$queryRaw<KnownChannel[]>(Prisma.sql`
    select ch.id, ch.kind, ch."accountId", ch."sourceId", so."externalId" as "appId"
    from unnest(${kinds}::text[], ${accountIds}::text[]) as x(kind, "accountId")
    join channel ch on ch.kind = x.kind and ch."accountId" = x."accountId" and ch."deletedAt" is null
    join source so on so.id = ch."sourceId"`);
}
