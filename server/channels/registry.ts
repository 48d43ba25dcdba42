import {
  addKind,
  type ChannelKind,
} from "#contract/channels/rules/channel-rules.ts";
import type { LoginAuthType } from "#contract/channels/login.ts";
import type { KindDefinition } from "#contract/channels/rules/rules.ts";
import { createApiChannel } from "#server/channels/api/channel.ts";
import type { Channel } from "#server/channels/channel.ts";
import { createMessengerChannel } from "#server/channels/messenger/channel.ts";
import type { Log } from "#server/runtime/log.ts";

/** The parts that the factories use. */
export type ChannelParts = {
  metaGraphUrl: string;
  metaGraphVersion: string;
  /** Left out: all that are known. */
  metaAuthTypes?: readonly LoginAuthType[] | undefined;
  log: Log;
  /** Addresses that others give us may be private, and http. */
  outboundPrivate: boolean;
  now: () => Date;
};

export type Channels = Readonly<Record<ChannelKind, Channel>>;

type Factory = (parts: ChannelParts) => Channel;

/** Every kind of channel. A new one is its folder, a line here and its rules in contract/. */
const FACTORIES: Record<ChannelKind, Factory> = {
  messenger: createMessengerChannel,
  api: createApiChannel,
};

const factories = new Map<string, Factory>(Object.entries(FACTORIES));

export function createChannels(parts: ChannelParts): Channels {
  const made = [...factories].map(([kind, make]) => [kind, make(parts)]);
  return Object.fromEntries(made) as Channels;
}

/** Makes one more kind known to this process: the seam by which tests bring their own. */
export function registerKind(
  name: string,
  definition: KindDefinition,
  make: Factory,
): ChannelKind {
  factories.set(name, make);
  return addKind(name, definition);
}
