import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { AppError } from "#server/domain/app-error.ts";
import { loadCandidates } from "./candidates.ts";
import { readRoutingSettings } from "#server/domain/settings/routing-settings.ts";
import type { ThreadState } from "#server/domain/thread/thread-state.ts";

/**
 * Checks that an agent has room for one more thread. An agent who becomes the owner by hand (takes, answers,
 * accepts, is assigned) may exceed their capacity up to the hard cap, and beyond it only with a confirmation.
 * A thread that is offered to the agent is already in their load and is not counted twice.
 * @throws AppError at_capacity with `current` {agentId, load, capacity, limit}
 */
export async function requireRoom(
  tx: Sql,
  agentId: string,
  state: ThreadState,
  now: Date,
): Promise<void> {
  const [agent] = await loadCandidates(
    tx,
    { type: "agents", ids: [agentId] },
    now,
  );
  if (!agent) return;
  const { hardCapPercent } = await readRoutingSettings(tx);
  const limit = Math.ceil((agent.capacity * hardCapPercent) / 100);
  const load = agent.load - (await offeredWeight(tx, state, agentId));
  if (load < limit) return;
  const { capacity } = agent;
  throw new AppError("at_capacity", {
    current: { threadId: state.id, agentId, load, capacity, limit },
  });
}

async function offeredWeight(
  tx: Sql,
  { id }: ThreadState,
  agentId: string,
): Promise<number> {
  const [open] = await tx.$queryRaw<{ weight: number }[]>(Prisma.sql`
    select coalesce(sum(weight), 0)::int as weight from offer
    where "threadId" = ${id}::uuid and "agentId" = ${agentId}::uuid and "endedAt" is null`);
  return open?.weight ?? 0;
}
