import type { Destination } from "#contract/routing/destination.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { wakeAfterCommit } from "#server/db/wakes.ts";
import { raiseAlerts } from "#server/domain/assignment/alerts.ts";
import {
  enter,
  type Entry,
  type EntryReason,
  type Place,
  type RoutingMap,
} from "#server/domain/routing/decide/enter.ts";
import type { Preferred } from "#server/domain/routing/decide/route.ts";
import { endOffers } from "#server/domain/assignment/open-offers.ts";
import { MAX_HANDOVERS } from "#server/domain/destinations/overflow-chain.ts";
import { loadPlaces } from "./places.ts";
import { overflowLine } from "./route-lines.ts";
import { announceMoves } from "#server/domain/messages/change-thread.ts";
import { asksFirst } from "./preferred.ts";
import { watchWait } from "./watch-wait.ts";
import { writeTraces } from "#server/domain/assignment/write-trace.ts";
import { announceTransfer } from "#server/domain/assignment/handed-over.ts";
import { claim } from "#server/domain/assignment/claim.ts";
import { watchReplyTargets } from "#server/domain/thread/reply-target.ts";
import {
  prefer,
  priorityOf,
  type ThreadState,
} from "#server/domain/thread/thread-state.ts";
import { clearTimers, type TimerKind } from "#server/domain/outbox/timers.ts";

/** The timers of a place: another place sets its own. */
const CLOCKS: TimerKind[] = [
  "max_wait",
  "wait_message",
  "silent",
  "nobody",
  "reply_target",
];

export type Settling = {
  entry: Entry;
  now: Date;
  /** Agents who are asked before the place, one after the other; see ring.ts. */
  preferred?: Preferred[];
  /** Department of the channel, for places without one. */
  departmentId: string | null;
};

/**
 * Puts a thread without an owner where the decision says: it waits in a queue or ring group, where the router
 * finds it; it is assigned to an agent; or it becomes unassigned and supervisors get an alert. The customer's
 * waiting time continues. Changes the locked state in place; the caller saves and publishes it.
 */
export async function enterDestination(
  tx: Sql,
  state: ThreadState,
  { entry, now, preferred = [], departmentId }: Settling,
): Promise<void> {
  const { place } = entry;
  await Promise.all([
    endOffers(tx, state, now, { winnerId: null, reason: "moved" }),
    clearTimers(tx, CLOCKS, state.id),
  ]);
  if (state.ownerId !== null) state.lastOwnerId = state.ownerId;
  state.ownerId = null;
  state.ownedSince = null;
  state.closedAt = null;
  state.snoozedUntil = null;
  state.back = null;
  state.status = "waiting";
  state.routedToType = place?.type ?? null;
  state.routedToId = place?.id ?? null;
  state.priority = priorityOf(place?.type === "queue" ? place : null, state);
  state.departmentId = place?.departmentId ?? departmentId;
  state.handovers = Math.min(
    MAX_HANDOVERS,
    state.handovers + Math.max(0, entry.hops.length - 1),
  );
  // Round numbers never repeat on a thread, so an agent who passed in an old round can be asked again.
  state.round += 1;
  state.seed = Math.floor(Math.random() * 1_000_000);
  state.roundAt = null;
  state.heldFor = null;
  prefer(state, []);
  state.queuedAt = now;
  state.replyDueAt = null;
  if (state.test) {
    // It shows where a message goes, and is there for whoever looks. It rings for no agent.
    state.routing = "none";
    return;
  }
  if (entry.isUnassigned || place === null) {
    state.routing = "none";
    await tellUnassigned(tx, state, entry, now);
    return;
  }
  if (place.type === "agent" && preferred.length === 0) {
    state.routing = "none";
    await claim(tx, state, place.id, now, "assigned");
    const to = { id: place.id, name: place.name };
    await announceTransfer(tx, state, { by: null, from: null, to }, now);
    await tellIfOffline(tx, state, to, now);
    return;
  }
  state.routing = "queued";
  wakeAfterCommit(tx, "route");
  if (asksFirst(entry)) prefer(state, preferred);
  if (place.type === "queue") {
    await watchWait(tx, state, place, now);
    if (place.hasReplyTarget) await watchReplyTargets(tx, [state]);
    if (entry.alert !== null) await alertEvents(tx, state, entry, now);
  }
  if (place.type === "ring_group" && place.strategy === "notify") {
    state.routing = "none";
    await notifyGroup(tx, state, place, now);
  }
}

