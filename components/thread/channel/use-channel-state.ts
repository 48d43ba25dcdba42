"use client";

import {
  badness,
  needsAttention,
  worstLight,
} from "#contract/channels/health/worst-light.ts";
import type { LightState } from "#contract/channels/health/lights.ts";
import type { Channel } from "#contract/channels/channel.ts";
import { useChannels } from "#components/live/queries/use-directory.ts";

export type Troubled = { channel: Channel; state: LightState };

/** The channels that the agent can mend and must look at, the worst first. Empty for agents who can mend none. */
export function useTroubledChannels(): Troubled[] {
  const { data = [] } = useChannels();
  return data
    .filter(needsAttention)
    .flatMap((channel) => {
      const state = worstLight(channel.lights)?.state;
      return state === undefined ? [] : [{ channel, state }];
    })
    .sort((a, b) => badness(a.state) - badness(b.state));
}

/** The worst light of a channel that the agent can mend and must look at; null: none. */
export function useChannelTrouble(channelId: string): LightState | null {
  const { data } = useChannels();
  const channel = data?.find(({ id }) => id === channelId);
  if (!channel || !needsAttention(channel)) return null;
  return worstLight(channel.lights)?.state ?? null;
}
