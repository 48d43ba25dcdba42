import { randomInt } from "node:crypto";
import { Secret } from "otpauth";
import type { RecoveryCodes, TotpSetup } from "#contract/people/totp.ts";
import { inPrismaTransaction, type PrismaTx } from "#server/db/transaction.ts";
import { requireAccessOf } from "#server/domain/access/access-of.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { writeAudit, type AuditActor } from "#server/domain/access/audit.ts";
import { authenticator, hashOfCode, timeStepOf } from "./second-factor.ts";
import { forgetAgent } from "./sessions.ts";
import { AppError, invalidField } from "#server/domain/app-error.ts";
import type { Context } from "#server/domain/context.ts";

const SECRET_BYTES = 20;
const RECOVERY_CODES = 10;
const RECOVERY_GROUPS = 3;
const RECOVERY_GROUP_LENGTH = 4;
// Without signs that are mistaken for others.
const RECOVERY_SIGNS = "abcdefghjkmnpqrstuvwxyz23456789";

/**
 * Makes a new secret for the actor's authenticator app. It counts from
 * `confirmTotp` on; asked again before, the earlier secret is replaced.
 * @throws AppError wrong_state: it is on already
 */
export async function startTotp(
  { db, vault }: Context,
  { agentId, email }: Actor,
): Promise<TotpSetup> {
  const secret = new Secret({ size: SECRET_BYTES });
  const { count } = await db.prisma.agent.updateMany({
    where: { id: agentId, totpAt: null },
    data: { totpSealed: vault.seal(secret.base32), totpStep: null },
  });
  if (count === 0)
    throw new AppError("wrong_state", { current: { totp: true } });
  const uri = authenticator(secret.base32, email).toString();
  return { secret: secret.base32, uri };
}

/**
 * Turns two-step verification on, by a first code of the app.
 * @returns recovery codes, which are stored as hashes only
 * @throws AppError invalid_input (`code`); wrong_state: on already, or not started
 */
export async function confirmTotp(
  context: Context,
  actor: Actor,
  code: string,
): Promise<RecoveryCodes> {
  const { agentId } = actor;
  const now = context.clock.now();
  const recoveryCodes = Array.from({ length: RECOVERY_CODES }, newRecoveryCode);
  await inPrismaTransaction(context.db, async (tx) => {
    const agent = await tx.agent.findUniqueOrThrow({
      where: { id: agentId },
      select: { totpSealed: true, totpAt: true },
    });
    if (agent.totpAt !== null || agent.totpSealed === null)
      throw new AppError("wrong_state", {
        current: { totp: agent.totpAt !== null },
      });
    const step = timeStepOf(context.vault.open(agent.totpSealed), code, now);
    if (step === null) throw invalidField("code", "code_wrong");
    // One of two confirmations at the same time counts, with its recovery codes.
    const { count } = await tx.agent.updateMany({
      where: { id: agentId, totpAt: null, totpSealed: agent.totpSealed },
      data: { totpAt: now, totpStep: step },
    });
    if (count === 0)
      throw new AppError("wrong_state", { current: { totp: true } });
    await tx.recoveryCode.deleteMany({ where: { agentId } });
    await tx.recoveryCode.createMany({
      data: recoveryCodes.map((one) => ({ agentId, hash: hashOfCode(one) })),
    });
    const target = { type: "agent", id: agentId };
    await writeAudit(tx, actor, "agent.totp_on", target);
  });
  forgetAgent(context, agentId);
  return { recoveryCodes };
}

/** Turns it off for the actor, whose password the caller has checked. Safe to repeat. */
export async function removeTotp(
  context: Context,
  actor: Actor,
): Promise<void> {
  const { agentId } = actor;
  await inPrismaTransaction(context.db, (tx) => turnOff(tx, actor, agentId));
  forgetAgent(context, agentId);
}

/**
 * Turns it off for an agent who has lost the phone and the recovery codes: by
 * an admin whose role is not below the agent's.
 * @throws AppError forbidden, not_found
 */
export async function removeTotpOf(
  context: Context,
  actor: Actor,
  agentId: string,
): Promise<void> {
  await inPrismaTransaction(context.db, async (tx) => {
    await requireAccessOf(tx, actor, agentId);
    await turnOff(tx, actor, agentId);
  });
  forgetAgent(context, agentId);
}

/** The same from the command line, which is on the machine itself. @returns whether it was on */
export async function resetTotp(
  context: Context,
  doer: AuditActor,
  agentId: string,
): Promise<boolean> {
  const wasOn = await inPrismaTransaction(context.db, (tx) =>
    turnOff(tx, doer, agentId),
  );
  forgetAgent(context, agentId);
  return wasOn;
}

/** Turns it off and writes the audit entry, if it was on. @returns whether it was */
async function turnOff(
  tx: PrismaTx,
  actor: AuditActor,
  agentId: string,
): Promise<boolean> {
  await tx.recoveryCode.deleteMany({ where: { agentId } });
  const { count } = await tx.agent.updateMany({
    where: { id: agentId, totpSealed: { not: null } },
    data: { totpSealed: null, totpAt: null, totpStep: null },
  });
  if (count === 0) return false;
  const target = { type: "agent", id: agentId };
  await writeAudit(tx, actor, "agent.totp_off", target);
  return true;
}

function newRecoveryCode(): string {
  const group = () =>
    Array.from(
      { length: RECOVERY_GROUP_LENGTH },
      () => RECOVERY_SIGNS[randomInt(RECOVERY_SIGNS.length)],
    ).join("");
  return Array.from({ length: RECOVERY_GROUPS }, group).join("-");
}