/**
 * Sends a thread to the overflow of its queue or ring group, or among the unassigned at the end of the chain.
 * `reason`: max_wait, no_answer, nobody_eligible, …
 */
export async function overflowTo(
  tx: Sql,
  state: ThreadState,
  reason: string,
  now: Date,
): Promise<void> {
  const from = placeOf(state);
  const { map } = await loadPlaces(tx, now);
  const place = from && map(from);
  const next: Destination | null =
    place?.type === "queue"
      ? place.overflow
      : place?.type === "ring_group"
        ? place.noAnswer
        : null;
  const entry = next === null ? null : follow(next, map, state);
  // Without a destination the thread stays visible to the agents who could have taken it.
  const end = (alert: EntryReason): Entry => ({
    hops: [],
    place,
    isUnassigned: true,
    alert,
  });
  await enterDestination(tx, state, {
    entry: entry ?? end(endReason(place, next)),
    now,
    departmentId: state.departmentId,
  });
  const isUnassigned = state.routing === "none" && state.ownerId === null;
  if (place)
    await announceMoves(
      tx,
      [],
      [
        overflowLine(
          state,
          {
            from: place,
            to: isUnassigned ? null : (entry?.place ?? null),
            reason,
          },
          now,
        ),
      ],
    );
  await writeTraces(
    tx,
    [
      {
        threadId: state.id,
        step: "handed_on",
        detail: {
          from: from && { ...from, name: place?.name ?? null },
          reason,
          hops: entry?.hops ?? [],
          end: entry ? null : endReason(place, next),
          to: entry && placeOf(state),
          unassigned: isUnassigned,
        },
      },
    ],
    now,
  );
}

/** Why the thread goes no further. Pure. */
function endReason(place: Place | null, next: Destination | null): EntryReason {
  if (place === null) return "missing";
  return next === null ? "no_destination" : "too_many_handovers";
}

function follow(
  next: Destination,
  map: RoutingMap,
  state: ThreadState,
): Entry | null {
  const left = MAX_HANDOVERS - state.handovers - 1;
  if (left < 0) return null;
  const entry = enter(next, map, left);
  state.handovers += 1;
  return entry;
}

export function placeOf(state: ThreadState): Destination | null {
  const { routedToType, routedToId } = state;
  return routedToType === null || routedToId === null
    ? null
    : { type: routedToType, id: routedToId };
}

/**
 * Alerts supervisors when a thread was assigned to an agent who is offline, since the customer waits for that
 * agent.
 */
async function tellIfOffline(
  tx: Sql,
  { id: threadId, departmentId }: ThreadState,
  owner: { id: string; name: string },
  now: Date,
): Promise<void> {
  const [offline] = await tx.$queryRaw<{ id: string }[]>(
    Prisma.sql`select id from agent where id = ${owner.id}::uuid and presence = 'offline'`,
  );
  if (!offline) return;
  const detail = { owner };
  await raiseAlerts(
    tx,
    [{ kind: "owner_offline", threadId, departmentId, detail }],
    now,
  );
}

function tellUnassigned(
  tx: Sql,
  state: ThreadState,
  entry: Entry,
  now: Date,
): Promise<void> {
  return raiseAlerts(
    tx,
    [
      {
        kind: "unassigned",
        threadId: state.id,
        departmentId: state.departmentId,
        detail: { reason: entry.alert, hops: entry.hops },
      },
    ],
    now,
  );
}

function alertEvents(
  tx: Sql,
  state: ThreadState,
  { alert, hops }: Entry,
  now: Date,
): Promise<void> {
  return raiseAlerts(
    tx,
    [
      {
        kind: alert ?? "unassigned",
        threadId: state.id,
        departmentId: state.departmentId,
        detail: { hops },
      },
    ],
    now,
  );
}

/** Notifies the members without an offer. The thread stays unassigned until one of them takes it. */
async function notifyGroup(
  tx: Sql,
  state: ThreadState,
  { id, name }: { id: string; name: string },
  now: Date,
): Promise<void> {
  const members = await tx.$queryRaw<{ agentId: string }[]>(Prisma.sql`
    select m."agentId" from ring_group_member m join agent a on a.id = m."agentId"
    where m."ringGroupId" = ${id}::uuid and a."disabledAt" is null order by m.position`);
  await raiseAlerts(
    tx,
    members.map(({ agentId }) => ({
      kind: "notify",
      agentId,
      threadId: state.id,
      departmentId: state.departmentId,
      detail: { ringGroup: { id, name } },
    })),
    now,
  );
}
