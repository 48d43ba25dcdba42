import type { ChannelKind } from "#contract/channels/rules/channel-rules.ts";
import { AppError } from "#server/domain/app-error.ts";
import {
  readOptions,
  type ChannelOptions,
} from "#server/domain/channels/channel-options.ts";
import { webhookUrlOf } from "#server/domain/channels/channel-shape.ts";
import type { Context } from "#server/domain/context.ts";

/**
 * The keys with which the pipeline talks to the vendor for an account. They never leave
 * the process and are never logged.
 */
export type ChannelSecrets = {
  kind: ChannelKind;
  name: string;
  accountId: string;
  credentials: string;
  /** The secret that signs for the source: Meta's app secret. */
  secret: string;
  /** The vendor's id of the source: Meta's of the app. */
  appId: string;
  options: ChannelOptions;
  webhook: ChannelWebhook;
};

/** The address to which the vendor delivers for the channel. `verifyToken` is null where the vendor asks for none. */
export type ChannelWebhook = {
  callbackUrl: string;
  verifyToken: string | null;
  isVerified: boolean;
};

/** @throws AppError not_found: also when disconnected. */
export async function secretsOf(
  { db, vault, config }: Context,
  channelId: string,
): Promise<ChannelSecrets> {
  const row = await db.prisma.channel.findFirst({
    where: { id: channelId, deletedAt: null },
    select: {
      kind: true,
      name: true,
      accountId: true,
      credentialsSealed: true,
      options: true,
      source: {
        select: {
          externalId: true,
          secretSealed: true,
          webhookKey: true,
          verifyTokenSealed: true,
          verifiedAt: true,
        },
      },
    },
  });
  if (!row) throw new AppError("not_found", { channelId });
  const { source } = row;
  const kind = row.kind as ChannelKind; // written by us alone
  return {
    kind,
    name: row.name,
    accountId: row.accountId,
    credentials: vault.open(row.credentialsSealed),
    secret: vault.open(source.secretSealed),
    appId: source.externalId,
    options: readOptions(row.options),
    webhook: {
      callbackUrl: webhookUrlOf(config, kind, source.webhookKey),
      verifyToken:
        source.verifyTokenSealed === null
          ? null
          : vault.open(source.verifyTokenSealed),
      isVerified: source.verifiedAt !== null,
    },
  };
}
