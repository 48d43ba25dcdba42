import type { Actor } from "#server/domain/access/actor.ts";
import { AppError } from "#server/domain/access/app-error.ts";
import type { Context } from "#server/domain/context.ts";

export type QueueLogin = { queueId: string; loggedIn: boolean };

/**
 * Logs the actor in to a queue or out of it: what waits in it is then theirs
 * to see and take, or is not. Safe to repeat.
 * @throws AppError not_found: no such queue, or not a member.
 */
export async function setQueueLogin(
  context: Context,
  actor: Pick<Actor, "agentId">,
  { queueId, loggedIn }: QueueLogin,
): Promise<{ loggedIn: boolean }> {
  const where = { queueId, agentId: actor.agentId };
  const { prisma } = context.db;
  // Only a change counts: "longest waiting" looks at the time of the log-in.
  await prisma.queueMember.updateMany({
    where: { ...where, loggedIn: !loggedIn },
    data: {
      loggedIn,
      ...(loggedIn ? { loggedInAt: context.clock.now() } : {}),
    },
  });
  const member = await prisma.queueMember.findFirst({
    where,
    select: { loggedIn: true },
  });
  if (!member) throw new AppError("not_found", { queueId });
  return { loggedIn };
}
