import type { ChannelKind } from "#contract/channels/channel-rules.ts";
import { AppError } from "#server/domain/app-error.ts";
import {
  readOptions,
  type ChannelOptions,
} from "#server/domain/channels/channel-options.ts";
import type { Context } from "#server/domain/context.ts";

/** What the pipeline needs to talk to the vendor for an account. Never leaves the process, never logged. */
export type ChannelSecrets = {
  kind: ChannelKind;
  name: string;
  accountId: string;
  credentials: string;
  /** What signs for the source: Meta's app secret. */
  secret: string;
  /** The vendor's id of the source: Meta's of the app. */
  appId: string;
  options: ChannelOptions;
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
      accountId: true,
      credentialsSealed: true,
      options: true,
      source: { select: { externalId: true, secretSealed: true } },
    },
  });
  if (!row) throw new AppError("not_found", { channelId });
  return {
    kind: row.kind as ChannelKind,
    name: row.name,
    accountId: row.accountId,
    credentials: vault.open(row.credentialsSealed),
    secret: vault.open(row.source.secretSealed),
    appId: row.source.externalId,
    options: readOptions(row.options),
  };
}
