"use client";

import type { Destination } from "#contract/shapes.ts";
import {
  useAgents,
  useChannelNames,
  useQueues,
  useRingGroups,
} from "#components/live/use-directory.ts";

/** The name of an agent, queue or ring group; null while unknown. */
export function usePlaceName(place: Destination | null): string | null {
  const agents = useAgents().data;
  const queues = useQueues().data;
  const groups = useRingGroups().data;
  if (!place) return null;
  const all = { agent: agents, queue: queues, ring_group: groups }[place.type];
  return all?.find(({ id }) => id === place.id)?.name ?? null;
}

export function useChannelName(channelId: string): string | null {
  return (
    useChannelNames().data?.find(({ id }) => id === channelId)?.name ?? null
  );
}
