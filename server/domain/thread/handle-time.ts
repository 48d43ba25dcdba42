import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import type { ThreadState } from "./thread-state.ts";
import { clearTimers } from "#server/domain/outbox/timers.ts";
import { newId } from "#server/runtime/crypto.ts";

/**
 * Records an answer's handle time: from the question, or from the start of ownership if that was later. The
 * strategy least_handle_time adds these up. Call it before the reply is noted; the caller holds the row's
 * lock.
 */
export async function recordHandleTime(
  tx: Sql,
  state: ThreadState,
  now: Date,
): Promise<void> {
  const { id, waitingSince, ownerId, ownedSince } = state;
  if (waitingSince === null || ownerId === null) return;
  await clearTimers(tx, ["silent", "reply_target"], id);
  const { routedToType, routedToId } = state;
  if (state.test || routedToType !== "queue" || routedToId === null) return;
  const from = Math.max(waitingSince.getTime(), ownedSince?.getTime() ?? 0);
  const ms = Math.max(0, Math.min(now.getTime() - from, 2_147_483_647));
  await tx.$executeRaw(Prisma.sql`
    insert into handle_span (id, "queueId", "agentId", "endedAt", ms)
    values (${newId()}::uuid, ${routedToId}::uuid, ${ownerId}::uuid, ${now}::timestamptz, ${ms}::int)`);
}
