import { PAGE_KIND } from "#contract/channels/rules/channel-rules.ts";
import type {
  Channel as ShownChannel,
  ConnectedChannel,
} from "#contract/channels/channel.ts";
import type {
  CreateChannel,
  UpdateChannel,
} from "#contract/channels/channel-requests.ts";
import type { LightKey } from "#contract/channels/health/lights.ts";
import type {
  Account,
  AddressOptions,
  Channel,
  HealthLook,
} from "#server/channels/channel.ts";
import { inPrismaTransaction } from "#server/db/transaction.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { scopeOf } from "#server/domain/access/scope.ts";
import { AppError } from "#server/domain/app-error.ts";
import {
  secretsOf,
  type ChannelWebhook,
} from "#server/domain/channels/channel-secrets.ts";
import { recordCheck } from "#server/domain/channels/health/check.ts";
import { getChannel } from "#server/domain/channels/channels.ts";
import { createChannel } from "#server/domain/channels/connect/create-channel.ts";
import { adoptDraft } from "#server/domain/channels/connect/guide.ts";
import { appSecretOf } from "#server/domain/channels/connect/known-values.ts";
import { hasRepair } from "#server/domain/channels/health/lights.ts";
import { nameless } from "#server/domain/channels/channel-shape.ts";
import { updateChannel } from "#server/domain/channels/update-channel.ts";
import { refuseWrong } from "./check-credentials.ts";
import type { Vendor } from "#server/pipeline/vendor/vendor.ts";
import { keepPicture } from "#server/pipeline/vendor/picture.ts";
import { toLook } from "#server/pipeline/vendor/vendor-problem.ts";

/**
 * Connects a channel. Values that the vendor refuses are not saved. What else
 * the check of the saved channel finds is kept on it with the steps to solve
 * it, and is no error.
 * @throws AppError invalid_input, already_exists, forbidden
 */
export async function connectChannel(
  vendor: Vendor,
  actor: Actor,
  input: CreateChannel,
): Promise<ConnectedChannel> {
  await refuseWrongValues(vendor, actor, input);
  const created = await createChannel(vendor.context, actor, input);
  const { id } = created;
  await adoptDraft(vendor.context, actor, id);
  await checkChannel(vendor, id, { rename: input.name === undefined });
  // Adds the secrets that are shown once.
  return { ...created, ...(await getChannel(vendor.context, actor, id)) };
}

async function refuseWrongValues(
  vendor: Vendor,
  actor: Actor,
  input: CreateChannel,
): Promise<void> {
  if (!("pageToken" in input)) return;
  await scopeOf(vendor.context.db.prisma, actor);
  const { pageId, pageToken, appId, appSecret } = input;
  const secret = appSecret ?? (await appSecretOf(vendor.context, appId));
  if (secret === null) return; // refused when it is saved
  const kind = PAGE_KIND;
  await refuseWrong(
    vendor,
    {
      kind,
      accountId: pageId,
      credentials: pageToken,
      secret,
      appId,
      options: {},
    },
    { pageToken, appSecret },
  );
}

/**
 * Changes a channel and, where the vendor may depend on the change, checks it
 * again. A token or secret that the vendor refuses is not saved.
 * @throws as updateChannel
 */
export async function changeChannel(
  vendor: Vendor,
  actor: Actor,
  channelId: string,
  patch: UpdateChannel,
): Promise<ShownChannel> {
  const { pageToken, appSecret } = patch;
  if (pageToken !== undefined || appSecret !== undefined) {
    await getChannel(vendor.context, actor, channelId);
    const account = await secretsOf(vendor.context, channelId);
    await refuseWrong(
      vendor,
      {
        ...account,
        credentials: pageToken ?? account.credentials,
        secret: appSecret ?? account.secret,
      },
      { pageToken, appSecret },
    );
  }
  const channel = await updateChannel(vendor.context, actor, channelId, patch);
  const matters = patch.pageToken ?? patch.appSecret ?? patch.enabled;
  if (matters === undefined || !channel.enabled) return channel;
  await checkChannel(vendor, channelId);
  return getChannel(vendor.context, actor, channelId);
}

