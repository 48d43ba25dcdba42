import type { OfferEnd } from "#contract/routing/offer-end.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { wakeAfterCommit } from "#server/db/wakes.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { raiseAlerts } from "#server/domain/assignment/alerts.ts";
import { setMissersAway } from "#server/domain/assignment/missed.ts";
import {
  passOffers,
  type EndedOffer,
  type SomeEnd,
} from "#server/domain/assignment/open-offers.ts";
import { overflowTo } from "#server/domain/routing/entry/enter-destination.ts";
import { writeTraces } from "#server/domain/assignment/write-trace.ts";
import { applyChange } from "#server/domain/messages/change-thread.ts";
import { recordFacts, type NewFact } from "#server/domain/thread/facts.ts";
import {
  eventLine,
  noteLine,
  type LineEvent,
} from "#server/domain/thread/event-line.ts";
import type { NewMessage } from "#server/domain/thread/insert-messages.ts";
import type { ThreadState } from "#server/domain/thread/thread-state.ts";

/**
 * Ends the open offers of a thread: an agent declines, may not take it any more, or does not answer in time.
 * The thread is then free for the next agent; after a transfer request it stays with the agent who asked. The
 * caller holds the thread's lock.
 * @returns the offers that ended; empty: none was open.
 */
export async function recordUnanswered(
  tx: Sql,
  state: ThreadState,
  end: SomeEnd,
  now: Date,
  /** Why an agent declines, for whoever asked them. */
  note: { by: Pick<Actor, "agentId" | "name">; text: string } | null = null,
): Promise<EndedOffer[]> {
  const { ended, stillRinging } = await passOffers(tx, state, now, end);
  if (ended.length === 0) return [];
  wakeAfterCommit(tx, "route");
  const names = await namesOf(
    tx,
    ended.map((offer) => offer.agentId),
  );
  const nameOf = (id: string) => names.get(id) ?? "";
  await applyChange(
    tx,
    state,
    () => {
      if (state.routing === "offered" && !stillRinging)
        state.routing = "queued";
      const lines = ended.flatMap((offer): NewMessage[] => {
        if (offer.kind === "ring") return [];
        const to = { id: offer.agentId, name: nameOf(offer.agentId) };
        return [eventLine(state, null, requestEnd(offer.result, to), now)];
      });
      if (note === null || lines.length === 0) return lines;
      const why = noteLine(state, note.by, note.text, now);
      state.pinnedNoteId = why.id;
      state.pinnedWhy = "decline";
      return [...lines, why];
    },
    now,
  );
  await writeTraces(
    tx,
    ended.map(({ agentId, kind, result }) => ({
      threadId: state.id,
      step:
        result === "declined" || result === "missed" ? result : "offer_ended",
      detail: { agentId, name: nameOf(agentId), kind, reason: result },
    })),
    now,
  );
  await tellAskers(tx, state, ended, nameOf, now);
  await recordFacts(tx, factsOf(state, ended, now));
  const missed = ended.filter(countsAsMiss).map(({ agentId }) => agentId);
  await setMissersAway(tx, state, missed, now);
  return ended;
}

/** The thread event for a transfer request that was not accepted. Pure. */
function requestEnd(
  reason: OfferEnd,
  to: { id: string; name: string },
): LineEvent {
  switch (reason) {
    case "declined":
      return { type: "transfer_declined", to };
    case "missed":
      return { type: "transfer_missed", to };
    default:
      return { type: "transfer_ended", to, reason };
  }
}

/** Sends the result to the agents who asked, who may not have the thread open. */
function tellAskers(
  tx: Sql,
  state: ThreadState,
  ended: EndedOffer[],
  nameOf: (id: string) => string,
  now: Date,
): Promise<void> {
  return raiseAlerts(
    tx,
    ended.flatMap(({ kind, fromId, agentId, result }) => {
      if (kind !== "transfer" || fromId === null) return [];
      const to = { id: agentId, name: nameOf(agentId) };
      return [
        {
          kind: requestEnd(result, to).type,
          agentId: fromId,
          threadId: state.id,
          departmentId: state.departmentId,
          detail: { to, reason: result },
        },
      ];
    }),
    now,
  );
}

/** For reports, a ring of a ring group counts, too. */
function factsOf(
  state: ThreadState,
  ended: EndedOffer[],
  now: Date,
): NewFact[] {
  return ended.flatMap(({ agentId, kind, result, viaType, viaId }) => {
    if (kind !== "ring") return [];
    if (result !== "missed" && result !== "declined") return [];
    const place =
      viaType === null || viaId === null ? null : { type: viaType, id: viaId };
    return [{ kind: result, state, at: now, agentId, place }];
  });
}

/** A missed offer from a ring group does not count, since it says nothing about the agent's own queue. */
function countsAsMiss({ kind, viaType, result }: EndedOffer): boolean {
  return kind === "ring" && viaType !== "ring_group" && result === "missed";
}

/** Ends the longest wait: the thread overflows, even while it rings. */
export async function endWait(
  tx: Sql,
  state: ThreadState,
  now: Date,
): Promise<void> {
  const waits = state.routing === "queued" || state.routing === "offered";
  if (state.routedToType !== "queue" || !waits) return;
  await applyChange(
    tx,
    state,
    async () => {
      await overflowTo(tx, state, "max_wait", now);
      return [];
    },
    now,
  );
}

async function namesOf(tx: Sql, ids: string[]): Promise<Map<string, string>> {
  const rows = await tx.$queryRaw<{ id: string; name: string }[]>(
    Prisma.sql`select id, name from agent where id = any(${ids}::uuid[])`,
  );
  return new Map(rows.map(({ id, name }) => [id, name]));
}
