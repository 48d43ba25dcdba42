"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { Me } from "#contract/people/me.ts";
import { api } from "#components/live/transport/api.ts";
import { liveKey } from "#components/live/queries/live-keys.ts";
import { toast } from "#components/page/toast.ts";
import { useErrorWords } from "#components/words/use-error-words.ts";

const KEY = liveKey("me");

/** Logs in to a queue or out of it; shown at once, taken back if refused. */
export function useQueueLogin() {
  const queryClient = useQueryClient();
  const words = useErrorWords();
  return useMutation({
    // One after the other: of two quick presses the last one counts.
    scope: { id: "queue-login" },
    mutationFn: ({ id, loggedIn }: { id: string; loggedIn: boolean }) =>
      api(`/me/queues/${id}`, { method: "PATCH", body: { loggedIn } }),
    onMutate: async ({ id, loggedIn }) => {
      // A response on its way was read before this change.
      await queryClient.cancelQueries({ queryKey: KEY });
      const before = queryClient.getQueryData<Me>(KEY);
      queryClient.setQueryData<Me>(KEY, (me) =>
        patchQueue(me, id, { loggedIn }),
      );
      return before;
    },
    onError: (error, _login, before) => {
      queryClient.setQueryData(KEY, before);
      toast.error(words(error));
    },
    onSettled: () => queryClient.invalidateQueries({ queryKey: KEY }),
  });
}

/** Done with the paper work of a queue: it may ring again. */
export function useEndWrapUp() {
  const queryClient = useQueryClient();
  const words = useErrorWords();
  return useMutation({
    mutationFn: (id: string) =>
      api(`/me/queues/${id}/end-wrap-up`, { method: "POST", body: {} }),
    onMutate: async (id) => {
      // A response on its way was read before this change.
      await queryClient.cancelQueries({ queryKey: KEY });
      queryClient.setQueryData<Me>(KEY, (me) =>
        patchQueue(me, id, { wrapUpUntil: null }),
      );
    },
    onError: (error) => toast.error(words(error)),
    onSettled: () => queryClient.invalidateQueries({ queryKey: KEY }),
  });
}

function patchQueue(
  me: Me | undefined,
  id: string,
  change: Partial<Me["queues"][number]>,
): Me | undefined {
  return (
    me && {
      ...me,
      queues: me.queues.map((queue) =>
        queue.id === id ? { ...queue, ...change } : queue,
      ),
    }
  );
}
