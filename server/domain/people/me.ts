import type { Me } from "#contract/people/me.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { agentSelect, agentShape } from "./agent-shape.ts";
import { AppError } from "#server/domain/app-error.ts";
import { loadInHand } from "#server/domain/assignment/assigned-work.ts";
import type { Context } from "#server/domain/context.ts";

/** Returns the actor with their queues. @throws AppError not_found */
export async function getMe(context: Context, actor: Actor): Promise<Me> {
  const row = await context.db.prisma.agent.findUnique({
    where: { id: actor.agentId },
    select: {
      ...agentSelect,
      totpAt: true,
      queues: {
        select: {
          loggedIn: true,
          keepsRinging: true,
          wrapUpTill: true,
          manager: true,
          queue: { select: { id: true, name: true } },
        },
        orderBy: { queue: { name: "asc" } },
      },
    },
  });
  if (!row) throw new AppError("not_found", { agentId: actor.agentId });
  const now = context.clock.now();
  const inHand = await loadInHand(context.db.prisma, [actor.agentId], now);
  return {
    ...agentShape(row, inHand.get(actor.agentId)),
    totp: row.totpAt !== null,
    seenBy: actor.seenBy
      ? {
          id: actor.seenBy.agentId,
          name: actor.seenBy.name,
          until: actor.seenBy.until.toISOString(),
        }
      : null,
    contactLimit: actor.contactLimit ?? null,
    queues: row.queues.map(({ queue, wrapUpTill, ...member }) => ({
      ...queue,
      ...member,
      wrapUpUntil:
        wrapUpTill !== null && wrapUpTill > now
          ? wrapUpTill.toISOString()
          : null,
    })),
  };
}
