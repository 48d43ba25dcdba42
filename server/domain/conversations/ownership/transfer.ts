import type { Transfer } from "#contract/threads/thread-requests.ts";
import type { Thread } from "#contract/threads/thread.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { canManageThread } from "#server/domain/access/can-manage-thread.ts";
import {
  AppError,
  invalidField,
  invalidInput,
} from "#server/domain/app-error.ts";
import type { Context } from "#server/domain/context.ts";
import { enter, type Place } from "#server/domain/routing/decide/enter.ts";
import { announceTransfer } from "#server/domain/assignment/handed-over.ts";
import {
  endOffers,
  openOffers,
} from "#server/domain/assignment/open-offers.ts";
import { loadPlaces } from "#server/domain/routing/entry/places.ts";
import { readRoutingSettings } from "#server/domain/settings/routing-settings.ts";
import { enterDestination } from "#server/domain/routing/entry/enter-destination.ts";
import { flagTransfers } from "#server/domain/routing/entry/transfer-flag.ts";
import {
  agentTarget,
  type AgentTarget,
} from "#server/domain/routing/offering/transfer-targets.ts";
import { writeTraces } from "#server/domain/assignment/write-trace.ts";
import { leaveDraftAtTransfer } from "#server/domain/messages/passed-drafts.ts";
import { changeThread } from "#server/domain/messages/change-thread.ts";
import { requireRoom } from "#server/domain/assignment/capacity.ts";
import { claim } from "#server/domain/assignment/claim.ts";
import { eventLine, noteLine } from "#server/domain/thread/event-line.ts";
import type { NewMessage } from "#server/domain/thread/insert-messages.ts";
import { requireOwner } from "./ownership.ts";
import { leaveScheduledAtHandover } from "#server/domain/conversations/ownership/leave-scheduled.ts";
import { requireSeen } from "#server/domain/messages/seen.ts";
import { clearTimer } from "#server/domain/outbox/timers.ts";
import type { ThreadState } from "#server/domain/thread/thread-state.ts";
import { placeOf, recordFacts } from "#server/domain/thread/facts.ts";
import { openSessions } from "#server/domain/thread/sessions.ts";

type TransferInput = {
  tx: Sql;
  state: ThreadState;
  actor: Actor;
  input: Transfer;
  now: Date;
};

/**
 * Transfers a thread. An agent gets a request, and the sender stays the owner until they accept (`force`, for
 * supervisors: at once). A queue or ring group gets it at once, if it can be entered. The customer's waiting
 * time continues. The note stays in the thread, pinned for the receiver until they answer. Its scheduled messages go
 * with it, unless the input cancels them; that is done at once, also if the agent who is asked declines. The actor's
 * unsent reply stays their own, becomes a note, or goes to the next owner.
 * @throws AppError not_found, forbidden (force), owned_by_other, wrong_state (already requested),
 *   newer_message, cannot_enter with `current.reason`, at_capacity (force without `confirm`), invalid_input
 *   (`to`, `note`): then it stays where it is.
 */
export function transferThread(
  context: Context,
  actor: Actor,
  {
    threadId,
    seenMessageId,
    scheduled: choice = "keep",
    draft,
    ...input
  }: Transfer & { threadId: string },
): Promise<Thread | null> {
  return changeThread(context, actor, threadId, async (tx, state, now) => {
    await requireOwner(tx, state, actor);
    await requireSeen(tx, state, seenMessageId);
    await leaveDraftAtTransfer(tx, state, actor, {
      choice: draft,
      to: input.to,
      now,
    });
    const handing = { tx, state, actor, input, now };
    const place = placeOf(state);
    // The sender has read the reason of the decline by now.
    if (state.pinnedWhy === "decline") state.pinnedNoteId = null;
    const moved =
      input.to.type === "agent"
        ? await toAgent(handing)
        : await toPlace(handing);
    const leaving = { actor, choice, now };
    const canceled = await leaveScheduledAtHandover(tx, state, leaving);
    const lines = [...moved, ...canceled];
    const [line] = lines;
    if (line?.event?.type === "transferred")
      await recordFacts(tx, [
        { kind: "transferred", state, at: now, agentId: actor.agentId, place },
      ]);
    if (!input.note || !line) return lines;
    const note = noteLine(state, actor, input.note, now);
    // After a request the receiver does not own it yet: accepting pins the note.
    if (line.event?.type === "transferred") {
      state.pinnedNoteId = note.id;
      state.pinnedWhy = null;
    }
    return [...lines, note];
  });
}

