"use client";

import {
  useMutation,
  useQueryClient,
  type UseMutationResult,
} from "@tanstack/react-query";
import type {
  DataRequestDetail,
  UpdateDataRequest,
} from "#contract/customers/data-request.ts";
import { liveKey } from "#components/live/queries/live-keys.ts";
import { useRefresh } from "#components/live/queries/use-refresh.ts";
import { api } from "#components/live/transport/api.ts";

export type RequestChange = UseMutationResult<
  DataRequestDetail,
  Error,
  UpdateDataRequest
>;

/** Changes a request; the page shows the answer at once. */
export function useRequestChange(id: string): RequestChange {
  const queryClient = useQueryClient();
  const refresh = useRefresh("data-requests");
  return useMutation({
    mutationFn: (patch: UpdateDataRequest) =>
      api<DataRequestDetail>(`/data-requests/${id}`, {
        method: "PATCH",
        body: patch,
      }),
    onSuccess: async (saved) => {
      queryClient.setQueryData(liveKey("data-request", id), saved);
      await refresh();
    },
  });
}
