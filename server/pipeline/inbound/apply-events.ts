import {
  kindOf,
  type ChannelKind,
} from "#contract/channels/rules/channel-rules.ts";
import type { Sql } from "#server/db/sql.ts";
import { pipelineUntilCommit } from "#server/db/transaction.ts";
import type { Context } from "#server/domain/context.ts";
import {
  announce,
  type Announcement,
} from "#server/domain/outbox/announcements.ts";
import { recordAccepted } from "#server/domain/messages/delivery.ts";
import {
  applyEffects,
  type Effect,
  type Named,
} from "#server/domain/messages/effects.ts";
import { ensureThreads } from "#server/domain/messages/ensure-threads.ts";
import { applyReceipt } from "#server/domain/messages/receipts.ts";
import {
  joined,
  loadKnownMessages,
} from "#server/domain/messages/known-messages.ts";
import {
  recordAdLeads,
  type AdLead,
} from "#server/domain/leads/intake/record-ad-leads.ts";
import { recordTouches, type NewTouch } from "#server/domain/thread/touches.ts";
import { receive } from "#server/domain/conversations/replies/receive.ts";
import {
  later,
  saveThreads,
  type ThreadState,
} from "#server/domain/thread/thread-state.ts";
import type { Vault } from "#server/runtime/crypto.ts";
import type { Channels } from "#server/channels/registry.ts";
import { recordHolder } from "#server/pipeline/inbound/plan/holder.ts";
import { keepProfiles } from "#server/pipeline/inbound/plan/keep-profiles.ts";
import { withVendorIds } from "#server/pipeline/inbound/plan/own-ids.ts";
import { withoutErased } from "#server/pipeline/inbound/plan/without-erased.ts";
import { matchEchoes } from "#server/pipeline/inbound/plan/match-echoes.ts";
import {
  addressOf,
  externalIdOf,
  placeKey,
  timeOf,
  toReceived,
  type ResolvedEvent,
} from "#server/pipeline/inbound/plan/plan.ts";

/** The work that follows once the transaction is committed. */
export type PostCommitWork = {
  orphanedKeys: string[];
  /** The current last messages of the threads concerned. */
  lastMessageIds: string[];
  /** Messages and lines that were not there before. */
  freshCount: number;
  /** The vendors' ids of erased people whose events were left out: the stored deliveries must not keep them either. */
  leftOut: string[];
};

export const NOTHING_AFTER: PostCommitWork = {
  orphanedKeys: [],
  lastMessageIds: [],
  freshCount: 0,
  leftOut: [],
};

export type Applying = {
  now: Date;
  /** Opens the ledger of erased people. Left out: no one was erased. */
  vault?: Vault;
  /** The apps through which people write outside Parley, such as the vendor's own inbox. */
  inboxApps?: readonly string[];
  /** The kinds of channel whose events may name our message by the id that we sent. */
  namingOurIds?: ReadonlySet<ChannelKind>;
};

export function applyingIn(
  { clock, config, vault }: Context,
  channels: Channels,
): Applying {
  const { inboxAppIds = [] } = config;
  const ofVendors = Object.values(channels).flatMap(
    ({ kind }) => kindOf(kind).inboxApps ?? [],
  );
  const naming = Object.values(channels).filter((kind) => kind.namesOurIds);
  return {
    now: clock.now(),
    vault,
    inboxApps: [...ofVendors, ...inboxAppIds],
    namingOurIds: new Set(naming.map(({ kind }) => kind)),
  };
}

/**
 * Applies events of any number of threads in the caller's transaction, with a
 * handful of statements for all of them. The order and the number of
 * deliveries do not matter: events commute, and a repeated event changes
 * nothing.
 */
