import type { ChangePassword } from "#contract/requests.ts";
import { inTransaction } from "#server/db/transaction.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { invalidInput } from "#server/domain/access/app-error.ts";
import { writeAudit } from "#server/domain/access/audit.ts";
import {
  hashPassword,
  verifyPassword,
} from "#server/domain/access/passwords.ts";
import { forgetAgent } from "#server/domain/access/sessions.ts";
import type { Context } from "#server/domain/context.ts";

/**
 * The actor's own password. Ends all their sessions: whoever knew the old one
 * is out.
 * @throws AppError invalid_input (`current`)
 */
export async function changePassword(
  context: Context,
  actor: Actor,
  { current, password }: ChangePassword,
): Promise<void> {
  const { agentId } = actor;
  const agent = await context.db.prisma.agent.findUniqueOrThrow({
    where: { id: agentId },
    select: { passwordHash: true },
  });
  if (!(await verifyPassword(agent.passwordHash, current))) {
    throw invalidInput("current", "This is not your present password.");
  }
  const passwordHash = await hashPassword(password);
  await inTransaction(context.db, async (tx) => {
    await tx.agent.update({
      where: { id: agentId },
      data: { passwordHash, sessionVersion: { increment: 1 } },
      select: { id: true },
    });
    await writeAudit(tx, actor, "agent.changed_password", {
      type: "agent",
      id: agentId,
    });
  });
  forgetAgent(context, agentId);
}
