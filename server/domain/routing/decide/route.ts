import type { OfficeState } from "#contract/hours/hours.ts";
import {
  matchRules,
  type RouteRule,
  type RuleFacts,
  type RulesOutcome,
} from "#contract/routing/route-rules.ts";
import type { Destination } from "#contract/routing/destination.ts";
import { enter, type Entry, type RoutingMap } from "./enter.ts";

/** A channel's settings for where its threads go. */
export type ChannelRoute = {
  office: OfficeState;
  rules: readonly RouteRule[];
  /** Destination for each state of the office hours; null: the destination for open hours. */
  destinations: Record<OfficeState, Destination | null>;
  /** A customer who writes again within so many hours continues the same conversation; 0: never. */
  reopenHours: number;
};

/** The agents whom the customer already knows. */
export type PreviousContact = {
  /** An agent set by hand; comes before all others. */
  accountOwnerId: string | null;
  lastOwnerId: string | null;
  /** When the thread was closed; null: never. */
  lastOwnedAt: Date | null;
};

export type RouteInput = {
  channel: ChannelRoute;
  facts: RuleFacts;
  known: PreviousContact;
  map: RoutingMap;
  now: Date;
  /** For how many hours the last owner is preferred; 0: never, not even for the same conversation. */
  lastOwnerHours: number;
};

/** An agent who is asked before the destination. reopened: continues the same conversation. */
export type Preferred = {
  agentId: string;
  why: "account_owner" | "last_owner" | "reopened";
};

export type RouteDecision = {
  office: OfficeState;
  rules: RulesOutcome;
  destination: Destination | null;
  entry: Entry;
  /** Agents who are asked first, one after the other, if they can take it now; then the destination. */
  preferred: Preferred[];
};

const HOUR_MS = 3_600_000;

/**
 * Decides where a thread goes: by rule, then account owner, then last owner, then destination. Rule and
 * destination decide the place; a preferred agent is asked before it. Within the channel's `reopenHours` the
 * same conversation continues with its last owner, even if other threads go elsewhere now. Later the thread
 * is routed again: its last owner is preferred for `lastOwnerHours`, and only as a member of the place. Pure.
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
  // In a manual queue agents take threads themselves, so none is offered.
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
