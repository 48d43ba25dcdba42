import {
  welcomeFaults,
  type ChannelWelcome,
  type Welcome,
} from "#contract/channels/welcome.ts";
import type { WelcomeTexts } from "#server/channels/welcome.ts";
import type { Account, Channel } from "#server/channels/channel.ts";
import type { Failure } from "#server/channels/outbound-message.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import {
  AppError,
  invalidFields,
  invalidInput,
} from "#server/domain/app-error.ts";
import { secretsOf } from "#server/domain/channels/channel-secrets.ts";
import { getChannel } from "#server/domain/channels/channels.ts";
import {
  keepWelcome,
  savedWelcome,
  type SavedWelcome,
} from "#server/domain/channels/welcome.ts";
import type { Vendor } from "#server/pipeline/vendor/vendor.ts";

const SECOND_MS = 1000;

/**
 * Greeting, questions and menu as they were saved last, and as the vendor has
 * them now. A vendor that cannot be read is no error: what was saved is shown.
 * @throws AppError forbidden, not_found, not_supported
 */
export async function getWelcome(
  vendor: Vendor,
  actor: Actor,
  channelId: string,
): Promise<ChannelWelcome> {
  const { account, welcome } = await reach(vendor, actor, channelId);
  const kept = shown(await savedWelcome(vendor.context, channelId));
  const outcome = await welcome.read(account);
  if (outcome.kind !== "read")
    return {
      ...kept,
      atVendor: null,
      hasMore: false,
      unread: outcome.error.message,
    };
  return {
    ...kept,
    atVendor: outcome.welcome,
    hasMore: outcome.hasMore,
    unread: null,
  };
}

/**
 * Writes greeting, questions and menu to the vendor, and keeps them once it has
 * taken them. What the vendor refuses is not kept.
 * @throws AppError forbidden, not_found, not_supported, invalid_input (each
 * field with its reason), meta_refused, meta_unreachable, too_many_requests
 */
export async function saveWelcome(
  vendor: Vendor,
  actor: Actor,
  channelId: string,
  input: Welcome,
): Promise<ChannelWelcome> {
  const { account, welcome } = await reach(vendor, actor, channelId);
  const faults = welcomeFaults(input);
  if (faults.length > 0) throw invalidFields(faults);
  const outcome = await welcome.write(account, input);
  if (outcome.kind !== "written") {
    const { path, error } = outcome;
    if (outcome.kind === "refused" && path !== null)
      throw invalidInput(path, error.message);
    throw vendorError(outcome);
  }
  const kept = await keepWelcome(vendor.context, actor, channelId, input);
  return { ...shown(kept), atVendor: kept.saved, hasMore: false, unread: null };
}

async function reach(
  { context, channels }: Vendor,
  actor: Actor,
  channelId: string,
): Promise<{ account: Account; welcome: WelcomeTexts }> {
  const { type } = await getChannel(context, actor, channelId);
  const channel: Channel = channels[type];
  if (!channel.welcome)
    throw new AppError("not_supported", { what: "welcome", kind: type });
  const {
    name: _name,
    webhook: _webhook,
    ...account
  } = await secretsOf(context, channelId);
  return { account, welcome: channel.welcome };
}

function shown({ saved, savedAt }: SavedWelcome) {
  return { saved, savedAt: savedAt?.toISOString() ?? null };
}

function vendorError(failure: Failure): AppError {
  const { error } = failure;
  const detail = { reason: error.key, message: error.message };
  if (failure.kind === "refused") return new AppError("meta_refused", detail);
  if (error.key !== "rate_limited")
    return new AppError("meta_unreachable", detail);
  const retryAfterSeconds = (failure.afterMs ?? 0) / SECOND_MS;
  return new AppError("too_many_requests", { ...detail, retryAfterSeconds });
}
