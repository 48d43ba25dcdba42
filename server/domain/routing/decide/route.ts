import type { OfficeState } from "#contract/hours/hours.ts";
import {
  matchRules,
  type RouteRule,
  type RuleFacts,
  type RulesOutcome,
} from "#contract/routing/route-rules.ts";
import type { Destination } from "#contract/routing/destination.ts";
import { enter, type Entry, type RoutingMap } from "./enter.ts";

/** What a channel says about where its threads go. */
export type ChannelRoute = {
  office: OfficeState;
  rules: readonly RouteRule[];
  /** By how the office stands; null: as when open. */
  destinations: Record<OfficeState, Destination | null>;
  /** Who writes again so soon goes on with the same conversation; 0: never. */
  reopenHours: number;
};

/** Who the customer knows. */
export type PreviousContact = {
  /** Set by somebody here: goes before everybody. */
  accountOwnerId: string | null;
  lastOwnerId: string | null;
  /** When the thread was dealt with; null: never. */
  lastOwnedAt: Date | null;
};

export type RouteInput = {
  channel: ChannelRoute;
  facts: RuleFacts;
  known: PreviousContact;
  map: RoutingMap;
  now: Date;
  /** How long the last owner is preferred; 0: never, not even for the same conversation. */
  lastOwnerHours: number;
};

/** Asked before the destination is. reopened: goes on with the same conversation. */
export type Preferred = {
  agentId: string;
  why: "account_owner" | "last_owner" | "reopened";
};

export type RouteDecision = {
  office: OfficeState;
  rules: RulesOutcome;
  destination: Destination | null;
  entry: Entry;
  /** Asked first, one after the other, if they can take it at the moment; then the destination. */
  preferred: Preferred[];
};

const HOUR_MS = 3_600_000;

/**
 * Rule, then account owner, then last owner, then destination. Rules and
 * destination decide the place; a person is asked before it. Within the
 * channel's `reopenHours` the same conversation goes on: with whoever had it,
 * wherever others would be sent now. Later it begins afresh: whoever had it is
 * preferred for `lastOwnerHours`, and only among those of the place. Pure.
 */
export function decideRoute(input: RouteInput): RouteDecision {
  const { channel, facts, map } = input;
  const { office, destinations } = channel;
  const rules = matchRules(channel.rules, facts, office === "open");
  const ruled = rules.index === null ? null : channel.rules[rules.index]?.to;
  const destination = ruled ?? destinations[office] ?? destinations.open;
  const entry = enter(destination, map);
  return {
    office,
    rules,
    destination,
    entry,
    preferred: preferredOf(input, entry),
  };
}

function preferredOf(input: RouteInput, entry: Entry): Preferred[] {
  const { accountOwnerId } = input.known;
  const last = lastOwnerOf(input, entry);
  if (accountOwnerId === null) return last === null ? [] : [last];
  const first = { agentId: accountOwnerId, why: "account_owner" as const };
  const isKnown = [accountOwnerId, entry.place?.id].includes(last?.agentId);
  return last === null || isKnown ? [first] : [first, last];
}

function lastOwnerOf(
  { known, now, lastOwnerHours, channel }: RouteInput,
  { place }: Entry,
): Preferred | null {
  const { lastOwnerId, lastOwnedAt } = known;
  // Where people help themselves nothing is offered to anybody.
  const helpsItself =
    place === null || (place.type === "queue" && place.strategy === "manual");
  if (lastOwnerId === null || lastOwnedAt === null || helpsItself) return null;
  if (lastOwnerHours === 0) return null;
  const age = now.getTime() - lastOwnedAt.getTime();
  if (age < channel.reopenHours * HOUR_MS)
    return { agentId: lastOwnerId, why: "reopened" };
  return age < lastOwnerHours * HOUR_MS
    ? { agentId: lastOwnerId, why: "last_owner" }
    : null;
}
