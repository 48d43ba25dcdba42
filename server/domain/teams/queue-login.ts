import type { QueueLoginOf } from "#contract/people/presence-requests.ts";
import { inPrismaTransaction } from "#server/db/transaction.ts";
import { wakeAfterCommit } from "#server/db/wakes.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import {
  requireSupervised,
  requireSupervisedPerson,
} from "#server/domain/access/scope.ts";
import { AppError } from "#server/domain/app-error.ts";
import { announceSettings, writeAudit } from "#server/domain/access/audit.ts";
import type { Context } from "#server/domain/context.ts";
import { announceAccess } from "./access-changed.ts";
import { readQueue } from "./read-queue.ts";
import { raiseAlerts } from "#server/domain/assignment/alerts.ts";

export type QueueLogin = { queueId: string; loggedIn: boolean };

/**
 * Logs the actor in to a queue or out of it. While logged in they see its waiting threads and can take them.
 * Log-in and presence are independent: neither changes the other. Safe to repeat.
 * @throws AppError not_found: no such queue, or not a member.
 */
export function setQueueLogin(
  context: Context,
  actor: Pick<Actor, "agentId">,
  login: QueueLogin,
): Promise<{ loggedIn: boolean }> {
  return change(context, actor.agentId, login, null);
}

/**
 * Logs another agent in or out. The agent gets a notice with who did it and why. For supervisors of both the
 * agent and the queue.
 * @throws AppError forbidden, not_found
 */
export async function setQueueLoginOf(
  context: Context,
  actor: Actor,
  agentId: string,
  { reason, ...login }: QueueLogin & Pick<QueueLoginOf, "reason">,
): Promise<{ loggedIn: boolean }> {
  const { prisma } = context.db;
  await requireSupervisedPerson(prisma, actor, agentId);
  await requireSupervised(
    prisma,
    actor,
    await readQueue(prisma, login.queueId),
  );
  return change(context, agentId, login, { actor, why: reason || null });
}

async function change(
  context: Context,
  agentId: string,
  { queueId, loggedIn }: QueueLogin,
  by: { actor: Actor; why: string | null } | null,
): Promise<{ loggedIn: boolean }> {
  const where = { queueId, agentId };
  const now = context.clock.now();
  const answer = await inPrismaTransaction(context.db, async (tx) => {
    // Only a change is written: "longest waiting" reads the time of the log-in.
    const { count } = await tx.queueMember.updateMany({
      where: { ...where, loggedIn: !loggedIn },
      data: { loggedIn, ...(loggedIn ? { loggedInAt: now } : {}) },
    });
    const member = await tx.queueMember.findFirst({
      where,
      select: { loggedIn: true, queue: { select: { name: true } } },
    });
    if (!member) throw new AppError("not_found", { queueId });
    if (count > 0) {
      await announceAccess(tx, [agentId]);
      await announceSettings(tx, ["queues"]);
    }
    if (count > 0 && by !== null) {
      const queue = { id: queueId, name: member.queue.name };
      const { actor, why } = by;
      const who = { id: actor.agentId, name: actor.name };
      const detail = { queue, loggedIn, by: who, why };
      await raiseAlerts(tx, [{ kind: "login_set", agentId, detail }], now);
      const target = { type: "agent", id: agentId };
      await writeAudit(tx, actor, "agent.queue_login", target, detail);
    }
    return { loggedIn };
  });
  return answer;
}

/** Ends the actor's wrap-up: threads may ring for them again. @throws AppError not_found */
export async function endWrapUp(
  context: Context,
  { agentId }: Pick<Actor, "agentId">,
  queueId: string,
): Promise<void> {
  const { count } = await context.db.prisma.queueMember.updateMany({
    where: { agentId, queueId },
    data: { wrapUpTill: null },
  });
  if (count === 0) throw new AppError("not_found", { queueId });
  wakeAfterCommit(context.db.sql, "route");
}
