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
export function requireRoom(
  tx: Sql,
  agentId: string,
  { id: threadId }: Pick<ThreadState, "id">,
  now: Date,
): Promise<void> {
  const rings = Prisma.sql`offer where "threadId" = ${threadId}::uuid`;
  return requireRoomBeside(tx, { agentId, rings, names: { threadId } }, now);
}

/** The same for a lead. */
export function requireRoomForLead(
  tx: Sql,
  agentId: string,
  leadId: string,
  now: Date,
): Promise<void> {
  const rings = Prisma.sql`lead_offer where "leadId" = ${leadId}::uuid`;
  return requireRoomBeside(tx, { agentId, rings, names: { leadId } }, now);
}

type Wanted = {
  agentId: string;
  /** SQL: the offers of what the agent is to own. */
  rings: Prisma.Sql;
  /** What it is, for the error. */
  names: Record<string, string>;
};

async function requireRoomBeside(
  tx: Sql,
  { agentId, rings, names }: Wanted,
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
  const [ringing] = await tx.$queryRaw<{ weight: number }[]>(Prisma.sql`
    select coalesce(sum(weight), 0)::int as weight from ${rings}
      and "agentId" = ${agentId}::uuid and "endedAt" is null`);
  const load = agent.load - (ringing?.weight ?? 0);
  if (load < limit) return;
  const { capacity } = agent;
  throw new AppError("at_capacity", {
    current: { ...names, agentId, load, capacity, limit },
  });
}