/**
 * Checks a channel now, for the Test button, with a ping where the kind has one.
 * Nothing is changed at the vendor.
 * @throws AppError not_found, forbidden
 */
export async function testChannel(
  vendor: Vendor,
  actor: Actor,
  channelId: string,
): Promise<ShownChannel> {
  await getChannel(vendor.context, actor, channelId);
  await checkChannel(vendor, channelId, { subscribe: false, ping: true });
  return getChannel(vendor.context, actor, channelId);
}

/**
 * Repairs what a light shows, as far as that can be done from here, and checks
 * every light again.
 * @throws AppError not_found, forbidden, not_supported (only a person can repair this light)
 */
export async function repairChannel(
  vendor: Vendor,
  actor: Actor,
  channelId: string,
  light: LightKey,
): Promise<ShownChannel> {
  const { type } = await getChannel(vendor.context, actor, channelId);
  if (!hasRepair(type, light))
    throw new AppError("not_supported", { channelId, light });
  await checkChannel(vendor, channelId, { takeAddress: light === "webhook" });
  return getChannel(vendor.context, actor, channelId);
}

/**
 * Asks the vendor whether everything fits, and for the account's name and
 * picture. Writes the result.
 * @param subscribe repairs an incomplete subscription first
 * @param takeAddress the vendor delivers to us from now on, also where it delivers to another program
 * @throws AppError not_found
 */
export async function checkChannel(
  vendor: Vendor,
  channelId: string,
  {
    rename = false,
    subscribe = true,
    ping = false,
    takeAddress = false,
  }: CheckChannelOptions = {},
): Promise<void> {
  const { context, channels } = vendor;
  const {
    name: _name,
    webhook,
    ...account
  } = await secretsOf(context, channelId);
  const channel = channels[account.kind];
  const now = context.clock.now();
  const looks = (await channel.check?.(account, now, { subscribe })) ?? [];
  if (!looks.some(({ isDeadEnd }) => isDeadEnd))
    looks.push(
      ...(await lookAtAddress(channel, account, webhook, {
        subscribe,
        takeAddress,
      })),
    );
  if (ping && channel.ping) looks.push(await channel.ping(account));
  await keepLooks(vendor, channelId, { looks, now, rename });
}

/** Checks the address to which the vendor delivers. A kind without such an address has nothing to check. */
export async function lookAtAddress(
  { address }: Channel,
  account: Account,
  { verifyToken, ...webhook }: ChannelWebhook,
  options: AddressOptions,
): Promise<HealthLook[]> {
  if (!address || verifyToken === null) return [];
  return address(account, { ...webhook, verifyToken }, options);
}

/** Writes what a check found at the vendor, with the account's name and picture. @throws AppError not_found */
export async function keepLooks(
  { context, channels }: Vendor,
  channelId: string,
  { looks, now, rename }: { looks: HealthLook[]; now: Date; rename: boolean },
): Promise<void> {
  const { name, ...account } = await secretsOf(context, channelId);
  const channel = channels[account.kind];
  const page: { name?: string; pictureKey?: string } = {};
  const isDeadEnd = looks.some((look) => look.isDeadEnd);
  const info = isDeadEnd ? null : await channel.account?.(account);
  if (info?.kind === "known") {
    if (rename || name === nameless(account.accountId)) page.name = info.name;
    const picture = await keepPicture(context, channel, info.pictureUrl);
    if (picture.kind === "kept") page.pictureKey = picture.key;
  }
  const replaced = await inPrismaTransaction(context.db, (tx) =>
    recordCheck(tx, channelId, { looks: looks.map(toLook), page, now }),
  );
  if (replaced !== null) await context.files.remove(replaced);
}

type CheckChannelOptions = {
  rename?: boolean;
  subscribe?: boolean;
  ping?: boolean;
  takeAddress?: boolean;
};
