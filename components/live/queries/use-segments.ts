"use client";

import { useQuery, type UseQueryResult } from "@tanstack/react-query";
import type { Segment, SegmentCount } from "#contract/customers/segment.ts";
import { mayDo } from "#contract/people/policy.ts";
import { api } from "#components/live/transport/api.ts";
import { fetchAll } from "#components/live/transport/fetch-all.ts";
import { useMe } from "#components/live/stores/live-context.ts";
import { liveKey } from "./live-keys.ts";

const COUNT_EVERY_MS = 30_000;

/** The segments of customers that the agent has. Roles without customers have none. */
export function useSegments(): UseQueryResult<Segment[]> {
  return useQuery({
    enabled: mayDo(useMe().role, "customers.list"),
    queryKey: liveKey("segments"),
    queryFn: ({ signal }) => fetchAll<Segment>("/segments", signal),
  });
}

/** The segments that are shared with everybody: only these can be a condition of a rule. */
export function useRuleSegments(): Segment[] {
  return (useSegments().data ?? []).filter(
    ({ shared }) => shared === "everybody",
  );
}

/** The number of customers in a segment, asked for again while it is shown. */
export function useSegmentCount(segment: Segment): SegmentCount | undefined {
  const { data } = useQuery({
    // Another filter is another number.
    queryKey: liveKey("segment-count", segment.id, segment.filter),
    queryFn: ({ signal }) =>
      api<SegmentCount>(`/segments/${segment.id}/count`, { signal }),
    refetchInterval: COUNT_EVERY_MS,
  });
  return data;
}
