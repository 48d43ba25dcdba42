import { TOTP } from "otpauth";
import type { Context } from "#server/domain/context.ts";
import { sha256Hex } from "#server/runtime/crypto.ts";

/*
 * Two-step verification: a code of an authenticator app (RFC 6238: SHA-1, six
 * digits, 30 seconds, as all apps read it) beside the password.
 */

const PERIOD_SECONDS = 30;
const DIGITS = 6;
/** A phone's clock may be this many steps off. */
const WINDOW_STEPS = 1;
const ISSUER = "Parley";

/**
 * Uses a code of the app or a recovery code. Each is taken once, also by two
 * requests at the same time.
 */
export async function redeemSecondFactor(
  { db, vault, clock }: Context,
  { agentId, sealed }: { agentId: string; sealed: string },
  code: string,
): Promise<boolean> {
  const step = timeStepOf(vault.open(sealed), code, clock.now());
  if (step !== null) {
    const { count } = await db.prisma.agent.updateMany({
      where: {
        id: agentId,
        OR: [{ totpStep: null }, { totpStep: { lt: step } }],
      },
      data: { totpStep: step },
    });
    return count === 1;
  }
  const { count } = await db.prisma.recoveryCode.deleteMany({
    where: { agentId, hash: hashOfCode(code) },
  });
  return count === 1;
}

/** The time step that the code belongs to; null: it is not right now. Pure. */
export function timeStepOf(
  secret: string,
  code: string,
  now: Date,
): number | null {
  const token = code.replace(/[\s-]/gu, "");
  if (token.length !== DIGITS) return null;
  const timestamp = now.getTime();
  const delta = authenticator(secret, "").validate({
    token,
    timestamp,
    window: WINDOW_STEPS,
  });
  if (delta === null) return null;
  return Math.floor(timestamp / 1000 / PERIOD_SECONDS) + delta;
}

/** The codes of a secret in Base32. `label`: the account, as the app shows it. Pure. */
export function authenticator(secret: string, label: string): TOTP {
  return new TOTP({
    issuer: ISSUER,
    label,
    algorithm: "SHA1",
    digits: DIGITS,
    period: PERIOD_SECONDS,
    secret,
  });
}

/** A recovery code as it is stored: without salt, since the codes are random. Pure. */
export function hashOfCode(code: string): string {
  return sha256Hex(code.toLowerCase().replace(/[\s-]/gu, ""));
}
