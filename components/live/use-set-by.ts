"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import type { Alert } from "#contract/supervision.ts";
import { api, type Page } from "#components/live/api.ts";
import { useLive } from "#components/live/live-context.ts";
import { liveKey } from "#components/live/live-keys.ts";

/** Who set my status, and why if they said so. */
export type SetBy = { name: string; why: string | null };

const KEY = liveKey("set-by");

/** Of the status that a supervisor gave me last; null: not known (yet). `isWanted`: mine is one. */
export function useSetBy(isWanted: boolean): SetBy | null {
  const { signals, me } = useLive();
  const queryClient = useQueryClient();
  useEffect(
    () =>
      signals.on("alert.created", ({ alert }) => {
        if (alert.agentId === me.id && isStatus(alert))
          queryClient.setQueryData(KEY, toSetBy(alert));
      }),
    [signals, queryClient, me.id],
  );
  const { data } = useQuery({
    enabled: isWanted,
    queryKey: KEY,
    queryFn: async ({ signal }) => {
      const query = { mine: "true" };
      const { items } = await api<Page<Alert>>("/alerts", { query, signal });
      const last = items.find(isStatus);
      return last ? toSetBy(last) : null;
    },
  });
  return data ?? null;
}

function isStatus({ kind }: Alert): boolean {
  return kind === "presence_set";
}

function toSetBy({ detail }: Alert): SetBy {
  const { by, why } = detail as { by?: { name?: string }; why?: string | null };
  return { name: by?.name ?? "", why: why ?? null };
}
