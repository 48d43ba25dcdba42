import type { Thread } from "#contract/threads/thread.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { inSqlTransaction } from "#server/db/transaction.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { AppError } from "#server/domain/app-error.ts";
import type { Context } from "#server/domain/context.ts";
import { recordActed } from "#server/domain/presence/acted.ts";
import { recordUnanswered } from "#server/domain/routing/offering/record-unanswered.ts";
import { flagTransfers } from "#server/domain/routing/entry/transfer-flag.ts";
import { changeThread } from "#server/domain/messages/change-thread.ts";
import { requireRoom } from "#server/domain/assignment/capacity.ts";
import { claim } from "#server/domain/assignment/claim.ts";
import { eventLine } from "#server/domain/thread/event-line.ts";
import { recordFacts } from "#server/domain/thread/facts.ts";
import { pinNote } from "./pinned-note.ts";
import {
  lockThread,
  type ThreadState,
} from "#server/domain/thread/thread-state.ts";

type OpenOffer = {
  id: string;
  kind: "ring" | "transfer";
  fromId: string | null;
  fromName: string | null;
  note: string | null;
  createdAt: Date;
};

/**
 * Accepts the thread that rings for the actor, or a transfer request to the actor. Of several agents at once
 * one wins. `force` confirms more threads than the actor's capacity.
 * @throws AppError not_found, owned_by_other (another agent was faster), wrong_state (the offer has ended),
 *   at_capacity with `current` {load, capacity, limit}: the offer stays open
 */
export async function acceptOffer(
  context: Context,
  actor: Actor,
  threadId: string,
  { force = false }: { force?: boolean } = {},
): Promise<Thread | null> {
  const thread = await changeThread(
    context,
    actor,
    threadId,
    async (tx, state, now) => {
      if (state.ownerId === actor.agentId) return "unchanged";
      const offer = await openOffer(tx, state, actor);
      if (!offer) throw await endedError(tx, actor, state.id);
      if (!force) await requireRoom(tx, actor.agentId, state, now);
      if (offer.kind === "ring") {
        await claim(tx, state, actor.agentId, now, "accepted");
        return [eventLine(state, actor, { type: "taken", from: null }, now)];
      }
      await claim(tx, state, actor.agentId, now, "transferred");
      const to = { type: "agent", id: actor.agentId, name: actor.name };
      const from =
        offer.fromId === null
          ? null
          : { id: offer.fromId, name: offer.fromName ?? "" };
      await recordFacts(tx, [
        { kind: "transferred", state, at: now, agentId: offer.fromId },
      ]);
      if (offer.note !== null) await pinNote(tx, state, offer);
      await flagTransfers(tx, state, now);
      return [eventLine(state, actor, { type: "transferred", to, from }, now)];
    },
  ).catch((error: unknown) => tellEnded(context, actor, threadId, error));
  return thread;
}

/**
 * Declines an offer. A note why is one of the thread, pinned for the agent who asked; without such an agent there is
 * none. @throws AppError not_found, wrong_state (the offer has ended)
 */
export async function declineOffer(
  context: Context,
  actor: Actor,
  threadId: string,
  note?: string,
): Promise<void> {
  await recordActed(context, actor);
  await inSqlTransaction(context.db, async (tx) => {
    const now = context.clock.now();
    const state = await lockThread(tx, actor, threadId);
    const ended = await recordUnanswered(
      tx,
      state,
      { agentId: actor.agentId, reason: "declined" },
      now,
      note ? { by: actor, text: note } : null,
    );
    if (ended.length === 0) throw await endedError(tx, actor, state.id);
  }).catch((error: unknown) => tellEnded(context, actor, threadId, error));
}

async function openOffer(
  tx: Sql,
  state: ThreadState,
  { agentId }: Actor,
): Promise<OpenOffer | null> {
  const [offer] = await tx.$queryRaw<OpenOffer[]>(Prisma.sql`
    select o.id, o.kind, o."fromId", f.name as "fromName", o.note, o."createdAt" from offer o left join agent f on f.id = o."fromId"
    where o."threadId" = ${state.id}::uuid and o."agentId" = ${agentId}::uuid and o."endedAt" is null`);
  return offer ?? null;
}

type Last = {
  result: string;
  ownerId: string | null;
  ownerName: string | null;
  ownedSince: Date | null;
};

/** The error for an offer that has ended: its agent reads how it ended, and for all others it is not_found. */
async function endedError(
  reader: Pick<Sql, "$queryRaw">,
  { agentId }: Actor,
  threadId: string,
): Promise<AppError> {
  const [last] = await reader.$queryRaw<Last[]>(Prisma.sql`
    select o.result, t."ownerId", a.name as "ownerName", t."ownedSince"
    from offer o join thread t on t.id = o."threadId" left join agent a on a.id = t."ownerId"
    where o."threadId" = ${threadId}::uuid and o."agentId" = ${agentId}::uuid
    order by o."createdAt" desc, o.id desc limit 1`);
  if (!last) return new AppError("not_found", { threadId });
  if (last.result === "taken" && last.ownerId !== null)
    return new AppError("owned_by_other", {
      current: {
        owner: { id: last.ownerId, name: last.ownerName ?? "" },
        since: last.ownedSince?.toISOString() ?? null,
      },
    });
  return new AppError("wrong_state", { current: { offer: last.result } });
}

async function tellEnded(
  context: Context,
  actor: Actor,
  threadId: string,
  error: unknown,
): Promise<never> {
  const isMissing =
    error instanceof AppError &&
    (error.code === "not_found" || error.code === "participant_only");
  throw isMissing
    ? await endedError(context.db.prisma, actor, threadId)
    : error;
}
