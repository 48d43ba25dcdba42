import { kindOf } from "#contract/channels/rules/channel-rules.ts";
import type { RenewSecret } from "#contract/channels/channel-requests.ts";
import type { RenewedSecret } from "#contract/channels/channel.ts";
import { inPrismaTransaction, type PrismaTx } from "#server/db/transaction.ts";
import { writeAudit, type AuditActor } from "#server/domain/access/audit.ts";
import { invalidInput } from "#server/domain/app-error.ts";
import { lockAppOf } from "#server/domain/channels/channel-locks.ts";
import { superviseChannel } from "#server/domain/channels/channels.ts";
import { clearProblems } from "#server/domain/channels/health/health.ts";
import { forgetWebhookApps } from "#server/domain/channels/webhook-app.ts";
import type { Context } from "#server/domain/context.ts";
import { randomToken } from "#server/runtime/crypto.ts";

const TOKEN_BYTES = 32;
const SIGNING_BYTES = 32;

/** A new token with which a home-made channel posts events. */
export function newInboundToken(): string {
  return `parley_in_${randomToken(TOKEN_BYTES)}`;
}

/** A new key that signs our messages to a home-made channel, in the form of Standard Webhooks. */
export function newSigningSecret(): string {
  const key = Buffer.from(randomToken(SIGNING_BYTES), "base64url");
  return `whsec_${key.toString("base64")}`;
}

/**
 * Replaces the token or the signing secret of a home-made channel. The new value
 * is in this answer and never again. The old one is dead: here at once, in other
 * processes after the seconds for which they remember a source. For supervisors.
 * @throws AppError forbidden, not_found, invalid_input (a channel of another kind)
 */
export async function renewSecret(
  context: Context,
  doer: AuditActor,
  channelId: string,
  { secret }: RenewSecret,
): Promise<RenewedSecret> {
  const { vault } = context;
  const renewed = await inPrismaTransaction(context.db, async (tx) => {
    const channel = await superviseChannel(context, tx, doer, channelId);
    if (!kindOf(channel.type).shownOnce.includes(secret))
      throw invalidInput("secret", "Channels of this kind don’t have this.");
    const app = await lockAppOf(tx, channelId);
    const value = secret === "token" ? newInboundToken() : newSigningSecret();
    if (secret === "token") await replaceToken(context, tx, app.id, value);
    else
      await tx.channel.update({
        where: { id: channelId },
        data: { credentialsSealed: vault.seal(value) },
        select: { id: true },
      });
    const target = { type: "channel", id: channelId };
    await writeAudit(tx, doer, "channel.secret_renewed", target, { secret });
    return { [secret]: value };
  });
  forgetWebhookApps(context);
  return renewed;
}

/** Requests with the old one are refused from now on, and counted from 0. */
async function replaceToken(
  { vault }: Context,
  tx: PrismaTx,
  sourceId: string,
  token: string,
): Promise<void> {
  const { channels } = await tx.source.update({
    where: { id: sourceId },
    data: { secretSealed: vault.seal(token), rejectedCount: 0 },
    select: { channels: { select: { id: true } } },
  });
  for (const { id } of channels) {
    await tx.channel.update({
      where: { id },
      data: { rejectedCount: 0 },
      select: { id: true },
    });
    await clearProblems(tx, id, ["signature_refused"]);
  }
}
