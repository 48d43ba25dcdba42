import { useMemo } from "react";
import type { ThreadManager } from "./abilities.ts";
import { useMe } from "#components/live/stores/live-context.ts";
import { useMyself } from "#components/live/queries/use-directory.ts";

/** The signed-in agent, with the queues they manage. */
export function useThreadManager(): ThreadManager {
  const { id, role, seenBy } = useMe();
  const isReadOnly = seenBy !== null;
  const queues = useMyself().data?.queues;
  return useMemo(
    () => ({
      id,
      role,
      isReadOnly,
      manages: (queues ?? [])
        .filter(({ manager }) => manager)
        .map((queue) => queue.id),
    }),
    [id, role, isReadOnly, queues],
  );
}
