import type { OfficeState } from "#contract/hours/hours.ts";
import type { Destination } from "#contract/routing/destination.ts";
import type { RingGroup } from "#contract/routing/ring-group.ts";
import { MAX_HANDOVERS } from "#server/domain/destinations/overflow-chain.ts";
import type { Strategy } from "./choose.ts";

/** A place where threads can be, as far as entering it goes. */
export type Place =
  | {
      type: "queue";
      id: string;
      name: string;
      departmentId: string | null;
      strategy: Strategy;
      office: OfficeState;
      paused: boolean;
      /** Members who are logged in; whoever is offline is not. */
      loggedIn: number;
      /** Of those: available, so that it can ring at them now or when they have room. */
      ready: number;
      /** Threads that wait in it. */
      waiting: number;
      maxWaiting: number | null;
      maxWaitSeconds: number | null;
      /** Of what comes in by it. */
      priority: number;
      pausedMessage: string | null;
      /** Who waits in it is told so long after; null or left out: what the page says. */
      tellAfterSeconds?: number | null;
      overflow: Destination | null;
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
      /** Instead of ringing when its department is not at work; null: as without an answer. */
      closed: Record<Exclude<OfficeState, "open">, Destination | null>;
    }
  | { type: "agent"; id: string; name: string; departmentId: null };

/** Null: gone, or an agent who is disabled. */
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

/** One place on the way; `reason`: why it did not stay there, or why it stays though nobody will take it now. */
export type Hop = { to: Destination; name: string; reason: EntryReason | null };

export type Entry = {
  hops: Hop[];
  /** Where it is now. Null with `isUnassigned`: nowhere at all. */
  place: Place | null;
  /** The end of a chain: nothing rings any more, somebody must look. */
  isUnassigned: boolean;
  /** Supervisors are told. nobody_available: it waits, and all members are away or busy otherwise. */
  alert: EntryReason | "nobody_available" | null;
};

/**
 * Where a thread that is sent to `to` ends up: handed on by every place that
 * cannot hold it, at most `handoversLeft` times. A queue without an overflow
 * holds what it cannot serve now, so that it is given out as soon as somebody
 * is there; only a full one sends it to the unassigned. Nothing is ever lost
 * or closed. Pure.
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

/** It stays, and nobody will take it for now: supervisors hear why. */
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

/** Why a queue does not take one more now; null: it does. Pure. */
export function refusalOf(
  queue: Extract<Place, { type: "queue" }>,
): EntryReason | null {
  if (queue.office !== "open") return "outside_hours";
  if (queue.paused) return "paused";
  if (queue.maxWaiting !== null && queue.waiting >= queue.maxWaiting)
    return "queue_full";
  return queue.loggedIn === 0 ? "nobody_logged_in" : null;
}
