"use client";

import { isSupervising } from "#contract/people/roles.ts";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect } from "react";
import type { Alert } from "#contract/supervision/alert.ts";
import { api, type Page } from "#components/live/transport/api.ts";
import { useAlertsSeen } from "#components/live/stores/alerts-seen.ts";
import { useLive, useMe } from "#components/live/stores/live-context.ts";
import { liveKey } from "./live-keys.ts";

const MAX_KEPT = 100;
// An alert that has ended leaves the list; it is fetched no more often than this.
const REFRESH_MS = 15_000;

/** A supervisor's alerts, newest first; for other roles nothing is fetched. */
export function useAlerts(): readonly Alert[] {
  const { signals } = useLive();
  const supervises = isSupervising(useMe().role);
  const queryClient = useQueryClient();
  const { data } = useQuery({
    enabled: supervises,
    queryKey: liveKey("alerts"),
    queryFn: async ({ signal }) =>
      (
        await api<Page<Alert>>("/alerts", {
          query: { limit: MAX_KEPT },
          signal,
        })
      ).items,
    refetchInterval: REFRESH_MS,
  });
  useEffect(
    () =>
      signals.on("alert.created", ({ alert }) =>
        queryClient.setQueryData<Alert[]>(liveKey("alerts"), (alerts) =>
          alerts?.some(({ id }) => id === alert.id)
            ? alerts
            : alerts && [alert, ...alerts].slice(0, MAX_KEPT),
        ),
      ),
    [signals, queryClient],
  );
  return data ?? [];
}

/** The number of alerts since they were last looked at. */
export function useNewAlerts(): number {
  const seen = useAlertsSeen();
  return useAlerts().filter(({ at }) => at > seen).length;
}

/** Dismisses it: it leaves the list of all of its receivers. */
export function useDismissAlert(): (alert: Alert) => Promise<void> {
  const queryClient = useQueryClient();
  return useCallback(
    async ({ id }) => {
      await api(`/alerts/${id}/dismiss`, { method: "POST" });
      queryClient.setQueryData<Alert[]>(liveKey("alerts"), (alerts) =>
        alerts?.filter((alert) => alert.id !== id),
      );
    },
    [queryClient],
  );
}
