import type { Sql } from "#server/db/sql.ts";
import { pipelineUntilCommit } from "#server/db/transaction.ts";
import {
  tracedBy,
  type Announcement,
  type VisibilitySnapshot,
} from "#server/domain/outbox/announcements.ts";
import { nameOf, type Effect } from "#server/domain/messages/effects.ts";
import {
  writeMessages,
  type NewMessage,
} from "#server/domain/thread/insert-messages.ts";
import {
  onlyNew,
  type KnownMessages,
} from "#server/domain/messages/known-messages.ts";
import {
  recordFacts,
  recordOutsideReplies,
  type OutsideReply,
} from "#server/domain/thread/facts.ts";
import { eventLine } from "#server/domain/thread/event-line.ts";
import { openSessions } from "#server/domain/thread/sessions.ts";
import {
  later,
  snapshotVisibility,
  type ThreadState,
} from "#server/domain/thread/thread-state.ts";
import {
  leaveOffline,
  ownersAway,
} from "#server/domain/conversations/ownership/owner-offline.ts";
import { routeThreads } from "#server/domain/routing/entry/route.ts";
import { beginWait } from "#server/domain/routing/entry/requeue.ts";
import { readRoutingSettings } from "#server/domain/settings/routing-settings.ts";
import { announceMoves } from "#server/domain/messages/change-thread.ts";
import { watchOwners } from "#server/domain/thread/owner-watch.ts";
import {
  loadReplyWatches,
  startWatches,
} from "#server/domain/thread/reply-target.ts";
import {
  deriveWaiting,
  isOutsideReply,
  recordOutsideReply,
  recordQuestion,
} from "#server/domain/thread/waiting.ts";

/** One item that arrived from a channel for a locked thread. */
export type Received = {
  message: NewMessage;
  /** Whether the vendor counts it as an act of the customer: the reply window starts again. */
  opensWindow: boolean;
  /**
   * Whether the customer waits for an answer: it counts as unread, wakes and reopens the thread, and is
   * routed.
   */
  asks: boolean;
  /** The trace of the request that brought it; see runtime/telemetry/traced.ts. */
  trace?: string | null | undefined;
};

/** The changes of one reception. The caller saves the threads and announces, together with its own changes. */
export type Reception = {
  /** The threads with a new message, whose states changed. */
  touched: ThreadState[];
  /** The number of messages and lines that were new. */
  freshCount: number;
  announcements: Announcement[];
  /** Events that arrived before their message, which is here now. */
  early: Effect[];
};

/**
 * Stores received messages and moves the states of their threads. Safe to
 * repeat and in any order: a message that is already stored changes nothing,
 * and times only increase.
 * @param threads the locked states by thread id; changed in place
 * @param recalled stored rows for these messages, read behind the lock
 */
export async function receive(
  tx: Sql,
  threads: Map<string, ThreadState>,
  received: Received[],
  recalled: KnownMessages,
  now: Date,
): Promise<Reception> {
  const messages = received.map(({ message }) => message);
  const fresh = onlyNew(messages, recalled);
  const isFresh = new Set(fresh.map(({ id }) => id));
  const traces = new Map(
    received.map(({ message, trace }) => [message.id, trace]),
  );
  const touched = new Map<string, ThreadState>();
  const before = new Map<string, VisibilitySnapshot>();
  const toRoute = new Set<ThreadState>();
  const asked = new Set<ThreadState>();
  const begun = new Set<ThreadState>();
  const sinceOf = new Map<ThreadState, Date | null>();
  const unsure = new Set<ThreadState>();
  const outside: OutsideReply[] = [];
  const woken = new Set<ThreadState>();
  for (const item of received) {
    if (!isFresh.has(item.message.id)) continue;
    const state = threads.get(item.message.threadId);
    if (!state)
      throw new Error("A received message names a thread nobody locked.");
    if (!touched.has(state.id)) before.set(state.id, snapshotVisibility(state));
    touched.set(state.id, state);
    if (!sinceOf.has(state)) sinceOf.set(state, state.waitingSince);
    // A snooze has ended the reminders of a customer who waited before it.
    const waited = state.waitingSince !== null && state.status !== "snoozed";
    if (state.status === "snoozed") woken.add(state);
    const asks = item.asks && !isBlocked(state, now);
    if (applyMessage(state, { ...item, asks }, unsure, outside) === "route")
      toRoute.add(state);
    else if (asks) {
      if (!waited) begun.add(state);
      // An owner who wanted rest is reminded when it ends.
      const isQuiet = state.status === "snoozed";
      if (state.ownerId !== null && !waited && !isQuiet) asked.add(state);
    }
  }
  pipelineUntilCommit(writeMessages(tx, fresh));
  await deriveWaiting(tx, [...unsure]);
  pipelineUntilCommit(openSessions(tx, [...toRoute], now));
  await routeThreads(tx, [...toRoute], now);
  await recordFacts(
    tx,
    [...toRoute].map((state) => ({
      kind: "arrived",
      state,
      at: now,
      agentId: null,
    })),
  );
  await recordOutsideReplies(tx, outside);
  // The end of a snooze is told with its reason: before its time it would surprise.
  const ends = [...woken].filter(({ status }) => status !== "snoozed");
  for (const state of ends) {
    if (state.status !== "waiting") continue;
    state.queuedAt = now;
    await beginWait(tx, state, "woken", now);
  }
  // An older question has arrived late, or an answer from outside left a newer one open: the wait has another beginning.
  for (const [state, since] of sinceOf)
    if (
      since !== null &&
      state.waitingSince !== null &&
      state.waitingSince.getTime() !== since.getTime()
    )
      begun.add(state);
  const lines = [
    ...ends.map((state) =>
      eventLine(state, null, { type: "woken", reason: "reply" }, now),
    ),
    ...(await askOwners(tx, [...touched.values()], { asked, begun }, now)),
  ];
  if (lines.length > 0) await announceMoves(tx, [], lines);
  return {
    touched: [...touched.values()],
    freshCount: fresh.length,
    announcements: announcements(fresh, touched, before, traces),
    early: withThreads(messages, recalled),
  };
}

