import { dependsOnLanguage } from "#contract/routing/route-rules.ts";
import type { Sql } from "#server/db/sql.ts";
import {
  decideRoute,
  type RouteDecision,
} from "#server/domain/routing/decide/route.ts";
import { loadChannels, loadFacts, type LoadedChannel } from "./load-route.ts";
import { loadPlaces } from "./places.ts";
import { readRoutingSettings } from "#server/domain/settings/routing-settings.ts";
import { enterDestination } from "./enter-destination.ts";
import {
  writeTraces,
  type NewTrace,
} from "#server/domain/assignment/write-trace.ts";
import { routedLines } from "./route-lines.ts";
import type { NewMessage } from "#server/domain/thread/insert-messages.ts";
import {
  announceMoves,
  applyChange,
} from "#server/domain/messages/change-thread.ts";
import { LANGUAGE_MS } from "#server/domain/customers/language.ts";
import {
  sendAutomaticReply,
  type AutomaticReply,
} from "#server/domain/messages/automatic-reply.ts";
import type { ThreadState } from "#server/domain/thread/thread-state.ts";
import { setTimer } from "#server/domain/outbox/timers.ts";

/**
 * Routes threads that begin or begin again, by rules, preferred agents and destinations, and writes the
 * trace. If a rule needs the language of a new customer, the thread waits for it. Changes the locked states
 * in place; the caller saves and publishes them.
 */
export async function routeThreads(
  tx: Sql,
  states: ThreadState[],
  now: Date,
  language: "wait_for" | "known_or_not" = "wait_for",
): Promise<void> {
  if (states.length === 0) return;
  const loading = loadPlaces(tx, now);
  const loadingChannels = loadChannels(tx, states, loading);
  const [places, channels, known, { lastOwnerHours }] = await Promise.all([
    loading,
    loadingChannels,
    loadFacts(tx, states, now, loadingChannels),
    readRoutingSettings(tx),
  ]);
  const traces: NewTrace[] = [];
  const lines: NewMessage[] = [];
  const texts: { state: ThreadState; text: AutomaticReply }[] = [];
  for (const state of states) {
    const channel = channels.get(state.channelId);
    const customer = known.get(state.id);
    if (!channel || !customer) throw new Error("A thread without its channel.");
    const { office, rules } = channel.route;
    const isEarly = language === "wait_for" && customer.isNew;
    if (isEarly && dependsOnLanguage(rules, customer, office === "open")) {
      await awaitLanguage(tx, state, channel.departmentId, now);
      continue;
    }
    const decision = decideRoute({
      channel: channel.route,
      facts: customer,
      known: {
        accountOwnerId: customer.accountOwnerId,
        lastOwnerId: state.lastOwnerId,
        lastOwnedAt: state.closedAt,
      },
      map: places.map,
      now,
      lastOwnerHours,
    });
    state.handovers = 0;
    state.handedOver = false;
    state.handedDown = false;
    await enterDestination(tx, state, {
      entry: decision.entry,
      now,
      preferred: decision.preferred,
      departmentId: channel.departmentId,
    });
    // Counts one more waiting thread, for the threads that follow in the same call.
    const { place } = decision.entry;
    if (place?.type === "queue" && !decision.entry.isUnassigned)
      place.waiting += 1;
    traces.push(traceOf(state, decision));
    if (!state.test) lines.push(...routedLines(state, decision, now));
    const text = textOf(channel, decision);
    if (text && !text.isLater && state.ownerId === null)
      texts.push({ state, text });
  }
  await Promise.all([
    writeTraces(tx, traces, now),
    ...(lines.length > 0 ? [announceMoves(tx, [], lines)] : []),
    ...texts.map(({ state, text }) => sendAutomaticReply(tx, state, text, now)),
  ]);
}

/** Keeps the thread among the unassigned, where supervisors see it, until `routeAwaited` routes it. */
async function awaitLanguage(
  tx: Sql,
  state: ThreadState,
  departmentId: string | null,
  now: Date,
): Promise<void> {
  Object.assign(state, {
    status: "waiting",
    routing: "none",
    closedAt: null,
    queuedAt: now,
    departmentId,
  } satisfies Partial<ThreadState>);
  const dueAt = new Date(now.getTime() + LANGUAGE_MS);
  await setTimer(tx, { kind: "rules", key: state.id, dueAt });
  const trace = { threadId: state.id, step: "awaits_language", detail: {} };
  await writeTraces(tx, [trace], now);
}

/**
 * Routes a thread when its language becomes known or the wait for it ends. Does nothing if an agent acted on
 * the thread meanwhile.
 */
export function routeAwaited(
  tx: Sql,
  state: ThreadState,
  now: Date,
): Promise<void> {
  const { status, routing, ownerId, routedToId } = state;
  const isWaiting = status === "waiting" && routing === "none";
  if (!isWaiting || ownerId !== null || routedToId !== null)
    return Promise.resolve();
  return applyChange(
    tx,
    state,
    async () => {
      await routeThreads(tx, [state], now, "known_or_not");
      return [];
    },
    now,
  );
}

function traceOf(state: ThreadState, decision: RouteDecision): NewTrace {
  const { office, rules, destination, entry, preferred } = decision;
  return {
    threadId: state.id,
    step: "routed",
    detail: {
      office,
      rules,
      destination,
      hops: entry.hops,
      place: entry.place && {
        type: entry.place.type,
        id: entry.place.id,
        name: entry.place.name,
      },
      unassigned: entry.isUnassigned,
      alert: entry.alert,
      preferred,
      round: state.round,
      seed: state.seed,
      status: state.status,
      routing: state.routing,
      ownerId: state.ownerId,
    },
  };
}

/** The automatic message for a customer who writes now; null: none applies. Pure. */
export function textOf(
  { messages }: Pick<LoadedChannel, "messages">,
  { office, entry }: Pick<RouteDecision, "office" | "entry">,
): (AutomaticReply & { isLater?: boolean }) | null {
  if (office !== "open") {
    const kind = office === "out_of_office" ? "closed" : office;
    return { kind, fallback: messages[office] };
  }
  const { place, hops } = entry;
  if (place?.type !== "queue") return null;
  const paused = hops.some(({ reason }) => reason === "paused");
  if (paused && place.pausedMessage !== null)
    return { kind: "closed", fallback: place.pausedMessage };
  const closed = hops.at(-1)?.reason === "outside_hours";
  if (closed) return { kind: "closed" };
  // The queue has its own wait message with its own timer: wait-message.ts.
  return { kind: "waiting", isLater: place.tellAfterSeconds != null };
}
