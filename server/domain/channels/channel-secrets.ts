import type { ChannelKind } from "#contract/channel-rules.ts";
import { AppError } from "#server/domain/app-error.ts";
import type { Context } from "#server/domain/context.ts";

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
