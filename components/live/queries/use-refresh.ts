"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { liveKey, type LiveKey } from "./live-keys.ts";

/** Fetches a list again after a change to it. */
export function useRefresh(noun: LiveKey): () => Promise<void> {
  const queryClient = useQueryClient();
  return useCallback(
    () => queryClient.invalidateQueries({ queryKey: liveKey(noun) }),
    [queryClient, noun],
  );
}