/**
 * Cancels a transfer request; the sender is still the owner. @throws AppError not_found, owned_by_other,
 * wrong_state
 */
export function cancelTransfer(
  context: Context,
  actor: Actor,
  threadId: string,
): Promise<Thread | null> {
  return changeThread(context, actor, threadId, async (tx, state, now) => {
    await requireOwner(tx, state, actor);
    const ended = await cancelRequest(tx, state, now);
    if (ended === null)
      throw new AppError("wrong_state", {
        needs: "a pending transfer",
        current: { status: state.status, pendingTransfer: null },
      });
    const to = await personOf(tx, ended);
    return [eventLine(state, actor, { type: "transfer_cancelled", to }, now)];
  });
}

async function toAgent(handing: TransferInput): Promise<NewMessage[]> {
  const { tx, state, actor, input, now } = handing;
  const target = await agentTarget(tx, state, input.to.id, now);
  if (target === null) throw invalidInput("to", "There is no such agent.");
  if (target.reason === "owner") throw invalidField("to", "owns_already");
  await requireNote(handing);
  const force = input.mode === "force";
  if (!force) return ask(handing, target);
  if (!(await canManageThread(tx, actor, state)))
    throw new AppError("forbidden", { needs: "supervisor" });
  const isAway =
    (target.reason === "offline" || target.reason === "not_connected") &&
    !input.confirm;
  if (isAway || target.reason === "role") throw refused(target.reason);
  if (!input.confirm) await requireRoom(tx, target.id, state, now);
  await flagTransfers(tx, state, now);
  if (state.status === "snoozed") await clearTimer(tx, "snooze", state.id);
  const from = await personOf(tx, state.ownerId);
  await claim(tx, state, target.id, now, "transferred");
  const to = { ...input.to, name: target.name };
  const note = input.note ?? null;
  await announceTransfer(tx, state, { by: actor, from, to, note }, now);
  return [eventLine(state, actor, { type: "transferred", to, from }, now)];
}

async function ask(
  { tx, state, actor, input, now }: TransferInput,
  target: AgentTarget,
): Promise<NewMessage[]> {
  if (target.reason !== null) throw refused(target.reason);
  if (state.status === "closed")
    throw new AppError("wrong_state", {
      needs: "open",
      current: { status: state.status, routing: state.routing },
    });
  // One request at a time, and none to an agent for whom it rings already, since they can accept that.
  const [open] = await tx.$queryRaw<{ agentId: string }[]>(Prisma.sql`
    select "agentId" from offer where "threadId" = ${state.id}::uuid and "endedAt" is null
      and (kind = 'transfer' or "agentId" = ${target.id}::uuid)`);
  if (open)
    throw new AppError("wrong_state", {
      needs: "no pending transfer",
      current: { askedOf: open.agentId },
    });
  const { transferSeconds } = await readRoutingSettings(tx);
  const offer = {
    threadId: state.id,
    agentId: target.id,
    kind: "transfer" as const,
    fromId: actor.agentId,
    note: input.note ?? null,
    via: null,
    round: state.round,
    handedDown: false,
    weight: target.weight,
    expiresAt: new Date(now.getTime() + transferSeconds * 1000),
  };
  await openOffers(tx, [offer], now);
  const to = { id: target.id, name: target.name };
  const by = { id: actor.agentId, name: actor.name };
  const detail = { to, by, expiresAt: offer.expiresAt };
  await writeTraces(
    tx,
    [{ threadId: state.id, step: "transfer_asked", detail }],
    now,
  );
  return [eventLine(state, actor, { type: "transfer_asked", to }, now)];
}

