import type { ChannelKind } from "#contract/channels/rules/channel-rules.ts";
import { lockUntilCommit } from "#server/db/advisory-lock.ts";
import type { PrismaTx } from "#server/db/transaction.ts";
import { invalidInput } from "#server/domain/app-error.ts";
import type { LockedApp } from "#server/domain/channels/channel-locks.ts";
import type { Context } from "#server/domain/context.ts";
import { newId, randomToken } from "#server/runtime/crypto.ts";

export type WantedApp = {
  kind: ChannelKind;
  appId: string;
  appSecret: string | undefined;
};

export type FoundApp = { id: string; secretChanged: boolean };

/** Deliveries signed before a reset of the secret may still be on their way, or be sent again. */
const OLD_SECRET_GOOD_FOR_MS = 24 * 3_600_000;
const VERIFY_TOKEN_BYTES = 24;

/**
 * The app's row, made if it is not connected yet: its webhook address and
 * verify token are the same for all its pages. A secret that differs replaces
 * the one we have.
 * @throws AppError invalid_input: a new app without its secret.
 */
export async function findOrCreateApp(
  { vault, clock }: Context,
  tx: PrismaTx,
  { kind, appId, appSecret }: WantedApp,
): Promise<FoundApp> {
  const app = await lockApp(tx, kind, appId);
  const now = clock.now();
  if (app) {
    const changed = await replaceSecret({ vault }, tx, app, appSecret, now);
    return { id: app.id, secretChanged: changed };
  }
  if (appSecret === undefined) {
    throw invalidInput("appSecret", "This app is new: give its secret.");
  }
  const { id } = await tx.source.create({
    data: {
      id: newId(),
      kind,
      externalId: appId,
      secretSealed: vault.seal(appSecret),
      webhookKey: randomToken(),
      verifyTokenSealed: vault.seal(randomToken(VERIFY_TOKEN_BYTES)),
      createdAt: now,
    },
    select: { id: true },
  });
  return { id, secretChanged: false };
}

/**
 * Keeps the old secret valid for 24 hours. False: it is the same, or none was given.
 */
export async function replaceSecret(
  { vault }: Pick<Context, "vault">,
  tx: PrismaTx,
  app: LockedApp,
  appSecret: string | undefined,
  now: Date,
): Promise<boolean> {
  if (appSecret === undefined) return false;
  if (vault.open(app.secretSealed) === appSecret) return false;
  await tx.source.update({
    where: { id: app.id },
    data: {
      secretSealed: vault.seal(appSecret),
      rejectedCount: 0,
      previousSecretSealed: app.secretSealed,
      previousSecretUntil: new Date(now.getTime() + OLD_SECRET_GOOD_FOR_MS),
    },
    select: { id: true },
  });
  await tx.channel.updateMany({
    where: { sourceId: app.id },
    data: { rejectedCount: 0 },
  });
  return true;
}

/** By Meta's id of the app; null: not connected yet. Holds off others who connect a page of it. */
async function lockApp(
  tx: PrismaTx,
  kind: ChannelKind,
  appId: string,
): Promise<LockedApp | null> {
  await lockUntilCommit(tx, `meta app ${appId}`);
  return tx.source.findUnique({
    where: { kind_externalId: { kind, externalId: appId } },
    select: { id: true, secretSealed: true },
  });
}
