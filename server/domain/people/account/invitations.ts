import type { z } from "zod";
import type { acceptInvitationSchema } from "#contract/people/account-requests.ts";
import type { Sql } from "#server/db/sql.ts";
import { inPrismaTransaction } from "#server/db/transaction.ts";
import {
  hasRole,
  requireAction,
  type Actor,
} from "#server/domain/access/actor.ts";
import { AppError } from "#server/domain/app-error.ts";
import { writeAudit, type AuditActor } from "#server/domain/access/audit.ts";
import { refuseTakenName } from "#server/domain/access/display-name.ts";
import { hashPassword } from "#server/domain/access/sign-in/passwords.ts";
import {
  forgetAgent,
  openSession,
  type SignedIn,
} from "#server/domain/access/sign-in/sessions.ts";
import { enqueueMail } from "#server/domain/mail/mail-jobs.ts";
import { isMailSetUp } from "#server/domain/mail/mail-settings.ts";
import type { Context } from "#server/domain/context.ts";
import { randomToken, sha256Hex } from "#server/runtime/crypto.ts";

export type Invitation = { token: string; hash: string; expiresAt: Date };

export type AcceptInvitation = z.infer<typeof acceptInvitationSchema>;

const GOOD_FOR_MS = 7 * 24 * 3_600_000;

/** Creates a link that lets its bearer set the agent's password once. Only its hash is stored. */
export function newInvitation(now: Date): Invitation {
  const token = randomToken();
  const expiresAt = new Date(now.getTime() + GOOD_FOR_MS);
  return { token, hash: sha256Hex(token), expiresAt };
}

export function invitationUrl(context: Context, token: string): string {
  return `${context.config.publicUrl}/invitation/${token}`;
}

/** The invited agent, for the page behind the link; null: the link is used, expired or wrong. */
export async function findInvitation(
  context: Context,
  token: string,
): Promise<{ name: string; email: string } | null> {
  return context.db.prisma.agent.findFirst({
    where: whereOpen(token, context.clock.now()),
    select: { name: true, email: true },
  });
}

/**
 * Creates a new link for an agent not above the actor's role and mails it; the old link stops working. It also serves an
 * agent who has forgotten the password. For admins.
 * @throws AppError forbidden, not_found
 */
export async function renewInvitation(
  context: Context,
  actor: Actor,
  agentId: string,
): Promise<{ invitationUrl: string; invitationMailed: boolean }> {
  requireAction(actor, "people.manage");
  const invitation = newInvitation(context.clock.now());
  const invitationMailed = await inPrismaTransaction(context.db, async (tx) => {
    const agent = await tx.agent.findFirst({
      where: { id: agentId, disabledAt: null },
      select: { id: true, name: true, role: true },
    });
    if (!agent) throw new AppError("not_found", { agentId });
    const role = agent.role as Actor["role"];
    if (!hasRole(actor, role)) throw new AppError("forbidden", { needs: role });
    await tx.agent.update({
      where: { id: agentId },
      data: {
        invitationHash: invitation.hash,
        invitationExpiresAt: invitation.expiresAt,
      },
      select: { id: true },
    });
    await writeAudit(tx, actor, "agent.invited", {
      type: "agent",
      id: agentId,
    });
    return mailInvitation(context, tx, { agent, doer: actor, invitation });
  });
  const url = invitationUrl(context, invitation.token);
  return { invitationUrl: url, invitationMailed };
}

type MailedInvitation = {
  agent: { id: string; name: string };
  doer: AuditActor;
  invitation: Invitation;
};

/** Mails the link to the invited agent. @returns whether there is a mail server to send it */
export async function mailInvitation(
  context: Context,
  tx: Sql,
  { agent, doer, invitation: { token, expiresAt } }: MailedInvitation,
): Promise<boolean> {
  await enqueueMail(tx, {
    to: { agentId: agent.id },
    template: "invitation",
    data: {
      name: agent.name,
      // The command line is no person.
      inviter: doer.agentId === null ? "Parley" : doer.name,
      days: GOOD_FOR_MS / 86_400_000,
    },
    linkSealed: context.vault.seal(invitationUrl(context, token)),
    goodUntil: expiresAt,
  });
  return isMailSetUp(tx);
}

/**
 * Sets the password and invalidates the link. Sessions from an older password end.
 * @throws AppError not_found: used, expired, withdrawn or wrong; already_exists: a teammate's name.
 */
export async function acceptInvitation(
  context: Context,
  input: AcceptInvitation,
): Promise<SignedIn> {
  const passwordHash = await hashPassword(input.password);
  const signedIn = await inPrismaTransaction(context.db, async (tx) => {
    // One statement, so that of two simultaneous requests one finds the link used.
    const [agent] = await tx.agent.updateManyAndReturn({
      where: whereOpen(input.token, context.clock.now()),
      data: {
        passwordHash,
        invitationHash: null,
        invitationExpiresAt: null,
        sessionVersion: { increment: 1 },
        ...(input.name === undefined ? {} : { name: input.name }),
      },
      select: {
        id: true,
        name: true,
        email: true,
        sessionVersion: true,
        role: true,
      },
    });
    if (!agent) throw new AppError("not_found", { reason: "invitation" });
    const { id, name, email, sessionVersion } = agent;
    if (input.name !== undefined) await refuseTakenName(tx, id, input.name);
    const doer = { agentId: id, name, role: agent.role as Actor["role"] };
    await writeAudit(tx, doer, "agent.accepted_invitation", {
      type: "agent",
      id,
    });
    await tx.agentSession.deleteMany({ where: { agentId: id } });
    const sessionId = await openSession(tx, id, context.clock.now());
    return { sessionId, agentId: id, name, email, sessionVersion };
  });
  forgetAgent(context, signedIn.agentId);
  return signedIn;
}

function whereOpen(token: string, now: Date) {
  return {
    invitationHash: sha256Hex(token),
    invitationExpiresAt: { gt: now },
    disabledAt: null,
    OR: [{ expiresAt: null }, { expiresAt: { gt: now } }],
  };
}
