"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { PresenceRequest } from "#contract/people/presence-requests.ts";
import type { Me } from "#contract/people/me.ts";
import { api } from "#components/live/transport/api.ts";
import { liveKey } from "#components/live/queries/live-keys.ts";
import { toast } from "#components/page/toast.ts";
import { useErrorWords } from "#components/words/use-error-words.ts";

/** Shown at once; taken back with a word if the server refuses. */
export function useChangePresence() {
  const queryClient = useQueryClient();
  const words = useErrorWords();
  const key = liveKey("me");
  return useMutation({
    // One after the other: of two quick choices the last one counts.
    scope: { id: "presence" },
    mutationFn: (request: PresenceRequest) =>
      api("/me/presence", { method: "PATCH", body: request }),
    onMutate: async ({ presence, text, message, until, ringingQueueIds }) => {
      // A response on its way was read before this change.
      await queryClient.cancelQueries({ queryKey: key });
      const before = queryClient.getQueryData<Me>(key);
      if (before)
        queryClient.setQueryData<Me>(key, {
          ...before,
          presence,
          presenceText: text ?? null,
          presenceMessage: message ?? null,
          presenceUntil: until ?? null,
          presenceReason: null,
          queues: before.queues.map((queue) => ({
            ...queue,
            keepsRinging: ringingQueueIds?.includes(queue.id) ?? false,
          })),
        });
      return before;
    },
    onError: (error, _request, before) => {
      queryClient.setQueryData(key, before);
      toast.error(words(error));
    },
    onSettled: () => queryClient.invalidateQueries({ queryKey: key }),
  });
}
