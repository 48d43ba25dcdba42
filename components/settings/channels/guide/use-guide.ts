"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { Guide, Ticks, UpdateDraft } from "#contract/channels/guide.ts";
import { liveKey } from "#components/live/queries/live-keys.ts";
import { api } from "#components/live/transport/api.ts";
import { toast } from "#components/page/toast.ts";
import { useErrorWords } from "#components/words/use-error-words.ts";

// Changes at Meta, such as a verified address, are seen without a reload.
const LOOK_EVERY_MS = 4_000;

/** The steps of a connected channel, or of the agent's draft (null), and how they are changed. */
export function useGuide(
  channelId: string | null,
  { isWatched = channelId !== null } = {},
) {
  const words = useErrorWords();
  const queryClient = useQueryClient();
  const queryKey = liveKey("guide", channelId);
  const path =
    channelId === null ? "/channels/draft" : `/channels/${channelId}/guide`;
  const { data: guide, error } = useQuery({
    queryKey,
    queryFn: ({ signal }) => api<Guide>(path, { signal }),
    refetchInterval: isWatched ? LOOK_EVERY_MS : false,
  });
  const { mutateAsync } = useMutation({
    // One after the other, so that the last answer is the newest.
    scope: { id: path },
    mutationFn: (body: UpdateDraft) =>
      api<Guide>(path, { method: "PATCH", body }),
    onSuccess: (changed) => queryClient.setQueryData(queryKey, changed),
    onError: (failure) => toast.error(words(failure)),
  });
  return {
    guide,
    error,
    refresh: () => queryClient.invalidateQueries({ queryKey }),
    tick: (ticks: Ticks) => mutateAsync({ ticks }),
    keep: (values: UpdateDraft["values"]) => mutateAsync({ values }),
    startOver: async () => {
      await api("/channels/draft", { method: "DELETE" });
      await queryClient.invalidateQueries({ queryKey });
    },
  };
}
