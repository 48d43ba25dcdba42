"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import type { Alert } from "#contract/supervision/alert.ts";
import { api, type Page } from "#components/live/transport/api.ts";
import { useLive } from "#components/live/stores/live-context.ts";
import { liveKey } from "./live-keys.ts";

/** The newest alert of this kind to me alone; null: not known (yet). `isWanted`: a component shows it. */
export function useLastAlert(kind: string, isWanted: boolean): Alert | null {
  const { signals, me } = useLive();
  const queryClient = useQueryClient();
  const queryKey = useMemo(() => liveKey("last-alert", kind), [kind]);
  useEffect(
    () =>
      signals.on("alert.created", ({ alert }) => {
        if (alert.agentId === me.id && alert.kind === kind)
          queryClient.setQueryData(queryKey, alert);
      }),
    [signals, queryClient, queryKey, kind, me.id],
  );
  const { data } = useQuery({
    enabled: isWanted,
    queryKey,
    queryFn: async ({ signal }) => {
      const query = { mine: "true" };
      const { items } = await api<Page<Alert>>("/alerts", { query, signal });
      return items.find((alert) => alert.kind === kind) ?? null;
    },
  });
  return data ?? null;
}
