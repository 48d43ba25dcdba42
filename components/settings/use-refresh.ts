"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { LIVE } from "#components/live/live-provider.tsx";

/** Fetches a list again after a change to it. */
export function useRefresh(noun: string): () => Promise<void> {
  const queryClient = useQueryClient();
  return useCallback(
    () => queryClient.invalidateQueries({ queryKey: [...LIVE, noun] }),
    [queryClient, noun],
  );
}
