import type { ChannelKind } from "#contract/channel-rules.ts";
import { Prisma } from "#server/db/client.ts";
import { inTransaction } from "#server/db/transaction.ts";
import { AppError } from "#server/domain/access/app-error.ts";
import { commandLine, writeAudit } from "#server/domain/access/audit.ts";
import { forgetWebhookApps } from "#server/domain/channels/webhook-app.ts";
import type { Context } from "#server/domain/context.ts";

const RESEAL_TIMEOUT_MS = 60_000;

/** What the pipeline needs to talk to Meta for a page. Never leaves the process, never logged. */
export type ChannelSecrets = {
  channelId: string;
  kind: ChannelKind;
  name: string;
  pageId: string;
  token: string;
  metaAppId: string;
  /** Meta's id of the app. */
  appId: string;
  appSecret: string;
  verifyToken: string;
  webhookKey: string;
  enabled: boolean;
  humanAgent: boolean;
  throttledUntil: Date | null;
};

/** @throws AppError not_found: also when disconnected. */
export async function secretsOf(
  { db, vault }: Context,
  channelId: string,
): Promise<ChannelSecrets> {
  const row = await db.prisma.channel.findFirst({
    where: { id: channelId, deletedAt: null },
    select: {
      kind: true,
      name: true,
      pageId: true,
      tokenSealed: true,
      enabled: true,
      humanAgent: true,
      throttledUntil: true,
      metaAppId: true,
      metaApp: {
        select: {
          appId: true,
          secretSealed: true,
          verifyTokenSealed: true,
          webhookKey: true,
        },
      },
    },
  });
  if (!row) throw new AppError("not_found", { channelId });
  const { metaApp, tokenSealed, kind, ...plain } = row;
  return {
    ...plain,
    channelId,
    kind: kind as ChannelKind,
    token: vault.open(tokenSealed),
    appId: metaApp.appId,
    appSecret: vault.open(metaApp.secretSealed),
    verifyToken: vault.open(metaApp.verifyTokenSealed),
    webhookKey: metaApp.webhookKey,
  };
}

/**
 * Seals everything anew that an older key has sealed; answers how many texts.
 * Safe to repeat and to interrupt: both keys open until it is through.
 */
export async function resealSecrets(context: Context): Promise<number> {
  const resealed = await inTransaction(
    context.db,
    async (tx) => {
      // A token saved meanwhile must not be overwritten with the one read here.
      await tx.$executeRaw(
        Prisma.sql`lock table meta_app, channel in share row exclusive mode`,
      );
      let count = 0;
      const anew = <T extends string | null>(sealed: T): T => {
        // Empty: the token of a page that was disconnected.
        if (!sealed || context.vault.isCurrent(sealed)) return sealed;
        count += 1;
        return context.vault.seal(context.vault.open(sealed)) as T;
      };
      for (const app of await tx.metaApp.findMany({
        select: {
          id: true,
          secretSealed: true,
          previousSecretSealed: true,
          verifyTokenSealed: true,
        },
      })) {
        await tx.metaApp.update({
          where: { id: app.id },
          data: {
            secretSealed: anew(app.secretSealed),
            previousSecretSealed: anew(app.previousSecretSealed),
            verifyTokenSealed: anew(app.verifyTokenSealed),
          },
          select: { id: true },
        });
      }
      for (const channel of await tx.channel.findMany({
        select: { id: true, tokenSealed: true },
      })) {
        await tx.channel.update({
          where: { id: channel.id },
          data: { tokenSealed: anew(channel.tokenSealed) },
          select: { id: true },
        });
      }
      const target = { type: "house", id: "secrets" };
      await writeAudit(tx, commandLine, "secrets.resealed", target, { count });
      return count;
    },
    { timeoutMs: RESEAL_TIMEOUT_MS },
  );
  forgetWebhookApps(context);
  return resealed;
}
