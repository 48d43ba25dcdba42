"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { Agent, Presence } from "#contract/shapes.ts";
import { api } from "#components/live/api.ts";
import { LIVE } from "#components/live/live-provider.tsx";
import { toast } from "#components/ui/toast.ts";
import { useErrorWords } from "#components/words/use-error-words.ts";

/** Shown at once; taken back with a word if the server refuses. */
export function useChangePresence() {
  const queryClient = useQueryClient();
  const words = useErrorWords();
  const key = [...LIVE, "me"];
  return useMutation({
    mutationFn: (presence: Presence) =>
      api<Agent | undefined>("/me/presence", {
        method: "PATCH",
        body: { presence },
      }),
    onMutate: (presence) => {
      const before = queryClient.getQueryData<Agent>(key);
      if (before) queryClient.setQueryData(key, { ...before, presence });
      return before;
    },
    onError: (error, _presence, before) => {
      queryClient.setQueryData(key, before);
      toast.error(words(error));
    },
  });
}
