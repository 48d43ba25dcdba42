import type { RouteRule } from "#contract/routing/route-rules.ts";
import type { Destination } from "#contract/routing/destination.ts";

/** The facts about agents and places that decide whether conversations can arrive anywhere. */
export type Ends = {
  /** Agents who can own conversations: not disabled, no reviewers. */
  agentIds: ReadonlySet<string>;
  queues: ReadonlyMap<string, QueueEnd>;
  ringGroups: ReadonlyMap<string, RingGroupEnd>;
};
export type QueueEnd = {
  name: string;
  memberIds: readonly string[];
  /** Paused without an end. */
  pausedForGood: boolean;
  overflow: Destination | null;
};
export type RingGroupEnd = {
  name: string;
  memberIds: readonly string[];
  noAnswer: Destination | null;
  closed: Destination | null;
  break: Destination | null;
  holiday: Destination | null;
};

/** Why a way ends where no agent takes a conversation, until a setting changes. */
export type DeadEnd = {
  reason: "gone" | "no_members" | "paused";
  /** The place where the way ends; null: the destination itself. */
  place: string | null;
};

export type EveryWay = {
  open: Destination | null;
  closed: Destination | null;
  break: Destination | null;
  holiday: Destination | null;
  rules: readonly Pick<RouteRule, "to">[];
};

/** Each way of a page that ends nowhere, once. Pure. */
export function deadEndsOf(route: EveryWay, ends: Ends): DeadEnd[] {
  const ways = [
    route.open,
    route.closed,
    route.break,
    route.holiday,
    ...route.rules.map(({ to }) => to),
  ];
  const found = ways.flatMap((to) => (to && deadEnd(to, ends)) ?? []);
  const byKey = new Map(found.map((one) => [JSON.stringify(one), one]));
  return [...byKey.values()];
}

/**
 * Follows a destination and its overflows to the first dead end; null: some
 * agent can take what arrives, sooner or later. An agent who is away, or a
 * place closed for today, is no dead end. Pure.
 */
export function deadEnd(
  to: Destination,
  ends: Ends,
  seen: ReadonlySet<string> = new Set(),
): DeadEnd | null {
  if (seen.has(to.id)) return null; // a circle is refused elsewhere
  const within = new Set([...seen, to.id]);
  const on = (next: Destination | null, name: string): DeadEnd | null => {
    const found = next && deadEnd(next, ends, within);
    return found && { ...found, place: found.place ?? name };
  };
  const isStaffed = (ids: readonly string[]) =>
    ids.some((id) => ends.agentIds.has(id));
  switch (to.type) {
    case "agent":
      return ends.agentIds.has(to.id) ? null : { reason: "gone", place: null };
    case "queue": {
      const queue = ends.queues.get(to.id);
      if (!queue) return { reason: "gone", place: null };
      const { name, overflow } = queue;
      if (overflow !== null) return on(overflow, name);
      if (!isStaffed(queue.memberIds))
        return { reason: "no_members", place: name };
      return queue.pausedForGood ? { reason: "paused", place: name } : null;
    }
    case "ring_group": {
      const group = ends.ringGroups.get(to.id);
      if (!group) return { reason: "gone", place: null };
      const { name, noAnswer } = group;
      if (noAnswer === null && !isStaffed(group.memberIds))
        return { reason: "no_members", place: name };
      return [
        noAnswer,
        group.closed,
        group.break,
        group.holiday,
      ].reduce<DeadEnd | null>((found, next) => found ?? on(next, name), null);
    }
  }
}
