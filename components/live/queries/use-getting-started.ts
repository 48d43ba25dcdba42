"use client";

import { useQuery, type UseQueryResult } from "@tanstack/react-query";
import type { GettingStarted } from "#contract/company/getting-started.ts";
import { mayOpen } from "#contract/live/console-pages.ts";
import { useMe } from "#components/live/stores/live-context.ts";
import { api } from "#components/live/transport/api.ts";
import { liveKey } from "./live-keys.ts";

/** The checklist of the first day. Only admins have one. */
export function useGettingStarted(): UseQueryResult<GettingStarted> {
  return useQuery({
    enabled: mayOpen(useMe().role, "settings/start"),
    queryKey: liveKey("getting-started"),
    queryFn: ({ signal }) =>
      api<GettingStarted>("/settings/getting-started", { signal }),
  });
}