/**
 * Sets reminder timers for owners whose customer waits and the timers of their queues' targets, and returns threads
 * of owners long offline. One round trip, if there are any.
 */
async function askOwners(
  tx: Sql,
  touched: ThreadState[],
  { asked, begun }: Record<"asked" | "begun", ReadonlySet<ThreadState>>,
  now: Date,
): Promise<NewMessage[]> {
  const owned = touched.filter(
    ({ ownerId, waitingSince, status }) =>
      ownerId !== null && waitingSince !== null && status !== "snoozed",
  );
  if (owned.length === 0 && begun.size === 0) return [];
  const [settings, away, watches] = await Promise.all([
    readRoutingSettings(tx),
    ownersAway(tx, owned),
    loadReplyWatches(tx, [...begun]),
  ]);
  pipelineUntilCommit(startWatches(tx, watches));
  pipelineUntilCommit(watchOwners(tx, [...asked], settings, now));
  return leaveOffline(tx, owned, { away, settings, now });
}

function withThreads(
  messages: NewMessage[],
  { early }: KnownMessages,
): Effect[] {
  const threadOf = new Map(
    messages.flatMap(({ channelId, externalId, threadId }) =>
      externalId === null
        ? []
        : [[nameOf({ channelId, externalId }), threadId] as const],
    ),
  );
  return early.flatMap((effect) => {
    const threadId = threadOf.get(nameOf(effect));
    return threadId === undefined ? [] : [{ ...effect, threadId }];
  });
}

/** A blocked customer's message is kept. It counts as unread for no agent, wakes nothing and is not routed. Pure. */
function isBlocked({ blockedUntil }: ThreadState, now: Date): boolean {
  return blockedUntil != null && blockedUntil > now;
}

/**
 * Updates the state by one new message and returns whether the thread must be routed. Changes only `state`,
 * the message's numbers, `unsure` (see `deriveWaiting`) and `outside`.
 */
function applyMessage(
  state: ThreadState,
  { message, opensWindow, asks }: Received,
  unsure: Set<ThreadState>,
  outside: OutsideReply[],
): "route" | "stay" {
  if (opensWindow) {
    state.lastCustomerAt = later(state.lastCustomerAt, message.sentAt);
  }
  updateLastMessage(state, message);
  if (isOutsideReply(message)) {
    const { sentAt } = message;
    outside.push({ state, from: state.waitingSince, at: sentAt });
    if (recordOutsideReply(state, sentAt) === "unsure") unsure.add(state);
  }
  if (asks) state.inboundCount += 1;
  message.inboundCount = state.inboundCount;
  if (!asks) return "stay";
  message.inboundNo = state.inboundCount;
  recordQuestion(state, message.sentAt);
  return wake(state);
}

function wake(state: ThreadState): "route" | "stay" {
  switch (state.status) {
    case "waiting":
    case "open":
      return "stay";
    case "snoozed":
      if (!state.wakesOnReply) return "stay";
      state.status = state.ownerId === null ? "waiting" : "open";
      state.snoozedUntil = null;
      state.back = "reply";
      return "stay";
    case "closed":
      return "route";
  }
}

/** Sets the thread's last message, which lists show. Notes and thread events are not shown there. */
export function updateLastMessage(
  state: ThreadState,
  message: NewMessage,
): void {
  const said = message.kind === "message" || message.authorType === "customer";
  if (!said) return;
  if (state.lastMessageId !== null && message.sentAt < state.lastMessageAt) {
    return;
  }
  state.lastMessageId = message.id;
  state.lastMessageAt = message.sentAt;
}

function announcements(
  fresh: NewMessage[],
  touched: Map<string, ThreadState>,
  before: Map<string, VisibilitySnapshot>,
  traces: ReadonlyMap<string, string | null | undefined>,
): Announcement[] {
  const created = fresh.map(({ id, threadId }): Announcement => ({
    kind: "message.created",
    threadId,
    messageId: id,
    ...tracedBy(traces.get(id)),
  }));
  // message.created carries the thread; a further event is needed only if its viewers change.
  const moved = [...touched.values()].flatMap((state): Announcement[] => {
    const was = before.get(state.id);
    const is = snapshotVisibility(state);
    if (!was || JSON.stringify(was) === JSON.stringify(is)) return [];
    return [{ kind: "thread.updated", threadId: state.id, before: was }];
  });
  return [...created, ...moved];
}
