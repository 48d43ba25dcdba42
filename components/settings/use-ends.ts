"use client";

import { useMemo } from "react";
import { deadEnd, type Ends } from "#contract/routing/dead-ends.ts";
import type { Agent } from "#contract/people/agent.ts";
import type { Destination } from "#contract/routing/destination.ts";
import {
  useAgents,
  useChannels,
  useQueues,
  useRingGroups,
} from "#components/live/queries/use-directory.ts";
import { isTeammate } from "#contract/people/roles.ts";

/** The data that decide whether a destination leads to an agent; null: not loaded yet. */
export function useEnds(): Ends | null {
  const agents = useAgents().data;
  const queues = useQueues().data;
  const groups = useRingGroups().data;
  return useMemo(() => {
    if (!agents || !queues || !groups) return null;
    return {
      agentIds: new Set(agents.filter(canOwn).map(({ id }) => id)),
      queues: new Map(
        queues.map(({ id, name, memberIds, overflow, paused }) => [
          id,
          {
            name,
            memberIds,
            overflow,
            pausedForGood: paused !== null && paused.until === null,
          },
        ]),
      ),
      ringGroups: new Map(groups.map((group) => [group.id, group])),
    };
  }, [agents, queues, groups]);
}

function canOwn({ disabled, role }: Agent): boolean {
  return !disabled && isTeammate(role);
}

/** Names of the channels, queues and ring groups that lead to no agent without this one, and lead to one now. */
export function useLosses(agentId: string | undefined): string[] {
  const ends = useEnds();
  const channels = useChannels().data;
  const queues = useQueues().data;
  const groups = useRingGroups().data;
  if (agentId === undefined || !ends) return [];
  const without: Ends = {
    ...ends,
    agentIds: new Set([...ends.agentIds].filter((id) => id !== agentId)),
  };
  const isLost = (to: Destination | null | undefined) =>
    to != null && deadEnd(to, ends) === null && deadEnd(to, without) !== null;
  const pages = (channels ?? []).filter(({ route }) =>
    [
      route.open,
      route.closed,
      route.break,
      route.holiday,
      ...(route.rules ?? []).map(({ to }) => to),
    ].some(isLost),
  );
  const places = [
    ...(queues ?? []).filter(({ id }) => isLost({ type: "queue", id })),
    ...(groups ?? []).filter(({ id }) => isLost({ type: "ring_group", id })),
  ];
  return [...pages, ...places].map(({ name }) => name);
}
