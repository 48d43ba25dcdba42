import type { ChannelKind } from "#contract/channels/channel-rules.ts";
import { createApiChannel } from "#server/channels/api/channel.ts";
import type { Channel } from "#server/channels/channel.ts";
import { createMessengerChannel } from "#server/channels/messenger/channel.ts";
import type { Log } from "#server/runtime/log.ts";

/** What the factories take their parts from. */
export type ChannelParts = {
  metaGraphUrl: string;
  metaGraphVersion: string;
  log: Log;
  /** Addresses that others give us may be private, and http. */
  outboundPrivate: boolean;
  now: () => Date;
};

export type Channels = Readonly<Record<ChannelKind, Channel>>;

/** Every kind of channel. A new one is its folder, a line here and its rules in contract/. */
export function createChannels(parts: ChannelParts): Channels {
  return {
    messenger: createMessengerChannel({
      graphUrl: parts.metaGraphUrl,
      graphVersion: parts.metaGraphVersion,
      log: parts.log,
    }),
    api: createApiChannel({
      allowPrivate: parts.outboundPrivate,
      now: parts.now,
    }),
  };
}
