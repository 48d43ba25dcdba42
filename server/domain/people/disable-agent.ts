import type { Destination } from "#contract/routing/destination.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import type { AuditActor } from "#server/domain/access/audit.ts";
import type { Context } from "#server/domain/context.ts";
import { handOverThreadsOf } from "#server/domain/conversations/hand-over.ts";
import { updateAgent } from "./update-agent.ts";

/**
 * Disables an agent and sends their open and snoozed conversations and their leads to a destination, in one
 * transaction. Null: the conversations return to their queues, and the leads have no assignee.
 * @returns how many conversations and leads they no longer have; 0 if they were disabled already.
 * @throws AppError forbidden, not_found, wrong_state (the last owner), invalid_input (`handOver`)
 */
export async function disableAgent(
  context: Context,
  doer: AuditActor,
  agentId: string,
  handOver: Destination | null,
): Promise<{ moved: number }> {
  let moved = 0;
  await updateAgent(
    context,
    doer,
    agentId,
    { disabled: true },
    async (tx, now) => {
      const threads =
        handOver === null
          ? await countThreads(tx, agentId)
          : await handOverThreadsOf(tx, doer, agentId, handOver, now);
      moved = threads + (await moveLeads(tx, agentId, handOver));
    },
  );
  return { moved };
}

async function countThreads(tx: Sql, agentId: string): Promise<number> {
  const [row] = await tx.$queryRaw<{ threads: number }[]>(Prisma.sql`
    select count(*)::int as threads from thread where "ownerId" = ${agentId}::uuid and status in ('open', 'snoozed')`);
  return row?.threads ?? 0;
}

/** Only a person can be the assignee of a lead. */
function moveLeads(
  tx: Sql,
  agentId: string,
  handOver: Destination | null,
): Promise<number> {
  const to = handOver?.type === "agent" ? handOver.id : null;
  return tx.$executeRaw(Prisma.sql`
    update lead set "ownerId" = ${to}::uuid,
      "assignedType" = case when "assignedType" = 'agent' and ${to}::uuid is null then null else "assignedType" end,
      "assignedId" = case when "assignedType" = 'agent' then ${to}::uuid else "assignedId" end
    where "ownerId" = ${agentId}::uuid`);
}
