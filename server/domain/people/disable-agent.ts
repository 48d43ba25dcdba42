import type { Destination } from "#contract/routing/destination.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import type { AuditActor } from "#server/domain/access/audit.ts";
import type { Context } from "#server/domain/context.ts";
import { handOverThreadsOf } from "#server/domain/conversations/ownership/hand-over.ts";
import { viewersOfAll } from "#server/domain/access/visible-lead.ts";
import { announceAccess } from "#server/domain/teams/access-changed.ts";
import { newId } from "#server/runtime/crypto.ts";
import { updateAgent } from "./update-agent.ts";

/**
 * Disables an agent and sends their open and snoozed conversations and their leads to a destination, in one
 * transaction. Null: both return to their queues, and a lead without a queue has no assignee.
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
      moved = threads + (await moveLeads(tx, doer, { agentId, handOver, now }));
    },
  );
  return { moved };
}

async function countThreads(tx: Sql, agentId: string): Promise<number> {
  const [row] = await tx.$queryRaw<{ threads: number }[]>(Prisma.sql`
    select count(*)::int as threads from thread where "ownerId" = ${agentId}::uuid and status in ('open', 'snoozed')`);
  return row?.threads ?? 0;
}

/** Returns leads to their queues if there is no destination. The agents who see them now fetch their lists again. */
async function moveLeads(
  tx: Sql,
  doer: AuditActor,
  {
    agentId,
    handOver: to,
    now,
  }: { agentId: string; handOver: Destination | null; now: Date },
): Promise<number> {
  const ownerId = to?.type === "agent" ? to.id : null;
  // The queue or ring group of a lead stays, unless another one gets it.
  const moves = Prisma.sql`("assignedType" = 'agent' or ${to !== null && ownerId === null}::boolean)`;
  const moved = await tx.$queryRaw<{ id: string }[]>(Prisma.sql`
    update lead set "ownerId" = ${ownerId}::uuid, "ownedSince" = null,
      "assignedType" = case when ${moves} then ${to?.type ?? null} else "assignedType" end,
      "assignedId" = case when ${moves} then ${to?.id ?? null}::uuid else "assignedId" end
    where "ownerId" = ${agentId}::uuid returning id`);
  if (moved.length === 0) return 0;
  const lines = moved.map(({ id }) => ({ id: newId(), leadId: id }));
  await tx.$executeRaw(Prisma.sql`
    insert into lead_attempt (id, "leadId", at, "actorId", "actorName", outcome, payload)
    select x.id, x."leadId", ${now}::timestamptz, ${doer.agentId}::uuid, ${doer.name},
      ${to === null ? "released" : "assigned"}, ${JSON.stringify(to === null ? {} : { to })}::jsonb
    from jsonb_to_recordset(${JSON.stringify(lines)}::jsonb) as x(id uuid, "leadId" uuid)`);
  await announceAccess(
    tx,
    await viewersOfAll(
      tx,
      moved.map(({ id }) => id),
    ),
  );
  return moved.length;
}
