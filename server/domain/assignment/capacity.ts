import type { Sql } from "#server/db/sql.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { AppError } from "#server/domain/app-error.ts";
import { loadCandidates } from "./candidates.ts";
import { readRoutingSettings } from "#server/domain/settings/routing-settings.ts";
import type { ThreadState } from "#server/domain/thread/thread-state.ts";

/**
 * Taking by hand may exceed the capacity, up to the hard cap; beyond it only
 * with a yes. A thread that rings at them is counted already.
 * @throws AppError at_capacity with `current` {load, capacity, limit}
 */
export async function requireRoom(
  tx: Sql,
  { agentId }: Pick<Actor, "agentId">,
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
  if (agent.load < limit) return;
  const { load, capacity } = agent;
  throw new AppError("at_capacity", {
    current: { threadId: state.id, load, capacity, limit },
  });
}
