"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import type {
  LeadPage,
  UpdateLeadPage,
} from "#contract/leads/lead-settings.ts";
import { liveKey } from "#components/live/queries/live-keys.ts";
import { api } from "#components/live/transport/api.ts";

/** Changes a page, and shows the answer at once. */
export function useChangePage(
  channelId: string,
): (patch: UpdateLeadPage) => Promise<void> {
  const queryClient = useQueryClient();
  return useCallback(
    async (patch) => {
      const saved = await api<LeadPage>(`/leads/pages/${channelId}`, {
        method: "PATCH",
        body: patch,
      });
      queryClient.setQueryData<LeadPage[]>(liveKey("lead-pages"), (pages) =>
        pages?.map((page) => (page.channelId === channelId ? saved : page)),
      );
    },
    [queryClient, channelId],
  );
}
