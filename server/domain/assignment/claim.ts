import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { wakeAfterCommit } from "#server/db/wakes.ts";
import { endOffers, type EndedOffer } from "./open-offers.ts";
import { readRoutingSettings } from "#server/domain/settings/routing-settings.ts";
import { writeTraces } from "./write-trace.ts";
import { receivePassedDrafts } from "#server/domain/messages/passed-drafts.ts";
import { sendAutomaticReply } from "#server/domain/messages/automatic-reply.ts";
import { recordFacts } from "#server/domain/thread/facts.ts";
import { watchOwners } from "#server/domain/thread/owner-watch.ts";
import { openSessions } from "#server/domain/thread/sessions.ts";
import {
  prefer,
  type ThreadState,
} from "#server/domain/thread/thread-state.ts";
import { clearTimers } from "#server/domain/outbox/timers.ts";
import { newId } from "#server/runtime/crypto.ts";

/** The way an agent became the owner; for the trace. */
export type ClaimWay =
  "taken" | "replied" | "accepted" | "transferred" | "reopened" | "assigned";

/**
 * Makes the agent the owner of a thread and ends its open offers. All code that sets an owner goes through
 * here: the caller holds the row's lock and saves the state, so only one claim wins. A claim counts towards
 * the round-robin pointer, the queue's counts and the time of the last assignment.
 */
export async function claim(
  tx: Sql,
  state: ThreadState,
  agentId: string,
  now: Date,
  way: ClaimWay,
): Promise<void> {
  if (state.status === "closed") {
    await openSessions(tx, [state], now);
    state.closedAt = null;
    await recordFacts(tx, [{ kind: "arrived", state, at: now, agentId: null }]);
  }
  const isFirst = state.ownerId === null;
  if (state.ownerId !== null && state.ownerId !== agentId)
    state.lastOwnerId = state.ownerId;
  const kinds = ["max_wait", "wait_message", "silent", "nobody"] as const;
  await clearTimers(
    tx,
    state.status === "snoozed" ? ["snooze", ...kinds] : [...kinds],
    state.id,
  );
  const ended = await endOffers(tx, state, now, {
    winnerId: agentId,
    reason: "taken",
  });
  state.snoozedUntil = null;
  if (state.ownerId !== agentId) {
    state.back = null;
    // The reason of a decline was for the owner before.
    if (state.pinnedWhy === "decline") state.pinnedNoteId = null;
  }
  state.ownerId = agentId;
  state.ownedSince = now;
  state.status = "open";
  state.routing = "owned";
  const { queuedAt } = state;
  state.queuedAt = null;
  const isInLine =
    state.routedToType === "queue" || state.routedToType === "ring_group";
  const waitedSince = isInLine && way !== "reopened" ? queuedAt : null;
  prefer(state, []);
  state.roundAt = null;
  state.heldFor = null;
  state.handedDown = false;
  const isTransfer = way === "transferred";
  await receivePassedDrafts(tx, state, agentId, { isTransfer, now });
  await count(tx, state, agentId, { now, ended, queuedAt, waitedSince });
  await watchOwners(tx, [state], await readRoutingSettings(tx), now);
  await writeTraces(
    tx,
    [{ threadId: state.id, step: "owned", detail: { agentId, way } }],
    now,
  );
  wakeAfterCommit(tx, "route"); // agents for whom it rang as well are free again
  if (isFirst && way !== "reopened") await introduce(tx, state, agentId, now);
}

type Counted = {
  now: Date;
  ended: EndedOffer[];
  queuedAt: Date | null;
  /** The wait for reports; null: it waited in no queue or ring group. */
  waitedSince: Date | null;
};

const MAX_MS = 2_147_483_647;

function waitMs(since: Date | null, now: Date): number {
  const ms = since === null ? 0 : now.getTime() - since.getTime();
  return Math.max(0, Math.min(ms, MAX_MS));
}

async function count(
  tx: Sql,
  state: ThreadState,
  agentId: string,
  { now, ended, queuedAt, waitedSince }: Counted,
): Promise<void> {
  if (state.test) return;
  const rang = ended.find((offer) => offer.agentId === agentId);
  const via =
    rang?.viaType && rang.viaId ? { type: rang.viaType, id: rang.viaId } : null;
  await recordFacts(tx, [
    { kind: "owned", state, at: now, agentId, from: waitedSince },
    ...(rang?.kind === "ring"
      ? [{ kind: "accepted" as const, state, at: now, agentId, place: via }]
      : []),
  ]);
  await tx.$executeRaw(Prisma.sql`
    update agent set "lastAssignedAt" = ${now}::timestamptz where id = ${agentId}::uuid`);
  if (state.routedToType !== "queue" || state.routedToId === null) return;
  const accepted = rang?.viaId === state.routedToId;
  // A preferred agent's claim comes before the queue, so it says nothing about the queue's waiting time.
  const waits = queuedAt !== null && (accepted || rang === undefined);
  await tx.$executeRaw(Prisma.sql`
    with counted as (update queue_member set answered = answered + 1
      where "queueId" = ${state.routedToId}::uuid and "agentId" = ${agentId}::uuid)
    insert into queue_wait (id, "queueId", "takenAt", ms)
    select ${newId()}::uuid, ${state.routedToId}::uuid, ${now}::timestamptz, ${waitMs(queuedAt, now)}::int
    where ${waits}::boolean`);
  if (accepted) await advancePointer(tx, state.routedToId, agentId);
}

/** Round robin goes on after the agent who accepted last. */
export async function advancePointer(
  tx: Sql,
  queueId: string,
  agentId: string,
): Promise<void> {
  // Written only for strategies that use it: all claims of a busy queue would wait for its row.
  await tx.$executeRaw(Prisma.sql`
    update queue set "pointerAgentId" = ${agentId}::uuid where id = ${queueId}::uuid
      and strategy in ('round_robin', 'skill_round_robin')`);
}

async function introduce(
  tx: Sql,
  state: ThreadState,
  agentId: string,
  now: Date,
): Promise<void> {
  const [agent] = await tx.$queryRaw<{ name: string }[]>(
    Prisma.sql`select name from agent where id = ${agentId}::uuid`,
  );
  await sendAutomaticReply(
    tx,
    state,
    { kind: "talking", name: agent?.name ?? "" },
    now,
  );
}