export async function applyEvents(
  tx: Sql,
  given: ResolvedEvent[],
  { now, vault, inboxApps = [], namingOurIds = new Set() }: Applying,
): Promise<PostCommitWork> {
  if (given.length === 0) return NOTHING_AFTER;
  let resolved = await withVendorIds(tx, given, namingOurIds);
  // Echoes are left out: most are messages of ours, and a later statement matches them.
  const named = namesOf(resolved.filter(({ event }) => event.type !== "echo"));
  const [ensured, recalled] = await Promise.all([
    // A thread that does not exist yet is not locked when its messages are read.
    ensureThreads(tx, resolved.map(addressOf), {
      now,
      askAgain: () => loadKnownMessages(tx, named),
      admit: async (found) => {
        if (vault)
          resolved = await withoutErased(tx, resolved, { found, vault });
        return resolved.map(addressOf);
      },
    }),
    loadKnownMessages(tx, named),
  ]);
  const leftOut = leftOutOf(given, resolved);
  if (resolved.length === 0) return { ...NOTHING_AFTER, leftOut };
  const byAddress = ensured.threads;
  const stateOf = (item: ResolvedEvent): ThreadState => {
    const state = byAddress.get(placeKey(item));
    if (!state) throw new Error("A thread that was ensured is missing.");
    return state;
  };
  const threads = new Map(
    [...byAddress.values()].map((state) => [state.id, state]),
  );

  const echoes = await matchEchoes(tx, resolved, stateOf);
  for (const { item, accepted } of echoes.own)
    await recordAccepted(tx, accepted, stateOf(item));
  const holders = noteHolders(resolved, stateOf);
  await keepProfiles(tx, resolved, stateOf);

  const strange = resolved.filter((item) => !echoes.matched.has(item));
  const externalEchoes = strange.filter(({ event }) => event.type === "echo");
  const received = await receive(
    tx,
    threads,
    strange.flatMap((item) => {
      const one = toReceived(item, stateOf(item), inboxApps);
      return one ? [{ ...one, trace: item.trace }] : [];
    }),
    joined(
      recalled,
      ...(ensured.again ? [ensured.again] : []),
      await loadKnownMessages(tx, namesOf(externalEchoes)),
    ),
    now,
  );

  const effects = [
    ...resolved.flatMap((item) => toEffects(item, stateOf(item))),
    ...received.early,
  ];
  const orphanedKeys = await applyEffects(tx, effects);

  await recordTouches(
    tx,
    resolved.flatMap((item) => touchOf(item, stateOf(item))),
  );
  await recordAdLeads(
    tx,
    resolved.flatMap((item) => adLeadOf(item, stateOf(item))),
    now,
  );

  const touched = new Set(received.touched);
  const moved = new Set([
    ...holders.changed,
    ...[...holders.noted].filter((state) => !touched.has(state)),
    ...openWindows(resolved, stateOf),
    ...(await raiseWatermarks(tx, resolved, stateOf)),
  ]);
  pipelineUntilCommit(
    saveThreads(tx, [...new Set([...touched, ...moved])]),
    announce(tx, [
      ...received.announcements,
      ...[...moved].map(({ id }): Announcement => ({
        kind: "thread.updated",
        threadId: id,
      })),
    ]),
  );
  return {
    orphanedKeys,
    lastMessageIds: [...threads.values()].flatMap(
      ({ lastMessageId }) => lastMessageId ?? [],
    ),
    freshCount: received.freshCount,
    leftOut,
  };
}

function leftOutOf(given: ResolvedEvent[], applied: ResolvedEvent[]): string[] {
  if (given.length === applied.length) return [];
  const counted = (items: ResolvedEvent[]) =>
    Map.groupBy(items, ({ event }) => event.customerId);
  const left = counted(applied);
  return [...counted(given)].flatMap(([id, all]) =>
    left.get(id)?.length === all.length ? [] : [id],
  );
}

function namesOf(resolved: ResolvedEvent[]): Named[] {
  return resolved.flatMap((item) => {
    const externalId = externalIdOf(item);
    return externalId === null
      ? []
      : [{ channelId: item.channel.id, externalId }];
  });
}

/** Notes the app that holds each thread. It runs before anything is saved. */
function noteHolders(
  resolved: ResolvedEvent[],
  stateOf: (item: ResolvedEvent) => ThreadState,
): { noted: Set<ThreadState>; changed: Set<ThreadState> } {
  const noted = new Set<ThreadState>();
  const changed = new Set<ThreadState>();
  for (const item of resolved) {
    const state = stateOf(item);
    const before = state.controlledBy;
    if (recordHolder(item, state)) noted.add(state);
    if (state.controlledBy !== before) changed.add(state);
  }
  return { noted, changed };
}

