"use client";

import {
  useQuery,
  useQueryClient,
  type UseQueryResult,
} from "@tanstack/react-query";
import type { Board } from "#contract/supervision/board.ts";
import { api } from "#components/live/transport/api.ts";
import { liveKey } from "#components/live/queries/live-keys.ts";

export type BoardQueue = Board["queues"][number];
export type BoardAgent = Board["agents"][number];

/** Query key of all data of the board. Live events invalidate it. */
export const BOARD = liveKey("board");

// Refreshed, because load falls without an event once a customer has been silent for ten minutes.
const REFRESH_MS = 30_000;

/** The state of the board; live events refresh it. */
export function useBoard(): UseQueryResult<Board> {
  return useQuery({
    queryKey: [...BOARD, "state"],
    queryFn: ({ signal }) => api<Board>("/board", { signal }),
    refetchInterval: REFRESH_MS,
  });
}

export function useRefreshBoard(): () => Promise<void> {
  const queryClient = useQueryClient();
  return () => queryClient.invalidateQueries({ queryKey: BOARD });
}
