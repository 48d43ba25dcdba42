import type { ChannelKind } from "#contract/channel-rules.ts";
import type { Channel } from "#server/channels/channel.ts";
import { createMessengerChannel } from "#server/channels/messenger/channel.ts";
import type { Graph } from "#server/channels/meta/graph.ts";

/** What the factories take their parts from. */
export type ChannelParts = { graph: Graph };

/** Every kind of channel. A new one is its folder, a line here and its rules in contract/. */
export const channelFactories: Record<
  ChannelKind,
  (parts: ChannelParts) => Channel
> = {
  messenger: ({ graph }) => createMessengerChannel(graph),
};

export function createChannels(
  parts: ChannelParts,
): Record<ChannelKind, Channel> {
  return { messenger: channelFactories.messenger(parts) };
}
