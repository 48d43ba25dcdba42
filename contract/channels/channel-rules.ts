import { rulesOfApi, type ApiCapabilities } from "#contract/channels/api.ts";
import { messengerRules } from "#contract/channels/messenger.ts";
import type { ChannelRules } from "#contract/channels/rules.ts";

/** Every kind of channel. */
export const CHANNEL_KINDS = ["messenger", "api"] as const;
export type ChannelKind = (typeof CHANNEL_KINDS)[number];

type RulesOfKind = (declared: ApiCapabilities) => ChannelRules;

const KINDS: Record<ChannelKind, RulesOfKind> = {
  messenger: () => messengerRules,
  api: rulesOfApi,
};

/** @param declared what the connected channel says of itself, where its kind leaves that open */
export function rulesOf(
  kind: ChannelKind,
  declared: ApiCapabilities | null | undefined = null,
): ChannelRules {
  return KINDS[kind](declared ?? {});
}

/** The rules of every kind, as they are where a channel declares nothing. */
export const channelRules: Record<ChannelKind, ChannelRules> = {
  messenger: rulesOf("messenger"),
  api: rulesOf("api"),
};

/** What is asked for when an account of a kind is connected, beside its name and route. */
export const SETUP_FIELDS: Record<
  ChannelKind,
  { name: string; required: boolean; secret: boolean }[]
> = {
  messenger: [
    { name: "pageId", required: true, secret: false },
    { name: "pageToken", required: true, secret: true },
    { name: "appId", required: true, secret: false },
    // Not for an app that is connected already.
    { name: "appSecret", required: false, secret: true },
  ],
  api: [
    { name: "callbackUrl", required: true, secret: false },
    { name: "capabilities", required: false, secret: false },
  ],
};