function toEffects(resolved: ResolvedEvent, state: ThreadState): Effect[] {
  const { event, channel } = resolved;
  const about = (externalId: string, change: Effect["change"]): Effect => ({
    channelId: channel.id,
    externalId,
    threadId: state.id,
    at: timeOf(resolved),
    change,
  });
  switch (event.type) {
    case "reaction":
      return [about(event.mid, { type: "reaction", emoji: event.emoji })];
    case "edit": {
      const { text, editNumber } = event;
      return [about(event.mid, { type: "edit", text, editNumber })];
    }
    case "unsend":
      return [about(event.mid, { type: "unsend" })];
    case "delivered":
      // A watermark covers every message up to it, including those that are yet to arrive.
      return event.watermark === null
        ? event.mids.map((mid) => about(mid, { type: "delivered" }))
        : [];
    case "read":
      return event.watermark === null && event.mid !== null
        ? [about(event.mid, { type: "read" })]
        : [];
    default:
      return [];
  }
}

/** The ad, link or post that led the person of an event here. */
function referralOf({ event }: ResolvedEvent) {
  const isFromPerson =
    event.type === "message" ||
    event.type === "postback" ||
    event.type === "referral";
  return isFromPerson ? event.context?.referral : undefined;
}

/** The touch of an event: its person comes from an ad, a link with a ref, or a post. */
function touchOf(item: ResolvedEvent, state: ThreadState): NewTouch[] {
  const referral = referralOf(item);
  if (!referral) return [];
  const { adId, adTitle, ref, postId = null } = referral;
  if ((adId ?? ref ?? postId) === null) return [];
  const { id: threadId, sessionId } = state;
  const at = timeOf(item);
  return [{ threadId, sessionId, at, adId, adTitle, ref, postId }];
}

/** The lead that an event opens: its person comes from an ad. A test is no lead. */
function adLeadOf(item: ResolvedEvent, state: ThreadState): AdLead[] {
  const { channel } = item;
  const referral = referralOf(item);
  if (!referral?.adId || state.test) return [];
  return [
    {
      channelId: channel.id,
      pageId: channel.accountId,
      threadId: state.id,
      customerId: state.customerId,
      identityId: state.identityId,
      adId: referral.adId,
      adTitle: referral.adTitle,
      at: timeOf(item),
    },
  ];
}

/** A reaction opens the reply window. Changes the states. @returns those that changed */
function openWindows(
  resolved: ResolvedEvent[],
  stateOf: (item: ResolvedEvent) => ThreadState,
): Set<ThreadState> {
  const changed = new Set<ThreadState>();
  for (const item of resolved) {
    const { event } = item;
    if (event.type !== "reaction" || event.emoji === null) continue;
    const state = stateOf(item);
    const till = later(state.lastCustomerAt, timeOf(item));
    if (till?.getTime() !== state.lastCustomerAt?.getTime()) changed.add(state);
    state.lastCustomerAt = till;
  }
  return changed;
}

/** Delivered and read: updates the messages and the states. @returns the states that changed */
async function raiseWatermarks(
  tx: Sql,
  resolved: ResolvedEvent[],
  stateOf: (item: ResolvedEvent) => ThreadState,
): Promise<Set<ThreadState>> {
  const receipts = Map.groupBy(
    resolved.filter(
      ({ event }) => event.type === "delivered" || event.type === "read",
    ),
    stateOf,
  );
  const changed = new Set<ThreadState>();
  for (const [state, items] of receipts)
    if (await applyReceipt(tx, state, mergeReceipts(items))) changed.add(state);
  return changed;
}

function mergeReceipts(items: ResolvedEvent[]) {
  const receipt = {
    deliveredTill: null as Date | null,
    readTill: null as Date | null,
    deliveredIds: [] as string[],
  };
  for (const { event } of items) {
    if (event.type === "delivered") {
      receipt.deliveredTill = later(receipt.deliveredTill, event.watermark);
      receipt.deliveredIds.push(...event.mids);
    } else if (event.type === "read") {
      receipt.readTill = later(receipt.readTill, event.watermark);
    }
  }
  return receipt;
}
