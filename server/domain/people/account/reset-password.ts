import type { ConfirmPasswordReset } from "#contract/people/account-requests.ts";
import { foldEmail } from "#contract/text/fold.ts";
import { inPrismaTransaction } from "#server/db/transaction.ts";
import { writeAudit } from "#server/domain/access/audit.ts";
import { isAdmitted } from "#server/domain/access/load-actor.ts";
import { hashPassword } from "#server/domain/access/sign-in/passwords.ts";
import { forgetAgent } from "#server/domain/access/sign-in/sessions.ts";
import { AppError } from "#server/domain/app-error.ts";
import type { Context } from "#server/domain/context.ts";
import { enqueueMail } from "#server/domain/mail/mail-jobs.ts";
import { isMailSetUp } from "#server/domain/mail/mail-settings.ts";
import type { Role } from "#contract/people/agent.ts";
import { randomToken, sha256Hex } from "#server/runtime/crypto.ts";

const GOOD_FOR_MS = 3_600_000;
/** A second request within this time sends no second mail. */
const PAUSE_MS = 60_000;

/**
 * Mails a link that sets a new password, if an account with this address can
 * sign in. The caller learns nothing about it. A new link replaces the old one.
 */
export async function requestPasswordReset(
  context: Context,
  email: string,
): Promise<void> {
  const now = context.clock.now();
  const token = randomToken();
  const expiresAt = new Date(now.getTime() + GOOD_FOR_MS);
  await inPrismaTransaction(context.db, async (tx) => {
    const agent = await tx.agent.findUnique({
      where: { email: foldEmail(email) },
      select: {
        id: true,
        name: true,
        passwordHash: true,
        resetExpiresAt: true,
        disabledAt: true,
        expiresAt: true,
      },
    });
    // An invited agent sets the password by the invite.
    if (!agent || agent.passwordHash === null || !isAdmitted(agent, now))
      return;
    const since = agent.resetExpiresAt?.getTime() ?? 0;
    if (since > expiresAt.getTime() - PAUSE_MS) return;
    // Without a mail there is no way to the link.
    if (!(await isMailSetUp(tx))) return;
    await tx.agent.update({
      where: { id: agent.id },
      data: { resetHash: sha256Hex(token), resetExpiresAt: expiresAt },
      select: { id: true },
    });
    const { publicUrl } = context.config;
    await enqueueMail(tx, {
      to: { agentId: agent.id },
      template: "password_reset",
      data: { name: agent.name },
      linkSealed: context.vault.seal(`${publicUrl}/reset-password/${token}`),
      goodUntil: expiresAt,
    });
  });
}

/** Whether the link can still set a password, for the page behind it. */
export async function findPasswordReset(
  context: Context,
  token: string,
): Promise<{ email: string } | null> {
  return context.db.prisma.agent.findFirst({
    where: whereOpen(token, context.clock.now()),
    select: { email: true },
  });
}

/**
 * Sets the password by the mailed link, once, and ends all sessions. It does
 * not sign in: whoever has a second factor still needs it.
 * @throws AppError not_found: used, expired, replaced or wrong
 */
export async function confirmPasswordReset(
  context: Context,
  { token, password }: ConfirmPasswordReset,
): Promise<void> {
  const passwordHash = await hashPassword(password);
  const agentId = await inPrismaTransaction(context.db, async (tx) => {
    // One statement, so that of two simultaneous requests one finds the link used.
    const [agent] = await tx.agent.updateManyAndReturn({
      where: whereOpen(token, context.clock.now()),
      data: {
        passwordHash,
        resetHash: null,
        resetExpiresAt: null,
        invitationHash: null,
        invitationExpiresAt: null,
        sessionVersion: { increment: 1 },
      },
      select: { id: true, name: true, role: true },
    });
    if (!agent) throw new AppError("not_found", { reason: "password_reset" });
    const { id, name } = agent;
    await tx.agentSession.deleteMany({ where: { agentId: id } });
    const doer = { agentId: id, name, role: agent.role as Role };
    const target = { type: "agent", id };
    await writeAudit(tx, doer, "agent.reset_password", target);
    return id;
  });
  forgetAgent(context, agentId);
}

function whereOpen(token: string, now: Date) {
  return {
    resetHash: sha256Hex(token),
    resetExpiresAt: { gt: now },
    disabledAt: null,
    OR: [{ expiresAt: null }, { expiresAt: { gt: now } }],
  };
}
