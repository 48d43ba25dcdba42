import type { ChangePassword } from "#contract/people/account-requests.ts";
import { inPrismaTransaction } from "#server/db/transaction.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { invalidField } from "#server/domain/app-error.ts";
import { writeAudit } from "#server/domain/access/audit.ts";
import {
  hashPassword,
  verifyPassword,
} from "#server/domain/access/sign-in/passwords.ts";
import { forgetAgent } from "#server/domain/access/sign-in/sessions.ts";
import { revokeTokensOf } from "#server/domain/access/sign-in/tokens.ts";
import type { Context } from "#server/domain/context.ts";

/**
 * Changes the actor's own password. Ends all their sessions, and with `endTokens` their API tokens, so that a
 * person who knew the old password loses access.
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
      data: {
        passwordHash,
        resetHash: null,
        resetExpiresAt: null,
        sessionVersion: { increment: 1 },
      },
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

// After a sign-in this recent no password is asked for.
const RECENT_MS = 10 * 60_000;

/**
 * Checks that the actor gave the password just now: with this request, or at a recent sign-in.
 * @throws AppError invalid_input (`password`): wrong, or missing.
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
 * Checks the actor's password. Acts with lasting effect need it, since an open console alone does not prove
 * who the actor is. The caller limits the attempts.
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
