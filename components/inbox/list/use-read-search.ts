import { useCallback } from "react";
import {
  useAgents,
  useChannelNames,
} from "#components/live/queries/use-directory.ts";
import { useMe } from "#components/live/stores/live-context.ts";
import { readTyped, type TypedSearch } from "./typed-search.ts";

/** Returns the reader of what is typed into the search field, which knows teammates and channels by name. */
export function useReadSearch(): (typed: string) => TypedSearch {
  const { id: me } = useMe();
  const agents = useAgents().data;
  const channels = useChannelNames().data;
  return useCallback(
    (typed) =>
      readTyped(typed, { me, agents: agents ?? [], channels: channels ?? [] }),
    [me, agents, channels],
  );
}
