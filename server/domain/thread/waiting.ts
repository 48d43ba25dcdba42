import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import type { NewMessage } from "./insert-messages.ts";
import { later, type ThreadState } from "./thread-state.ts";

/**
 * A customer waits from their oldest open message on. A customer's message is open until one of these is
 * true, in whatever order messages arrive:
 * - a person outside Parley wrote at its time or later, by the vendor's clock;
 * - an agent wrote after it had arrived here, and the vendor has not refused that;
 * - the thread was closed after it had arrived, or its owner said that it needs no reply.
 * So a message that arrives late is open although an agent's answer is newer, since no agent had seen it.
 * Arrival is counted (`inboundNo`), not timed.
 */

/** Whether a person wrote the message outside Parley. Messages of another app answer nothing. */
export function isOutsideReply(message: NewMessage): boolean {
  return (
    message.direction === "out" &&
    message.kind === "message" &&
    message.authorType === "page" &&
    message.event?.["by"] !== "app"
  );
}

/** Updates the wait after a customer's message: it is open, unless it was answered outside. */
export function recordQuestion(state: ThreadState, sentAt: Date): void {
  const { outsideReplyAt, waitingSince } = state;
  if (outsideReplyAt !== null && sentAt <= outsideReplyAt) return;
  if (waitingSince === null || sentAt < waitingSince)
    state.waitingSince = sentAt;
}

/** @returns "unsure": a newer message may be open, which only the stored messages show (`deriveWaiting`). */
export function recordOutsideReply(
  state: ThreadState,
  at: Date,
): "sure" | "unsure" {
  state.outsideReplyAt = later(state.outsideReplyAt, at);
  if (state.waitingSince === null || state.waitingSince > at) return "sure";
  const isLast = state.lastMessageAt <= at;
  if (isLast) state.waitingSince = null;
  return isLast ? "sure" : "unsure";
}

/** Ends the wait: an agent's reply answers every message that has arrived. */
export function recordAgentReply(state: ThreadState): void {
  state.waitingSince = null;
}

/** Ends the wait without a reply: all that has arrived is settled. */
export function recordNoReplyNeeded(state: ThreadState): void {
  state.settledCount = state.inboundCount;
  state.waitingSince = null;
}

/**
 * Computes since when the customers wait from the stored messages. The threads are locked; the caller saves
 * them.
 */
export async function deriveWaiting(
  tx: Sql,
  states: ThreadState[],
): Promise<void> {
  if (states.length === 0) return;
  const threads = states.map(({ id, settledCount, outsideReplyAt }) => ({
    id,
    settledCount,
    outsideReplyAt,
  }));
  const rows = await tx.$queryRaw<{ id: string; since: Date | null }[]>(
    Prisma.sql`
      select x.id, (select min(q."sentAt") from message q
        where q."threadId" = x.id and q.direction = 'in' and q."inboundNo" > x."settledCount"
          and (x."outsideReplyAt" is null or q."sentAt" > x."outsideReplyAt")
          and not exists (select 1 from message r where r."threadId" = x.id and r.direction = 'out'
            and r.kind = 'message' and r."authorType" = 'agent' and r.status <> 'failed'
            and r."inboundNo" >= q."inboundNo")) as since
      from jsonb_to_recordset(${JSON.stringify(threads)}::jsonb)
        as x(id uuid, "settledCount" int, "outsideReplyAt" timestamptz)`,
  );
  const sinceOf = new Map(rows.map(({ id, since }) => [id, since]));
  for (const state of states)
    state.waitingSince = sinceOf.get(state.id) ?? null;
}
