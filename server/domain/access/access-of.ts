import type { PrismaTx } from "#server/db/transaction.ts";
import { hasRole, type Actor } from "#server/domain/access/actor.ts";
import { AppError } from "#server/domain/app-error.ts";

/**
 * Checks that the actor may end this agent's sessions and tokens: their own,
 * or as an admin those of an agent whose role is not above theirs.
 * @throws AppError forbidden, not_found
 */
export async function requireAccessOf(
  tx: Pick<PrismaTx, "agent">,
  actor: Actor,
  agentId: string,
): Promise<void> {
  const agent = await tx.agent.findUnique({
    where: { id: agentId },
    select: { role: true },
  });
  if (!agent) throw new AppError("not_found", { agentId });
  const role = agent.role as Actor["role"]; // a CHECK constraint allows no other
  const allowed =
    agentId === actor.agentId ||
    (hasRole(actor, "admin") && hasRole(actor, role));
  if (!allowed) throw new AppError("forbidden", { needs: "admin" });
}
