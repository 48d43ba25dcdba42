import type { OfficeState } from "#contract/hours/hours.ts";
import type { Destination } from "#contract/routing/destination.ts";
import type { RingGroup } from "#contract/routing/ring-group.ts";
import { MAX_HANDOVERS } from "#server/domain/destinations/overflow-chain.ts";
import type { Strategy } from "./choose.ts";

/** A queue, ring group or agent, with the facts that decide whether it can hold a thread. */
export type Place =
  | {
      type: "queue";
      id: string;
      name: string;
      departmentId: string | null;
      strategy: Strategy;
      office: OfficeState;
      paused: boolean;
      /** Members who are logged in. Offline members do not count as logged in. */
      loggedIn: number;
      /** Logged-in members who are available, even if they have no room at the moment. */
      ready: number;
      /** Number of threads that wait in it. */
      waiting: number;
      maxWaiting: number | null;
      maxWaitSeconds: number | null;
      /** Priority that a thread gets when it enters. */
      priority: number;
      pausedMessage: string | null;
      /**
       * Waiting time before customers get the wait message; null or omitted: the channel's automatic message
       * applies.
       */
      tellAfterSeconds?: number | null;
      overflow: Destination | null;
      /** Whether it has a target for replies. */
      hasReplyTarget?: boolean;
    }
  | {
      type: "ring_group";
      id: string;
      name: string;
      departmentId: string | null;
      strategy: RingGroup["strategy"];
      office: OfficeState;
      members: number;
      noAnswer: Destination | null;
      /** Destination while the department is closed; null: the same destination as without an answer. */
      closed: Record<Exclude<OfficeState, "open">, Destination | null>;
    }
  | { type: "agent"; id: string; name: string; departmentId: null };

/** Returns the place of a destination. Null: it no longer exists, or the agent is disabled. */
export type RoutingMap = (to: Destination) => Place | null;

export type EntryReason =
  | "outside_hours"
  | "paused"
  | "queue_full"
  | "nobody_logged_in"
  | "no_members"
  | "missing"
  | "no_destination"
  | "too_many_handovers";

/**
 * One place on the way. `reason`: why the thread did not stay there, or why it stays although no one can take
 * it now.
 */
export type Hop = { to: Destination; name: string; reason: EntryReason | null };

export type Entry = {
  hops: Hop[];
  /** The place where the thread ends up. Null together with `isUnassigned`: none. */
  place: Place | null;
  /** The chain ended: nothing rings any more, and a supervisor must look at the thread. */
  isUnassigned: boolean;
  /**
   * Reason for an alert to supervisors. nobody_available: the thread waits, and no logged-in member is
   * available.
   */
  alert: EntryReason | "nobody_available" | null;
};

/**
 * Finds where a thread that is sent to `to` ends up. Each place that cannot hold it passes it on, at most
 * `handoversLeft` times. A queue without an overflow keeps a thread it cannot serve now, and offers it as
 * soon as an agent is available; only a full queue sends it to the unassigned threads. No thread is lost or
 * closed. Pure.
 */
export function enter(
  to: Destination | null,
  map: RoutingMap,
  handoversLeft: number = MAX_HANDOVERS,
): Entry {
  const hops: Hop[] = [];
  let last: Place | null = null;
  let at = to;
  while (at !== null) {
    if (hops.length > handoversLeft)
      return end(hops, last, "too_many_handovers");
    const place = map(at);
    if (place === null) {
      hops.push({ to: at, name: "", reason: "missing" });
      return end(hops, last, "missing");
    }
    last = place;
    const { reason, next, stays } = look(place);
    hops.push({ to: at, name: place.name, reason });
    if (stays)
      return {
        hops,
        place,
        isUnassigned: false,
        alert: alertOf(place, reason),
      };
    if (next === null) return end(hops, last, reason);
    at = next;
  }
  return end(hops, last, null);
}

/** The alert for a thread that stays where no one can take it for now; null: no alert. */
function alertOf(place: Place, reason: EntryReason | null): Entry["alert"] {
  if (reason === "nobody_logged_in") return reason;
  const isWaitingForAll =
    reason === null && place.type === "queue" && place.ready === 0;
  return isWaitingForAll ? "nobody_available" : null;
}

function end(
  hops: Hop[],
  place: Place | null,
  reason: EntryReason | null,
): Entry {
  return { hops, place, isUnassigned: true, alert: reason ?? "no_destination" };
}

type Look = {
  reason: EntryReason | null;
  stays: boolean;
  next: Destination | null;
};

function look(place: Place): Look {
  switch (place.type) {
    case "agent":
      return { reason: null, stays: true, next: null };
    case "queue": {
      const reason = refusalOf(place);
      const next = place.overflow;
      const holds = next === null && reason !== "queue_full";
      return { reason, stays: reason === null || holds, next };
    }
    case "ring_group": {
      const { office, noAnswer, closed, members } = place;
      if (office !== "open")
        return {
          reason: "outside_hours",
          stays: false,
          next: closed[office] ?? noAnswer,
        };
      if (members === 0)
        return { reason: "no_members", stays: false, next: noAnswer };
      return { reason: null, stays: true, next: null };
    }
  }
}

/** Why a queue does not accept another thread now; null: it accepts. Pure. */
export function refusalOf(
  queue: Extract<Place, { type: "queue" }>,
): EntryReason | null {
  if (queue.office !== "open") return "outside_hours";
  if (queue.paused) return "paused";
  if (queue.maxWaiting !== null && queue.waiting >= queue.maxWaiting)
    return "queue_full";
  return queue.loggedIn === 0 ? "nobody_logged_in" : null;
}
