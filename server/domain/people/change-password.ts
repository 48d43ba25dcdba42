import type { ChangePassword } from "#contract/people/account-requests.ts";
import { inPrismaTransaction } from "#server/db/transaction.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { invalidField } from "#server/domain/app-error.ts";
import { writeAudit } from "#server/domain/access/audit.ts";
import {
  hashPassword,
  verifyPassword,
} from "#server/domain/access/passwords.ts";
import { forgetAgent } from "#server/domain/access/sessions.ts";
import { revokeTokensOf } from "#server/domain/access/tokens.ts";
import type { Context } from "#server/domain/context.ts";

/**
 * The actor's own password. Ends all their sessions, and with `endTokens`
 * their API tokens: whoever knew the old password is out.
 * @throws AppError invalid_input (`current`)
 */
export async function changePassword(
  context: Context,
  actor: Actor,
  { current, password, endTokens }: ChangePassword,
): Promise<void> {
  const { agentId } = actor;
  await requirePassword(context, actor, "current", current);
  const passwordHash = await hashPassword(password);
  await inPrismaTransaction(context.db, async (tx) => {
    await tx.agent.update({
      where: { id: agentId },
      data: { passwordHash, sessionVersion: { increment: 1 } },
      select: { id: true },
    });
    await tx.agentSession.deleteMany({ where: { agentId } });
    if (endTokens)
      await revokeTokensOf(tx, actor, agentId, context.clock.now());
    await writeAudit(
      tx,
      actor,
      "agent.changed_password",
      { type: "agent", id: agentId },
      { tokens: endTokens },
    );
  });
  forgetAgent(context, agentId);
}

// Whoever signed in so recently need not say their password again.
const RECENT_MS = 10 * 60_000;

/**
 * Was the password said just now: with this request, or at signing in?
 * @throws AppError invalid_input (`password`): wrong, or needed.
 */
export async function requireRecentPassword(
  context: Context,
  actor: Pick<Actor, "agentId">,
  given: { password?: string | undefined; sessionId: string },
): Promise<void> {
  if (given.password)
    return requirePassword(context, actor, "password", given.password);
  const recent = await context.db.prisma.agentSession.count({
    where: {
      id: given.sessionId,
      createdAt: { gt: new Date(context.clock.now().getTime() - RECENT_MS) },
    },
  });
  if (recent === 0) throw invalidField("password", "password_needed");
}

/**
 * The actor proves again who they are: an open console is not enough for what
 * outlives it. The caller counts the tries.
 * @throws AppError invalid_input at `path`
 */
export async function requirePassword(
  context: Context,
  { agentId }: Pick<Actor, "agentId">,
  path: string,
  password: string,
): Promise<void> {
  const agent = await context.db.prisma.agent.findUniqueOrThrow({
    where: { id: agentId },
    select: { passwordHash: true },
  });
  if (await verifyPassword(agent.passwordHash, password)) return;
  throw invalidField(path, "password_wrong");
}
