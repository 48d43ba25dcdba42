import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { stopLeadsRinging } from "#server/domain/assignment/lead-offers.ts";
import { recordUnanswered } from "#server/domain/routing/offering/record-unanswered.ts";
import { requeueThreadsOf } from "#server/domain/conversations/ownership/ownership.ts";
import { lockThreadById } from "#server/domain/thread/thread-state.ts";

/** Removes a member's rights: their threads of the queue return to it, and its offers to them end. */
export async function leaveQueue(
  tx: Sql,
  queueId: string,
  agentId: string,
  now: Date,
): Promise<void> {
  await requeueThreadsOf(
    tx,
    agentId,
    "lost_queue",
    now,
    Prisma.sql`t."routedToType" = 'queue' and t."routedToId" = ${queueId}::uuid`,
  );
  await stopRinging(
    tx,
    agentId,
    now,
    "right_lost",
    Prisma.sql`o."viaType" = 'queue' and o."viaId" = ${queueId}::uuid`,
  );
}

/** Ends a ring group's offers to a former member. A ring group has no owned threads. */
export function leaveRingGroup(
  tx: Sql,
  ringGroupId: string,
  agentId: string,
  now: Date,
): Promise<void> {
  return stopRinging(
    tx,
    agentId,
    now,
    "right_lost",
    Prisma.sql`o."viaType" = 'ring_group' and o."viaId" = ${ringGroupId}::uuid`,
  );
}

/**
 * Returns an agent's threads of a department, except those of a queue they are a member of, and ends its
 * offers to them.
 */
export async function leaveDepartment(
  tx: Sql,
  departmentId: string,
  agentId: string,
  now: Date,
): Promise<void> {
  await requeueThreadsOf(
    tx,
    agentId,
    "lost_department",
    now,
    Prisma.sql`t."departmentId" = ${departmentId}::uuid and not exists (
      select 1 from queue_member m where t."routedToType" = 'queue'
        and m."queueId" = t."routedToId" and m."agentId" = ${agentId}::uuid)`,
  );
}

/** Takes an agent out of every department but these, each as `leaveDepartment`. */
export async function leaveOtherDepartments(
  tx: Sql,
  agentId: string,
  kept: string[],
  now: Date,
): Promise<void> {
  const gone = await tx.$queryRaw<{ id: string }[]>(Prisma.sql`
    delete from department_member where "agentId" = ${agentId}::uuid and "departmentId" <> all(${kept}::uuid[])
    returning "departmentId" as id`);
  for (const { id } of gone) await leaveDepartment(tx, id, agentId, now);
}

/**
 * Ends offers, of leads too, and transfer requests to an agent who may not accept them any more. `which`: SQL
 * over the `viaType` and `viaId` of an offer `o`.
 */
export async function stopRinging(
  tx: Sql,
  agentId: string,
  now: Date,
  reason: "removed" | "right_lost" | "signed_out",
  which: Prisma.Sql = Prisma.sql`true`,
): Promise<void> {
  const rows = await tx.$queryRaw<{ threadId: string }[]>(Prisma.sql`
    select o."threadId" from offer o
    where o."agentId" = ${agentId}::uuid and o."endedAt" is null and ${which} order by o."threadId"`);
  for (const { threadId } of rows) {
    const state = await lockThreadById(tx, threadId);
    if (state) await recordUnanswered(tx, state, { agentId, reason }, now);
  }
  await stopLeadsRinging(tx, agentId, now, reason, which);
}