/**
 * Sends the thread to a queue or ring group. A place that would not keep it refuses before the sender gives
 * it up.
 */
async function toPlace(handing: TransferInput): Promise<NewMessage[]> {
  const { tx, state, actor, input, now } = handing;
  const { map } = await loadPlaces(tx, now);
  const place = map(input.to);
  if (place === null)
    throw invalidInput("to", missingTargetMessage(input.to.type));
  await requireNote(handing);
  const entry = enter(input.to, map);
  const first = entry.hops[0]?.reason ?? null;
  // A supervisor may send it to the place where it already waits.
  const forced =
    input.mode === "force" && (await canManageThread(tx, actor, state));
  if (first !== null && !forced) throw refused(first);
  await flagTransfers(tx, state, now);
  if (state.status === "snoozed") await clearTimer(tx, "snooze", state.id);
  const from = await personOf(tx, state.ownerId);
  state.handovers = 0;
  // A transferred customer gets a small lead over the others in the line.
  state.handedOver = true;
  const opens = state.status === "closed";
  if (opens) await openSessions(tx, [state], now);
  await enterDestination(tx, state, {
    entry: stayAt(entry, place, first),
    now,
    departmentId: state.departmentId,
  });
  if (opens)
    await recordFacts(tx, [{ kind: "arrived", state, at: now, agentId: null }]);
  const to = { ...input.to, name: place.name };
  const by = { id: actor.agentId, name: actor.name };
  await announceTransfer(tx, state, { by: actor, from, to }, now);
  await writeTraces(
    tx,
    [{ threadId: state.id, step: "transferred", detail: { to, by, forced } }],
    now,
  );
  return [eventLine(state, actor, { type: "transferred", to }, now)];
}

/** The entry at the chosen place, without its overflow chain. Pure. */
export function stayAt(
  entry: ReturnType<typeof enter>,
  place: Place,
  reason: string | null,
): ReturnType<typeof enter> {
  if (reason === null) return entry;
  return { ...entry, place, isUnassigned: false, alert: null };
}

/** @throws AppError invalid_input: the receiving or the giving queue requires a note. */
async function requireNote({ tx, state, input }: TransferInput): Promise<void> {
  if (input.note) return;
  const ids = [
    input.to.type === "queue" ? input.to.id : null,
    input.to.type === "agent" && state.routedToType === "queue"
      ? state.routedToId
      : null,
  ].filter((id) => id !== null);
  const needing = await tx.$queryRaw<{ id: string }[]>(Prisma.sql`
    select id from queue where id = any(${ids}::uuid[]) and "noteRequired"`);
  if (needing.length > 0) throw invalidField("note", "note_required");
}

/** Ends an open request and returns its receiver. */
async function cancelRequest(
  tx: Sql,
  state: ThreadState,
  now: Date,
): Promise<string | null> {
  const ended = await endOffers(tx, state, now, {
    winnerId: null,
    reason: "withdrawn",
  });
  if (state.routing === "offered") state.routing = "queued";
  return ended.find(({ kind }) => kind === "transfer")?.agentId ?? null;
}

async function personOf(tx: Sql, id: string | null) {
  if (id === null) return null;
  const [person] = await tx.$queryRaw<{ id: string; name: string }[]>(
    Prisma.sql`select id, name from agent where id = ${id}::uuid`,
  );
  return person ?? null;
}

function refused(reason: string | null): AppError {
  return new AppError("cannot_enter", { current: { reason } });
}

function missingTargetMessage(type: Transfer["to"]["type"]): string {
  return type === "queue"
    ? "There is no such queue."
    : "There is no such ring group.";
}
