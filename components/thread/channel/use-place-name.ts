"use client";

import type { ChannelName } from "#contract/channels/channel.ts";
import { useCallback } from "react";
import type { Destination } from "#contract/routing/destination.ts";
import {
  useAgents,
  useChannelNames,
  useQueues,
  useRingGroups,
} from "#components/live/queries/use-directory.ts";

/** The name of any agent, queue or ring group; null while unknown. */
export function usePlaceNames(): (place: Destination) => string | null {
  const agents = useAgents().data;
  const queues = useQueues().data;
  const groups = useRingGroups().data;
  return useCallback(
    ({ type, id }) => {
      const all = { agent: agents, queue: queues, ring_group: groups }[type];
      return all?.find((each) => each.id === id)?.name ?? null;
    },
    [agents, queues, groups],
  );
}

/** The name of an agent, queue or ring group; null while unknown. */
export function usePlaceName(place: Destination | null): string | null {
  const nameOf = usePlaceNames();
  return place && nameOf(place);
}

/** The fields of a channel that every agent may know; null while unknown. */
export function useChannel(channelId: string): ChannelName | null {
  return useChannelNames().data?.find(({ id }) => id === channelId) ?? null;
}

export function useChannelName(channelId: string): string | null {
  return useChannel(channelId)?.name ?? null;
}
